//! A part of a composite that was left open is a field of its own: the brief hides no gap.

use super::person::{Talk, Will, answer, context, trees};
use pauta::engine::{
    brief::FieldState,
    input::{Body, Input},
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
