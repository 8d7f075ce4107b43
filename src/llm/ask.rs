//! One request through all the ways that it may take: the best way is asked, and what its failure says decides
//! whether the same one is asked once more, the next one is, or nobody is.

use super::{
    CallError, Cost, NoMoney,
    choose::{Choice, Gates, Held, Pass},
    fleet::Candidate,
    operation::{Operation, failure},
    page::Page,
};
use crate::{
    outside::llm::{Class, Client, Failure, Target},
    time::Clock,
};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// Ways that one request takes at most.
const WAYS_MAX: usize = 5;
/// One request with all its attempts.
pub(super) const WHOLE: Duration = Duration::from_secs(150);
/// When all rest, the first is waited for until so long after the request came: whoever looks on is to see what
/// the rules make of it within 15 seconds (security.md, F15).
const REST: Duration = Duration::from_secs(12);
/// Before the same way is asked again.
const BACKOFF: Duration = Duration::from_millis(500);
/// A wait before the same way is asked again is up to so much longer, so that calls do not all come back at once.
const BACKOFF_JITTER: Duration = Duration::from_millis(750);
/// A provider that wants a longer pause than this is not waited for.
const HINT_MAX: Duration = Duration::from_secs(60);
/// With another way open, the same one is waited for no longer than this.
const HINT_WITH_OTHERS: Duration = Duration::from_secs(2);
/// A call that took longer than this before it failed is not made again by the same way: two silent ones in a
/// row would use up the time of the others.
const FAILED_AT_ONCE: Duration = Duration::from_secs(2);

/// What every request is run with.
#[derive(Clone)]
pub(super) struct Runner {
    pub client: Client,
    pub gates: Gates,
    pub clock: Clock,
}

/// One request on its way. Every attempt is noted when it begins, so that it is there also when whoever asked
/// goes away.
pub(super) struct Run<'a, O> {
    pub runner: &'a Runner,
    pub ways: &'a [Candidate],
    pub deadline: Instant,
    pub operation: &'a mut O,
    pub page: &'a mut Page,
    pub pass: Pass,
}

/// An answer with the way that brought it.
pub(super) struct Brought<A> {
    pub answer: A,
    pub way: Candidate,
}

/// What follows from a failed attempt.
enum Then {
    /// The same way once more, after so long.
    Again(Duration),
    Next,
    Stop(CallError),
}

