//! A call while it is under way: its attempts as they are made, the money set aside for it, and the record that
//! is written when it ends, also when whoever asked goes away.

use super::{
    AttemptEnd, AttemptRecord, CacheStatus, CallError, CallRecord, Cost, Ending, NoMoney, Price, Records,
    Reply, Reservation, Scopes, Used, fleet::Candidate, ledger::Ledger,
};
use crate::{
    outside::llm::{Answer, Failure},
    time::Millis,
};
use tokio::time::Instant;

/// One attempt as it is made.
pub(super) struct Noted {
    pub record: AttemptRecord,
    /// The words that have come.
    pub text: String,
    price: Price,
    began: Instant,
    /// It came to its end, and its cost is known as far as it ever will be.
    ended: bool,
}

pub(super) struct Page {
    pub record: CallRecord,
    began: Instant,
    records: Records,
    ledger: Ledger,
    pub attempts: Vec<Noted>,
    /// For the attempts from this one on.
    reserved: Option<(Reservation, usize)>,
}

impl Page {
    /// A call that begins now; `record` says how it ends if nothing else is said.
    pub fn new(record: CallRecord, records: Records, ledger: Ledger) -> Self {
        Self { record, began: Instant::now(), records, ledger, attempts: Vec::new(), reserved: None }
    }

    /// Sets aside what one way costs at most: nobody is asked with money that is not there.
    pub async fn reserve(&mut self, most: Cost) -> Result<(), NoMoney> {
        self.settle();
        let conversation = self.record.conversation.clone();
        let scopes = Scopes { workspace: self.record.workspace.clone(), conversation };
        let reservation = self.ledger.reserve(&scopes, most).await?;
        self.reserved = Some((reservation, self.attempts.len()));
        Ok(())
    }

    /// Books what the attempts since then cost.
    pub fn settle(&mut self) {
        if let Some((reservation, from)) = self.reserved.take() {
            reservation.settle(self.cost_from(from));
        }
    }

    /// What the whole call cost.
    pub fn cost(&self) -> Cost {
        self.cost_from(0)
    }

    fn cost_from(&self, from: usize) -> Cost {
        let costs = self.attempts[from.min(self.attempts.len())..].iter().map(|noted| noted.record.cost);
        costs.fold(Cost::Computed(0), Cost::and)
    }

    /// An attempt goes out.
    pub fn begin(&mut self, way: &Candidate, at: Millis) -> &mut Noted {
        let (key, price) = (&way.key, way.price());
        let record = AttemptRecord {
            at,
            provider: key.provider,
            model: way.model.id.to_string(),
            server: key.base.host_str().unwrap_or_default().to_owned(),
            key: Some(key.label.to_string()),
            pool: Some(key.pool.to_string()),
            tier: key.tier.as_str(),
            answered_by: None,
            answer_id: None,
            finish: None,
            usage: crate::outside::llm::Usage::default(),
            first_after: None,
            took: std::time::Duration::ZERO,
            ended: AttemptEnd::Cancelled,
            status: None,
            message: None,
            suspended_until: None,
            cost: Cost::Unknown,
            price_version: Some(price.version.clone()).filter(|version| !version.is_empty()),
        };
        let noted = Noted { record, text: String::new(), price, began: Instant::now(), ended: false };
        self.attempts.push(noted);
        self.last()
    }

    /// The attempt that was made last.
    pub fn last(&mut self) -> &mut Noted {
        self.attempts.last_mut().expect("an attempt was begun")
    }

    /// A line for each attempt: whom, by which key, what came of it, after how long.
    pub fn lines(&self) -> Vec<String> {
        self.attempts.iter().map(Noted::line).collect()
    }

    /// The answer was given before.
    pub fn given_before(&mut self, reply: &Reply, key: &str) {
        let record = &mut self.record;
        (record.cache, record.ending) = (CacheStatus::Hit, Ending::Answered);
        (record.cache_key, record.model) = (Some(key.to_owned()), Some(reply.model.clone()));
        record.answer.clone_from(&reply.text);
    }

    /// The call came to an error.
    pub fn failed(&mut self, error: &CallError) {
        self.record.ending = match error {
            CallError::NoModel => Ending::Failed("no_model"),
            CallError::Unavailable { .. } => Ending::Failed("unavailable"),
            CallError::BrokeOff(_) => Ending::BrokeOff,
            CallError::OverBudget { .. } => Ending::Failed("over_budget"),
            CallError::Refused(_) => Ending::Failed("policy"),
            CallError::TooLong => Ending::Failed("too_long"),
            CallError::BadRequest(_) => Ending::Failed("bad_request"),
            CallError::OutOfTime => Ending::Failed("timeout"),
        };
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let request = self.record.request.take().unwrap_or_default();
        for noted in self.attempts.iter_mut().filter(|noted| !noted.ended) {
            noted.record.took = noted.began.elapsed();
            let used = Used::of(noted.record.usage, &request, &noted.text);
            noted.record.cost = used.cost(Some(&noted.price));
        }
        self.settle();
        if let (true, Some(last)) = (self.record.answer.is_empty(), self.attempts.last_mut()) {
            self.record.answer = std::mem::take(&mut last.text);
        }
        self.record.took = self.began.elapsed();
        self.record.attempts = self.attempts.drain(..).map(|noted| noted.record).collect();
        let text = !request.turns.is_empty();
        let record = CallRecord { request: text.then_some(request), ..self.record.clone() };
        self.records.note(record);
    }
}

impl Noted {
    /// A piece of the answer came.
    pub fn piece(&mut self, words: &str) {
        let began = self.began;
        self.record.first_after.get_or_insert_with(|| began.elapsed());
        self.text.push_str(words);
    }

    /// A whole answer in words.
    pub fn answered(&mut self, answer: &Answer) {
        self.record.usage = answer.usage;
        self.record.finish = Some(answer.finish.clone());
        self.record.answered_by = Some(answer.model.clone());
        self.record.answer_id.clone_from(&answer.id);
        self.text.clone_from(&answer.text);
    }

    /// It ended well, and used so much.
    pub fn succeeded(&mut self, used: &Used) {
        self.end(AttemptEnd::Answered, used.cost(Some(&self.price)));
    }

    /// It failed. What was refused, or did not get through, is on nobody's bill.
    pub fn failed(&mut self, failure: &Failure, used: &Used, suspended_until: Option<Millis>) {
        let ran = self.record.first_after.is_some();
        let cost = if ran { used.cost(Some(&self.price)) } else { Cost::Computed(0) };
        (self.record.status, self.record.message) = (failure.status, Some(failure.message.clone()));
        self.record.suspended_until = suspended_until;
        self.end(AttemptEnd::Failed(failure.class), cost);
    }

    fn end(&mut self, how: AttemptEnd, cost: Cost) {
        (self.record.ended, self.record.cost, self.ended) = (how, cost, true);
        self.record.took = self.began.elapsed();
    }

    /// Whom, by which key, what came of it, after how long.
    pub fn line(&self) -> String {
        let record = &self.record;
        let ended = match record.ended {
            AttemptEnd::Answered => "answered".to_owned(),
            AttemptEnd::Failed(class) => super::class_name(class).replace('_', " "),
            AttemptEnd::Cancelled => "cancelled".to_owned(),
        };
        let status = record.status.map_or_else(String::new, |status| format!(" ({status})"));
        let words = record.message.as_deref().map_or_else(String::new, |words| format!(": {words}"));
        let (key, took) = (record.key.as_deref().unwrap_or_default(), record.took.as_millis());
        format!("{} by {key}: {ended}{status} after {took} ms{words}", record.model)
    }
}
