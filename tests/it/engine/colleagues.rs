//! A question that a colleague is asked: what it leaves behind is what the person's own answer would have.

use super::person::{Talk, Will, answer, context, messages, trees};
use pauta::{
    engine::{
        self, Scene,
        brief::FieldState,
        effect::{Effect, RefusalCode},
        input::{Body, Input},
        state::{State, Who},
    },
    rules,
    time::Millis,
    tree::json::SlotType,
};
use proptest::prelude::*;

fn bia() -> Who {
    Who::Member("m-bia".into())
}

/// What a colleague does in a conversation.
fn of_bia(talk: &mut Talk<'_>, input: Input) -> Vec<Effect> {
    let who = bia();
    let scene = Scene { tree: talk.tree, context: talk.context, who: &who, now: Millis(1_000) };
    engine::play(&scene, &mut talk.state, input, &mut |call| Some(rules::assist(call))).effects
}

fn ask(talk: &mut Talk<'_>, question: &str) -> Vec<Effect> {
    let ask = talk.pending().expect("a question").id;
    talk.act(Input::Ask { ask, question: question.into(), of: "m-bia".into(), name: "Bia".into() }).effects
}

fn helped(question: &str, body: Body) -> Input {
    Input::Helped { question: question.into(), name: "Bia".into(), body }
}

fn text(text: &str) -> Body {
    Body::Text(text.into())
}

fn refusal(effects: &[Effect]) -> Option<RefusalCode> {
    effects.iter().find_map(|effect| match effect {
        Effect::Refuse(refusal) => Some(refusal.code),
        _ => None,
    })
}

fn said(effects: &[Effect]) -> String {
    messages(effects).map(|message| message.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// A whole campaign, not the short one.
fn whole() -> Will {
    Will::new(vec![1])
}

/// A campaign at its first question for plain words after the brand. Gives what it fills.
fn at_words(talk: &mut Talk<'_>) -> String {
    let mut will = whole();
    for _ in 0..60 {
        let view = talk.pending().expect("the question comes");
        if matches!(view.input.kind, SlotType::Text | SlotType::LongText) && view.path != "pasted_text" {
            return view.path;
        }
        talk.act(answer(&view, &mut will));
    }
    panic!("no question for words");
}

#[test]
fn the_rest_goes_on_and_the_answer_appears_with_its_name() {
    for (locale, asked, told, waits, by) in [
        (
            "pt-BR",
            "Pedi a Bia. Seguimos com o resto",
            "Bia respondeu:",
            "(espera Bia)",
            "(respondido por Bia)",
        ),
        ("en", "I've asked Bia. Let's go on", "Bia answered:", "(waiting for Bia)", "(answered by Bia)"),
    ] {
        let (context, trees) = (context(), trees());
        let mut talk = Talk::begin(&trees[0].0, &context, locale);
        let path = at_words(&mut talk);
        let effects = ask(&mut talk, "q1");
        assert!(said(&effects).contains(asked), "{}", said(&effects));
        let next = talk.pending().expect("the next question");
        assert_ne!(next.path, path);
        let field = |talk: &Talk<'_>| talk.brief().fields.into_iter().find(|f| f.path == path).unwrap();
        assert_eq!((field(&talk).state, field(&talk).waits_for), (FieldState::Open, Some("Bia".into())));
        let summary = |talk: &mut Talk<'_>| {
            let name = pauta::tree::json::CommandName::Summary;
            said(&talk.act(Input::Command { name, args: Default::default() }).effects)
        };
        assert!(summary(&mut talk).contains(waits), "{}", summary(&mut talk));

        let help = engine::help(&talk.scene(), &talk.state, "q1").expect("it waits");
        assert_eq!(help.view.path, path);
        let effects = of_bia(&mut talk, helped("q1", text("Porque o inverno começa em junho")));
        assert!(said(&effects).contains(told), "{}", said(&effects));
        assert_eq!(talk.pending().map(|view| view.id), Some(next.id), "what is pending stays so");
        assert_eq!((field(&talk).by, field(&talk).waits_for), (Some("Bia".into()), None));
        assert_eq!(field(&talk).who, Some(bia()));
        assert!(summary(&mut talk).contains(by), "{}", summary(&mut talk));
        assert_eq!(engine::help(&talk.scene(), &talk.state, "q1"), None);
    }
}

#[test]
fn what_a_colleague_cannot_say_comes_back_and_what_is_late_leaves_no_trace() {
    let (context, trees) = (context(), trees());
    let mut talk = Talk::begin(&trees[0].0, &context, "pt-BR");
    let path = at_words(&mut talk);
    ask(&mut talk, "q1");
    let effects = of_bia(&mut talk, Input::Declined { question: "q1".into(), name: "Bia".into() });
    assert!(said(&effects).contains("Bia não tem esta resposta"), "{}", said(&effects));
    assert_eq!(talk.pending().unwrap().path, path);
    ask(&mut talk, "q2");
    let edit = Input::Edit { path: path.clone(), body: text("Porque sim"), resolve: Default::default() };
    talk.act(edit);
    let before = talk.state.clone();
    for late in [helped("q2", text("Tarde")), helped("q1", text("Tarde")), helped("nenhuma", text("Tarde"))] {
        assert_eq!(refusal(&of_bia(&mut talk, late)), Some(RefusalCode::StaleAsk));
    }
    assert_eq!(talk.state, before);
    assert_eq!(talk.brief().fields.iter().find(|f| f.path == path).unwrap().by, None);
}

#[test]
fn what_cannot_be_read_is_told_to_the_colleague_alone() {
    let (context, trees) = (context(), trees());
    let mut talk = Talk::begin(&trees[0].0, &context, "pt-BR");
    let mut will = whole();
    while talk.pending().is_some_and(|view| !matches!(view.input.kind, SlotType::Date | SlotType::DateRange))
    {
        let view = talk.pending().unwrap();
        talk.act(answer(&view, &mut will));
    }
    ask(&mut talk, "q1");
    let before = talk.state.clone();
    let effects = of_bia(&mut talk, helped("q1", text("quando der certo, sei lá")));
    assert_eq!(refusal(&effects), Some(RefusalCode::Unreadable));
    assert_eq!(talk.state, before);
}

#[test]
fn a_required_answer_that_is_waited_for_keeps_the_brief_open() {
    let (context, trees) = (context(), trees());
    let mut talk = Talk::begin(&trees[0].0, &context, "pt-BR");
    let mut will = Will::new(Vec::new());
    let mut asked = None;
    let confirm = |talk: &Talk<'_>| Input::Answer {
        ask: talk.pending().map(|view| view.id),
        path: None,
        body: Body::Options(vec!["confirm".into()]),
    };
    for _ in 0..150 {
        let view = talk.pending().expect("not over yet");
        if view.buttons.iter().any(|button| button.id == "confirm") {
            break;
        }
        let simple =
            matches!(view.input.kind, SlotType::Text | SlotType::LongText | SlotType::Money | SlotType::Date);
        if asked.is_none() && view.required && !view.path.is_empty() && simple && view.path != "brand" {
            asked = Some(view.clone());
            ask(&mut talk, "q1");
        } else {
            talk.act(answer(&view, &mut will));
        }
    }
    let asked = asked.expect("something is required");
    let input = confirm(&talk);
    let effects = talk.act(input).effects;
    assert!(said(&effects).contains("Ainda espero a resposta de Bia"), "{}", said(&effects));
    assert!(!talk.is_over());
    let Input::Answer { body, .. } = answer(&asked, &mut will) else { panic!("an answer") };
    of_bia(&mut talk, helped("q1", body));
    for _ in 0..20 {
        let Some(view) = talk.pending() else { break };
        talk.act(answer(&view, &mut will));
    }
    assert!(talk.is_over());
}

