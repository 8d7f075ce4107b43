//! Recorded answers: what a model said is said again, by nobody.

use super::{LONG, Node, asked, openai};
use crate::{
    harness::provider::{Provider, Says},
    store::db::Db,
};
use pauta::{
    id::{ConversationId, WorkspaceId},
    llm::{Asked, CacheUse, CallError, Cost, LlmError, Mode, Purpose, cassette::CassetteError},
    outside::llm::{Piece, Turn},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

const KEY: &str = "paid:a:key-one-0";

/// With a model whose answers are recorded into `folder`.
async fn recording(db: &Db, provider: &Provider, folder: &Path) -> Node {
    let url = provider.openai();
    let mut variables = openai(&url, KEY);
    variables.push(("PAUTA_LLM_RECORD", folder.to_str().unwrap()));
    Node::open(db, &variables).await.unwrap()
}

async fn replaying(db: &Db, folder: &Path) -> Result<Node, LlmError> {
    let folder = folder.to_str().unwrap();
    Node::open(db, &[("PAUTA_LLM", "replay"), ("PAUTA_LLM_CASSETTES", folder)]).await
}

fn says(db: &Db, words: &str) -> Asked {
    let mut asked = asked(&db.workspace, LONG);
    asked.request.turns = vec![Turn::user(words)];
    asked
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_was_recorded_is_said_again_without_anybody() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let folder = db.dir.path().join("recorded/here");
    let wanted = says(&db, "Sou ana@padaria.test, (11) 91234-5678, CPF 123.456.789-09, chave key-one-0");
    let node = recording(&db, &provider, &folder).await;
    assert!(node.llm.status().notes[0].to_string().starts_with("every answer is recorded in "));
    provider.next(Says::Text("Pão quente, todo dia.\nFale com ana@padaria.test e use key-one-0".into()));
    let (_, first) = node.told(wanted.clone()).await;
    let first = first.unwrap();
    node.written().await;
    drop(provider);

    let names = files(&folder);
    assert!(names.len() == 1 && names[0].starts_with("test-1-") && names[0].ends_with(".json"), "{names:?}");
    let text = fs::read_to_string(folder.join(&names[0])).unwrap();
    for secret in ["ana@", "91234", "456.789", "key-one"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["format"], "pauta.cassette/1");
    assert_eq!(kept["asked"]["system"], json!(["Be brief."]));
    assert_eq!(
        kept["asked"]["turns"][0]["lines"],
        json!(["Sou [e-mail], [telephone], CPF [CPF], chave [key]"])
    );
    assert_eq!(kept["answer"]["usage"]["input"], json!(first.usage.input));

    let node = replaying(&db, &folder).await.unwrap();
    let Mode::Replay(replayed) = node.llm.mode() else { panic!("{:?}", node.llm.mode()) };
    assert_eq!((replayed.answers, &replayed.by, &replayed.folder), (1, &first.model, &folder));
    assert!(node.llm.serves(Purpose::Text) && !node.llm.serves(Purpose::Fast));
    let mut pieces = Vec::new();
    let mut hear = |piece: Piece<'_>| {
        pieces.push(piece_text(&piece));
        true
    };
    let again = node.llm.ask(wanted, &mut hear).await.unwrap();
    assert_eq!(again.text, "Pão quente, todo dia.\nFale com [e-mail] e use [key]");
    assert_eq!(pieces.concat(), again.text);
    assert_eq!(pieces[..2], ["Pão ", "quente, "]);
    assert_eq!((again.model, again.finish, again.usage), (first.model, first.finish, first.usage));
    assert_eq!((again.cost, again.cached), (Cost::Computed(0), false));
    node.written().await;
    let lines = db.here().calls(2).await.unwrap();
    let [line, before] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(line.simulated && !before.simulated);
    assert_eq!((line.cost, line.attempts, line.cache_status.as_str()), (Some(0), 0, "bypass"));
    assert_eq!((line.outcome.as_str(), &line.model), ("ok", &before.model));
}

fn piece_text(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Text(text) | Piece::Reasoning(text) => (*text).to_owned(),
        Piece::Anew => unreachable!("what is recorded is one answer"),
    }
}

#[tokio::test]
async fn an_answer_is_found_by_what_is_asked_whoever_asks_whomever() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let folder = db.dir.path().join("recorded");
    let node = recording(&db, &provider, &folder).await;
    provider.answers(|heard| Says::Text(format!("Sobre {}", heard.prompt().lines().last().unwrap())));
    for words in ["pão", "bolo"] {
        node.told(says(&db, words)).await.1.unwrap();
    }
    node.written().await;
    let node = replaying(&db, &folder).await.unwrap();
    let elsewhere = Asked {
        workspace: WorkspaceId::new(),
        conversation: Some(ConversationId::new()),
        locale: "en".into(),
        cache: CacheUse::On,
        ..says(&db, "bolo")
    };
    assert_eq!(node.told(elsewhere).await.1.unwrap().text, "Sobre bolo");

    let mut other = says(&db, "bolo");
    other.request.temperature = Some(0.7);
    for unknown in [other, says(&db, "torta")] {
        let (said, came) = node.told(unknown).await;
        assert_eq!((said.as_str(), came), ("", Err(CallError::NoModel)));
    }
    node.written().await;
    let line = &db.here().calls(1).await.unwrap()[0];
    assert_eq!((line.outcome.as_str(), line.error_type.as_deref()), ("failed", Some("no_model")));
}

