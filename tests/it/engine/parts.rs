//! A part of a composite that was left open is a field of its own: the brief hides no gap.

use super::person::{Talk, Will, answer, context, messages, trees};
use pauta::{
    engine::{
        brief::FieldState,
        context::Context,
        input::{Args, Body, Input},
        state::Status,
    },
    tree::{Tree, json::CommandName},
};

fn says(talk: &mut Talk<'_>, words: &str) {
    talk.act(Input::Answer { ask: None, path: None, body: Body::Text(words.into()) });
}

/// At which question of the dates what was said, as whose answer.
fn said_at_the_dates(asked: &str, part: Option<&str>, words: &str) -> (Option<String>, String) {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(tree, _)| tree.doc().id == "campaign_briefing").unwrap();
    let (mut talk, mut will) = (Talk::begin(&tree, &context, "pt-BR"), Will::new(Vec::new()));
    loop {
        let view = talk.pending().expect("the dates are asked for");
        match view.path.as_str() {
            path if path == asked => break,
            "dates" => says(&mut talk, "de 01/12 a 24/12"),
            _ => drop(talk.act(answer(&view, &mut will))),
        }
    }
    let body = Body::Text(words.into());
    talk.act(Input::Answer { ask: None, path: part.map(str::to_owned), body });
    let dates = talk.brief().fields.into_iter().find(|field| field.path == "dates");
    (talk.pending().map(|view| view.path), dates.and_then(|dates| dates.shown).unwrap_or_default())
}

#[test]
fn who_says_the_whole_where_a_part_was_asked_for_has_said_it() {
    let all = "De 01/03 a 31/03, peças até 20/02";
    let whole = said_at_the_dates("dates", None, all);
    assert!(whole.1.contains("01/03/2027") && whole.1.contains("20/02/2027"), "{whole:?}");
    assert_eq!(said_at_the_dates("dates", Some("flight"), all), whole, "asked part by part, as a phone does");
    assert_eq!(said_at_the_dates("dates/pieces_by", None, all), whole);
    let (asked, dates) = said_at_the_dates("dates", Some("flight"), "De 01/03 a 31/03");
    assert_eq!(asked.as_deref(), Some("dates/pieces_by"), "{dates}");
}

#[test]
fn a_part_left_open_stands_in_the_brief_until_it_is_known() {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(tree, _)| tree.doc().id == "campaign_briefing").unwrap();
    for refusals in [vec!["não sei"], vec!["blá", "blá", "blá", "blá"]] {
        let (mut talk, mut will) = (Talk::begin(&tree, &context, "pt-BR"), Will::new(Vec::new()));
        while let Some(view) = talk.pending() {
            match view.path.as_str() {
                "dates" => says(&mut talk, "de 01/12 a 24/12"),
                "dates/pieces_by" => {
                    for words in &refusals {
                        if talk.pending().is_some_and(|view| view.path == "dates/pieces_by") {
                            says(&mut talk, words);
                        }
                    }
                    break;
                }
                _ => drop(talk.act(answer(&view, &mut will))),
            }
        }
        let brief = talk.brief();
        let part = brief.fields.iter().find(|field| field.path == "dates/pieces_by").expect("the open part");
        assert_eq!((part.label.as_str(), part.state), ("Peças prontas até", FieldState::Open));
        assert_eq!(part.ask_whom.as_deref(), Some("quem pediu a campanha"));
        assert!(brief.completeness < 100);
        let body = Body::Text("25/11".into());
        talk.act(Input::Edit { path: "dates/pieces_by".into(), body, resolve: Default::default() });
        let brief = talk.brief();
        assert!(brief.fields.iter().all(|field| field.path != "dates/pieces_by"), "{brief:?}");
        let dates = brief.fields.iter().find(|field| field.path == "dates").and_then(|f| f.shown.clone());
        assert!(dates.as_ref().is_some_and(|dates| dates.ends_with("até: 25/11/2026")), "{dates:?}");
    }
}

