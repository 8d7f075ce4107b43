//! The trees that stand in the repository.

use pauta::{
    talk::embedded,
    tree::{
        Library, Tree,
        check::{House, check_text},
        json::TreeDoc,
    },
};
use std::{fs, path::Path};

/// Name and text of every tree file.
pub fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogue_trees");
    let folders = [root.clone(), root.join("examples")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect()
}

pub fn library() -> Library {
    Library::of(texts().iter().map(|(_, text)| serde_json::from_str::<TreeDoc>(text).unwrap()))
}

#[test]
fn each_file_holds_the_tree_of_its_name_without_a_finding() {
    let library = library();
    for (name, text) in texts() {
        let (doc, found) = check_text(&text, &library, House::Shipped);
        assert_eq!(doc.map(|doc| doc.id), Some(name.clone()));
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{name}:\n{}", told.join("\n"));
    }
}

#[test]
fn the_mini_briefing_keeps_its_promises() {
    let library = library();
    let tree = Tree::load(library.get("mini_briefing").unwrap().clone(), &library).unwrap();
    let outcome = embedded::run(&tree);
    assert_eq!((outcome.tests, outcome.failures.as_slice()), (1, &[] as &[String]));
    let missed: Vec<&String> = outcome.coverage.nodes.missed().collect();
    assert_eq!(missed, ["big", "lead_form"], "the one test goes one way");
}

#[test]
fn a_test_that_does_not_hold_is_told_with_what_was_said() {
    let mut doc = library().get("mini_briefing").unwrap().clone();
    doc.tests[0].expect.visited = vec!["big".into()];
    doc.tests[0].expect.pending = Some("budget".into());
    let tree = Tree::load(doc, &library()).unwrap();
    let failures = embedded::run(&tree).failures;
    assert_eq!(failures.len(), 1);
    for part in [
        "small launch",
        "big is not on the way",
        "pending question",
        "> Padaria Sol",
        "Quanto dá para investir?",
    ] {
        assert!(failures[0].contains(part), "{part}: {}", failures[0]);
    }
}
