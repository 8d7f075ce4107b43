//! Metrics: what is counted, how it is shown, and the page that lists it.

use crate::pages::must_say;
use pauta::telemetry::{Metrics, documented};
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
