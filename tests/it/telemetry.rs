//! Metrics: what is counted, how it is shown, and the page that lists it.

use crate::{
    harness::{
        api::{Caller, request},
        app::TestApp,
        person::{Person, new_id, next, send},
    },
    pages::must_say,
};
use pauta::telemetry::{Metrics, documented};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::fmt::Write;

#[test]
fn what_is_counted_is_shown() {
    let metrics = Metrics::new();
    metrics.turns.increment(3);
    metrics.sockets.increment(2.0);
    metrics.turn_seconds.record(0.004);
    metrics.rejected("stale_ask").increment(1);
    let shown = metrics.render();
    for line in [
        "pauta_turns_total 3",
        "pauta_sockets 2",
        "pauta_turn_seconds_bucket{le=\"0.002\"} 0",
        "pauta_turn_seconds_bucket{le=\"0.005\"} 1",
        "pauta_rejected_total{code=\"stale_ask\"} 1",
        "# HELP pauta_turns_total Turns committed.",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "no line {line:?} in\n{shown}");
    }
}

#[test]
fn two_servers_count_apart() {
    let (one, other) = (Metrics::new(), Metrics::new());
    one.turns.increment(1);
    assert!(other.render().lines().any(|line| line == "pauta_turns_total 0"), "{}", other.render());
}

#[test]
fn the_page_lists_every_metric() {
    let mut page = String::from(
        "# Metrics\n\n`GET /metrics` shows these in Prometheus' text format. Who may read it: `metrics_token` in\n\
         [configuration.md](configuration.md). Every name begins with `pauta_`; seconds are seconds.\n\n\
         | name | kind | what it counts |\n|---|---|---|\n",
    );
    for metric in documented() {
        let (kind, about) = (metric.kind.to_lowercase(), metric.about.trim());
        writeln!(page, "| `{}` | {kind} | {about} |", metric.name).unwrap();
    }
    must_say("docs/metrics.md", &page);
}

fn refused(app: &TestApp, code: &str) -> u32 {
    let name = format!("pauta_rejected_total{{code=\"{code}\"}}");
    if app.app.metrics.render().contains(&name) { app.counts(&name) } else { 0 }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_counted_once_wherever_it_is_made() {
    let app = TestApp::start().await;
    let hello = async |more: Value| Person::at(app.address, &app.site(), more).await.err().unwrap();
    assert_eq!(hello(json!({ "protocol": 2 })).await["code"], "unsupported_protocol");
    assert_eq!(hello(json!({ "token": "x" })).await["code"], "unauthorised");
    assert_eq!(hello(json!({ "text": 1 })).await["code"], "bad_frame");
    let mut ana = Person::meets(&app).await;
    let stale = json!({ "type": "answer", "client_msg_id": new_id(), "ask": 999, "text": "x" });
    assert_eq!(ana.does(stale.clone()).await.code(), "stale_ask");
    send(ana.socket(), &json!({ "type": "answer", "text": "x".repeat(70_000) })).await;
    assert_eq!(next(ana.socket()).await, Err(1009));
    for (code, times) in [
        ("unsupported_protocol", 1),
        ("unauthorised", 1),
        ("bad_frame", 1),
        ("stale_ask", 1),
        ("too_large", 1),
    ] {
        assert_eq!(refused(&app, code), times, "{code} at a socket");
    }
    let bia = Caller::starts(&app).await;
    assert_eq!(bia.posts(&stale).await.status(), 409);
    assert_eq!(bia.posts(&json!({ "type": "ping" })).await.status(), 400);
    assert_eq!(bia.posts(&json!({ "text": "x".repeat(70_000) })).await.status(), 413);
    assert_eq!(bia.get("brief").await.status(), 404);
    let list = "/api/v1/conversations";
    assert_eq!(request(&app, Method::GET, list).send().await.unwrap().status(), 401);
    let forged = Client::new().post(app.url(list)).header("origin", "https://evil.test").json(&json!({}));
    assert_eq!(forged.send().await.unwrap().status(), 403);
    let other = format!("{list}/{}/messages", new_id());
    let other = request(&app, Method::GET, &other).bearer_auth(&bia.token).send().await.unwrap();
    assert_eq!(other.status(), 404);
    for (code, times) in [
        ("stale_ask", 2),
        ("bad_frame", 2),
        ("too_large", 2),
        ("unauthorised", 2),
        ("forbidden", 1),
        ("unknown_conversation", 1),
        ("not_found", 1),
    ] {
        assert_eq!(refused(&app, code), times, "{code} over HTTP");
    }
}
