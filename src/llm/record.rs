//! What is kept of every call, whatever became of it. Noting a call costs its caller a push to a queue; what is
//! kept of its texts is made, without secrets, behind the caller's back.

use super::{
    Cost, Redactor, Sink, Used,
    attempt::{Attempt, Sending},
    call::Asked,
    said,
};
use crate::{
    id::CallId,
    outside::llm::{Answer, Failure, Request},
    store::LlmCall,
    telemetry::Metrics,
    time::Millis,
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep};
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
pub enum Outcome {
    /// With a whole answer, from a provider or from the cache.
    Answered,
    /// With none; the error's type is that of the last attempt, or this.
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

/// A call while it is under way. One that is dropped, because its caller went away, is noted as cancelled and
/// settled with what came until then.
pub struct CallRecord {
    records: Records,
    id: CallId,
    began: Instant,
    row: Box<LlmCall>,
    request: Request,
    /// What was answered, or so much of it as came.
    answer: String,
    most: Used,
    /// The attempt under way.
    attempt: Option<Attempt>,
    open: bool,
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
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Noted>,
    bytes: usize,
    busy: bool,
}

/// A call that ended, with what was said in it as it was said.
struct Noted {
    row: Box<LlmCall>,
    said: Option<(Request, String)>,
    bytes: usize,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Records")
    }
}

impl Records {
    /// `keeps_texts`: prompts and answers are kept for some days (`prompt_days` is not 0).
    pub fn new(
        sink: Sink,
        redactor: Redactor,
        keeps_texts: bool,
        metrics: Arc<Metrics>,
        tasks: TaskTracker,
    ) -> Self {
        let queue = Mutex::default();
        Self(Arc::new(Inner { sink, redactor, keeps_texts, metrics, tasks, queue }))
    }

    /// Begins the record of a call. Its id is there at once.
    pub fn begin(&self, asked: &Asked, at: Millis) -> CallRecord {
        let id = CallId::new();
        let row = Box::new(said::row(&id, asked, at));
        let request = if self.0.keeps_texts { asked.request.clone() } else { Request::default() };
        CallRecord {
            records: self.clone(),
            id,
            began: Instant::now(),
            row,
            request,
            answer: String::new(),
            most: Used::at_most(&asked.request),
            attempt: None,
            open: true,
        }
    }

