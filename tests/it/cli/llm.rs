//! `pauta llm status`, `clear`, `usage`, `calls`, `budget`.

use super::{code, errors, free_address, pauta, prints};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

fn llm(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = std::iter::once(&"llm").chain(arguments).copied().collect();
    let output = pauta(folder, &[("PAUTA_BUDGET_MONTH", "50")], &arguments);
    (code(&output), prints(&output) + errors(&output).as_str())
}

#[test]
fn an_operator_sees_what_is_used_and_sets_a_budget() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, told) = llm(folder.path(), &["usage"]);
    assert!(missing == 1 && told.contains("there is no database at"), "{told}");
    assert_eq!(code(&pauta(folder.path(), &[], &["migrate"])), 0);
    // The first workspace comes with the first site.
    let add = ["site", "add", "Padaria", "--origin", "https://padaria.example"];
    assert_eq!(code(&pauta(folder.path(), &[], &add)), 0);

    let (code, told) = llm(folder.path(), &["usage"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("installation: $0.00 of $50.00 used"), "{told}");
    assert!(told.contains("Pauta (default): $0.00 of $20.00 used\n  no calls"), "{told}");
    let set = |month| llm(folder.path(), &["budget", "--workspace", "default", "--month", month]);
    assert_eq!(set("7.5"), (0, "Pauta (default) may now spend $7.50 a month.\n".into()));
    assert!(llm(folder.path(), &["usage", "--workspace", "default"]).1.contains("of $7.50 used"));
    assert_eq!(set("none").1, "Pauta (default) may now spend $20.00 a month.\n");
    let (code, told) = set("much");
    assert!(code == 1 && told.contains("write US dollars such as 20 or 0.50, or none"), "{told}");
    let (code, told) = llm(folder.path(), &["usage", "--workspace", "nobody"]);
    assert!(code == 1 && told.contains("there is no workspace \"nobody\""), "{told}");
    assert_eq!(llm(folder.path(), &["calls", "--last", "5"]), (0, "No model was called yet.\n".into()));
}

#[test]
fn what_answers_is_told_without_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("PAUTA_LLM", "auto"),
        ("PAUTA_OPENAI_KEYS", "free:project-a/15:sk-hush-hush-hush"),
        ("PAUTA_LLM_TEXT", "openai/gpt-4-turbo-preview"),
        ("PAUTA_LISTEN", &free_address()),
    ];
    for arguments in [&["llm", "status"][..], &["doctor"]] {
        let output = pauta(folder.path(), &variables, arguments);
        let told = prints(&output);
        assert_eq!(code(&output), 0, "{told}");
        for part in ["OpenAI", "text: openai/gpt-5.4", "gpt-4-turbo-preview, which is no more"] {
            assert!(told.contains(part), "{part} in\n{told}");
        }
        assert!(!told.contains("hush"), "{told}");
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0, "nothing was made");
    let output = pauta(folder.path(), &[], &["llm", "clear"]);
    assert_eq!((code(&output), prints(&output).trim()), (0, "Nothing of that rests."));
}

#[test]
fn keys_that_are_not_used_are_told_and_nothing_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("PAUTA_LLM", "auto"),
        ("PAUTA_OPENAI_KEYS", "free:a:key-one-0,paid:b:key-two-0"),
        ("PAUTA_LLM_ALLOW_PAID", "false"),
        ("PAUTA_COMPATIBLE_KEYS", "free:c:key-three-0"),
        ("PAUTA_LISTEN", &free_address()),
    ];
    let output = pauta(folder.path(), &variables, &["doctor"]);
    let told = prints(&output);
    assert_eq!(code(&output), 0, "{told}");
    for part in ["PAUTA_LLM_ALLOW_PAID is false", "PAUTA_COMPATIBLE_URL names no server"] {
        assert!(told.lines().any(|line| line.starts_with("!    model") && line.contains(part)), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_is_the_name_of_its_keys_too() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&pauta(folder.path(), &[], &["migrate"])), 0);
    let url = format!("sqlite://{}", folder.path().join("data/pauta.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    let row = "INSERT INTO suspension (pool, model, reason, source, since, until, strikes, last_error, config) \
               VALUES ('openai/projB#3fa9c1', '*', 'invalid_key', 'guess', 0, 9000000000000, 0, '', '')";
    sqlx::query(row).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    let clear = |pool| {
        let keys = [("PAUTA_OPENAI_KEYS", "paid:projB:key-one-0")];
        let output = pauta(folder.path(), &keys, &["llm", "clear", pool]);
        (code(&output), prints(&output) + errors(&output).as_str())
    };
    let (ended, told) = clear("openai/proj");
    assert!(ended == 1 && told.contains("there is no pool \"openai/proj\""), "{told}");
    assert_eq!(clear("openai/projB"), (0, "1 is used again.\n".into()));
    assert_eq!(clear("openai/projB"), (0, "Nothing of that rests.\n".into()));
}

#[test]
fn required_without_a_model_is_a_configuration_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = format!("http://{}/", free_address());
    let variables =
        [("PAUTA_LLM", "required"), ("OLLAMA_URL", nobody.as_str()), ("PAUTA_LISTEN", &free_address())];
    let output = pauta(folder.path(), &variables, &["serve"]);
    assert_eq!(code(&output), 3, "{}", errors(&output));
    assert!(errors(&output).contains("PAUTA_LLM is required, but there is no model"), "{}", errors(&output));
}

/// A recorded answer to a request that nobody makes.
fn cassette() -> String {
    let answer = json!({ "text": "Oi", "finish": "stop", "usage": {}, "model": "gpt-5.4" });
    json!({ "format": "pauta.cassette/1", "key": "a".repeat(64), "purpose": "text.fast", "prompt": "check/1",
        "asked": { "system": [], "turns": [] }, "answer": answer })
    .to_string()
}

#[test]
fn recorded_answers_are_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let variables =
        [("PAUTA_LLM", "replay"), ("PAUTA_LLM_CASSETTES", "recorded"), ("PAUTA_LISTEN", &free_address())];
    for (arguments, ends) in [(&["serve"][..], 3), (&["llm", "status"], 3), (&["doctor"], 1)] {
        let output = pauta(folder.path(), &variables, arguments);
        let told = prints(&output) + errors(&output).as_str();
        assert_eq!(code(&output), ends, "{told}");
        assert!(told.contains("the recorded answers in recorded cannot be read"), "{told}");
    }
    let recorded = folder.path().join("recorded");
    std::fs::create_dir(&recorded).unwrap();
    std::fs::write(recorded.join("good.json"), cassette()).unwrap();
    std::fs::write(recorded.join("foreign.json"), "{}").unwrap();
    for arguments in [&["llm", "status"][..], &["doctor"]] {
        let output = pauta(folder.path(), &variables, arguments);
        let told = prints(&output);
        assert_eq!(code(&output), 0, "{told}");
        for part in [
            "recorded answers, no model: 1 from recorded, once given by gpt-5.4",
            "quick text: gpt-5.4",
            "foreign.json is no pauta.cassette/1",
        ] {
            assert!(told.contains(part), "{part} in\n{told}");
        }
    }
}