/// A Portuguese conversation on the campaign tree, up to the call to action.
fn at_the_action<'a>(tree: &'a Tree, context: &'a Context) -> Talk<'a> {
    let (mut talk, mut will) = (Talk::begin(tree, context, "pt-BR"), Will::new(Vec::new()));
    while let Some(view) = talk.pending().filter(|view| view.path != "call_to_action") {
        talk.act(answer(&view, &mut will));
    }
    talk
}

fn asked(talk: &Talk<'_>) -> Option<String> {
    talk.pending().map(|view| view.path)
}

/// An answer to one part, as a phone gives it.
fn part_says(talk: &mut Talk<'_>, part: &str, words: &str) {
    let body = Body::Text(words.into());
    talk.act(Input::Answer { ask: None, path: Some(part.into()), body });
}

#[test]
fn a_composite_that_was_left_open_is_answered_part_by_part_after_all() {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(tree, _)| tree.doc().id == "campaign_briefing").unwrap();
    for refusal in ["pular", "não sei"] {
        let mut talk = at_the_action(&tree, &context);
        says(&mut talk, refusal);
        assert_ne!(asked(&talk).as_deref(), Some("call_to_action"));
        says(&mut talk, "voltar");
        assert_eq!(asked(&talk).as_deref(), Some("call_to_action"));
        part_says(&mut talk, "action", "Comprar");
        assert_eq!(asked(&talk).as_deref(), Some("call_to_action/link"), "after {refusal}");
        says(&mut talk, "https://padariasol.com.br/cesta");
        let shown =
            talk.brief().fields.into_iter().find(|field| field.path == "call_to_action").unwrap().shown;
        let shown = shown.unwrap();
        assert!(shown.contains("Comprar") && shown.contains("padariasol.com.br"), "{shown}");
    }
}

#[test]
fn one_part_is_asked_for_again_by_itself() {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(tree, _)| tree.doc().id == "campaign_briefing").unwrap();
    let mut talk = at_the_action(&tree, &context);
    part_says(&mut talk, "action", "Agendar");
    says(&mut talk, "não sei");
    let args = Args { path: Some("call_to_action/link".into()), ..Args::default() };
    talk.act(Input::Command { name: CommandName::Edit, args });
    assert_eq!(asked(&talk).as_deref(), Some("call_to_action/link"));
    let shown = |talk: &Talk<'_>| {
        let fields = talk.brief().fields.into_iter();
        fields
            .filter(|field| field.path == "call_to_action")
            .find_map(|field| field.shown)
            .unwrap_or_default()
    };
    assert!(shown(&talk).contains("Agendar"), "the other part stays: {}", shown(&talk));
    says(&mut talk, "https://padarialua.com.br/x");
    assert!(
        shown(&talk).contains("Agendar") && shown(&talk).contains("padarialua.com.br/x"),
        "{}",
        shown(&talk)
    );
}

#[test]
fn an_answer_is_named_as_people_name_it() {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(tree, _)| tree.doc().id == "campaign_briefing").unwrap();
    for words in ["corrigir a marca", "mudar marca", "corrigir o objetivo"] {
        let mut talk = at_the_action(&tree, &context);
        says(&mut talk, words);
        let named = if words.contains("marca") { "brand" } else { "goal" };
        assert_eq!(asked(&talk).as_deref(), Some(named), "{words}");
    }
}

#[test]
fn words_to_a_stopped_conversation_are_no_answer() {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(tree, _)| tree.doc().id == "campaign_briefing").unwrap();
    let mut talk = at_the_action(&tree, &context);
    says(&mut talk, "parar");
    let before = talk.state.facts.clone();
    let told =
        talk.act(Input::Answer { ask: None, path: None, body: Body::Text("Obrigada, até amanhã!".into()) });
    assert!(messages(&told.effects).any(|message| message.text.contains("“continuar”")), "{told:?}");
    assert_eq!((talk.state.status, talk.state.facts == before), (Status::Stopped, true));
    says(&mut talk, "continuar");
    assert_eq!((talk.state.status, asked(&talk).as_deref()), (Status::Active, Some("call_to_action")));
}
