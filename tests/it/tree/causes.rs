//! One mistake, one finding: what only follows from it is not told while it stands.

use super::mistakes::{called, sound};
use pauta::tree::{
    Library,
    check::{House, check_text},
    json::TreeDoc,
};
use serde_json::{Value as Json, json};

/// The sound tree with a question that is required, checked after `change`; each finding as its place and code.
fn told(change: impl FnOnce(&mut Json)) -> Vec<String> {
    let mut tree = sound();
    tree["slots"]["words"]["required"] = json!(true);
    change(&mut tree);
    let library = Library::of([serde_json::from_value::<TreeDoc>(called()).unwrap()]);
    let (_, found) = check_text(&tree.to_string(), &library, House::Shipped);
    found.iter().map(|problem| format!("{} {}", problem.spot, problem.code)).collect()
}

fn without(json: &mut Json, key: &str) {
    json.as_object_mut().unwrap().shift_remove(key).unwrap();
}

fn renamed(json: &mut Json, from: &str, to: &str) {
    let keys = json.as_object_mut().unwrap();
    let value = keys.shift_remove(from).unwrap();
    keys.insert(to.into(), value);
}

#[test]
fn a_mistake_in_a_node_is_the_only_finding() {
    assert_eq!(told(|_| {}), [""; 0]);
    assert_eq!(
        told(|tree| tree["nodes"]["words"]["kind"] = json!("demand")),
        ["node words, field kind shape"]
    );
    assert_eq!(
        told(|tree| renamed(&mut tree["nodes"]["words"], "next", "nxt")),
        ["node words, field nxt shape"]
    );
    assert_eq!(
        told(|tree| tree["nodes"]["words"]["seconds"] = json!("10")),
        ["node words, field seconds shape"]
    );
    assert_eq!(
        told(|tree| without(&mut tree["nodes"]["words"], "prompt")),
        ["node words, field prompt shape"]
    );
    assert_eq!(told(|tree| tree["nodes"]["hello"]["text"] = json!(3)), ["node hello, field text shape"]);
}

#[test]
fn a_mistake_in_an_each_does_not_make_its_items_unknown() {
    for change in [
        |each: &mut Json| each["kind"] = json!("ech"),
        |each: &mut Json| without(each, "as"),
        |each: &mut Json| without(each, "next"),
    ] {
        let told = told(|tree| change(&mut tree["nodes"]["each"]));
        assert!(told.len() == 1 && told[0].starts_with("node each, field"), "{told:?}");
    }
}

#[test]
fn a_dangling_link_is_the_only_finding() {
    for (node, field) in [("hello", "next"), ("words", "next"), ("each", "body"), ("each", "next")] {
        let told = told(|tree| tree["nodes"][node][field] = json!("nowhere"));
        assert_eq!(told, [format!("node {node}, field {field} dangling_link")]);
    }
    assert_eq!(told(|tree| tree["start"] = json!("nowhere")), ["field start dangling_link"]);
    assert_eq!(told(|tree| without(tree, "nodes")), ["field nodes shape"]);
}

#[test]
fn a_mistake_in_the_rest_of_the_tree_is_the_only_finding() {
    assert_eq!(told(|tree| tree["locales"] = json!("pt-BR")), ["field locales shape"]);
    assert_eq!(told(|tree| without(&mut tree["chapters"][0], "title")), ["field chapters.0.title shape"]);
    assert_eq!(told(|tree| tree["score"][0]["points"] = json!("all")), ["field score.0.points shape"]);
    assert_eq!(told(|tree| tree["slots"] = json!([])), ["field slots shape"]);
    assert_eq!(told(|tree| tree["schemas"] = json!([])), ["field schemas shape"]);
    assert_eq!(told(|tree| tree["slots"]["words"]["type"] = json!("txt")), ["slot words, field type shape"]);
}

#[test]
fn what_does_not_follow_is_told_after_the_cause_and_what_followed_once_it_is_mended() {
    let both = told(|tree| {
        tree["nodes"]["end"]["kind"] = json!("fin");
        tree["nodes"]["goal"]["chapter"] = json!("two");
        tree["nodes"]["lost"] = json!({"kind": "end"});
    });
    assert_eq!(both, ["node end, field kind shape", "node goal, field chapter unknown_chapter"]);
    let mended = told(|tree| tree["nodes"]["lost"] = json!({"kind": "end"}));
    assert_eq!(mended, ["node lost unreachable_node"]);
}
