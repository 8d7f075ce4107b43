//! What two calls must have in common.

use super::{asked, target};
use pauta::{
    config::Secret,
    id::{ConversationId, WorkspaceId},
    llm::{Asked, CacheUse, Purpose, cache::Key},
    outside::llm::{Image, Part, Provider, Role, Schema, Target, Turn},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};

fn schema(json: Value) -> Option<Schema> {
    Some(Schema { name: "proposal", json: Arc::new(json) })
}

/// A question with every part that a question can have.
fn whole(workspace: &WorkspaceId, text: &str) -> Asked {
    let mut question = asked(workspace, text);
    let request = &mut question.request;
    request.turns.push(Turn { role: Role::Assistant, parts: vec![Part::Text("{".into())] });
    let picture = Image { kind: "image/png".into(), bytes: Arc::from(*b"1234") };
    request.turns[0].parts.push(Part::Image(picture));
    request.schema = schema(json!({ "type": "object", "properties": { "a": {}, "b": { "const": null } } }));
    request.stop = vec!["FIM".into(), "---".into()];
    request.top_p = Some(0.9);
    request.seed = Some(7);
    question
}

type Change = (&'static str, fn(&mut Asked, &mut Target));

/// Whatever may change the answer.
const MATTERS: [Change; 28] = [
    ("workspace", |asked, _| asked.workspace = WorkspaceId::new()),
    ("prompt", |asked, _| asked.prompt.push('1')),
    ("locale", |asked, _| asked.locale = "en".into()),
    ("system", |asked, _| asked.request.system.push(' ')),
    ("text", |asked, _| asked.request.turns[0].parts[0] = Part::Text("outro".into())),
    ("another turn", |asked, _| asked.request.turns.push(Turn::user(""))),
    ("no turn", |asked, _| drop(asked.request.turns.pop())),
    ("order of turns", |asked, _| asked.request.turns.reverse()),
    ("order of parts", |asked, _| asked.request.turns[0].parts.reverse()),
    ("role", |asked, _| asked.request.turns[1].role = Role::User),
    ("picture", |asked, _| {
        asked.request.turns[0].parts[1] =
            Part::Image(Image { kind: "image/png".into(), bytes: Arc::from(*b"1235") });
    }),
    ("kind of picture", |asked, _| {
        asked.request.turns[0].parts[1] =
            Part::Image(Image { kind: "image/webp".into(), bytes: Arc::from(*b"1234") });
    }),
    ("no schema", |asked, _| asked.request.schema = None),
    ("schema", |asked, _| {
        asked.request.schema = schema(json!({ "type": "object", "properties": { "a": {}, "b": {} } }));
    }),
    ("name of the schema", |asked, _| asked.request.schema.as_mut().unwrap().name = "extract"),
    ("temperature", |asked, _| asked.request.temperature = Some(0.700_001)),
    ("no temperature", |asked, _| asked.request.temperature = None),
    ("top_p", |asked, _| asked.request.top_p = Some(0.8)),
    ("no top_p", |asked, _| asked.request.top_p = None),
    ("max_tokens", |asked, _| asked.request.max_tokens += 1),
    ("stop", |asked, _| drop(asked.request.stop.pop())),
    ("seed", |asked, _| asked.request.seed = Some(8)),
    ("no seed", |asked, _| asked.request.seed = None),
    ("provider", |_, target| target.provider = Provider::Xai),
    ("address", |_, target| target.base = "https://api.openai.com/v2/".parse().unwrap()),
    ("model", |_, target| target.model = "gpt-x-mini".into()),
    ("context", |_, target| target.context = Some(4096)),
    ("larger context", |_, target| target.context = Some(8192)),
];

/// Whatever does not.
const INDIFFERENT: [Change; 9] = [
    ("conversation", |asked, _| asked.conversation = Some(ConversationId::new())),
    ("purpose", |asked, _| asked.purpose = Purpose::Fast),
    ("deadline", |asked, _| asked.deadline += Duration::from_secs(1)),
    ("cache", |asked, _| asked.cache = CacheUse::Off),
    ("key", |_, target| target.key = Some(Secret::new("sk-secret".into()))),
    ("is_local", |_, target| target.is_local = true),
    ("order of stops", |asked, _| asked.request.stop.reverse()),
    ("a stop twice", |asked, _| asked.request.stop.push("FIM".into())),
    ("order of keys", |asked, _| {
        asked.request.schema =
            schema(json!({ "properties": { "b": { "const": null }, "a": {} }, "type": "object" }));
    }),
];

#[test]
fn whatever_matters_makes_another_key() {
    let workspace = WorkspaceId::new();
    let mut keys = vec![("nothing", Key::of(&whole(&workspace, "pão"), &target()))];
    for (name, change) in MATTERS {
        let (mut question, mut target) = (whole(&workspace, "pão"), target());
        change(&mut question, &mut target);
        let key = Key::of(&question, &target);
        if let Some((same, _)) = keys.iter().find(|(_, known)| *known == key) {
            panic!("{name} gives the key of {same}");
        }
        keys.push((name, key));
    }
}

#[test]
fn whatever_does_not_matter_makes_the_same() {
    let workspace = WorkspaceId::new();
    let plain = Key::of(&whole(&workspace, "pão"), &target());
    for (name, change) in INDIFFERENT {
        let (mut question, mut target) = (whole(&workspace, "pão"), target());
        change(&mut question, &mut target);
        assert_eq!(Key::of(&question, &target), plain, "{name}");
    }
}

#[test]
fn what_is_the_default_anyway_makes_the_same() {
    let (workspace, plain) = (WorkspaceId::new(), |question: &Asked| Key::of(question, &target()));
    let question = asked(&workspace, "pão");
    let mut said = question.clone();
    said.request.top_p = Some(1.0);
    assert_eq!(plain(&said), plain(&question));
    let (mut zero, mut minus) = (question.clone(), question);
    (zero.request.temperature, minus.request.temperature) = (Some(0.0), Some(-0.0));
    assert_eq!(plain(&zero), plain(&minus));
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("\\PC{0,4}", inner, 0..5)
                .prop_map(|keys| Value::Object(keys.into_iter().collect())),
        ]
    })
}

