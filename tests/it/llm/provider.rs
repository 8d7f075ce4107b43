//! The tests' own provider is what the tests take it for.

use crate::harness::{
    provider::{Bad, Provider, Says, Wire, fitting},
    wait::until,
};
use futures_util::StreamExt;
use reqwest::{Client, Response};
use serde_json::{Value, json};

async fn asks(url: String, body: &Value) -> Response {
    let request = Client::new().post(url).header("anthropic-version", "2023-06-01").bearer_auth("sk-test");
    request.json(body).send().await.unwrap()
}

fn chat(stream: bool) -> Value {
    json!({ "model": "m", "stream": stream, "max_tokens": 9, "options": { "num_ctx": 9 }, "messages": [{ "role": "user", "content": "oi" }] })
}

#[tokio::test]
async fn it_speaks_every_wire() {
    let provider = Provider::start().await;
    provider.answers(|_| Says::Text("Bom dia".into()));
    let wires = [
        (provider.openai() + "chat/completions", chat(true), "[DONE]"),
        (
            provider.gemini() + "models/m:streamGenerateContent?alt=sse",
            json!({ "contents": [] }),
            "\"finishReason\":\"STOP\"",
        ),
        (provider.anthropic() + "messages", chat(true), "message_stop"),
        (provider.ollama() + "api/chat", chat(true), "\"done\":true"),
    ];
    for (url, body, end) in wires {
        let text = asks(url.clone(), &body).await.text().await.unwrap();
        assert!(text.contains("Bom ") && text.contains("dia") && text.contains(end), "{url}: {text}");
    }
    let heard = provider.heard();
    assert_eq!(
        heard.iter().map(|one| one.wire).collect::<Vec<_>>(),
        [Wire::OpenAi, Wire::Gemini, Wire::Anthropic, Wire::Ollama]
    );
    assert!(heard.iter().all(|one| one.is_done() && one.model() == "m"));
    assert_eq!((heard[0].key().as_deref(), heard[0].prompt().contains("oi")), (Some("sk-test"), true));
}

#[tokio::test]
async fn a_piece_leaves_when_the_test_lets_it_and_a_leaver_is_noticed() {
    let provider = Provider::start().await;
    let (says, pace) = Says::paced(&["Um", "dois", "três"]);
    provider.next(says);
    let mut stream = asks(provider.openai() + "chat/completions", &chat(true)).await.bytes_stream();
    pace.lets(1);
    let mut came = String::new();
    while !came.contains("Um") {
        came.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
    }
    assert!(!came.contains("dois") && !provider.heard()[0].is_gone());
    drop(stream);
    until("the provider sees that nobody listens", async || provider.heard()[0].is_gone()).await;
}

#[tokio::test]
async fn it_is_as_strict_as_the_real_ones() {
    let provider = Provider::start().await;
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string", "maxLength": 3 }, "b": { "enum": ["x", "y"] } }, "required": ["a"] });
    assert_eq!(fitting(&schema), json!({ "a": "Palavras de teste", "b": "x" }));
    let mut openai = chat(false);
    openai["response_format"] =
        json!({ "type": "json_schema", "json_schema": { "name": "n", "strict": true, "schema": schema } });
    let mut anthropic = chat(false);
    anthropic["output_config"] = json!({ "format": { "type": "json_schema", "schema": schema } });
    for (url, body) in
        [(provider.openai() + "chat/completions", openai), (provider.anthropic() + "messages", anthropic)]
    {
        assert_eq!(asks(url, &body).await.status(), 400);
    }
    provider.next(Says::Bad(Bad::RetrySeconds(1.5)));
    let limited = asks(provider.openai() + "chat/completions", &chat(true)).await;
    assert_eq!((limited.status().as_u16(), limited.headers()["retry-after"].to_str().unwrap()), (429, "1.5"));
}
