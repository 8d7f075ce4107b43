//! S39 and S36: what a key is, whom somebody is and what they wrote stays where it belongs, however much is logged
//! and whatever goes wrong at the provider (problem 19).

use super::{filled, is_card};
use crate::harness::{
    person::Person,
    provider::{Bad, Provider, Says},
    server::Server,
    trees,
    wait::until,
};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

const KEYS: [&str; 2] = ["zq7-openai-Kx81hV", "zq7-anthropic-Lw92jU"];
/// What says whom it is of.
const WHO: [&str; 4] = ["ana.souza@padaria-azul.com.br", "(11) 98765-4321", "123.456.789-09", "98765-4321"];
/// Words of the person's message and of the model's answer.
const WORDS: [&str; 2] = ["fermentação xilográfica", "crocância ortogonal"];

#[tokio::test(flavor = "multi_thread")]
async fn no_log_no_record_and_no_response_has_what_it_must_not() {
    let provider = Provider::start().await;
    let (openai, anthropic) = (provider.openai(), provider.anthropic());
    let keys = format!("paid:a:{}", KEYS[0]);
    let variables = [
        ("PAUTA_LOG", "trace"),
        ("PAUTA_LLM", "required"),
        ("PAUTA_OPENAI_KEYS", &*keys),
        ("OPENAI_API_URL", &*openai),
        ("ANTHROPIC_API_KEY", KEYS[1]),
        ("ANTHROPIC_API_URL", &*anthropic),
        ("PAUTA_LLM_TEXT", "openai/gpt-5.4,anthropic/claude-sonnet-4-6"),
    ];
    // First a provider that repeats the key in its error, then one that fails in the middle, then an answer.
    provider.next(Says::Bad(Bad::InvalidKey));
    provider.next(Says::Bad(Bad::Cut));
    provider.answers(|_| Says::Text(filled("product", "Pão de crocância ortogonal, da padaria da vila")));
    let server = Server::start(&trees::helped(60), &variables).await;
    let hello = json!({ "tree": "helped", "locale": "pt-BR" });
    let mut ana = Person::at(server.address, &server.site, hello).await.unwrap();
    let mut frames: Vec<Value> = ana.presses(&["ai_yes"]).await.frames;
    let text = format!("Pão de fermentação xilográfica. Sou Ana, {}, {}, CPF {}", WHO[0], WHO[1], WHO[2]);
    frames.extend(ana.says(&text).await.frames);
    if !ana.rows.iter().any(|row| is_card(row, "product")) {
        frames.push(ana.hears(|frame| is_card(frame, "product")).await);
    }
    frames.extend(ana.presses(&["accept"]).await.frames);
    assert_eq!(provider.heard().len(), 3, "both bad days came");
    let database = server.database();
    let written = async || kept(&database).await.iter().any(|row| row.contains("crocância ortogonal"));
    until("the call is written down, with its answer", written).await;

    let log = server.log();
    assert!(log.contains("TRACE") && log.contains("a key of a model rests"), "it is logged at all: {log}");
    for secret in KEYS.iter().chain(&WHO).chain(&WORDS) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is logged: {line:?}");
    }
    let records = kept(&database).await.join("\n");
    assert!(records.contains("[e-mail]") && records.contains("[CPF]") && records.contains("[telephone]"));
    for secret in KEYS.iter().chain(&WHO) {
        assert!(!records.contains(secret), "{secret} is recorded: {records}");
    }
    let page = |path: &str| format!("http://{}{path}", server.address);
    for path in ["/", "/health/ready", "/metrics"] {
        let answer = reqwest::get(page(path)).await.unwrap().text().await.unwrap();
        frames.push(json!(answer));
    }
    let brief = page(&format!("/api/v1/conversations/{}/brief", ana.conversation));
    let brief = reqwest::Client::new().get(brief).bearer_auth(&ana.token).send().await.unwrap();
    frames.extend([json!(brief.text().await.unwrap()), ana.welcome.clone(), json!(ana.rows)]);
    let files = ["pauta.db", "pauta.db-wal"].map(|name| std::fs::read(database.with_file_name(name)));
    let rows: Vec<u8> = files.into_iter().flatten().flatten().collect();
    for key in KEYS {
        assert!(frames.iter().all(|frame| !frame.to_string().contains(key)), "{key} is shown");
        assert!(!rows.windows(key.len()).any(|some| some == key.as_bytes()), "{key} is in the database");
    }
}

/// Everything that is kept of calls, and of what rests.
async fn kept(database: &Path) -> Vec<String> {
    let mut db = SqliteConnection::connect(&database.display().to_string()).await.unwrap();
    let calls = "SELECT system_instructions || input_messages || output_messages FROM llm_text \
                 UNION ALL SELECT coalesce(error_message, '') FROM llm_attempt \
                 UNION ALL SELECT last_error FROM suspension";
    sqlx::query_scalar(calls).fetch_all(&mut db).await.unwrap()
}
