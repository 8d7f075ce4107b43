//! What answers, and that it is decided once.

use super::{Node, openai};
use crate::{harness::provider::Provider, store::db::Db};
use pauta::{
    llm::{LlmError, Mode, Place, Purpose, probe},
    outside::llm::{Client, Provider as Wire},
};
use tokio::net::TcpListener;
use url::Url;

#[tokio::test]
async fn rules_are_rules_whatever_is_configured() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-one-0");
    variables.push(("PAUTA_LLM", "rules"));
    let node = Node::open(&db, &variables).await.unwrap();
    assert_eq!(node.llm.mode(), &Mode::Rules);
    assert!(!node.llm.serves(Purpose::Text));
    assert!(node.ask(&db).await.is_err());
    assert_eq!(provider.heard().len(), 0);
}

#[tokio::test]
async fn a_key_connects_its_provider() {
    let db = Db::sqlite().await;
    let variables = [("OPENAI_API_KEY", "key-openai-0"), ("GOOGLE_AI_API_KEY", "key-gemini-0")];
    let node = Node::open(&db, &variables).await.unwrap();
    let Mode::Models(connected) = node.llm.mode() else { panic!("{:?}", node.llm.mode()) };
    assert_eq!((connected.by.as_str(), connected.is_local), ("OpenAI, Google Gemini", false));
    assert_eq!(connected.keeps_days, Some(55), "the longest of them");
    for purpose in [Purpose::Text, Purpose::Fast, Purpose::Vision, Purpose::Image, Purpose::Speech] {
        assert!(node.llm.serves(purpose), "{purpose:?}");
    }
}

/// Words go to whoever is at the address, not to whoever made the interface.
#[tokio::test]
async fn another_address_is_another_receiver() {
    let db = Db::sqlite().await;
    let mut told = Vec::new();
    for url in ["https://elsewhere.example/v1", "http://127.0.0.1:9/v1", "https://api.openai.com/v1"] {
        let node = Node::open(&db, &openai(url, "paid:a:key-one-0")).await.unwrap();
        let Mode::Models(connected) = node.llm.mode().clone() else { panic!("{:?}", node.llm.mode()) };
        told.push((connected.by, connected.is_local, connected.keeps_days));
    }
    let told: Vec<_> = told.iter().map(|(by, local, days)| (by.as_str(), *local, *days)).collect();
    assert_eq!(
        told,
        [
            ("elsewhere.example (OpenAI's interface)", false, None),
            ("127.0.0.1:9 (OpenAI's interface)", true, Some(0)),
            ("OpenAI", false, Some(30)),
        ]
    );
}

#[tokio::test]
async fn a_model_is_named_once_however_many_tiers_it_has() {
    let db = Db::sqlite().await;
    let keys = "free:a:key-one-0,paid:b:key-two-0";
    let mut variables = openai("https://api.openai.com/v1", keys);
    variables.retain(|(name, _)| *name != "PAUTA_LLM_TEXT");
    variables.push(("PAUTA_LLM_TEXT", "openai/gpt-5.4,openai/gpt-5.4-mini,anthropic/claude-x"));
    let node = Node::open(&db, &variables).await.unwrap();
    let status = node.llm.status();
    let text = status.models.iter().find(|(purpose, _)| *purpose == Purpose::Text).unwrap();
    assert_eq!(text.1, ["openai/gpt-5.4", "openai/gpt-5.4-mini"]);
}

