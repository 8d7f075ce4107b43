//! Each of the mistakes is found where it was made, and nothing hides another.

use super::mistakes::{called, sound, table};
use pauta::tree::{
    Library, Tree,
    check::{House, check_text},
    json::TreeDoc,
    problem::{Code, Problem, Severity},
};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

fn library(callee: Json) -> Library {
    Library::of([serde_json::from_value::<TreeDoc>(callee).unwrap()])
}

fn found(tree: &Json) -> Vec<Problem> {
    check_text(&tree.to_string(), &library(called()), House::Shipped).1
}

/// The sound tree with the value at `pointer` replaced, added (a last part that is not there), or taken away (null).
fn changed(pointer: &str, value: &Json) -> Json {
    let mut tree = sound();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = tree.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    match parent {
        Json::Object(keys) if value.is_null() => {
            keys.shift_remove(key).unwrap_or_else(|| panic!("{pointer}"));
        }
        Json::Object(keys) => {
            keys.insert(key.into(), value.clone());
        }
        Json::Array(many) => match key.parse::<usize>() {
            Ok(at) => many[at] = value.clone(),
            Err(_) => many.push(value.clone()),
        },
        other => panic!("{pointer}: {other}"),
    }
    tree
}

#[test]
fn the_sound_tree_has_no_finding() {
    assert_eq!(found(&sound()), []);
    assert_eq!(check_text(&called().to_string(), &Library::default(), House::Any).1, []);
}

#[test]
fn each_mistake_is_found_where_it_is() {
    for (pointer, value, code, spot) in table() {
        let found = found(&changed(pointer, &value));
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        let told = told.join("\n");
        let hit = found.iter().any(|problem| problem.code == code && problem.spot.to_string() == spot);
        assert!(hit, "{pointer} = {value}\nwanted {spot} [{code}], found:\n{told}");
        assert!(found.iter().all(|problem| problem.message.chars().count() > 10), "{told}");
    }
}

#[test]
fn every_finding_of_the_closed_list_occurs() {
    let mut occur: BTreeSet<Code> = table().into_iter().map(|(_, _, code, _)| code).collect();
    // In the tests below, and in `compat`.
    occur.extend([Code::Syntax, Code::UnsupportedFormat, Code::CalledTree, Code::TypeChanged]);
    assert_eq!(occur, Code::ALL.iter().copied().collect());
}

#[test]
fn what_is_no_json_is_told_with_its_line_and_column() {
    let (doc, found) =
        check_text("{\n  \"format\": \"pauta.tree/1\",\n  oops\n}", &Library::default(), House::Any);
    assert!(doc.is_none());
    assert_eq!(found[0].code, Code::Syntax);
    assert!(found[0].message.contains("line 3, column 3"), "{}", found[0]);
}

#[test]
fn another_format_is_refused_with_a_sentence() {
    for (format, says) in [("pauta.tree/2", "newer"), ("pauta.tree/0", "no format"), ("botium", "no format")]
    {
        let tree = json!({"format": format}).to_string();
        let found = check_text(&tree, &Library::default(), House::Any).1;
        assert_eq!(found[0].code, Code::UnsupportedFormat);
        assert!(found[0].message.contains(says), "{}", found[0]);
    }
    for text in ["{}", "[]", "3", r#"{"format": 1}"#] {
        assert_eq!(check_text(text, &Library::default(), House::Any).1[0].code, Code::Shape, "{text}");
    }
}

#[test]
fn a_key_that_is_there_twice_is_found() {
    let text =
        sound().to_string().replacen(r#""words":{"type""#, r#""words":{"type":"url"},"words":{"type""#, 1);
    let found = check_text(&text, &library(called()), House::Any).1;
    assert_eq!((found[0].code, found[0].spot.to_string().as_str()), (Code::DuplicateId, "slot words"));
}

#[test]
fn one_wrong_node_does_not_hide_the_others() {
    let mut tree = changed("/nodes/words/kind", &json!("demand"));
    tree["nodes"]["day"]["slot"] = json!("dya");
    tree["slots"]["until"]["type"] = json!("epoch");
    tree["nodes"]["review"]["next"] = json!("nowhere");
    let told: Vec<String> = found(&tree).iter().map(|p| format!("{} {}", p.spot, p.code)).collect();
    let wanted = [
        "slot until, field type shape",
        "node words, field kind shape",
        "node day, field slot unknown_slot",
        "node review, field next dangling_link",
    ];
    for wanted in wanted {
        assert!(told.iter().any(|told| told == wanted), "{wanted} is not in {told:#?}");
    }
    assert!(
        !told.iter().any(|told| told.contains("unreachable") || told.contains("until unknown")),
        "{told:#?}"
    );
}

#[test]
fn a_called_tree_with_findings_is_told_and_calls_do_not_recurse() {
    let mut callee = called();
    callee["nodes"]["ask"]["next"] = json!("nowhere");
    let (_, found) = check_text(&sound().to_string(), &library(callee), House::Any);
    assert!(
        found.iter().any(|p| p.code == Code::CalledTree && p.spot.to_string() == "node call, field tree")
    );

    let mut callee = called();
    callee["nodes"]["ask"]["next"] = json!("back");
    callee["nodes"]["back"] = json!({"kind": "call", "tree": "sound", "next": "end"});
    let both = Library::of([callee, sound()].map(|tree| serde_json::from_value::<TreeDoc>(tree).unwrap()));
    let (_, found) = check_text(&sound().to_string(), &both, House::Any);
    let recursion = found.iter().find(|p| p.code == Code::CallRecursion).unwrap();
    assert!(recursion.message.contains("sound → called → sound"), "{recursion}");
}

#[test]
fn warnings_do_not_stop_a_tree_and_errors_do() {
    let idle = changed("/slots/idle", &json!({"type": "text"}));
    assert!(found(&idle).iter().all(|problem| problem.severity == Severity::Warning));
    assert!(Tree::load_str(&idle.to_string(), &[&called().to_string()]).is_ok());
    let broken = changed("/start", &json!("nowhere"));
    let problems = Tree::load_str(&broken.to_string(), &[&called().to_string()]).unwrap_err();
    assert!(problems.iter().any(|problem| problem.code == Code::DanglingLink));
}

#[test]
fn the_guide_names_every_finding() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/trees.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let unnamed: Vec<String> = Code::ALL
        .iter()
        .map(ToString::to_string)
        .filter(|code| !guide.contains(&format!("`{code}`")))
        .collect();
    assert!(unnamed.is_empty(), "docs/trees.md does not name {unnamed:?}");
}
