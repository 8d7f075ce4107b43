//! Where a key is not.

use super::{ALL, KEY, PATIENT, at, chat, client, raw::server, request, target};
use crate::harness::provider::{Bad, Provider as Fake, Says};
use pauta::{
    config::Secret,
    outside::llm::{Class, Provider},
};

#[tokio::test]
async fn a_key_is_in_no_failure() {
    let fake = Fake::start().await;
    let bad =
        [Bad::InvalidKey, Bad::ServerError(500), Bad::WrongType, Bad::HalfJson, Bad::Cut, Bad::ErrorIn200];
    for bad in bad {
        for provider in ALL {
            let target = target(provider, &fake);
            fake.next(Says::Bad(bad.clone()));
            let failure = chat(&target, &request(), &PATIENT).await.0.unwrap_err();
            let shown = format!("{failure} {failure:?} {target:?} {:?}", client());
            assert!(!shown.contains(KEY), "{provider:?} on {bad:?}: {shown}");
            assert!(!shown.contains("sk-"), "{provider:?} on {bad:?}: {shown}");
        }
    }
}

#[tokio::test]
async fn whatever_looks_like_a_key_is_cut_out_of_a_providers_words() {
    let (base, _server) = server(
        400,
        &[("content-type", "application/json")],
        concat!(
            r#"{"error":{"message":"No: AIzaSyA-0123456789abcdef, Bearer abcdef123456, ?key=abcdef123456, xai-12345678, "#,
            r#"sk-proj-ab**********yz, 0123456789abcdef0123456789abcdef. The model gemini-3.1-flash-lite skips asking."}}"#,
        ),
    )
    .await;
    let failure = chat(&at(Provider::Compatible, &base), &request(), &PATIENT).await.0.unwrap_err();
    assert_eq!(
        failure.message,
        "No: ***, ***, ?***, ***, ***, ***. The model gemini-3.1-flash-lite skips asking."
    );
}

#[tokio::test]
async fn no_part_of_the_key_in_use_is_left() {
    let body = r#"{"error":{"message":"No (plainkey-begins) at ends-here9, but ends-her."}}"#;
    let (base, _server) = server(400, &[("content-type", "application/json")], body).await;
    let mut target = at(Provider::Compatible, &base);
    target.key = Some(Secret::new("plainkey-begins-and-ends-here9".into()));
    let failure = chat(&target, &request(), &PATIENT).await.0.unwrap_err();
    assert_eq!(failure.message, "No (***) at ***, but ***.");
}

#[tokio::test]
async fn a_key_that_is_no_header_is_refused_before_anything_is_sent() {
    let fake = Fake::start().await;
    for provider in ALL.into_iter().filter(|provider| *provider != Provider::Ollama) {
        let mut target = target(provider, &fake);
        target.key = Some(Secret::new("sk-two\nlines".into()));
        let failure = chat(&target, &request(), &PATIENT).await.0.unwrap_err();
        assert_eq!(failure.class, Class::InvalidKey, "{provider:?}: {failure}");
    }
    assert!(fake.heard().is_empty());
}

#[tokio::test]
async fn no_key_is_no_header() {
    let fake = Fake::start().await;
    for provider in [Provider::Compatible, Provider::Ollama] {
        let mut target = target(provider, &fake);
        target.key = None;
        chat(&target, &request(), &PATIENT).await.0.unwrap();
    }
    assert!(fake.heard().iter().all(|heard| heard.headers.get("authorization").is_none()));
}
