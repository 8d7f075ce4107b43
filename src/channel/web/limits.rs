//! What one caller may take: sockets at once, and messages and conversations over time. Refusals say when
//! to come back; nothing is lost by them.

use crate::{app::rates::Rates, config};
use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// The limits of this process.
#[derive(Debug)]
pub struct Limits {
    pub sockets: Seats<()>,
    pub sockets_of_address: Seats<IpAddr>,
    /// By the visitor's id.
    pub sockets_of_person: Seats<Box<str>>,
    pub messages_of_person: Rates<Box<str>>,
    /// An address may send what as many people may as it may have sockets.
    pub messages_of_address: Rates<IpAddr>,
    pub conversations_of_address: Rates<IpAddr>,
    /// By the visitor's id.
    pub uploads_of_person: Seats<Box<str>>,
    pub uploads_of_address: Seats<IpAddr>,
}

/// Files that one person may be sending at once: a dialogue's choice goes up in a few goes, and nobody has
/// many half files in the folder.
const UPLOADS_OF_PERSON: u32 = 4;
/// The same for an address: an office behind one router.
const UPLOADS_OF_ADDRESS: u32 = 32;

impl Limits {
    pub fn new(limits: &config::Limits) -> Self {
        let (rate, burst) = (f64::from(limits.messages_per_second), f64::from(limits.message_burst));
        let people = f64::from(limits.sockets_per_address);
        let starts = f64::from(limits.conversations_per_minute);
        Self {
            sockets: Seats::new(limits.sockets),
            sockets_of_address: Seats::new(limits.sockets_per_address),
            sockets_of_person: Seats::new(limits.sockets_per_person),
            messages_of_person: Rates::new(rate, burst),
            messages_of_address: Rates::new(rate * people, burst * people),
            conversations_of_address: Rates::new(starts / 60.0, starts),
            uploads_of_person: Seats::new(UPLOADS_OF_PERSON),
            uploads_of_address: Seats::new(UPLOADS_OF_ADDRESS),
        }
    }
}

impl Limits {
    /// One message of this person; else in how many milliseconds there will be room for one.
    pub fn message(&self, person: &str, address: IpAddr) -> Result<(), u64> {
        self.messages_of_person.bucket(person.into()).take()?;
        self.messages_of_address.bucket(network(address)).take()
    }
}

/// The network that an address counts for: a household has a whole /64 of IPv6.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
    }
}

/// So many at once per key.
#[derive(Clone, Debug)]
pub struct Seats<K: Hash + Eq> {
    taken: Arc<Mutex<HashMap<K, u32>>>,
    max: u32,
}

/// One of them, given back when dropped.
#[derive(Debug)]
pub struct Taken<K: Hash + Eq> {
    seats: Seats<K>,
    key: K,
}

impl<K: Hash + Eq + Clone> Seats<K> {
    fn new(max: u32) -> Self {
        Self { taken: Arc::default(), max }
    }

    /// A seat, if one is free.
    pub fn take(&self, key: K) -> Option<Taken<K>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(key.clone()).or_default();
        if *count >= self.max {
            return None;
        }
        *count += 1;
        Some(Taken { seats: self.clone(), key })
    }
}

impl<K: Hash + Eq> Drop for Taken<K> {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_given_back() {
        let seats = Seats::new(2);
        let held = (seats.take(1), seats.take(1));
        assert!(seats.take(1).is_none() && seats.take(2).is_some());
        drop(held);
        assert!(seats.take(1).is_some());
        assert!(seats.taken.lock().unwrap().is_empty());
    }

    #[test]
    fn an_address_counts_for_its_network() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("::ffff:10.0.0.7"), "10.0.0.7");
    }
}
