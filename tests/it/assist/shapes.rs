//! Every assist that the shipped conversation asks for has a shape that its slots can be filled by, and what a
//! model puts there is read by the engine.

use super::script::{Scripted, proposal, proposes};
use pauta::{
    assist,
    engine::{
        context::Context,
        effect::AssistCall,
        input::Body,
        parse::{self, Read, Reading},
    },
    talk::{TODAY, play, script::Script},
    tree::{
        Library, Tree,
        json::{AssistTask, SlotType},
    },
};
use serde_json::{Map, Value as Json, json};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

fn shipped() -> Arc<Tree> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogue_trees");
    let doc = |id: &str| {
        serde_json::from_str(&fs::read_to_string(root.join(format!("{id}.json"))).unwrap()).unwrap()
    };
    let docs: [pauta::tree::json::TreeDoc; 2] = [doc("brand_kit"), doc("campaign_briefing")];
    Tree::load(docs[1].clone(), &Library::of(docs)).unwrap()
}

/// What the talks of `tests/talks/` ask of assists, one of each kind, language and list of slots.
fn asked(tree: &Tree) -> Vec<AssistCall> {
    let mut calls: BTreeMap<String, AssistCall> = BTreeMap::new();
    for name in [
        "b2b_software",
        "english_speaker",
        "pastes_an_old_brief",
        "bakery_owner_with_typos",
        "clinic",
        "one_paragraph",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/talks/{name}.talk"));
        let script = Script::parse(&fs::read_to_string(path).unwrap()).unwrap();
        for call in play::assists(&script, tree).unwrap() {
            let slots: Vec<&str> = call.wanted.iter().map(|wanted| &*wanted.path).collect();
            calls.entry(format!("{:?} {} {slots:?}", call.kind, call.locale)).or_insert(call);
        }
    }
    calls.into_values().collect()
}

/// A value of that shape, as a model that keeps to it would write one.
fn fitting(shape: &Json) -> Json {
    if let Some(either) = shape["anyOf"].as_array() {
        return fitting(&either[0]);
    }
    if let Some(options) = shape["enum"].as_array() {
        return options.last().unwrap().clone();
    }
    match shape["type"].as_str() {
        Some("object") => {
            let parts = shape["properties"].as_object().unwrap();
            Json::Object(parts.iter().map(|(name, part)| (name.clone(), fitting(part))).collect())
        }
        Some("array") => json!([fitting(&shape["items"])]),
        Some("number" | "integer") => json!(7),
        Some("boolean") => json!(true),
        _ if shape.get("pattern").is_some() => json!("2027-03-15"),
        _ => json!("Chega quente antes do café"),
    }
}

fn in_words(kind: SlotType, locale: &str) -> &'static str {
    match kind {
        SlotType::Money => "R$ 5.000",
        SlotType::Date if locale == "en" => "15 March 2027",
        SlotType::Date => "15/03/2027",
        SlotType::DateRange if locale == "en" => "1 March 2027 to 30 March 2027",
        SlotType::DateRange => "de 01/03/2027 a 30/03/2027",
        SlotType::Number => "300",
        SlotType::Percent => "3%",
        SlotType::Url => "https://padariasol.com.br",
        _ => "Chega quente antes do café",
    }
}

fn answer(call: &AssistCall) -> String {
    let schema = assist::schema(call).unwrap();
    let mut answer = fitting(&schema.json);
    if let Some(fields) = answer.get_mut("fields").and_then(Json::as_object_mut) {
        let alone = |kind| matches!(kind, SlotType::Money | SlotType::Date | SlotType::DateRange);
        for wanted in call.wanted.iter().filter(|wanted| alone(wanted.kind)) {
            fields.insert(wanted.path.replace('/', "."), json!(in_words(wanted.kind, &call.locale)));
        }
    }
    if call.kind == AssistTask::Extract {
        let quote: String = call.given[0].text.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
        let found = call.wanted.iter().map(|wanted| {
            let option = wanted.options.first().map(|option| option.id.clone());
            let option = option.filter(|_| wanted.kind.is_choice());
            let answer = option.unwrap_or_else(|| in_words(wanted.kind, &call.locale).to_owned());
            json!({"field": wanted.path.replace('/', "."), "answer": answer, "quote": quote, "confidence": "high"})
        });
        answer = json!({"found": found.collect::<Vec<_>>()});
    }
    answer.to_string()
}

