//! Which way is taken next: free ones first, then servers of one's own, then paid ones; the better model first,
//! and of its keys the one that is least in use, then the one that rested longest.

use super::{
    breaker::{Breakers, Ticket},
    fleet::Candidate,
    keys::Tier,
    lease::{Lease, Leases},
    suspend::Suspensions,
};
use crate::outside::llm::Class;
use std::{collections::HashMap, sync::Arc, time::Duration};

/// What one request has been through.
#[derive(Debug, Default)]
pub(super) struct Pass {
    /// How each (key, model) that was asked failed, the last time.
    tried: HashMap<(Arc<str>, Arc<str>), Class>,
    /// Only models that read more than this.
    pub longer_than: Option<u32>,
    /// Nothing that costs.
    pub unpaid: bool,
    /// The budget of this scope is used up.
    pub over: Option<&'static str>,
}

/// What there is to take.
pub(super) enum Choice {
    Way(Candidate, Held),
    /// Nothing now; the first may be free after so long.
    Later {
        back: Duration,
        /// The first that becomes free by itself.
        wait: Option<Duration>,
    },
    Nothing,
}

/// Leave for one call, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Held {
    pub ticket: Ticket,
    _lease: Lease,
}

/// What holds a way back.
#[derive(Clone)]
pub(super) struct Gates {
    pub suspensions: Suspensions,
    pub breakers: Breakers,
    pub leases: Leases,
}

impl Pass {
    pub fn tried(&mut self, way: &Candidate, class: Class) {
        self.tried.insert((way.key.label.clone(), way.model.id.clone()), class);
    }

    /// How many ways were tried.
    pub fn ways(&self) -> usize {
        self.tried.len()
    }

    fn last(&self, way: &Candidate) -> Option<Class> {
        self.tried.get(&(way.key.label.clone(), way.model.id.clone())).copied()
    }

    /// Whether a wait makes sense for it: it was not asked, or was only asked too often.
    fn may_wait_for(&self, way: &Candidate) -> bool {
        self.last(way).is_none_or(|class| matches!(class, Class::PerMinute | Class::PerDay | Class::Busy))
    }

    /// After a wait, what was only asked too often may be asked once more.
    pub fn waited(&mut self) {
        self.tried.retain(|_, class| !matches!(class, Class::PerMinute | Class::PerDay | Class::Busy));
    }

    fn allows(&self, way: &Candidate) -> bool {
        let long = self.longer_than.is_none_or(|least| way.model.context.is_none_or(|most| most > least));
        let affordable = !self.unpaid || way.key.tier != Tier::Paid;
        long && affordable
    }
}

impl Gates {
    /// Takes the best way that is open.
    pub fn choose(&self, ways: &[Candidate], pass: &Pass) -> Choice {
        let mut open: Vec<&Candidate> = ways.iter().filter(|way| pass.allows(way)).collect();
        open.sort_by_cached_key(|way| (way.key.tier, way.rank, self.leases.burden(&way.key)));
        let (mut soonest, mut wait): (Option<Duration>, Option<Duration>) = (None, None);
        let sooner = |before: Option<Duration>, after| Some(before.map_or(after, |before| before.min(after)));
        for way in open {
            let blocked = match self.blocked(way) {
                Some(wait) => wait,
                None if pass.last(way).is_some() => continue,
                None => match self.enter(way) {
                    Ok(held) => return Choice::Way(way.clone(), held),
                    Err(wait) => wait,
                },
            };
            if pass.may_wait_for(way) {
                soonest = sooner(soonest, blocked);
                if !self.suspensions.wants_somebody(&way.key, &way.model.id) {
                    wait = sooner(wait, blocked);
                }
            }
        }
        soonest.map_or(Choice::Nothing, |back| Choice::Later { back, wait })
    }

    /// How long a way is closed.
    fn blocked(&self, way: &Candidate) -> Option<Duration> {
        let (key, model) = (&way.key, &way.model);
        let rest = self.suspensions.rest(key, &model.id);
        let breaker = self.breakers.closed_for(key.provider, &model.id);
        rest.max(breaker).max(self.leases.full_for(key))
    }

    /// Goes through every gate, or says for how long one is closed.
    pub fn enter(&self, way: &Candidate) -> Result<Held, Duration> {
        if let Some(wait) = self.suspensions.rest(&way.key, &way.model.id) {
            return Err(wait);
        }
        let ticket = self.breakers.enter(way.key.provider, &way.model.id)?;
        let lease = self.leases.take(&way.key)?;
        self.suspensions.enter(&way.key, &way.model.id)?;
        Ok(Held { ticket, _lease: lease })
    }

    /// Whether another way than this one is open right now.
    pub fn others(&self, ways: &[Candidate], pass: &Pass, than: &Candidate) -> bool {
        let other = |way: &&Candidate| way.key.label != than.key.label || way.model.id != than.model.id;
        ways.iter()
            .filter(other)
            .any(|way| pass.allows(way) && pass.last(way).is_none() && self.blocked(way).is_none())
    }
}
