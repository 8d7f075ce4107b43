//! Oddities that single servers were seen with, byte by byte.

use super::{PATIENT, at, chat, request};
use axum::{Router, response::IntoResponse};
use pauta::outside::llm::{Class, Finish, Provider};
use tokio::net::TcpListener;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

/// A server that answers everything with this; it stops when the handle is dropped.
pub async fn server(
    status: u16,
    headers: &'static [(&str, &str)],
    body: &'static str,
) -> (String, AbortOnDropHandle<()>) {
    crate::harness::tls::ready();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(move || async move {
        let mut response = body.into_response();
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        response
    });
    let served = TaskTracker::new().spawn(async move { axum::serve(listener, router).await.unwrap() });
    (format!("http://{address}/v1/"), AbortOnDropHandle::new(served))
}

const EVENTS: &[(&str, &str)] = &[("content-type", "text/event-stream; charset=utf-8")];
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

#[tokio::test]
async fn reasoning_is_said_apart_and_usage_beside_the_last_words_counts() {
    let (base, _server) = server(
        200,
        EVENTS,
        concat!(
            ": waiting\n\n",
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"Hm. \"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"Sim\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":19,\"completion_tokens_details\":{\"reasoning_tokens\":7}}}\n\n",
        ),
    )
    .await;
    let (answer, said) = chat(&at(Provider::Xai, &base), &request(), &PATIENT).await;
    let answer = answer.unwrap();
    assert_eq!(said.0, ["[Hm. ]", "Sim"]);
    assert_eq!((answer.text.as_str(), answer.model.as_str()), ("Sim", "test-model"));
    // The total says that what was thought is counted beside the answer.
    assert_eq!(
        (answer.usage.input, answer.usage.output, answer.usage.reasoning),
        (Some(10), Some(9), Some(7))
    );
}

#[tokio::test]
async fn a_server_that_does_not_stream_after_all_is_understood() {
    let (base, _server) = server(
        200,
        JSON,
        r#"{"model":"m","choices":[{"message":{"content":"Tudo de uma vez"},"finish_reason":"length"}]}"#,
    )
    .await;
    let (answer, _) = chat(&at(Provider::Compatible, &base), &request(), &PATIENT).await;
    let answer = answer.unwrap();
    assert_eq!((answer.text.as_str(), answer.finish), ("Tudo de uma vez", Finish::Length));
}

#[tokio::test]
async fn a_list_with_an_error_in_it_keeps_its_status_and_its_hint() {
    let (base, _server) = server(
        429,
        JSON,
        r#"[{"error":{"code":429,"message":"Please retry in 10h17m5.7s.","status":"RESOURCE_EXHAUSTED"}}]"#,
    )
    .await;
    for provider in [Provider::Compatible, Provider::Gemini] {
        let (answer, _) = chat(&at(provider, &base), &request(), &PATIENT).await;
        let failure = answer.unwrap_err();
        assert_eq!((failure.class, failure.status), (Class::PerMinute, Some(429)), "{provider:?}");
        assert_eq!(failure.retry_after.unwrap().as_millis(), 37_025_700, "{provider:?}");
    }
}

#[tokio::test]
async fn an_error_inside_of_a_200_has_its_own_class() {
    let (base, _server) = server(
        200,
        EVENTS,
        "data: {\"error\":{\"code\":429,\"message\":\"Rate limit exceeded: free-models-per-day\"}}\n\n",
    )
    .await;
    for provider in [Provider::Compatible, Provider::Gemini] {
        let failure = chat(&at(provider, &base), &request(), &PATIENT).await.0.unwrap_err();
        assert_eq!((failure.class, failure.status), (Class::PerDay, Some(429)), "{provider:?}: {failure}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_model_and_a_blocked_prompt_are_policy() {
    let (base, _server) = server(
        200,
        EVENTS,
        concat!(
            "data: {\"choices\":[{\"delta\":{\"refusal\":\"I will not.\"},\"finish_reason\":\"stop\"}],",
            "\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}\n\n",
        ),
    )
    .await;
    for provider in [Provider::OpenAi, Provider::Gemini] {
        let failure = chat(&at(provider, &base), &request(), &PATIENT).await.0.unwrap_err();
        assert_eq!(failure.class, Class::Policy, "{provider:?}: {failure}");
    }
}
