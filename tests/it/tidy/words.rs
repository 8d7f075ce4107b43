//! What does not stand in a source file.

use super::{File, files, none};
use regex::Regex;
use std::collections::BTreeMap;

const LINES_MAX: usize = 400;

fn rust_files() -> Vec<File> {
    ["src", "tests", "benches"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let pages = ["templates", "static"].iter().flat_map(|folder| files(folder, ""));
    let long = rust_files()
        .into_iter()
        .chain(pages.filter(|file| !file.path.starts_with("static/vendor/")))
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines"));
    none("no file is longer than 400 lines", &long.collect::<Vec<_>>());
}

#[test]
fn no_file_is_a_bag() {
    let bags = ["util", "utils", "helper", "helpers", "misc", "common", "types", "stuff"];
    let bagged = rust_files()
        .into_iter()
        .map(|file| file.path)
        .filter(|path| path.split('/').any(|part| bags.contains(&part.trim_end_matches(".rs"))));
    none("a file's name says what is in it", &bagged.collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_open() {
    let banned = Regex::new(r"\.unwrap\(\)|\btodo!|\bunimplemented!|\bdbg!|#!?\[allow\(").unwrap();
    let notes = Regex::new(r"\b(TODO|FIXME|XXX|HACK)\b").unwrap();
    let mut breaches = Vec::new();
    for file in files("src", ".rs") {
        for (number, line) in file.code().filter(|(_, line)| banned.is_match(line)) {
            breaches.push(format!("{}:{number}: {}", file.path, line.trim()));
        }
    }
    for file in rust_files().into_iter().filter(|file| !file.path.ends_with("tidy/words.rs")) {
        for (number, line) in (1..).zip(file.text.lines()).filter(|(_, line)| notes.is_match(line)) {
            breaches.push(format!("{}:{number}: {}", file.path, line.trim()));
        }
    }
    none("no unwrap, todo, allow or note to self", &breaches);
}

#[test]
fn no_test_is_ignored() {
    let ignored = rust_files().into_iter().flat_map(|file| {
        let lines = file.text.lines().filter(|line| line.trim_start().starts_with("#[ignore"));
        lines.map(|line| format!("{}: {}", file.path, line.trim())).collect::<Vec<_>>()
    });
    none("no test is ignored", &ignored.collect::<Vec<_>>());
}

#[test]
fn sql_is_never_put_together() {
    // Dialects repeat a row of placeholders as often as there are rows; nothing else in them varies.
    let repeats = |file: &File| file.path == "src/store/dialect.rs";
    let built = Regex::new(r"query\w*(::<[^(]*>)?\(\s*&?(format!|String)").unwrap();
    let breaks = |file: &File| {
        let code = file.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        built.is_match(&code) || (code.contains("AssertSqlSafe") && !repeats(file))
    };
    let breaches: Vec<_> = files("src", ".rs").into_iter().filter(breaks).map(|file| file.path).collect();
    none("SQL is literal text; values are bound", &breaches);
}

#[test]
fn migrations_are_one_text_for_both_databases() {
    let dialect = Regex::new(
        r"(?i)\bnow\(\)|::|\bjsonb?\b|autoincrement|\bserial\b|\btimestamp|\bdatetime\b|\binteger\b|\bint\b|\buuid\b|\bvarchar|\breal\b|\bblob\b|\bbytea\b",
    )
    .unwrap();
    let mut breaches = Vec::new();
    for file in files("migrations", ".sql") {
        for (number, line) in (1..).zip(file.text.lines()) {
            let code = line.split("--").next().unwrap_or_default();
            if dialect.is_match(code) {
                breaches.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    none("a migration uses text, bigint and boolean, and neither dialect", &breaches);
}

/// `key → locale → text`, as the phrase tables beside the code are written.
type Table = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn every_phrase_is_there_in_portuguese_and_english() {
    let placeholder = Regex::new(r"\{[a-z_]+\}").unwrap();
    let mut breaches = Vec::new();
    for file in files("src", ".json") {
        let Ok(table) = serde_json::from_str::<Table>(&file.text) else { continue };
        for (key, texts) in table {
            let text = |names: [&str; 2]| names.iter().find_map(|name| texts.get(*name));
            let (Some(pt), Some(en)) = (text(["pt-BR", "pt"]), text(["en", "en-US"])) else {
                breaches.push(format!("{}: {key} is not there in both languages", file.path));
                continue;
            };
            let gaps = |text: &str| {
                let mut gaps: Vec<_> =
                    placeholder.find_iter(text).map(|gap| gap.as_str().to_owned()).collect();
                gaps.sort();
                gaps.dedup();
                gaps
            };
            if pt.trim().is_empty() || en.trim().is_empty() || gaps(pt) != gaps(en) {
                breaches.push(format!("{}: {key} does not say the same in both languages", file.path));
            }
        }
    }
    none("every phrase is there in pt-BR and en, with the same gaps", &breaches);
}
