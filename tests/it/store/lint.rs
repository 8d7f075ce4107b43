//! Rules of SQL: one portable text, no text made at run time, events only ever appended.

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
fn dialect_words_stay_in_the_dialect_file() {
    const WORDS: [&str; 17] = [
        "now()",
        "::text",
        "::bigint",
        "jsonb",
        "json_each",
        "autoincrement",
        "AUTOINCREMENT",
        "serial",
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
    for (name, text) in sources().iter().filter(|(name, _)| name != "dialect.rs") {
        for line in lines(text) {
            for word in WORDS {
                assert!(!line.contains(word), "{name}: {word} is not portable: {line}");
            }
        }
    }
}

#[test]
fn no_query_is_put_together_at_run_time() {
    for (name, text) in sources().iter().filter(|(name, _)| name.ends_with(".rs")) {
        let flat: String = text.split_whitespace().collect();
        for call in
            ["query(&format!", "query(format!", "query_as(format!", "query_scalar(format!", "raw_sql(format!"]
        {
            assert!(!flat.contains(call), "{name}: {call}");
        }
        if name != "dialect.rs" {
            assert!(
                !text.contains("AssertSqlSafe"),
                "{name}: only the dialect file repeats a row's placeholders"
            );
        }
    }
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
