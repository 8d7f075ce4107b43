//! What is connected, the calls and what was said in them.

use super::{asks, connected, last, words};
use crate::{
    harness::{
        app::{Start, TestApp},
        provider::{Bad, Provider, Says},
        trees,
    },
    people::guest::Guest,
};
use pauta::store::Role;

async fn shown(guest: &Guest<'_>, path: &str) -> String {
    words(&guest.sees(path).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_the_page_says_so_and_how_to_connect_one() {
    let app = TestApp::start().await;
    let nobody = Guest::new(&app);
    let page = shown(&nobody, "/models").await;
    assert!(
        page.contains("nothing that is written here leaves this server"),
        "at the machine itself: {page}"
    );
    let olga = Guest::first_owner(&app).await;
    let page = shown(&olga, "/models?lang=en").await;
    for told in [
        "No AI model is connected.",
        "PAUTA_LLM=auto OPENAI_API_KEY=your-key",
        "No AI cost this month.",
        "No model was called yet.",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("Save limit") && !page.contains("Keys and what rests"), "{page}");
    let page = shown(&olga, "/models?lang=pt-BR").await;
    for told in [
        "Nenhum modelo de IA está conectado.",
        "Sem custo de IA neste mês.",
        "Nenhum modelo foi chamado ainda.",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let (rui, mia) = (super::neighbour(&app).await.1, Guest::member(&app, "Mia", Role::Marketer).await);
    let page = shown(&rui, "/models").await;
    assert!(
        page.contains("Whoever runs this server can connect one.") && !page.contains("OPENAI_API_KEY"),
        "{page}"
    );
    let (status, page) = mia.get("/models").await;
    assert_eq!(status, 403);
    assert!(words(page.as_str().unwrap()).contains("Only an owner sees the models"), "{page}");
    assert_eq!(Guest::new(&app).get("/models").await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_connected_for_what_and_by_which_keys() {
    let provider = Provider::start().await;
    let app = connected(&provider).set("PAUTA_LLM_TEXT", "openai/gpt-4-turbo-preview,xai/grok-1").run().await;
    let olga = Guest::first_owner(&app).await;
    let page = shown(&olga, "/models").await;
    for told in [
        "Connected: 127.0.0.1:",
        "Text openai/gpt-5.4",
        "PAUTA_LLM_TEXT: openai/gpt-4-turbo-preview is no more; gpt-5.4 answers in its place.",
        "PAUTA_LLM_TEXT: there is no key for xai/grok-1.",
        "openai/agency OpenAI openai/agency#",
        "free in use",
        "paid in use",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let page = shown(&olga, "/models?lang=pt").await;
    for told in [
        "Conectado: 127.0.0.1:",
        "falta uma chave para xai/grok-1",
        "gratuita em uso",
        "Limite deste espaço por mês",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_and_servers_of_ones_own_say_that_nothing_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().to_str().unwrap();
    let provider = Provider::start().await;
    let app = connected(&provider).set("PAUTA_LLM_RECORD", at).run().await;
    asks(&app, &app.app.home.workspace, "Oi").await.unwrap();
    let page = shown(&Guest::first_owner(&app).await, "/models").await;
    assert!(page.contains(&format!("Every answer is recorded in {at}.")), "{page}");
    app.stop().await;

    let replay = Start::new().tree(&trees::ten_questions()).set("PAUTA_LLM", "replay");
    let app = replay.set("PAUTA_LLM_CASSETTES", at).run().await;
    asks(&app, &app.app.home.workspace, "Oi").await.unwrap();
    let page = shown(&Guest::first_owner(&app).await, "/models").await;
    for told in [
        "Answers are recordings, not a model's: nobody receives what is written here.",
        "When they were recorded, gpt-5.4 answered. They are in",
        "Improve a text",
        "answered recorded",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(page.contains(at), "{page}");

    let provider = Provider::start().await;
    provider.lists(&["lumen:9b"]);
    let app = Start::new()
        .tree(&trees::ten_questions())
        .set("PAUTA_LLM", "auto")
        .set("OLLAMA_URL", &provider.ollama())
        .run()
        .await;
    let page = shown(&Guest::first_owner(&app).await, "/models").await;
    for told in [
        "Connected: Ollama.",
        "Nothing leaves this machine and its network.",
        "a server without a key local in use",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_told_with_its_attempts_and_its_words() {
    let provider = Provider::start().await;
    let app = connected(&provider).run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    provider.next(Says::Bad(Bad::RetrySeconds(20.0)));
    provider.next(Says::Text("An <i>answer</i> \"in words\"".into()));
    asks(&app, &home, "Say <img src=x onerror=alert(1)>, for ana@example.com").await.unwrap();
    let call = last(&app, &home).await;
    let list = shown(&olga, "/models").await;
    for told in ["Improve a text", "answered", "tokens in,", "first words after"] {
        assert!(list.contains(told), "{told}: {list}");
    }
    let path = format!("/models/calls/{}", call.id);
    assert!(olga.sees("/models").await.contains(&path));
    let page = olga.sees(&path).await;
    assert!(!page.contains("<img") && !page.contains("<i>"), "what was said is text: {page}");
    let page = words(&page);
    for told in [
        "How it ended answered",
        "Prompt refine/1",
        "the minute's quota, status 429 openai/agency#",
        "(free) ·",
        "(paid) ·",
        "Without keys and contact details. Kept until",
        "Instruction Be brief.",
        "Request Say &#60;img src=x onerror=alert(1)&#62;, for [e-mail]",
        "Answer An &#60;i&#62;answer",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let page = shown(&olga, &format!("{path}?lang=pt")).await;
    for told in ["Melhorar o texto", "cota por minuto, código 429", "Fica guardado até", "Pedido Say"] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_texts_are_not_kept_the_page_says_so() {
    let provider = Provider::start().await;
    let app = connected(&provider).set("PAUTA_PROMPT_DAYS", "0").run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    asks(&app, &home, "CANARY").await.unwrap();
    let page = shown(&olga, &format!("/models/calls/{}", last(&app, &home).await.id)).await;
    assert!(page.contains("This installation does not keep what is said in calls."), "{page}");
    assert!(!page.contains("CANARY"), "{page}");
}
