use ::metrics::{Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::{fmt, time::Duration};

/// A metric as it is documented.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    pub name: &'static str,
    pub kind: &'static str,
    /// What it counts.
    pub about: &'static str,
}

/// Declares each metric once: its handle, its name and its documentation.
macro_rules! metrics {
    ($($(#[doc = $doc:literal])* $field:ident: $kind:ident by $register:ident = $name:literal;)*) => {
        /// The handles through which the program counts. One per server, none global.
        pub struct Metrics {
            $($(#[doc = $doc])* pub $field: $kind,)*
            recorder: PrometheusRecorder,
            shown: PrometheusHandle,
        }

        const DECLARED: &[Metric] =
            &[$(Metric { name: $name, kind: stringify!($kind), about: concat!($($doc),*) }),*];

        impl Metrics {
            fn on(recorder: PrometheusRecorder) -> Self {
                Self {
                    $($field: recorder.$register(&Key::from_static_name($name), &METADATA),)*
                    shown: recorder.handle(),
                    recorder,
                }
            }
        }
    };
}

metrics! {
    /// Conversations started.
    conversations: Counter by register_counter = "pauta_conversations_total";
    /// Turns committed.
    turns: Counter by register_counter = "pauta_turns_total";
    /// Turns computed again because another turn of the conversation was committed first.
    retries: Counter by register_counter = "pauta_turn_retries_total";
    /// Inputs that were known already and got their stored reply.
    replays: Counter by register_counter = "pauta_replays_total";
    /// Briefs frozen.
    briefs: Counter by register_counter = "pauta_briefs_total";
    /// Sockets open now.
    sockets: Gauge by register_gauge = "pauta_sockets";
    /// Seconds from an input to its commit.
    turn_seconds: Histogram by register_histogram = "pauta_turn_seconds";
    /// Calls of a model that were answered from the cache, or by an equal call that was under way.
    cache_hits: Counter by register_counter = "pauta_llm_cache_hits_total";
    /// Calls of a model that the cache might have answered and could not.
    cache_misses: Counter by register_counter = "pauta_llm_cache_misses_total";
    /// What those hits cost when they were answered first, in nano-dollars.
    cache_saved: Counter by register_counter = "pauta_llm_cache_saved_nano_dollars_total";
    /// Reads and writes of the cache that failed. The calls went on without it.
    cache_failures: Counter by register_counter = "pauta_llm_cache_failures_total";
}

/// Counted by code through [`Metrics::rejected`].
const REJECTED: Metric = Metric {
    name: "pauta_rejected_total",
    kind: "Counter",
    about: " Frames and requests refused, by the protocol's `code`.",
};

/// Counted by reason through [`Metrics::cache_bypassed`].
const BYPASSED: Metric = Metric {
    name: "pauta_llm_cache_bypassed_total",
    kind: "Counter",
    about: " Calls that the cache was not asked for (`asked`, `temperature`, `simulated`) and answers that it \
            does not keep (`finish`, `empty`, `schema`, `too_large`), by `reason`.",
};

const METADATA: Metadata<'static> = Metadata::new("pauta", Level::INFO, None);
const TURN_SECONDS: [f64; 11] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// How often samples of histograms are folded into buckets when nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Every metric, as `docs/metrics.md` lists it.
pub fn documented() -> impl Iterator<Item = &'static Metric> {
    DECLARED.iter().chain([&REJECTED, &BYPASSED])
}

impl Metrics {
    pub fn new() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full("pauta_turn_seconds".into()), &TURN_SECONDS)
            .expect("the buckets are not empty")
            .build_recorder();
        for metric in documented() {
            let (name, about) = (KeyName::from_const_str(metric.name), metric.about.trim().into());
            match metric.kind {
                "Gauge" => recorder.describe_gauge(name, None, about),
                "Histogram" => recorder.describe_histogram(name, None, about),
                _ => recorder.describe_counter(name, None::<Unit>, about),
            }
        }
        Self::on(recorder)
    }

    /// The counter of what was refused with `code`.
    pub fn rejected(&self, code: &'static str) -> Counter {
        let key = Key::from_parts(REJECTED.name, vec![Label::from_static_parts("code", code)]);
        self.recorder.register_counter(&key, &METADATA)
    }

    /// The counter of what passed by the cache of models' answers for `reason`.
    pub fn cache_bypassed(&self, reason: &'static str) -> Counter {
        let key = Key::from_parts(BYPASSED.name, vec![Label::from_static_parts("reason", reason)]);
        self.recorder.register_counter(&key, &METADATA)
    }

    /// Every metric in Prometheus' text format.
    pub fn render(&self) -> String {
        self.shown.render()
    }

    /// Keeps the samples from piling up while nobody scrapes. Runs beside the server, for ever.
    pub async fn keep(&self) {
        loop {
            tokio::time::sleep(UPKEEP).await;
            self.shown.run_upkeep();
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
