//! `pauta tree …`: what it says, and its exit codes.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const MINI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/dialogue_trees/examples/mini_briefing.json");
const KIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/dialogue_trees/brand_kit.json");

fn pauta(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pauta")).arg("tree").args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A copy of the mini briefing with something else in the place of something.
fn broken(folder: &Path, this: &str, that: &str) -> String {
    let text = fs::read_to_string(MINI).unwrap();
    assert!(text.contains(this), "{this}");
    let path = folder.join("mini_briefing.json");
    fs::write(&path, text.replacen(this, that, 1)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn check_says_file_node_field_and_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = broken(folder.path(), "\"next\": \"rivals\"", "\"next\": \"rivls\"");
    let output = pauta(&["check", MINI, &path]);
    assert_eq!(output.status.code(), Some(1));
    let line = format!(
        "{path}: node refine, field next: it leads to `rivls`, which is not a node [dangling_link]\n"
    );
    assert!(said(&output).contains(&line), "{}", said(&output));
    assert!(!said(&output).contains(MINI), "{}", said(&output));

    let json = said(&pauta(&["check", "--json", &path]));
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!((&first["code"], &first["node"]), (&"dangling_link".into(), &"refine".into()));
}

#[test]
fn exit_codes_tell_findings_from_what_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let idle = broken(folder.path(), "\"slots\": {", "\"slots\": {\"idle\": {\"type\": \"text\"},");
    let not_json = folder.path().join("not.json");
    fs::write(&not_json, "{").unwrap();
    let not_json = not_json.to_str().unwrap();
    let table: [(&[&str], i32); 10] = [
        (&["check", MINI], 0),
        (&["check", "--shipped", "--strict", MINI, KIT], 0),
        (&["check", &idle], 0),
        (&["check", "--strict", &idle], 1),
        (&["check", not_json], 1),
        (&["test", not_json], 1),
        (&["check", "/nowhere/tree.json"], 2),
        (&["check"], 2),
        (&["dance", MINI], 2),
        (&["schema"], 0),
    ];
    for (args, code) in table {
        assert_eq!(pauta(args).status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn fmt_writes_the_canonical_form_and_check_only_tells() {
    let folder = tempfile::tempdir().unwrap();
    let path = broken(folder.path(), "\n  \"id\":", "\n\n      \"id\":");
    assert_eq!(pauta(&["fmt", "--check", &path]).status.code(), Some(1));
    assert_eq!(pauta(&["fmt", &path]).status.code(), Some(0));
    assert_eq!(pauta(&["fmt", "--check", &path]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), fs::read_to_string(MINI).unwrap());
}

#[test]
fn test_reports_coverage_and_holds_it_to_a_measure() {
    let output = pauta(&["test", MINI]);
    assert_eq!(output.status.code(), Some(0));
    for line in
        ["1 of 1 tests hold", "nodes: 10 of 12 (83 %)", "not reached: objective → lead_form (next.leads)"]
    {
        assert!(said(&output).contains(line), "{line}: {}", said(&output));
    }
    assert_eq!(pauta(&["test", "--min-coverage", "100", MINI]).status.code(), Some(1));
    assert_eq!(pauta(&["test", "--min-coverage", "100", KIT]).status.code(), Some(0));
}

#[test]
fn show_draws_every_node_and_edge_with_its_words_escaped() {
    let drawn = said(&pauta(&["show", "--locale", "en", MINI]));
    for line in [
        "flowchart TD",
        "  n_hello(\"hello<br/>Hi! Let's write your brief.\")",
        "  n_objective -->|\"launch\"| n_product",
        "  n_route -->|\"budget ≥ 50000.00 BRL\"| n_big",
        "  n_route -->|\"else\"| n_review",
        "  n_product -->|\"unsure\"| n_refine",
        "  n_end([\"end<br/>Done!\"])",
    ] {
        assert!(drawn.lines().any(|drawn| drawn == line), "{line}\n{drawn}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = broken(folder.path(), "Hi! Let's write", "Say \\\"hi\\\" [x] {y} <b> | #; --> `z`");
    let drawn = said(&pauta(&["show", "--locale", "en", &path]));
    let line = drawn.lines().find(|line| line.contains("n_hello(")).unwrap();
    let label = line.trim_start_matches("  n_hello(\"hello<br/>").trim_end_matches("\")");
    assert!(!label.contains(['"', '[', '{', '<', '>', '|', '`']), "{label}");
}

#[test]
fn show_refuses_a_language_that_the_tree_does_not_have() {
    let output = pauta(&["show", "--locale", "fr", MINI]);
    assert_eq!(output.status.code(), Some(1));
    let sentence = format!("{MINI}: the tree has no texts in `fr`; its languages are: pt-BR, en\n");
    assert_eq!(said(&output), sentence);
}

#[test]
fn test_tells_in_words_at_which_turn_it_went_wrong() {
    let confirm = "{\"act\": \"confirm\"}";
    let table = [
        // An option of another slot: the check knows it, this question does not.
        (
            "\"choose\": \"launch\"",
            "\"choose\": \"phone\"".to_owned(),
            "turn 1, choosing `phone`: the question of `objective` has no option `phone`; it has launch, leads\n",
        ),
        (
            "\"say\": \"Padaria Sol\"",
            "\"choose_many\": [\"phone\"]".to_owned(),
            "turn 4, choosing `phone`: the question of `rivals` has no option `phone`; it has",
        ),
        (
            confirm,
            format!("{confirm}, {{\"choose\": \"leads\"}}"),
            "turn 8, choosing `leads`: nothing is asked here",
        ),
        (confirm, format!("{confirm}, {{\"say\": \"more\"}}"), "turn 8, saying “more”: it was refused: "),
        (
            "\"status\": \"completed\"",
            "\"pending\": \"budget\"".to_owned(),
            "the pending question is none, not that of `budget`",
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (this, that, wanted) in table {
        let output = pauta(&["test", &broken(folder.path(), this, &that)]);
        assert_eq!(output.status.code(), Some(1));
        let said = said(&output);
        assert!(said.contains(wanted), "wanted {wanted}\n{said}");
        let debug = ["Say(", "Choose", "Some(", "None"].iter().find(|debug| said.contains(**debug));
        assert_eq!(debug, None, "{said}");
    }
}
