//! Every text of a piece is a line, and lines are put back.

use pauta::deliverable::{
    Content, Gap, Kind, content, lines,
    lines::{Voice, fields},
    put,
    view::{Line, Unit},
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn read(kind: Kind, value: &Value) -> Content {
    Content::read(kind, value).unwrap()
}

fn texts<const N: usize>(texts: [(&str, &str); N]) -> BTreeMap<String, String> {
    texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}

/// A content of the kind's schema with two entries in each list and a text in each place for one.
fn full(schema: &Value, defs: &Value, path: &str, found: &mut BTreeSet<String>) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
        return full(&defs[name], defs, path, found);
    }
    // One of several names, with or without a text on each.
    if let Some(one) = schema["enum"].as_array().or_else(|| schema["oneOf"].as_array()) {
        return if one[0].is_string() { one[0].clone() } else { one[0]["const"].clone() };
    }
    let kind = schema["type"].as_str().unwrap_or_else(|| schema["type"][0].as_str().unwrap_or("object"));
    match kind {
        "string" => {
            found.insert(path.to_owned());
            json!(format!("text at {path}"))
        }
        "array" => (0..2).map(|at| full(&schema["items"], defs, &format!("{path}/{at}"), found)).collect(),
        "object" => {
            let entries = schema["properties"].as_object().into_iter().flatten();
            let entries = entries
                .map(|(key, inside)| (key.clone(), full(inside, defs, &format!("{path}/{key}"), found)));
            Value::Object(entries.collect::<Map<String, Value>>())
        }
        "integer" | "number" => json!(1),
        _ => json!(false),
    }
}

#[test]
fn every_text_of_every_kind_is_a_line_once_and_comes_back() {
    for kind in Kind::ALL {
        let schema = content::schema(kind);
        let mut wanted = BTreeSet::new();
        let value = full(&schema, &schema["$defs"], "", &mut wanted);
        let content = read(kind, &value);
        let shown = lines(&content, "pt-BR");
        let paths: BTreeSet<String> = shown.iter().map(|line| line.path.clone()).collect();
        assert_eq!((&paths, paths.len()), (&wanted, shown.len()), "{kind:?}");
        for line in &shown {
            assert_eq!(value.pointer(&line.path).unwrap().as_str().unwrap(), line.text);
        }
        let again: BTreeMap<String, String> = shown.into_iter().map(|line| (line.path, line.text)).collect();
        assert_eq!(put(&content, &again).as_ref(), Ok(&content), "{kind:?}");
        assert!(fields(kind).iter().any(|field| field.voice != Voice::Technical), "{kind:?}");
    }
}

#[test]
fn labels_tell_lines_apart() {
    for kind in Kind::ALL {
        let schema = content::schema(kind);
        let value = full(&schema, &schema["$defs"], "", &mut BTreeSet::new());
        for locale in ["pt-BR", "en"] {
            let shown = lines(&read(kind, &value), locale);
            let labels: BTreeSet<&str> = shown.iter().map(|line| line.label.as_str()).collect();
            assert_eq!(labels.len(), shown.len(), "{kind:?} {locale}: {labels:?}");
            assert!(labels.iter().all(|label| !label.contains(['{', '}', '_'])), "{labels:?}");
        }
    }
}

fn line(content: &Content, path: &str) -> Line {
    lines(content, "pt-BR").into_iter().find(|line| line.path == path).unwrap()
}

#[test]
fn lines_are_told_in_reading_order() {
    let ad = json!({"headlines": ["Um", "Dois"], "descriptions": ["Três"]});
    let shown = |locale| {
        let lines = lines(&read(Kind::AdRsa, &ad), locale);
        lines.into_iter().take(3).map(|line| line.label).collect::<Vec<_>>()
    };
    assert_eq!(shown("pt-BR"), ["Título 1", "Título 2", "Descrição 1"]);
    assert_eq!(shown("en"), ["Headline 1", "Headline 2", "Description 1"]);
    let page = json!({"sections": [{"heading": "A", "items": ["a", "b"]}, {"heading": "B", "body": "c"}]});
    let told = lines(&read(Kind::LandingPage, &page), "pt-BR");
    let told: Vec<String> = told.iter().take(6).map(|line| format!("{}={}", line.label, line.text)).collect();
    assert_eq!(
        told,
        [
            "Seção 1 · Título=A",
            "Seção 1 · Texto=",
            "Seção 1 · Item 1=a",
            "Seção 1 · Item 2=b",
            "Seção 2 · Título=B",
            "Seção 2 · Texto=c"
        ]
    );
}

