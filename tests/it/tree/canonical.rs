//! The canonical form means the same and comes to rest; the hash names what is said, not how it is written.

use super::examples::{library, texts};
use pauta::tree::{
    Tree,
    canonical::{format, format_text},
    json::TreeDoc,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn parse(text: &str) -> TreeDoc {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_files_mean_the_same_after_formatting_and_come_to_rest() {
    for (name, text) in texts() {
        let once = format_text(&text).unwrap_or_else(|found| panic!("{name}: {}", found[0]));
        assert_eq!(parse(&once), parse(&text), "{name}");
        assert_eq!(format_text(&once).unwrap(), once, "{name}");
    }
}

#[test]
fn the_shipped_files_are_in_canonical_form() {
    for (name, text) in texts() {
        assert!(format_text(&text).unwrap() == text, "{name}: run `pauta tree fmt`");
    }
}

#[test]
fn lines_are_short_where_they_can_be_and_numbers_plain() {
    let (_, text) = texts().into_iter().find(|(name, _)| name == "mini_briefing").unwrap();
    let text = format_text(&text).unwrap();
    assert!(text.contains("  \"review\": {\"kind\": \"review\", \"next\": \"produce\"},\n"), "{text}");
    assert!(text.contains("\"layout\": {\"hello\": [0, 0]}"), "{text}");
    for line in text.lines().filter(|line| line.chars().count() > 110) {
        assert!(!line.trim_start().contains(", \""), "could be broken: {line}");
    }
}

#[test]
fn what_cannot_be_read_is_not_formatted() {
    assert!(format_text("{\"format\": \"pauta.tree/1\", \"nonsense\": 1}").is_err());
    assert!(format_text("{\"format\": \"pauta.tree/1\", \"id\": \"a\", \"id\": \"b\"}").is_err());
}

fn hash(tree: &Json) -> String {
    Tree::load(serde_json::from_value(tree.clone()).unwrap(), &library()).unwrap().hash().to_owned()
}

#[test]
fn the_hash_names_the_content() {
    let (_, text) = texts().into_iter().find(|(name, _)| name == "mini_briefing").unwrap();
    let tree: Json = serde_json::from_str(&text).unwrap();
    let before = hash(&tree);
    assert_eq!(before.len(), 64);
    let with = |change: &dyn Fn(&mut Json)| {
        let mut tree = tree.clone();
        change(&mut tree);
        hash(&tree)
    };
    assert_eq!(with(&|tree| tree["layout"] = json!({})), before);
    assert_eq!(with(&|tree| tree["tests"] = json!([])), before);
    assert_eq!(with(&|tree| tree["$schema"] = json!("/schema/tree-1.json")), before);
    assert_eq!(with(&|tree| tree["slots"]["rivals"]["required"] = json!(false)), before);
    assert_ne!(with(&|tree| tree["nodes"]["hello"]["text"]["en"] = json!("Hello!")), before);
    assert_ne!(with(&|tree| tree["nodes"]["product"]["unsure"] = json!("rivals")), before);
}

/// A conversation pins this: if it changes without the tree, running conversations lose their tree.
#[test]
fn the_hash_of_a_tree_stays_over_versions_of_pauta() {
    let tree = json!({"format": "pauta.tree/1", "id": "still", "title": {"en": "Still"}, "locales": ["en"],
        "default_locale": "en", "slots": {"n": {"type": "number", "min": 1, "max": 2.5}}, "start": "ask",
        "nodes": {"ask": {"kind": "ask", "slot": "n", "prompt": {"en": "How many?"}, "next": "end"}, "end": {"kind": "end"}}});
    assert_eq!(hash(&tree), GOLDEN);
}

const GOLDEN: &str = "f003ae9af17d1344c47afd21bee296968faf849a17d20b961adea67e92df747d";

#[test]
fn the_hash_names_the_called_trees_too() {
    let callee = |says: &str| {
        json!({"format": "pauta.tree/1", "id": "callee", "title": {"en": "C"}, "locales": ["en"], "default_locale": "en",
            "slots": {}, "start": "say", "nodes": {"say": {"kind": "say", "text": {"en": says}, "next": "end"}, "end": {"kind": "end"}}})
    };
    let caller = json!({"format": "pauta.tree/1", "id": "caller", "title": {"en": "C"}, "locales": ["en"], "default_locale": "en",
        "slots": {}, "start": "call", "nodes": {"call": {"kind": "call", "tree": "callee", "next": "end"}, "end": {"kind": "end"}}});
    let load = |says: &str| Tree::load_str(&caller.to_string(), &[&callee(says).to_string()]).unwrap();
    assert_eq!(load("Hi").hash(), load("Hi").hash());
    assert_ne!(load("Hi").hash(), load("Ho").hash());
    assert!(load("Hi").call("callee").is_some());
}

/// Trees of many shapes and odd texts; not all of them sound.
fn any_tree() -> impl Strategy<Value = Json> {
    let text = || "[ -~àéõç\"\\\\\n🎉]{0,90}".prop_map(|text| json!({"pt-BR": text, "en": text}));
    let id = || "[a-z][a-z0-9_]{0,12}";
    let slot = prop_oneof![
        Just(json!({"type": "text", "max_length": 9})),
        (any::<i32>(), any::<i32>())
            .prop_map(|(min, half)| json!({"type": "number", "min": min, "max": f64::from(half) + 0.5})),
        text().prop_map(|label| json!({"type": "choice", "options": [{"id": "a", "label": label}]})),
    ];
    let node = (id(), text(), id()).prop_flat_map(move |(slot, text, next)| {
        prop_oneof![
            Just(json!({"kind": "say", "text": text.clone(), "next": next.clone()})),
            Just(json!({"kind": "ask", "slot": slot.clone(), "prompt": text.clone(), "seconds": 5, "next": {"a": next.clone()}})),
            Just(json!({"kind": "branch", "cases": [{"when": {"not": {"slot": slot, "op": "eq", "value": 1.5}}, "next": next.clone()}], "else": next})),
            Just(json!({"kind": "end", "text": text})),
        ]
    });
    let slots = proptest::collection::vec((id(), slot), 0..5);
    let nodes = proptest::collection::vec((id(), node), 1..8);
    (id(), text(), slots, nodes).prop_map(|(id, title, slots, nodes)| {
        let start = nodes[0].0.clone();
        json!({"format": "pauta.tree/1", "id": id, "title": title, "locales": ["pt-BR", "en"], "default_locale": "en",
            "slots": Json::Object(slots.into_iter().collect()), "start": start, "nodes": Json::Object(nodes.into_iter().collect())})
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn formatting_means_the_same_and_comes_to_rest(tree in any_tree()) {
        let doc: TreeDoc = serde_json::from_value(tree).unwrap();
        let once = format(&doc);
        prop_assert_eq!(&parse(&once), &doc);
        prop_assert_eq!(format_text(&once).unwrap(), once);
    }
}
