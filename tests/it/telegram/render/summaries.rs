//! The brief, a proposal and a plan: every answer can be changed, every field worded anew, and only what can be
//! started has its button.

use super::{
    strict::{seen, taken},
    told,
};
use crate::engine::person::{Talk, Will, answer, context, messages, trees};
use pauta::{
    channel::telegram::{
        outgoing::{Draft, Key},
        press::Action,
        render::{Show, assigned, editing, joined, plan, row, summary},
    },
    engine::{
        self,
        effect::{Button, Card, CardField, CardState, Message, MessageKind},
        input::{Body, Decision, Input},
        state::Who,
    },
    production::{
        Production,
        list::{Package, Stage},
        money,
    },
    time::Millis,
    tree::{json::AssistTask, value::Value},
    turn::{Ai, BriefChange, Seen, Standing},
};
use std::collections::{BTreeMap, BTreeSet};

fn standing(talk: &Talk<'_>) -> Standing {
    let (brief, progress) = engine::brief_and_progress(&talk.scene(), &talk.state);
    let slots = brief.fields.iter().map(|field| Seen { field: field.clone(), input: None });
    Standing {
        title: brief.title.clone(),
        name: engine::overview::name(&brief),
        tree: String::new(),
        locale: brief.locale.clone(),
        status: talk.state.status,
        seq: talk.state.seq,
        closed: false,
        pending: talk.pending(),
        question: None,
        brief: BriefChange {
            seq: talk.state.seq,
            order: None,
            chapters: Some(brief.chapters.clone()),
            slots: slots.collect(),
            completeness: brief.completeness,
            score: brief.score.clone(),
            progress,
        },
        running: Vec::new(),
        ai: Ai { on: None, connected: false, by: String::new(), local: false, simulated: false },
        speech: false,
        now: Millis(0),
    }
}

fn actions(drafts: &[Draft]) -> Vec<&Action> {
    let keys = drafts.last().map(|draft| draft.keys.as_slice()).unwrap_or_default();
    let pressed = keys.iter().flatten().filter_map(|key| match key {
        Key::Press { action, .. } => Some(action),
        Key::Link { .. } => None,
    });
    pressed.collect()
}

fn words(drafts: &[Draft]) -> String {
    drafts.iter().map(|draft| seen(draft.body.html()).unwrap()).collect::<Vec<_>>().join("\n")
}

fn counted(locale: &str, answered: usize, remaining: u32) -> String {
    let answers = match (locale, answered) {
        ("en", 1) => "1 answer; ".to_owned(),
        ("en", n) => format!("{n} answers; "),
        (_, 1) => "1 resposta; ".to_owned(),
        (_, n) => format!("{n} respostas; "),
    };
    let left = match (locale, remaining) {
        ("en", 0) => "there are no more questions.".to_owned(),
        ("en", 1) => "1 question to go, about ".to_owned(),
        ("en", n) => format!("up to {n} questions to go, "),
        (_, 0) => "não há mais perguntas.".to_owned(),
        (_, 1) => "falta 1 pergunta, cerca de ".to_owned(),
        (_, n) => format!("faltam até {n} perguntas, no máximo "),
    };
    format!("{answers}{left}")
}

#[test]
fn every_answer_of_the_brief_can_be_changed() {
    let context = context();
    for locale in ["pt-BR", "en"] {
        let (tree, _) = trees().swap_remove(0);
        let mut will = Will::new((0..300).map(|n| n * 7).collect());
        let mut talk = Talk::begin(&tree, &context, locale);
        for turn in 0..40 {
            let mut standing = standing(&talk);
            let names = BTreeMap::from([("m1".to_owned(), "Ana <b>".to_owned())]);
            if let Some(seen) = standing.brief.slots.iter_mut().find(|seen| seen.field.shown.is_some()) {
                seen.field.who = Some(Who::Member("m1".into()));
                seen.field.internal = false;
            }
            let mut met = BTreeSet::new();
            let mut all = String::new();
            for page in 0..20 {
                let drafts = summary(&standing, &Show { page, names: &names, ..Show::first(locale) });
                taken(&drafts).unwrap();
                met.extend(actions(&drafts).into_iter().filter_map(|action| match action {
                    Action::Edit { path } => Some(path.clone()),
                    _ => None,
                }));
                all.push_str(&words(&drafts));
            }
            let fields = || standing.brief.slots.iter().map(|seen| &seen.field);
            let answered = fields().filter(|field| !field.internal && field.shown.is_some());
            for field in answered.clone() {
                assert!(met.contains(&field.path), "{} has no button", field.path);
                assert!(all.contains(&format!("· {}: ", field.label)), "{all}");
                let asked = editing(field, &Show::first(locale));
                taken(std::slice::from_ref(&asked)).unwrap();
                assert!(asked.reply.is_some());
            }
            assert!(turn == 0 || all.contains("Ana <b>") || met.is_empty(), "{all}");
            let show = Show::first(locale);
            // As many as can be read there, and no more questions than are certain to come.
            let counted = counted(locale, answered.count(), standing.brief.progress.remaining);
            let browser = if locale == "en" { "browser" } else { "navegador" };
            let joins = [joined(&standing, true, &show), joined(&standing, false, &show)];
            assert!(words(&joins[0]).contains(browser) && !words(&joins[1]).contains(browser));
            let is_review = standing.pending.as_ref().is_some_and(|view| view.buttons[0].id == "confirm");
            for drafts in joins {
                taken(&drafts).unwrap();
                let told = words(&drafts);
                assert_eq!(told.contains(&counted), !is_review, "the review has all of it itself: {told}");
            }
            let drafts = summary(&standing, &show);
            taken(&drafts).unwrap();
            assert!(words(&drafts).contains(&counted), "{counted} in\n{}", words(&drafts));
            let drafts = assigned(&standing, "Ana & Rui", ("Qual <é>?", Some("Porque.")), 70, &show);
            taken(&drafts).unwrap();
            assert!(words(&drafts).contains("2 min") && actions(&drafts).len() == 3);
            let Some(view) = talk.pending() else { break };
            talk.act(answer(&view, &mut will));
        }
    }
}

