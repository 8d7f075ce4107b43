//! How long a call is waited for.

use super::{Class, Failure, Timeouts};
use std::{future::Future, time::Duration};
use tokio::time::{Instant, timeout_at};

/// The watch over one call: its first piece, the pauses between pieces, and the whole.
pub struct Watch {
    times: Timeouts,
    started: Instant,
    begun: bool,
}

impl Watch {
    pub fn start(times: &Timeouts) -> Self {
        Self { times: *times, started: Instant::now(), begun: false }
    }

    /// Watches over a call that is answered in one piece.
    pub fn whole(within: Duration) -> Self {
        let times = Timeouts { first: within, stall: within, total: within };
        Self { begun: true, ..Self::start(&times) }
    }

    /// The first piece is here; from now on pauses count.
    pub fn begin(&mut self) {
        self.begun = true;
    }

    /// Waits for what comes next, for as long as it may take.
    pub async fn wait<T>(&self, next: impl Future<Output = T>) -> Result<T, Failure> {
        let end = self.started + self.times.total;
        let (until, sentence) = if self.begun {
            (Instant::now() + self.times.stall, format!("nothing more came for {:?}", self.times.stall))
        } else {
            (self.started + self.times.first, format!("no first word within {:?}", self.times.first))
        };
        if until < end {
            timeout_at(until, next).await.map_err(|_| Failure::down(sentence))
        } else {
            let sentence = format!("no whole answer within {:?}", self.times.total);
            let late = Failure::of(Class::OutOfTime, sentence);
            timeout_at(end, next).await.map_err(|_| late)
        }
    }
}