#[test]
fn a_composite_is_asked_part_by_part() {
    let (context, trees) = (context(), trees());
    let mut talk = Talk::begin(&trees[0].0, &context, "pt-BR");
    let mut will = whole();
    while talk.pending().is_some_and(|view| view.input.kind != SlotType::Object) {
        let view = talk.pending().unwrap();
        talk.act(answer(&view, &mut will));
    }
    let whole = talk.pending().expect("a composite");
    ask(&mut talk, "q1");
    assert_ne!(talk.pending().unwrap().path, whole.path);
    let mut parts = 0;
    while let Some(help) = engine::help(&talk.scene(), &talk.state, "q1") {
        assert!(help.view.path.starts_with(&format!("{}/", whole.path)), "{}", help.view.path);
        let Input::Answer { body, .. } = answer(&help.view, &mut will) else { panic!("an answer") };
        assert_eq!(refusal(&of_bia(&mut talk, helped("q1", body))), None);
        parts += 1;
        assert!(parts <= whole.input.parts.len());
    }
    assert_eq!(parts, whole.input.parts.len());
    let field = talk.brief().fields.into_iter().find(|field| field.path == whole.path).unwrap();
    assert_eq!((field.state, field.by), (FieldState::Settled, Some("Bia".into())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Asked and answered at once is answered, on every tree and from every question on.
    #[test]
    fn asked_and_answered_is_answered(numbers in prop::collection::vec(any::<u16>(), 0..200)) {
        let context = context();
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let (mut asks, mut alone) = (Talk::begin(&tree, &context, "pt-BR"), Talk::begin(&tree, &context, "pt-BR"));
            for turn in 0..60 {
                let (Some(view), Some(same)) = (asks.pending(), alone.pending()) else { break };
                prop_assert_eq!(&view.path, &same.path, "{}", name);
                let given = answer(&view, &mut will);
                let Input::Answer { path, body, .. } = given.clone() else { break };
                let simple = !view.path.is_empty() && !matches!(view.input.kind, SlotType::List | SlotType::Object)
                    && !matches!(&body, Body::Options(ids) if view.buttons.iter().any(|b| ids.contains(&b.id)));
                if simple && will.below(3) == 0 {
                    let question = format!("q{turn}");
                    ask(&mut asks, &question);
                    if asks.is_over() {
                        break;
                    }
                    prop_assert!(asks.pending().is_some());
                    of_bia(&mut asks, helped(&question, body.clone()));
                } else {
                    asks.act(given);
                }
                alone.act(Input::Answer { ask: Some(same.id), path, body });
                let shown = |talk: &Talk<'_>| talk.brief().shown();
                prop_assert_eq!(shown(&asks), shown(&alone), "{} after {}", name, view.path);
            }
            let stored = serde_json::to_string(&asks.state).expect("a state has a JSON form");
            let read: State = serde_json::from_str(&stored).expect("a stored state can be read");
            prop_assert_eq!(&read, &asks.state);
        }
    }
}
