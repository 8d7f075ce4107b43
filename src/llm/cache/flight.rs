//! One call at a time for one key, in this process: the first who comes makes it, the others wait for it.

use super::{entry::Entry, key::Key};
use crate::llm::CallError;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// What a flight came to, for those who waited.
type Landed = Result<Arc<Entry>, CallError>;
type Landing = watch::Receiver<Option<Landed>>;

/// The calls under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights(Arc<Mutex<HashMap<Key, Landing>>>);

/// Who somebody is that comes for a key.
pub(super) enum Seat {
    /// They make the call.
    Pilot(Pilot),
    /// Somebody makes it already.
    Passenger(Passenger),
}

/// Makes the call. If it goes without having landed, whoever waits makes it in its place.
#[derive(Debug)]
pub(super) struct Pilot {
    flights: Flights,
    key: Key,
    landing: watch::Sender<Option<Landed>>,
}

pub(super) struct Passenger(Landing);

impl Flights {
    pub fn board(&self, key: Key) -> Seat {
        let mut flights = self.lock();
        if let Some(flight) = flights.get(&key) {
            return Seat::Passenger(Passenger(flight.clone()));
        }
        let (landing, flight) = watch::channel(None);
        flights.insert(key, flight);
        Seat::Pilot(Pilot { flights: self.clone(), key, landing })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Landing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pilot {
    pub fn key(&self) -> Key {
        self.key
    }

    /// Gives everybody who waits the answer, and, until this is dropped, everybody who comes.
    pub fn land(&self, landed: Landed) {
        self.landing.send_replace(Some(landed));
    }
}

impl Drop for Pilot {
    fn drop(&mut self) {
        // While this is here nobody else flies under the key, so that it is our own that is taken away; and
        // only then the channel closes, so that of those who wait the first finds the place free.
        self.flights.lock().remove(&self.key);
    }
}

impl Passenger {
    /// What the flight came to; `None` if its pilot went.
    pub async fn landed(mut self) -> Option<Landed> {
        self.0.wait_for(Option::is_some).await.ok()?.clone()
    }
}