impl<O: Operation> Run<'_, O> {
    /// Asks until there is an answer, or nobody left to ask.
    pub async fn ended(mut self) -> Result<Brought<O::Answer>, CallError> {
        if self.ways.is_empty() {
            return Err(CallError::NoModel);
        }
        self.runner.gates.suspensions.keep_up();
        let came = Instant::now();
        self.deadline = self.deadline.min(came + WHOLE);
        let rest = self.deadline.min(came + REST);
        let mut may_wait = true;
        loop {
            if Instant::now() >= self.deadline {
                return Err(CallError::OutOfTime);
            }
            if self.pass.ways() >= WAYS_MAX {
                return Err(self.unavailable(None));
            }
            match self.runner.gates.choose(self.ways, &self.pass) {
                Choice::Way(way, held) => {
                    if let Some(ended) = self.by(way, held).await {
                        return ended;
                    }
                }
                Choice::Later { wait: Some(wait), .. } if may_wait && Instant::now() + wait < rest => {
                    may_wait = false;
                    sleep(wait).await;
                    self.pass.waited();
                }
                Choice::Later { back, .. } => return Err(self.unavailable(Some(back))),
                Choice::Nothing => return Err(self.nothing()),
            }
        }
    }

    /// One way to its end: `None` if the next one has its turn.
    async fn by(&mut self, way: Candidate, held: Held) -> Option<Result<Brought<O::Answer>, CallError>> {
        let most = self.operation.most().map_or(Cost::Unknown, |most| most.cost(Some(&way.price())));
        if let Err(error) = self.page.reserve(most).await {
            self.unpaid(&error);
            return None;
        }
        let (mut held, mut retried) = (Some(held), false);
        while let Some(leave) = held.take() {
            let began = Instant::now();
            let failure = match self.attempt(&way, leave).await {
                Ok(answer) => {
                    let answer = self.longer(&way, answer).await;
                    self.page.settle();
                    return Some(Ok(Brought { answer, way }));
                }
                Err(failure) => failure,
            };
            let at_once = !retried && began.elapsed() <= FAILED_AT_ONCE && way.key.retries;
            match self.then(&way, &failure, at_once) {
                Then::Again(wait) => {
                    retried = true;
                    sleep(wait).await;
                    held = self.runner.gates.enter(&way).ok();
                    if held.is_none() {
                        self.pass.tried(&way, failure.class);
                    }
                }
                Then::Next => {}
                Then::Stop(error) => return Some(Err(error)),
            }
        }
        self.page.settle();
        None
    }

    /// Only what costs nothing from now on.
    fn unpaid(&mut self, error: &NoMoney) {
        self.pass.unpaid = true;
        match error {
            NoMoney::Over(scope) => self.pass.over = Some(scope.as_str()),
            NoMoney::Store(error) => {
                tracing::warn!(%error, "no call is paid for: the books cannot be written");
            }
        }
    }

    /// One call, noted from its beginning.
    async fn attempt(&mut self, way: &Candidate, held: Held) -> Result<O::Answer, Failure> {
        let Candidate { key, model, .. } = way;
        let (target, started) = (target(way), self.runner.clock.now());
        let left = self.deadline.saturating_duration_since(Instant::now());
        let times = self.operation.times(&target, key.total, left);
        let noted = self.page.begin(way, started);
        let call = self.operation.call(&self.runner.client, &target, &times, noted);
        let answered = timeout_at(self.deadline, call).await;
        let answered = answered.unwrap_or_else(|_| Err(failure(Class::OutOfTime, "our own time was up")));
        // What was cut short by our own deadline says nothing of the provider; that one call took longer than one
        // may does.
        let is_over = Instant::now() >= self.deadline;
        let answered = answered.map_err(|failure| match failure.class {
            Class::Down if is_over => Failure { class: Class::OutOfTime, ..failure },
            Class::OutOfTime if !is_over => Failure { class: Class::Down, ..failure },
            _ => failure,
        });
        let (noted, suspensions) = (self.page.last(), &self.runner.gates.suspensions);
        let used = self.operation.used(noted);
        match &answered {
            Ok(_) => {
                noted.succeeded(&used);
                held.ticket.succeeded();
                suspensions.succeeded(key, &model.id, started);
            }
            Err(failure) => {
                let until = suspensions.failed(key, &model.id, failure, started);
                noted.failed(failure, &used, until);
                match failure.class {
                    Class::Down => held.ticket.failed(),
                    Class::OutOfTime => {}
                    // It refused, so it is there.
                    _ => held.ticket.succeeded(),
                }
            }
        }
        answered
    }

    /// An answer that was cut where it must not be is asked for once more, with more room. Whatever comes of that,
    /// there is an answer.
    async fn longer(&mut self, way: &Candidate, answer: O::Answer) -> O::Answer {
        if self.operation.wants_more(&answer, &way.model)
            && let Ok(held) = self.runner.gates.enter(way)
            && let Ok(more) = self.attempt(way, held).await
        {
            return more;
        }
        answer
    }

    /// What a failure means for the request.
    fn then(&mut self, way: &Candidate, failure: &Failure, at_once: bool) -> Then {
        let class = failure.class;
        match class {
            Class::OutOfTime => return Then::Stop(CallError::OutOfTime),
            Class::Policy => return Then::Stop(CallError::Refused(failure.message.clone())),
            _ if self.operation.has_spoken() => {
                return Then::Stop(CallError::BrokeOff(self.page.last().line()));
            }
            Class::BadRequest => return Then::Stop(CallError::BadRequest(failure.message.clone())),
            Class::TooLong => {
                // Where nobody knows how much a model takes, another may take more.
                let most = way.model.context.unwrap_or(0);
                self.pass.longer_than = Some(self.pass.longer_than.unwrap_or(0).max(most));
            }
            Class::Down if at_once => {
                let wait = failure.retry_after.unwrap_or_else(backoff);
                let others = self.runner.gates.others(self.ways, &self.pass, way);
                let patience = if others { HINT_WITH_OTHERS } else { HINT_MAX };
                if wait <= patience && Instant::now() + wait < self.deadline {
                    return Then::Again(wait);
                }
            }
            _ => {}
        }
        self.pass.tried(way, class);
        Then::Next
    }

    fn unavailable(&self, retry_after: Option<Duration>) -> CallError {
        CallError::Unavailable { attempts: self.page.lines(), retry_after }
    }

    /// Why there is no way left.
    fn nothing(&self) -> CallError {
        match (self.pass.over, self.pass.longer_than) {
            (Some(scope), _) => CallError::OverBudget { scope },
            (None, Some(_)) => CallError::TooLong,
            (None, None) => self.unavailable(None),
        }
    }
}

fn backoff() -> Duration {
    BACKOFF + BACKOFF_JITTER.mul_f64(rand::random_range(0.0..=1.0))
}

/// Where a way leads.
pub(super) fn target(way: &Candidate) -> Target {
    Target {
        provider: way.key.provider,
        base: way.key.base.clone(),
        model: way.model.id.clone(),
        key: way.key.secret.clone(),
        organisation: way.key.organisation.clone(),
        is_local: way.key.is_local,
        context: way.model.context.filter(|_| way.key.is_local),
    }
}
