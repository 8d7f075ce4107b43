//! The breaker of each model: a provider that is down is left alone for a while, and asked by one call whether
//! it is up again. Keys have no part in it: a server's bad day is not theirs.

use crate::outside::llm::Provider;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Calls that are looked back on.
const WINDOW: Duration = Duration::from_secs(60);
/// Fewer calls than these say nothing.
const CALLS_MIN: usize = 5;
/// How long a provider is left alone.
const OPEN: Duration = Duration::from_secs(30);

type Place = (Provider, Arc<str>);

/// The breakers of every (provider, model). Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Breakers(Arc<Mutex<HashMap<Place, Breaker>>>);

#[derive(Debug, Default)]
struct Breaker {
    /// When each call of the window ended, and whether it failed.
    calls: VecDeque<(Instant, bool)>,
    opened: Option<Instant>,
    /// One call asks whether it is up again.
    probing: bool,
}

/// Leave for one call. Whoever has it says how it went; who says nothing gave up, and nothing is learnt.
#[derive(Debug)]
pub(super) struct Ticket {
    breakers: Breakers,
    place: Place,
    is_probe: bool,
}

impl Breakers {
    fn lock(&self) -> MutexGuard<'_, HashMap<Place, Breaker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long a model is still left alone; `None`: it may be asked.
    pub fn closed_for(&self, provider: Provider, model: &Arc<str>) -> Option<Duration> {
        self.lock().get(&(provider, model.clone()))?.closed_for(Instant::now())
    }

    /// Leave for a call, unless the model is left alone.
    pub fn enter(&self, provider: Provider, model: &Arc<str>) -> Result<Ticket, Duration> {
        let place = (provider, model.clone());
        let mut all = self.lock();
        let breaker = all.entry(place.clone()).or_default();
        if let Some(wait) = breaker.closed_for(Instant::now()) {
            return Err(wait);
        }
        let is_probe = breaker.opened.is_some();
        breaker.probing = is_probe;
        Ok(Ticket { breakers: self.clone(), place, is_probe })
    }
}

impl Breaker {
    fn closed_for(&self, now: Instant) -> Option<Duration> {
        let until = self.opened? + OPEN;
        match until.checked_duration_since(now).filter(|wait| !wait.is_zero()) {
            Some(wait) => Some(wait),
            // Somebody asks already: until that call is back there is nothing new to know.
            None if self.probing => Some(Duration::from_secs(1)),
            None => None,
        }
    }

    fn ended(&mut self, now: Instant, failed: bool) {
        while self.calls.front().is_some_and(|(at, _)| now.duration_since(*at) > WINDOW) {
            self.calls.pop_front();
        }
        self.calls.push_back((now, failed));
        let failures = self.calls.iter().filter(|(_, failed)| *failed).count();
        if self.calls.len() >= CALLS_MIN && failures * 2 > self.calls.len() {
            self.opened = Some(now);
        }
    }
}

impl Ticket {
    pub fn succeeded(self) {
        self.tell(false);
    }

    pub fn failed(self) {
        self.tell(true);
    }

    fn tell(&self, failed: bool) {
        let mut all = self.breakers.lock();
        let breaker = all.entry(self.place.clone()).or_default();
        let now = Instant::now();
        match (self.is_probe, failed) {
            (true, true) => breaker.opened = Some(now),
            (true, false) => *breaker = Breaker::default(),
            (false, _) => breaker.ended(now, failed),
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.is_probe
            && let Some(breaker) = self.breakers.lock().get_mut(&self.place)
        {
            breaker.probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(breakers: &Breakers, model: &Arc<str>, failed: bool) {
        let ticket = breakers.enter(Provider::OpenAi, model).unwrap();
        if failed { ticket.failed() } else { ticket.succeeded() }
    }

    #[tokio::test(start_paused = true)]
    async fn half_of_the_calls_may_fail_and_fewer_than_five_say_nothing() {
        let (breakers, model) = (Breakers::default(), Arc::from("m"));
        for failed in [true, true, true, true] {
            end(&breakers, &model, failed);
        }
        assert_eq!(breakers.closed_for(Provider::OpenAi, &model), None);
        tokio::time::advance(WINDOW + Duration::from_secs(1)).await;
        for failed in [true, false, true, false, true] {
            end(&breakers, &model, failed);
        }
        assert_eq!(breakers.closed_for(Provider::OpenAi, &model), Some(OPEN), "3 of 5 failed");
    }

    #[tokio::test(start_paused = true)]
    async fn after_thirty_seconds_one_call_asks() {
        let (breakers, model) = (Breakers::default(), Arc::from("m"));
        for _ in 0..CALLS_MIN {
            end(&breakers, &model, true);
        }
        assert!(breakers.enter(Provider::OpenAi, &model).is_err());
        assert!(breakers.enter(Provider::OpenAi, &Arc::from("other")).is_ok());
        tokio::time::advance(OPEN).await;
        let probe = breakers.enter(Provider::OpenAi, &model).unwrap();
        assert!(breakers.enter(Provider::OpenAi, &model).is_err(), "one asks, the others wait");
        probe.failed();
        assert_eq!(breakers.closed_for(Provider::OpenAi, &model), Some(OPEN));
        tokio::time::advance(OPEN).await;
        drop(breakers.enter(Provider::OpenAi, &model).unwrap());
        let probe =
            breakers.enter(Provider::OpenAi, &model).expect("who gave up leaves the place to another");
        probe.succeeded();
        for _ in 0..3 {
            end(&breakers, &model, true);
        }
        assert_eq!(breakers.closed_for(Provider::OpenAi, &model), None, "its bad day is forgotten");
    }
}