    fn note(&self, noted: Noted) {
        let start = {
            let mut queue = self.queue();
            let full = queue.waiting.len() >= WAITING || queue.bytes + noted.bytes > WAITING_BYTES;
            if full {
                self.0.metrics.llm_dropped.increment(1);
                return;
            }
            queue.bytes += noted.bytes;
            queue.waiting.push_back(noted);
            !std::mem::replace(&mut queue.busy, true)
        };
        if start {
            self.0.tasks.spawn(self.clone().work());
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until nothing waits: a stopping server that waits for its tasks has everything written.
    async fn work(self) {
        loop {
            let batch: Vec<Noted> = {
                let mut queue = self.queue();
                let size = queue.waiting.len().min(LARGEST_BATCH);
                if size == 0 {
                    queue.busy = false;
                    return;
                }
                let batch: Vec<Noted> = queue.waiting.drain(..size).collect();
                queue.bytes -= batch.iter().map(|noted| noted.bytes).sum::<usize>();
                batch
            };
            let calls = batch.into_iter().map(|noted| self.finished(noted)).collect();
            self.write(calls).await;
        }
    }

    /// The row with its texts, nothing secret in it.
    fn finished(&self, noted: Noted) -> LlmCall {
        let mut row = noted.row;
        for message in row.attempts.iter_mut().filter_map(|attempt| attempt.error_message.as_mut()) {
            *message = self.0.redactor.text(message);
        }
        if let Some((request, answer)) = noted.said {
            row.text = Some(said::texts(&request, &answer, &row, &self.0.redactor));
        }
        *row
    }

    async fn write(&self, calls: Vec<LlmCall>) {
        let mut waits = RETRIES.iter();
        loop {
            match (self.0.sink.write(&calls).await, waits.next()) {
                (Ok(()), _) => return,
                (Err(_), Some(wait)) => sleep(*wait).await,
                (Err(error), None) => {
                    self.0.metrics.llm_dropped.increment(calls.len() as u64);
                    tracing::warn!(%error, calls = calls.len(), "calls of language models cannot be recorded");
                    return;
                }
            }
        }
    }
}

impl CallRecord {
    /// Names the call everywhere.
    pub fn event(&self) -> &CallId {
        &self.id
    }

    pub fn cache(&mut self, status: CacheStatus, key: Option<&str>) {
        self.row.cache_status = match status {
            CacheStatus::Hit => "hit",
            CacheStatus::Miss => "miss",
            CacheStatus::Bypass => "bypass",
        }
        .to_owned();
        self.row.cache_key = key.map(str::to_owned);
    }

    /// Recorded or canned answers, not a model's.
    pub fn simulated(&mut self) {
        self.row.simulated = true;
    }

    /// The most that the call can use of a model, for a reservation.
    pub fn at_most(&self) -> Used {
        self.most
    }

    /// Begins an attempt. One that is under way was given up.
    pub fn send(&mut self, sending: Sending<'_>, at: Millis) {
        self.give_up();
        self.answer.clear();
        self.attempt = Some(Attempt::begin(sending, self.most.usage.input, at));
    }

    /// A piece of the answer came: words, or nothing but thoughts.
    pub fn piece(&mut self, words: &str) {
        if let Some(attempt) = &mut self.attempt {
            attempt.piece();
        }
        self.answer.push_str(words);
    }

    /// The attempt ended with a whole answer. Gives what was used and what it cost.
    pub fn answered(&mut self, answer: &Answer, request: &Request) -> (Used, Cost) {
        self.answer.clone_from(&answer.text);
        let used = Used::of(answer.usage, request, &answer.text);
        (used, self.used(answer, &used))
    }

    /// The same where what was used is more than tokens: pictures, sound.
    pub fn used(&mut self, answer: &Answer, used: &Used) -> Cost {
        let Some(attempt) = self.attempt.take() else { return Cost::Computed(0) };
        let row = attempt.answered(answer, used);
        let cost = match (row.cost, row.cost_status.as_str()) {
            (None, _) => Cost::Unknown,
            (Some(nano), "estimated") => Cost::Estimated(nano),
            (Some(nano), _) => Cost::Computed(nano),
        };
        self.row.attempts.push(row);
        cost
    }

    /// The attempt failed; what was left alone because of it is so until then.
    pub fn failed(&mut self, failure: &Failure, suspended_until: Option<Millis>) {
        if let Some(attempt) = self.attempt.take() {
            let mut row = attempt.failed(failure, &self.answer);
            row.suspended_until = suspended_until;
            self.row.attempts.push(row);
        }
    }

    /// An answer that was given before, by this model.
    pub fn replayed(&mut self, text: &str, model: &str) {
        self.answer = text.to_owned();
        self.row.model = Some(model.to_owned());
    }

    /// Ends the record and notes it.
    pub fn end(mut self, outcome: Outcome) -> CallId {
        self.close(outcome);
        self.id.clone()
    }

    fn give_up(&mut self) {
        if let Some(attempt) = self.attempt.take() {
            self.row.attempts.push(attempt.cancelled(&self.answer));
        }
    }

    fn close(&mut self, outcome: Outcome) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        self.give_up();
        let mut row = std::mem::take(&mut self.row);
        said::close(&mut row, outcome, self.began);
        said::count(&row, outcome, &self.records.0.metrics);
        let (request, answer) = (std::mem::take(&mut self.request), std::mem::take(&mut self.answer));
        let said = self.records.0.keeps_texts.then_some((request, answer));
        let bytes = 1024 + said.as_ref().map_or(0, |(request, answer)| said::bytes(request) + answer.len());
        self.records.note(Noted { row, said, bytes });
    }
}

impl Drop for CallRecord {
    fn drop(&mut self) {
        self.close(Outcome::Cancelled);
    }
}
