//! When to come again, in the order in which the hints are believed.

use super::{PATIENT, at, chat, raw::server, request};
use pauta::outside::llm::{Class, Provider};

type Headers = &'static [(&'static str, &'static str)];

/// What a 429 with such headers and such a body is waited for, in milliseconds.
const CASES: [(Headers, &str, Option<u128>); 15] = [
    (&[("retry-after-ms", "250"), ("x-ms-retry-after-ms", "500"), ("retry-after", "9")], "{}", Some(250)),
    (&[("x-ms-retry-after-ms", "500"), ("retry-after", "9")], "{}", Some(500)),
    (&[("retry-after", "1.5"), ("x-ratelimit-reset-requests", "9s")], "{}", Some(1500)),
    (&[("retry-after", "soon")], r#"{"error":{"message":"try again in 2s"}}"#, Some(2000)),
    (&[("retry-after", "-3")], "{}", None),
    // A date that has passed is now.
    (&[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")], "{}", Some(0)),
    (&[], r#"{"error":{"details":[{"retryDelay":"46s"}],"message":"retry in 9s"}}"#, Some(46_000)),
    (&[], r#"{"error":{"message":"Please try again in 6m0s. Visit the docs."}}"#, Some(360_000)),
    (&[], r#"{"error":{"message":"Please try again in 20 seconds."}}"#, Some(20_000)),
    (&[], r#"{"error":{"message":"Your limit will reset at 2015-10-21 07:28 UTC."}}"#, Some(0)),
    (&[("x-ratelimit-reset-requests", "8.64s"), ("x-ratelimit-reset-tokens", "1m30s")], "{}", Some(90_000)),
    (
        &[
            ("x-ratelimit-remaining-tokens", "500"),
            ("x-ratelimit-reset-tokens", "1m30s"),
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-reset-requests", "20ms"),
        ],
        "{}",
        Some(20),
    ),
    (&[("anthropic-ratelimit-requests-reset", "2015-10-21T07:28:00Z")], "{}", Some(0)),
    (&[("x-ratelimit-reset", "1445412480000")], "{}", Some(0)),
    (&[], r#"{"error":{"message":"Slow down, please."}}"#, None),
];

#[tokio::test]
async fn every_way_to_say_when_is_read() {
    for (headers, body, wait) in CASES {
        let (base, _server) = server(429, headers, body).await;
        let (answer, _) = chat(&at(Provider::Compatible, &base), &request(), &PATIENT).await;
        let failure = answer.unwrap_err();
        assert_eq!(failure.class, Class::PerMinute, "{headers:?} {body}");
        assert_eq!(failure.retry_after.map(|wait| wait.as_millis()), wait, "{headers:?} {body}");
    }
}