#[tokio::test]
async fn every_slot_of_the_shipped_conversation_can_be_filled() {
    let tree = shipped();
    let calls = asked(&tree);
    for task in
        [AssistTask::Refine, AssistTask::Expand, AssistTask::Suggest, AssistTask::Check, AssistTask::Extract]
    {
        assert!(calls.iter().any(|call| call.kind == task), "no talk asks for {task:?}");
    }
    let context = Context { today: TODAY, ..Context::default() };
    for call in calls.iter().filter(|call| assist::schema(call).is_some()) {
        // A pasted address is the person's; any other would not be shown.
        let mut call = call.clone();
        call.given[0].text.push_str("\nhttps://padariasol.com.br");
        let model = Scripted::says(&[&answer(&call)]);
        let proposal = proposal(proposes(&model, call.clone()).await.0);
        assert_eq!(model.calls(), 1, "{:?} needed a repair", call.kind);
        assert_eq!(proposal.by, super::script::MODEL);
        if call.kind == AssistTask::Check {
            assert!(!proposal.why.is_empty());
            continue;
        }
        let missing: Vec<&str> = call
            .wanted
            .iter()
            .map(|wanted| &*wanted.path)
            .filter(|path| !proposal.slots.contains_key(*path))
            .collect();
        assert!(missing.is_empty(), "{:?}: nothing for {missing:?}: {proposal:?}", call.kind);
        for (path, suggested) in &proposal.slots {
            let slot = tree.slot(path).unwrap();
            let reading =
                Reading { tree: &tree, context: &context, locale: &call.locale, seed: 1, before: None };
            let read = parse::read(&reading, slot, &suggested.body);
            // Words that a composite cannot hold are no failing of the shape.
            let words = matches!(suggested.body, Body::Text(_)) && slot.of.is_some();
            assert!(
                words || matches!(read, Ok(Read::Value(_))),
                "{:?} {path} ({:?}): {:?} is read as {read:?}",
                call.kind,
                slot.kind,
                suggested.body
            );
        }
    }
}

#[test]
fn a_shape_keeps_to_what_every_provider_takes() {
    let tree = shipped();
    for call in asked(&tree) {
        let Some(schema) = assist::schema(&call) else { continue };
        assert!(schema.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        strict(&schema.json);
    }
}

/// Every object closed, every part compulsory, plain names, no references.
fn strict(shape: &Json) {
    assert!(shape.get("$ref").is_none() && shape.get("oneOf").is_none(), "{shape}");
    if let Some(parts) = shape.get("properties").and_then(Json::as_object) {
        assert_eq!(shape["additionalProperties"], false, "{shape}");
        let required: Vec<&str> =
            shape["required"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
        assert_eq!(required, parts.keys().collect::<Vec<_>>());
        let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        assert!(parts.keys().all(|name| name.len() <= 64 && name.chars().all(plain)), "{required:?}");
        parts.values().for_each(strict);
    }
    let nested = ["items", "anyOf"].iter().filter_map(|name| shape.get(*name));
    for part in nested {
        match part {
            Json::Array(parts) => parts.iter().for_each(strict),
            part => strict(part),
        }
    }
}

#[test]
fn options_are_offered_by_their_ids() {
    let tree = shipped();
    let calls = asked(&tree);
    let package = calls
        .iter()
        .find(|call| call.wanted.iter().any(|w| w.path == "channels") && call.kind == AssistTask::Suggest);
    let schema = assist::schema(package.unwrap()).unwrap();
    let fields: &Map<String, Json> = schema.json["properties"]["fields"]["properties"].as_object().unwrap();
    let channels = fields["channels"]["anyOf"][0]["items"]["enum"].as_array().unwrap();
    assert!(channels.contains(&json!("instagram")) && channels.len() > 3, "{channels:?}");
    assert_eq!(fields["campaign_name"]["anyOf"][0]["maxLength"], 60);
    let personas = calls.iter().find(|call| call.kind == AssistTask::Expand).unwrap();
    let schema = assist::schema(personas).unwrap();
    let list = &schema.json["properties"]["fields"]["properties"]["personas"]["anyOf"][0];
    assert_eq!(list["maxItems"], 3);
    let parts: Vec<&String> = list["items"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(parts, ["name", "who", "wants", "fears", "objection", "where"]);
}
