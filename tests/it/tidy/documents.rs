//! Documents and what they point to.

use super::{File, files, none};
use regex::Regex;
use std::path::Path;

fn documents() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let mut documents = files("docs", ".md");
    documents.extend(files("benches", ".md"));
    documents.push(File { path: "README.md".into(), text: readme });
    documents
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)#\s]+)[^)]*\)").unwrap();
    let mut breaches = Vec::new();
    for document in documents() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(&document.path);
        for found in link.captures_iter(&document.text) {
            let target = &found[1];
            if !target.contains("://") && !folder.parent().unwrap().join(target).exists() {
                breaches.push(format!("{}: {target}", document.path));
            }
        }
    }
    none("every link in a document leads to a file", &breaches);
}

/// Sixteen scenarios and twenty problems, each with a test that is there.
#[test]
fn every_bad_day_names_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/llm.md")).unwrap();
    let (_, section) = text.split_once("## Bad days").unwrap();
    let row = Regex::new(r"(?m)^\| (\d+)\. .*$").unwrap();
    let named = Regex::new(r"`([a-z_/]+)::([a-z0-9_]+)`").unwrap();
    let (mut numbers, mut breaches) = (Vec::new(), Vec::new());
    for found in row.captures_iter(section) {
        numbers.push(found[1].parse::<u32>().unwrap());
        let tests: Vec<_> = named.captures_iter(&found[0]).collect();
        if tests.is_empty() {
            breaches.push(format!("{} names no test", &found[0]));
        }
        for test in tests {
            let (file, name) = (format!("tests/it/{}.rs", &test[1]), &test[2]);
            let code = std::fs::read_to_string(root.join(&file)).unwrap_or_default();
            let is_test = Regex::new(&format!(r"test[^\n]*\]\n(async )?fn {name}\(\)")).unwrap();
            if !is_test.is_match(&code) {
                breaches.push(format!("{file} has no test {name}"));
            }
        }
    }
    none("every bad day in docs/llm.md names tests that are there", &breaches);
    assert_eq!(numbers, (1..=16).chain(1..=20).collect::<Vec<_>>());
}

#[test]
fn every_vendored_file_names_its_licence() {
    let notes = files("static/vendor", "NOTICE.md").pop().map_or_else(String::new, |file| file.text);
    let unnamed = files("static/vendor", "").into_iter().filter(|file| !file.path.ends_with("NOTICE.md"));
    let unnamed = unnamed.filter(|file| !notes.contains(file.path.trim_start_matches("static/vendor/")));
    none(
        "static/vendor/NOTICE.md names each file with version and licence",
        &unnamed.map(|f| f.path).collect::<Vec<_>>(),
    );
}