/// The same with the keys of every object the other way round.
fn turned(json: &Value) -> Value {
    match json {
        Value::Object(keys) => {
            let keys: Map<String, Value> =
                keys.iter().rev().map(|(key, value)| (key.clone(), turned(value))).collect();
            keys.into()
        }
        Value::Array(many) => many.iter().map(turned).collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arguments_does_not_matter(shape in json(), text in "\\PC{0,40}") {
        let mut one = asked(&WorkspaceId::new(), &text);
        let mut other = one.clone();
        one.request.schema = schema(shape.clone());
        other.request.schema = schema(turned(&shape));
        prop_assert_eq!(Key::of(&one, &target()), Key::of(&other, &target()));
    }

    #[test]
    fn other_values_make_other_keys(one in json(), other in json(), a in "\\PC{0,12}", b in "\\PC{0,12}") {
        let workspace = WorkspaceId::new();
        let with = |shape: &Value, text: &str| {
            let mut question = asked(&workspace, text);
            question.request.schema = schema(shape.clone());
            Key::of(&question, &target())
        };
        prop_assert_eq!(with(&one, &a) == with(&other, &b), one == other && a == b);
    }

    /// Where one text ends and the next begins is part of what is asked.
    #[test]
    fn text_does_not_move_between_its_places(text in "[a-z\",:{}\\[\\]\\\\]{1,24}", at in 0_usize..24) {
        let workspace = WorkspaceId::new();
        let split = |at: usize| {
            let (system, said) = text.split_at(at.min(text.len()));
            let mut question = asked(&workspace, said);
            question.request.system = system.into();
            Key::of(&question, &target())
        };
        prop_assert_eq!(split(at) == split(0), at == 0);
    }

    #[test]
    fn a_key_shows_no_text(text in "[A-Za-z ]{12,40}") {
        let key = Key::of(&asked(&WorkspaceId::new(), &text), &target());
        prop_assert!(key.hex().len() == 64 && key.hex().chars().all(|digit| digit.is_ascii_hexdigit()));
        prop_assert_eq!(format!("{key:?}"), key.hex());
    }
}
