//! What Pauta says about itself: logs on standard error, and the metrics that `/metrics` shows.

mod metrics;

pub use metrics::{Metric, Metrics, documented};

use crate::config::{Log, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;

/// Crates that write what passes through them, tokens and answers: some into their most talkative levels,
/// those that speak to models or draw letters into every one.
const INDISCREET: [&str; 8] = [
    "tungstenite=warn",
    "tokio_tungstenite=warn",
    "async_openai=off",
    "genai=off",
    "hyper=info",
    "h2=info",
    "usvg=off",
    "resvg=off",
];

/// Starts the process's log. The first call counts; a later one changes nothing.
pub fn start_log(log: &Log) {
    let discreet = INDISCREET.iter().map(|directive| directive.parse().expect("a directive"));
    let filter = discreet.fold(EnvFilter::new(log.filter.as_str()), EnvFilter::add_directive);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let started = match log.format {
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
