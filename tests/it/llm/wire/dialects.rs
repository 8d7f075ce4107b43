//! One schema, as each provider is sent it.

use super::{PATIENT, chat, request, schema, target};
use crate::harness::provider::Provider as Fake;
use pauta::outside::llm::Provider;
use serde_json::{Value, json};

async fn sent(provider: Provider) -> Value {
    let fake = Fake::start().await;
    let mut request = request();
    request.schema = Some(schema());
    chat(&target(provider, &fake), &request, &PATIENT).await.0.unwrap();
    let heard = fake.heard().remove(0);
    heard.schema().unwrap().clone()
}

#[tokio::test]
async fn openai_gets_every_property_required_and_the_rest_in_words() {
    let sent = sent(Provider::OpenAi).await;
    assert_eq!(sent["required"], json!(["text", "share", "reasons", "default"]));
    assert_eq!(sent["additionalProperties"], false);
    assert_eq!(sent["$defs"]["Reason"]["additionalProperties"], false);
    let text = &sent["properties"]["text"];
    assert_eq!(text["description"], "The text. (minLength: 3; maxLength: 200)");
    assert!(text.get("minLength").is_none() && sent.get("$schema").is_none() && sent.get("title").is_none());
    // A range and a number of items it knows; a format of numbers it does not.
    let share = &sent["properties"]["share"];
    assert_eq!((&share["minimum"], &share["maximum"]), (&json!(0), &json!(100)));
    assert_eq!(share["description"], r#"(format: "uint8")"#);
    assert_eq!(sent["properties"]["reasons"]["maxItems"], 3);
    // A property may have the name of a keyword.
    assert_eq!(sent["properties"]["default"]["type"], "boolean");
}

#[tokio::test]
async fn a_compatible_server_and_ollama_get_it_plain() {
    for provider in [Provider::Compatible, Provider::Ollama] {
        assert_eq!(sent(provider).await, *schema().json, "{provider:?}");
    }
}

#[tokio::test]
async fn anthropic_gets_closed_objects_without_ranges() {
    let sent = sent(Provider::Anthropic).await;
    assert_eq!(sent["additionalProperties"], false);
    assert_eq!(sent["$defs"]["Reason"]["additionalProperties"], false);
    let share = &sent["properties"]["share"];
    assert!(share.get("minimum").is_none() && share.get("maximum").is_none());
    assert_eq!(share["description"], r#"(format: "uint8"; minimum: 0; maximum: 100)"#);
}

#[tokio::test]
async fn gemini_gets_json_schema_with_what_it_may_leave_out() {
    let sent = sent(Provider::Gemini).await;
    assert_eq!(sent["required"], json!(["text"]));
    assert_eq!(sent["properties"]["share"]["minimum"], 0);
    assert_eq!(sent["properties"]["reasons"]["items"]["$ref"], "#/$defs/Reason");
    assert!(sent["properties"]["text"].get("minLength").is_none());
}