#[tokio::test]
async fn a_damaged_or_foreign_file_is_named_and_left_out() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let folder = db.dir.path().join("recorded");
    let node = recording(&db, &provider, &folder).await;
    node.told(says(&db, "pão")).await.1.unwrap();
    node.written().await;
    let good = fs::read_to_string(folder.join(&files(&folder)[0])).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    put("a-half.json", &good[..good.len() / 2]);
    put("b-foreign.json", r#"{"format": "hush-hush", "key": 7}"#);
    put("c-newer.json", &good.replace("pauta.cassette/1", "pauta.cassette/9"));
    put("d-key.json", &good.replace(r#""key": ""#, r#""key": "../"#));
    put("e-large.json", &" ".repeat((4 << 20) + 1));
    put("f-bytes.json", "");
    fs::write(folder.join("f-bytes.json"), [0xff, 0xfe, 0]).unwrap();
    put("README.md", "no answer");
    put(".recording-1-1", "half an answer");
    fs::create_dir(folder.join("g-folder.json")).unwrap();

    let node = replaying(&db, &folder).await.unwrap();
    node.told(says(&db, "pão")).await.1.unwrap();
    let notes: Vec<String> = node.llm.status().notes.iter().map(ToString::to_string).collect();
    let begins: Vec<&str> = notes.iter().map(|note| note.split(' ').next().unwrap()).collect();
    let named =
        ["a-half.json", "b-foreign.json", "c-newer.json", "d-key.json", "e-large.json", "f-bytes.json"];
    assert_eq!(begins, named, "{notes:?}");
    assert!(!notes.concat().contains("hush"), "{notes:?}");
}

#[tokio::test]
async fn without_a_recorded_answer_there_is_no_start() {
    let db = Db::sqlite().await;
    let folder = db.dir.path().join("recorded");
    let error = replaying(&db, &folder).await.err().unwrap();
    assert!(matches!(error, LlmError::Cassettes(CassetteError::Unreadable { .. })), "{error}");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("other.json"), "[]").unwrap();
    let error = replaying(&db, &folder).await.err().unwrap();
    assert!(matches!(error, LlmError::Cassettes(CassetteError::Empty { .. })), "{error}");
    assert!(error.to_string().contains("other.json") && error.to_string().contains("PAUTA_LLM_RECORD"));
    let nowhere = Node::open(&db, &[("PAUTA_LLM", "replay")]).await.err().unwrap();
    assert!(matches!(nowhere, LlmError::NoCassettes));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_fails_no_call() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let file = db.dir.path().join("file");
    fs::write(&file, "").unwrap();
    let node = recording(&db, &provider, &file.join("folder")).await;
    node.told(says(&db, "pão")).await.1.unwrap();
    node.written().await;
    assert_eq!(fs::read(&file).unwrap(), b"");
}

#[tokio::test]
async fn what_the_cache_gives_is_recorded_too() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let folder = db.dir.path().join("recorded");
    let node = recording(&db, &provider, &folder).await;
    let wanted = Asked { cache: CacheUse::On, ..says(&db, "pão") };
    node.told(wanted.clone()).await.1.unwrap();
    node.written().await;
    let first = fs::read(folder.join(&files(&folder)[0])).unwrap();
    assert!(node.told(wanted.clone()).await.1.unwrap().cached);
    node.written().await;
    assert_eq!(fs::read(folder.join(&files(&folder)[0])).unwrap(), first, "with the count of its tokens");
    fs::remove_dir_all(&folder).unwrap();
    assert!(node.told(wanted).await.1.unwrap().cached);
    node.written().await;
    assert_eq!(files(&folder).len(), 1);
    assert_eq!(provider.heard().len(), 1);
}

#[tokio::test]
async fn where_no_model_answers_nothing_is_recorded_and_that_is_told() {
    let db = Db::sqlite().await;
    let folder = db.dir.path().join("recorded");
    let variables = [("PAUTA_LLM", "rules"), ("PAUTA_LLM_RECORD", folder.to_str().unwrap())];
    let notes = Node::open(&db, &variables).await.unwrap().llm.status().notes;
    assert!(notes[0].to_string().starts_with("nothing is recorded in "), "{notes:?}");
    assert!(!folder.exists());
}
