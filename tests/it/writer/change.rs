//! Changes: what is out of their scope stays as it is, to the byte.

use super::order::{ad, order, request, says};
use crate::assist::script::Scripted;
use pauta::{
    deliverable::{Check, Content, Kind, Level, board::Scope},
    writer::{Unwritten, Wanted, Writer, Written},
};
use serde_json::{Value, json};

async fn changed(model: &Scripted, scope: Scope, content: Content) -> Result<Written, Unwritten> {
    let ask = Wanted::Change { request: request(scope), content };
    let written = Writer::new(model.clone())
        .write(order(Kind::AdMeta, ask), &|_: &Content| Vec::<Check>::new())
        .await?;
    Ok(written.into_iter().next().unwrap())
}

/// The ad with one text replaced.
fn with(path: &str, text: &str) -> Value {
    let mut value = ad().value();
    *value.pointer_mut(path).unwrap() = json!(text);
    value
}

#[tokio::test]
async fn a_change_of_selected_words_changes_those_words() {
    // It answers with the words, and with a whole other piece that nobody asked for.
    let answer =
        json!({"replacement": " Entrega cedo ", "content": {"headline": "tomada"}, "why": "", "used": []});
    let model = Scripted::says(&[&answer.to_string()]);
    let scope = Scope::Range { path: "/primary_text".into(), from: 0, to: 10 };
    let written = changed(&model, scope, ad()).await.unwrap();
    let expected = with("/primary_text", "Entrega cedo em casa. Peça até as 18h e receba cedo.");
    assert_eq!(written.content.value().to_string(), expected.to_string());
    let asked = model.call(0);
    assert_eq!((&*asked.prompt, model.calls()), ("words_ad_meta/1", 1));
    let parts = asked.request.schema.unwrap().json["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect::<Vec<_>>();
    assert_eq!(parts, ["replacement", "why", "used"]);
    assert_eq!(
        written.checks.iter().map(|check| (&*check.rule, check.level)).collect::<Vec<_>>(),
        [("confined", Level::Note)]
    );
}

/// Wherever the selection begins and ends, in letters of one byte and of several.
#[tokio::test]
async fn outside_the_selection_every_byte_stays() {
    let text: Vec<char> = "Olá 🙂, pão já.".chars().collect();
    let whole: String = text.iter().collect();
    let before = Content::read(Kind::AdMeta, &with("/primary_text", &whole)).unwrap();
    for (from, to) in (0..text.len()).flat_map(|from| (from + 1..=text.len()).map(move |to| (from, to))) {
        let model = Scripted::says(&[&json!({"replacement": "é", "why": "", "used": []}).to_string()]);
        let scope = Scope::Range { path: "/primary_text".into(), from, to };
        let value = changed(&model, scope, before.clone()).await.unwrap().content.value();
        let got: Vec<char> = value["primary_text"].as_str().unwrap().chars().collect();
        let (head, tail) = (&text[..from], &text[to..]);
        assert!(got.starts_with(head) && got.ends_with(tail), "{from}..{to}: {value}");
        assert!(got.len() <= head.len() + tail.len() + 3, "the word and the spaces around it: {value}");
        let mut others = value.clone();
        others["primary_text"] = json!(whole);
        assert_eq!(others, before.value(), "{from}..{to}");
    }
}

#[tokio::test]
async fn a_change_of_a_field_changes_that_field() {
    let answer = json!({"value": "Entrega até as 7h", "content": {"link": {"url": "https://evil.example"}}, "why": "", "used": []});
    let model = Scripted::says(&[&answer.to_string()]);
    let written = changed(&model, Scope::Field { path: "/headline".into() }, ad()).await.unwrap();
    assert_eq!(written.content.value().to_string(), with("/headline", "Entrega até as 7h").to_string());
}

#[tokio::test]
async fn a_field_keeps_its_type() {
    let lines = json!({"headlines": ["Um pão", "Dois pães", "Três pães"]});
    let before = Content::read(Kind::AdRsa, &lines).unwrap();
    let scope = |path: &str| Scope::Field { path: path.into() };
    for (path, value, good) in [
        ("/headlines/1", json!("Café"), true),
        ("/headlines", json!(["A", "B"]), true),
        ("/headlines/1", json!(["A"]), false),
    ] {
        let model = Scripted::says(&[&json!({"value": value, "why": "", "used": []}).to_string()]);
        let ask = Wanted::Change { request: request(scope(path)), content: before.clone() };
        let written = Writer::new(model).write(order(Kind::AdRsa, ask), &|_: &Content| Vec::new()).await;
        match written {
            Ok(written) if good => assert_eq!(written[0].content.value().pointer(path), Some(&value)),
            other => assert!(!good && other == Err(Unwritten::Unfit), "{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_scope_that_names_nothing_is_not_asked_about() {
    let model = Scripted::says(&[&says("x")]);
    for scope in [
        Scope::Field { path: "/nothing".into() },
        Scope::Range { path: "/headline".into(), from: 3, to: 300 },
        Scope::Range { path: "/link".into(), from: 0, to: 1 },
    ] {
        assert_eq!((changed(&model, scope, ad()).await, model.calls()), (Err(Unwritten::Unfit), 0));
    }
}

#[tokio::test]
async fn a_change_of_the_whole_says_when_nothing_changed() {
    let answer = json!({"content": ad().value(), "why": "", "used": []}).to_string();
    let written = changed(&Scripted::says(&[&answer]), Scope::Piece, ad()).await.unwrap();
    assert_eq!(written.checks.iter().map(|check| &*check.rule).collect::<Vec<_>>(), ["unchanged"]);
}
