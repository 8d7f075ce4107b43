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
