//! Rules of SQL: one portable text, made of constants, and events only ever appended.

use std::{fs, path::Path};

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = |dir: &str| {
        fs::read_dir(root.join(dir)).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
    };
    let paths = files("src/store").into_iter().chain(files("migrations"));
    paths
        .map(|path| (path.file_name().unwrap().display().to_string(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The lines that are neither comments nor, in Rust, use declarations.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with("--"))
}

#[test]
fn dialect_words_stay_in_the_dialect_files() {
    const WORDS: [&str; 17] = [
        "now()",
        "::text",
        "::bigint",
        "jsonb",
        "json_each",
        "autoincrement",
        "AUTOINCREMENT",
        " serial ",
        "SERIAL",
        "timestamptz",
        "unnest",
        "ANY(",
        "ILIKE",
        "INSERT OR ",
        "FOR UPDATE",
        "NOTIFY",
        "WITHOUT ROWID",
    ];
    for (name, text) in sources().iter().filter(|(name, _)| !name.starts_with("dialect")) {
        for line in lines(text) {
            for word in WORDS {
                assert!(!line.contains(word), "{name}: {word} is not portable: {line}");
            }
        }
    }
}

#[test]
fn the_dialect_file_repeats_constant_placeholders_only() {
    let all = sources();
    let (_, dialect) = all.iter().find(|(name, _)| name == "dialect.rs").unwrap();
    assert!(!dialect.contains("format!"));
    let pushed: Vec<&str> = lines(dialect).filter(|line| line.contains(".push")).collect();
    let constant = [
        "text.push_str(self.before);",
        "text.push(',');",
        "text.push_str(self.row);",
        "text.push_str(self.after);",
    ];
    assert_eq!(pushed, constant);
}

#[test]
fn events_and_messages_are_only_appended() {
    for (name, text) in sources() {
        for verb in
            ["UPDATE event", "DELETE FROM event", "UPDATE message", "DELETE FROM message", "UPDATE brief"]
        {
            assert!(!text.contains(verb), "{name}: {verb}");
        }
    }
}

#[test]
fn columns_are_portable() {
    const TYPES: [&str; 3] = ["text", "bigint", "boolean"];
    for (name, text) in sources().iter().filter(|(name, _)| name.ends_with(".sql")) {
        let columns = text.lines().filter(|line| line.starts_with("    ")).map(str::trim);
        for column in columns.filter(|line| !line.starts_with(|first: char| first.is_uppercase())) {
            let kind = column.split_whitespace().nth(1).unwrap().trim_end_matches(',');
            assert!(TYPES.contains(&kind), "{name}: {column}");
        }
    }
}