#[test]
fn a_line_tells_the_next_limit_that_it_can_run_into() {
    let intro = |length: usize| {
        let line = line(&read(Kind::AdLinkedin, &json!({"intro": "ã".repeat(length)})), "/intro");
        (line.count, line.limit, line.hard, line.long)
    };
    assert_eq!(intro(150), (150, Some(150), false, true));
    assert_eq!(intro(151), (151, Some(600), true, true));
    assert_eq!(intro(601), (601, Some(600), true, true));
    let post = json!({"channel": "x", "text": "Olá 😀", "hashtags": ["sol"]});
    let line = line(&read(Kind::SocialPost, &post), "/text");
    assert_eq!((line.count, line.unit, line.limit), (12, Unit::XWeighted, Some(280)));
}

#[test]
fn gaps_are_told_and_have_no_length() {
    let text = format!("Laudo em {}.", Gap::new("deadline", "prazo"));
    let line = line(&read(Kind::AdRsa, &json!({"headlines": [text]})), "/headlines/0");
    assert_eq!(
        (line.count, line.gaps[0].path.as_str(), line.gaps[0].label.as_str()),
        (10, "deadline", "prazo")
    );
}

#[test]
fn texts_are_changed_added_and_taken_out() {
    let ad = read(Kind::AdRsa, &json!({"headlines": (0..9).map(|n| n.to_string()).collect::<Vec<_>>()}));
    let changed = put(
        &ad,
        &texts([
            ("/headlines/10", "dez"),
            ("/headlines/9", " nove\n e  pouco "),
            ("/headlines/1", ""),
            ("/headlines/3", "  "),
            ("/targeting", "linha\n\nlinha"),
        ]),
    );
    let value = changed.unwrap().value();
    assert_eq!(value["headlines"], json!(["0", "2", "4", "5", "6", "7", "8", "nove e pouco", "dez"]));
    assert_eq!(value["targeting"], "linha\n\nlinha");
    let faq = read(Kind::Article, &json!({"faq": [{"question": "a", "answer": "b"}, {"question": "c"}]}));
    let changed =
        put(&faq, &texts([("/faq/2/question", "d"), ("/faq/0/question", ""), ("/faq/1/question", "")]));
    let left = json!([{"question": "", "answer": "b"}, {"question": "d", "answer": ""}]);
    assert_eq!(changed.unwrap().value()["faq"], left);
    let plan = read(Kind::MediaPlan, &json!({"channels": [{"channel": "a", "percent": 100}]}));
    let emptied = put(&plan, &texts([("/channels/0/channel", "")])).unwrap().value();
    assert_eq!(emptied["channels"][0]["percent"], 100, "what still has a number is not taken out");
    let house = read(Kind::MessageHouse, &json!({"pillars": [{"message": "a"}]}));
    let proven =
        put(&house, &texts([("/pillars/0/proof/0", "b"), ("/pillars/1/proof/0", "c")])).unwrap().value();
    assert_eq!(
        (&proven["pillars"][0]["proof"], &proven["pillars"][1]["proof"]),
        (&json!(["b"]), &json!(["c"]))
    );
}

#[test]
fn nobody_forges_a_gap_and_nobody_loses_one() {
    let gap = Gap::new("proof", "prova \"2\"").to_string();
    let ad = read(Kind::AdRsa, &json!({"headlines": [format!("Com {gap}"), "b"]}));
    let text = format!("Já {gap} e ⟦x|y⟧ ⟧");
    let changed = put(&ad, &texts([("/headlines/0", &text), ("/headlines/1", &gap)])).unwrap().value();
    assert_eq!(changed["headlines"], json!([format!("Já {gap} e [x|y] ]"), gap]));
}

#[test]
fn what_is_no_text_is_refused_and_nothing_panics() {
    let ad = read(Kind::AdRsa, &json!({"headlines": ["a"]}));
    for pointer in [
        "",
        "/",
        "headlines/0",
        "/headlines",
        "/headlines/",
        "/headlines/-1",
        "/headlines/01",
        "/headlines/2",
        "/headlines/99999999999999999999999",
        "/headlines/0/0",
        "/headlines/*",
        "/cta",
        "/link",
        "/nothing",
        "/~1",
        "//",
    ] {
        let refused = put(&ad, &texts([(pointer, "x")]));
        assert!(refused.is_err(), "{pointer}: {refused:?}");
    }
}

#[test]
fn an_idea_is_chosen_like_a_text_is_put() {
    let ideas = read(Kind::ContentIdeas, &json!({"ideas": [{"title": "a"}, {"title": "b"}]}));
    let chosen = put(&ideas, &texts([("/ideas/1/picked", "true"), ("/ideas/0/title", "c")])).unwrap().value();
    assert_eq!((&chosen["ideas"][1]["picked"], &chosen["ideas"][0]["picked"]), (&json!(true), &json!(false)));
    assert_eq!(chosen["ideas"][0]["title"], "c");
    for (pointer, text) in
        [("/ideas/0/picked", "yes"), ("/ideas/2/picked", "true"), ("/ideas/picked", "true")]
    {
        assert!(put(&ideas, &texts([(pointer, text)])).is_err(), "{pointer} {text}");
    }
}
