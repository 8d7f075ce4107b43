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
    /// Messages that wait to be sent to Telegram.
    telegram_waiting: Gauge by register_gauge = "pauta_telegram_waiting";
    /// Seconds that the oldest of them has waited.
    telegram_oldest: Gauge by register_gauge = "pauta_telegram_oldest_seconds";
    /// Messages sent to Telegram a second time because nobody knows whether they came the first time.
    telegram_doubtful: Counter by register_counter = "pauta_telegram_doubtful_total";
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
    /// Seconds from a language model's being called to the first piece of its answer.
    llm_first_piece: Histogram by register_histogram = "pauta_llm_first_piece_seconds";
    /// Seconds that Pauta itself takes over a call of a language model: its whole time less the waiting for providers.
    llm_overhead: Histogram by register_histogram = "pauta_llm_overhead_seconds";
    /// What calls of language models cost, in nano-dollars.
    llm_cost: Counter by register_counter = "pauta_llm_cost_nano_dollars_total";
    /// Calls of language models whose cost nobody knows. Any is worth a look: no price, no sum.
    llm_unpriced: Counter by register_counter = "pauta_llm_cost_unknown_total";
    /// Attempts after which a key, a pool or a model was left alone for a while.
    llm_suspended: Counter by register_counter = "pauta_llm_attempts_suspended_total";
    /// Calls of language models whose record was lost, as too many waited to be written or the database would not.
    llm_dropped: Counter by register_counter = "pauta_llm_records_dropped_total";
    /// Jobs that failed for good. Each waits for a person: `pauta jobs list`.
    jobs_failed: Counter by register_counter = "pauta_jobs_failed_total";
    /// Files and pictures that were taken away because no row referred to them.
    blobs_swept: Counter by register_counter = "pauta_blobs_swept_total";
}

/// Shown by labels through methods of [`Metrics`].
const JOBS: Metric = Metric {
    name: "pauta_jobs",
    kind: "Gauge",
    about: " Jobs of the whole installation, by `state`: `queued`, `running`, `failed`.",
};
const JOB_SECONDS: Metric = Metric {
    name: "pauta_job_seconds",
    kind: "Histogram",
    about: " Seconds of an attempt at a job, by `kind` and `outcome`: `done`, `again`, `retry`, `fail`.",
};

/// Counted by labels through methods of [`Metrics`].
const LLM_SECONDS: Metric = Metric {
    name: "pauta_llm_call_seconds",
    kind: "Histogram",
    about: " Seconds of a call of a language model with all its attempts, by `operation`, `provider` and `outcome`.",
};
const LLM_TOKENS: Metric = Metric {
    name: "pauta_llm_tokens_total",
    kind: "Counter",
    about: " Tokens of calls of language models, by `provider` and `type`: `input` has `cache_read`, `cache_write` and \
            `image_input` in it, `output` has `reasoning` and `image_output`.",
};
const LLM_NOTICES: Metric = Metric {
    name: "pauta_llm_budget_notices_total",
    kind: "Counter",
    about: " Budgets of which four fifths were used, by `scope`; once in each window.",
};
const LLM_OVER: Metric = Metric {
    name: "pauta_llm_over_budget_total",
    kind: "Counter",
    about: " Paid calls that were not made as they did not fit into a budget, by `scope`.",
};

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
/// Those of OpenTelemetry's conventions for operations and first chunks; and, for what is ours, from 0.1 ms.
const CALL_SECONDS: [f64; 14] =
    [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
/// From nothing to do to the hard limit.
const JOB_BUCKETS: [f64; 11] = [0.001, 0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0];
const FIRST_SECONDS: [f64; 13] = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const OVERHEAD_SECONDS: [f64; 9] = [0.0001, 0.0003, 0.0005, 0.001, 0.002, 0.005, 0.02, 0.1, 1.0];
const BUCKETS: [(&str, &[f64]); 5] = [
    (JOB_SECONDS.name, &JOB_BUCKETS),
    ("pauta_turn_seconds", &TURN_SECONDS),
    (LLM_SECONDS.name, &CALL_SECONDS),
    ("pauta_llm_first_piece_seconds", &FIRST_SECONDS),
    ("pauta_llm_overhead_seconds", &OVERHEAD_SECONDS),
];
/// How often samples of histograms are folded into buckets when nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Every metric, as `docs/metrics.md` lists it.
pub fn documented() -> impl Iterator<Item = &'static Metric> {
    let labelled =
        [&REJECTED, &BYPASSED, &LLM_SECONDS, &LLM_TOKENS, &LLM_NOTICES, &LLM_OVER, &JOBS, &JOB_SECONDS];
    DECLARED.iter().chain(labelled)
}

impl Metrics {
    pub fn new() -> Self {
        let builder = BUCKETS.iter().fold(PrometheusBuilder::new(), |builder, (name, bounds)| {
            let named = Matcher::Full((*name).into());
            builder.set_buckets_for_metric(named, bounds).expect("the buckets are not empty")
        });
        let recorder = builder.build_recorder();
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
        self.counter(&REJECTED, vec![Label::from_static_parts("code", code)])
    }

    /// The time of calls of a language model that ended so.
    pub fn llm_seconds(&self, operation: &'static str, provider: &str, outcome: &'static str) -> Histogram {
        let labels = vec![
            Label::from_static_parts("operation", operation),
            Label::new("provider", provider.to_owned()),
            Label::from_static_parts("outcome", outcome),
        ];
        self.recorder.register_histogram(&Key::from_parts(LLM_SECONDS.name, labels), &METADATA)
    }

    /// The counter of a provider's tokens of one type.
    pub fn llm_tokens(&self, provider: &str, kind: &'static str) -> Counter {
        let labels =
            vec![Label::new("provider", provider.to_owned()), Label::from_static_parts("type", kind)];
        self.counter(&LLM_TOKENS, labels)
    }

    /// The counter of notices that a budget of this scope is nearly used up.
    pub fn llm_budget_notices(&self, scope: &'static str) -> Counter {
        self.counter(&LLM_NOTICES, vec![Label::from_static_parts("scope", scope)])
    }

    /// The counter of calls that did not fit into a budget of this scope.
    pub fn llm_over_budget(&self, scope: &'static str) -> Counter {
        self.counter(&LLM_OVER, vec![Label::from_static_parts("scope", scope)])
    }

    /// How many jobs there are in a state.
    pub fn jobs(&self, state: &'static str) -> Gauge {
        let key = Key::from_parts(JOBS.name, vec![Label::from_static_parts("state", state)]);
        self.recorder.register_gauge(&key, &METADATA)
    }

    /// The time of attempts at jobs of a kind that ended so.
    pub fn job_seconds(&self, kind: &'static str, outcome: &'static str) -> Histogram {
        let labels =
            vec![Label::from_static_parts("kind", kind), Label::from_static_parts("outcome", outcome)];
        self.recorder.register_histogram(&Key::from_parts(JOB_SECONDS.name, labels), &METADATA)
    }

    fn counter(&self, metric: &Metric, labels: Vec<Label>) -> Counter {
        self.recorder.register_counter(&Key::from_parts(metric.name, labels), &METADATA)
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
