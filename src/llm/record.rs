//! What is kept of every call, whatever became of it. Noting a call costs its caller a push to a queue; what is
//! kept of its texts is made, without secrets, behind the caller's back.

use super::{Purpose, Redactor, Sink, attempt::AttemptRecord, backlog::Backlog, cache, said};
use crate::{
    config::{self, Secret},
    id::{CallId, ConversationId, WorkspaceId},
    outside::llm::Request,
    store::{LlmCall, StoreError},
    telemetry::Metrics,
    time::Millis,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{task::spawn_blocking, time::sleep};
use tokio_util::task::TaskTracker;

/// Bytes of texts that wait to be written at most. What comes on top is not kept, and counted.
const WAITING_BYTES: usize = 32 << 20;
/// Calls that wait to be written at most.
const WAITING: usize = 4096;
/// Calls of one transaction at most.
const LARGEST_BATCH: usize = 64;
/// When a batch that could not be written is tried again.
const RETRIES: [Duration; 3] =
    [Duration::from_millis(50), Duration::from_millis(500), Duration::from_secs(2)];

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a whole answer, from a provider or from the cache.
    Answered,
    /// With none. The error's type is that of the last attempt; of a call without one, this.
    Failed(&'static str),
    /// In the middle of its answer.
    BrokeOff,
    /// Nobody wanted it any more.
    Cancelled,
}

/// How the cache took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheStatus {
    Hit,
    Miss,
    Bypass,
}

/// A call that ended, whichever way.
#[derive(Clone, Debug)]
pub struct CallRecord {
    /// Made when the call began: it names the call from then on.
    pub event: CallId,
    pub workspace: WorkspaceId,
    pub conversation: Option<ConversationId>,
    pub purpose: Purpose,
    pub prompt: String,
    pub locale: String,
    /// What was asked; None where that is no text.
    pub request: Option<Request>,
    /// What was answered, or so much of it as came.
    pub answer: String,
    /// The model of an answer that was given before, without an attempt.
    pub model: Option<String>,
    pub at: Millis,
    /// From the question to its end.
    pub took: Duration,
    pub cache: CacheStatus,
    pub cache_key: Option<String>,
    /// A recorded or made-up answer, not a model's.
    pub simulated: bool,
    /// It was to put right an answer that did not have its shape.
    pub repairs: bool,
    pub ending: Ending,
    pub attempts: Vec<AttemptRecord>,
}

/// The records of calls. Cheap to clone.
#[derive(Clone)]
pub struct Records(Arc<Inner>);

struct Inner {
    sink: Sink,
    redactor: Redactor,
    keeps_texts: bool,
    metrics: Arc<Metrics>,
    tasks: TaskTracker,
    backlog: Backlog<Noted>,
    /// Of the texts that wait.
    bytes: AtomicUsize,
}

/// A call that ended, with what was said in it as it was said.
struct Noted {
    row: Box<LlmCall>,
    said: Option<(Request, String)>,
    repairs: bool,
    bytes: usize,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Records")
    }
}

impl Records {
    /// `keys` are those in use: whatever comes back from a provider, none of them is kept.
    pub fn new(
        sink: Sink,
        config: &config::Records,
        keys: Vec<Secret<String>>,
        metrics: Arc<Metrics>,
        tasks: TaskTracker,
    ) -> Self {
        let redactor = Redactor::new(keys, config.hide_people);
        let (keeps_texts, backlog, bytes) =
            (config.prompt_days.0 > 0, Backlog::default(), AtomicUsize::default());
        Self(Arc::new(Inner { sink, redactor, keeps_texts, metrics, tasks, backlog, bytes }))
    }

    /// Takes secrets out of what others keep or say of a call.
    pub fn redactor(&self) -> &Redactor {
        &self.0.redactor
    }

    /// Counts a call and has it written, behind the caller's back. Gives its id.
    pub fn note(&self, mut record: CallRecord) -> CallId {
        let id = record.event.clone();
        let said = record.request.take().map(|request| (request, std::mem::take(&mut record.answer)));
        let repairs = record.repairs;
        let row = said::row(record, said.as_ref().map(|(request, _)| request));
        said::count(&row, &self.0.metrics);
        let bytes = 1024 + said.as_ref().map_or(0, |(request, answer)| said::bytes(request) + answer.len());
        self.enter(Noted { row: Box::new(row), said, repairs, bytes });
        id
    }

    fn enter(&self, noted: Noted) {
        // Calls that come at the same moment may exceed the bounds by themselves.
        let bytes = self.0.bytes.load(Ordering::Relaxed) + noted.bytes;
        if bytes > WAITING_BYTES || self.0.backlog.len() >= WAITING {
            self.0.metrics.llm_dropped.increment(1);
            return;
        }
        self.0.bytes.fetch_add(noted.bytes, Ordering::Relaxed);
        if self.0.backlog.add([noted]) {
            self.0.tasks.spawn(self.clone().work());
        }
    }

    async fn work(self) {
        while let Some(batch) = self.0.backlog.batch(LARGEST_BATCH) {
            self.0.bytes.fetch_sub(batch.iter().map(|noted| noted.bytes).sum(), Ordering::Relaxed);
            // Searching long texts for secrets takes its time: not that of those who wait for an answer.
            let own = self.clone();
            let finish = move || batch.into_iter().map(|noted| own.finished(noted)).collect();
            match spawn_blocking(finish).await {
                Ok(calls) => self.write(calls).await,
                Err(error) => tracing::error!(%error, "calls of language models were not recorded"),
            }
        }
    }

    /// The row with its texts, nothing secret in it.
    fn finished(&self, noted: Noted) -> LlmCall {
        let mut row = noted.row;
        for message in row.attempts.iter_mut().filter_map(|attempt| attempt.error_message.as_mut()) {
            *message = self.0.redactor.text(message);
        }
        if let Some((request, answer)) = noted.said {
            row.request_sha256 = Some(hex::encode(cache::request_digest(&request)));
            row.structured = said::structured(&request, &answer, &row, noted.repairs).map(str::to_owned);
            let keeps = self.0.keeps_texts;
            row.text = keeps.then(|| said::texts(&request, &answer, &row, &self.0.redactor));
        }
        *row
    }

    async fn write(&self, calls: Vec<LlmCall>) {
        let mut waits = RETRIES.iter();
        loop {
            match (self.0.sink.write(&calls).await, waits.next()) {
                (Ok(()), _) => return,
                (Err(error), Some(wait)) if !matches!(error, StoreError::Closed) => sleep(*wait).await,
                (Err(error), _) => {
                    self.0.metrics.llm_dropped.increment(calls.len() as u64);
                    tracing::warn!(%error, calls = calls.len(), "calls of language models cannot be recorded");
                    return;
                }
            }
        }
    }
}