#[tokio::test]
async fn a_server_of_ones_own_is_asked_for_its_models() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    provider.lists(&["nomic-embed-text:latest", "qwen3:8b", "llava:7b"]);
    let url = provider.ollama();
    let node = Node::open(&db, &[("OLLAMA_URL", &url)]).await.unwrap();
    let Mode::Models(connected) = node.llm.mode() else { panic!("{:?}", node.llm.mode()) };
    assert_eq!((connected.by.as_str(), connected.is_local, connected.keeps_days), ("Ollama", true, Some(0)));
    let models = node.llm.status().models;
    assert_eq!(models[0], (Purpose::Text, vec!["ollama/qwen3:8b".to_owned()]));
    assert!(models.contains(&(Purpose::Vision, vec!["ollama/llava:7b".to_owned()])), "{models:?}");
    node.ask(&db).await.unwrap();
    assert_eq!(provider.heard()[0].model(), "qwen3:8b");
}

#[tokio::test]
async fn required_means_that_there_is_no_start_without_a_model() {
    let db = Db::sqlite().await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}/");
    let variables = [("PAUTA_LLM", "required"), ("OLLAMA_URL", url.as_str())];
    let Err(error @ LlmError::NoModel { .. }) = Node::open(&db, &variables).await else {
        panic!("it started")
    };
    let told = error.to_string();
    assert!(told.contains(&url) && told.contains("OPENAI_API_KEY"), "{told}");
    let auto = Node::open(&db, &variables[1..]).await.unwrap();
    assert_eq!(auto.llm.mode(), &Mode::Rules);
    assert!(auto.llm.status().notes[0].to_string().contains(&url));
}

#[tokio::test]
async fn an_old_id_is_answered_by_its_successor_and_told() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let url = provider.openai();
    let mut variables = openai(&url, "paid:a:key-one-0");
    variables.retain(|(name, _)| *name != "PAUTA_LLM_TEXT");
    variables.extend([("PAUTA_LLM_TEXT", "openai/gpt-4-turbo-preview"), ("PAUTA_LLM_IMAGE", "xai/grok-1")]);
    let node = Node::open(&db, &variables).await.unwrap();
    node.ask(&db).await.unwrap();
    assert_eq!(provider.heard()[0].model(), "gpt-5.4");
    let notes: Vec<String> = node.llm.status().notes.iter().map(ToString::to_string).collect();
    let notes = notes.join("\n");
    assert!(notes.contains("openai/gpt-4-turbo-preview") && notes.contains("gpt-5.4"), "{notes}");
    assert!(notes.contains("no key for xai/grok-1"), "{notes}");
}

fn at(url: &str, provider: Wire) -> Place {
    Place { name: "a server", provider, base: Url::parse(url).unwrap() }
}

#[tokio::test]
async fn a_probe_believes_a_list_with_a_model_that_talks_and_never_asks_itself() {
    let provider = Provider::start().await;
    let client = Client::new().unwrap();
    let elsewhere = "127.0.0.1:1".parse().unwrap();
    let openai = at(&format!("http://{}/v1/", provider.address), Wire::Compatible);
    let found = probe(&client, std::slice::from_ref(&openai), elsewhere).await;
    assert_eq!(found.map(|(_, models)| models), Some(vec!["test-model".to_owned()]));
    assert!(probe(&client, std::slice::from_ref(&openai), provider.address).await.is_none(), "that is Pauta");

    provider.lists(&["nomic-embed-text", "whisper-large"]);
    assert!(probe(&client, &[openai], elsewhere).await.is_none(), "none of them talks");

    // One that takes the connection and says nothing is not waited for.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = at(&format!("http://{}/", silent.local_addr().unwrap()), Wire::Ollama);
    provider.lists(&["qwen3:8b"]);
    let ollama = at(&provider.ollama(), Wire::Ollama);
    let found = probe(&client, &[silent, ollama.clone()], elsewhere).await;
    assert_eq!(found.map(|(place, _)| place.base), Some(ollama.base));
}

#[tokio::test]
async fn another_kind_of_server_is_none() {
    let app = crate::harness::app::TestApp::start().await;
    let client = Client::new().unwrap();
    let place = at(&app.url("/v1/"), Wire::Compatible);
    assert!(probe(&client, &[place], "127.0.0.1:1".parse().unwrap()).await.is_none());
}