fn proposal(fields: usize) -> Message {
    let field = |n: usize| CardField {
        path: format!("slot_{n}"),
        label: format!("Campo {n}"),
        from: Some("barato & bom".into()),
        to: format!("claro <{n}>"),
        value: Value::text("x"),
        quote: Some("as suas palavras".into()),
        confidence: None,
        input: None,
    };
    let button = |id: &str| Button { id: id.into(), label: id.to_uppercase(), hint: None };
    let card = Card {
        id: "refine".into(),
        version: 3,
        state: CardState::Open,
        task: AssistTask::Refine,
        by: "rules".into(),
        fields: (1..=fields).map(field).collect(),
        why: vec!["Diz o preço.".into()],
        questions: vec!["Um número?".into()],
        assumptions: Vec::new(),
        buttons: ["accept", "edit", "keep", "another"].map(button).into(),
    };
    Message { kind: MessageKind::Proposal, card: Some(card), ..told("Uma sugestão:") }
}

#[test]
fn a_proposal_is_decided_or_worded_anew() {
    let show = Show::first("pt-BR");
    let one = proposal(1);
    let drafts = row(&one, &show);
    taken(&drafts).unwrap();
    let decide = |decision| Action::Decide { card: "refine".into(), version: 3, decision };
    let reword = |n: usize| Action::Reword { card: "refine".into(), version: 3, path: format!("slot_{n}") };
    let wanted = [decide(Decision::Accept), reword(1), decide(Decision::Keep), decide(Decision::Another)];
    assert_eq!(actions(&drafts), wanted.iter().collect::<Vec<_>>());
    let html = drafts[0].body.html();
    let parts = [
        "<i>por regras, sem IA</i>",
        "claro &lt;1&gt;",
        "<i>Antes: barato &amp; bom</i>",
        "Por quê:\n· Diz o preço.",
    ];
    assert!(parts.iter().all(|part| html.contains(part)), "{html}");
    // Of many fields, which one is chosen on pages of its own.
    let many = proposal(11);
    assert_eq!(actions(&row(&many, &show))[1], &Action::Page { page: 1 });
    let mut met = BTreeSet::new();
    for page in 1..=2 {
        let drafts = row(&many, &Show { page, ..show });
        taken(&drafts).unwrap();
        let actions = actions(&drafts);
        assert_eq!(actions.last(), Some(&&Action::Page { page: 0 }));
        met.extend(actions.into_iter().filter_map(|action| match action {
            Action::Reword { path, .. } => Some(path.clone()),
            Action::Page { page } => {
                assert!(*page <= 2);
                None
            }
            _ => None,
        }));
    }
    assert_eq!(met.len(), 11);
}

#[test]
fn a_plan_is_started_while_there_is_something_to_start() {
    let message = Message { kind: MessageKind::Plan, ..told("Posso preparar 3 peças. Sem custo de IA.") };
    let drafts = row(&message, &Show::first("pt-BR"));
    assert_eq!(actions(&drafts), [&Action::Start { unknown_cost: false }]);
    assert_eq!(drafts[0].keys[0][0].label(), "Gerar as peças");
    let mut production = Production {
        brief: 1,
        state: Stage::Offered,
        estimate: money::Told { text: String::new(), unknown: true, seconds: 0 },
        packages: vec![Package { n: 1, nodes: Vec::new() }],
        started: 0,
        gate: true,
        count: Default::default(),
        waiting: 0,
        stale: 0,
    };
    let drafts = plan(&message.text, Some(&production), &Show::first("en"));
    assert_eq!(actions(&drafts), [&Action::Start { unknown_cost: true }]);
    production.started = 1;
    let drafts = plan(&message.text, Some(&production), &Show::first("en"));
    assert!(taken(&drafts).is_ok() && actions(&drafts).is_empty());
}

#[test]
fn a_question_that_is_closed_by_its_summary_leads_to_the_answers() {
    let context = context();
    let (tree, _) = trees().swap_remove(0);
    let mut will = Will::new((0..300).map(|n| n * 13).collect());
    let mut talk = Talk::begin(&tree, &context, "pt-BR");
    while let Some(view) = talk.pending() {
        let played = talk.act(answer(&view, &mut will));
        let review = messages(&played.effects).find(|message| message.kind == MessageKind::Summary);
        if let Some(review) = review.filter(|review| review.ask.is_some()) {
            let drafts = row(review, &Show::first("pt-BR"));
            taken(&drafts).unwrap();
            let labels: Vec<&str> = drafts.last().unwrap().keys.iter().flatten().map(Key::label).collect();
            assert_eq!(labels, ["Fechar o briefing", "Corrigir uma resposta"]);
            let unread = Input::Answer { ask: None, path: None, body: Body::Text("hmm, sei lá".into()) };
            let played = talk.act(unread);
            let again = messages(&played.effects).find(|message| message.ask.is_some()).unwrap();
            let drafts = row(again, &Show::first("pt-BR"));
            let labels: Vec<&str> = drafts.last().unwrap().keys.iter().flatten().map(Key::label).collect();
            assert_eq!(labels, ["Fechar o briefing", "Corrigir uma resposta"], "put once more");
            return;
        }
    }
    panic!("the brief came to no review");
}
