//! Time as a value: [`Millis`] in every row and input, read from a [`Clock`] at the edge only.

use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// RFC 3339 in UTC, as the protocol and the exports write it.
    pub fn rfc3339(self) -> String {
        self.timestamp().to_string()
    }

    /// The calendar day that it is then in `zone` (an IANA name; an unknown one reads as UTC).
    pub fn day_in(self, zone: &str) -> Date {
        self.zoned(zone).date()
    }

    /// What calendar and clock show then in `zone` (an IANA name; an unknown one reads as UTC).
    pub fn local_in(self, zone: &str) -> DateTime {
        self.zoned(zone).datetime()
    }

    /// When it is `hour` o'clock in `zone` on that day (an IANA name; an unknown one reads as UTC).
    pub fn at_hour_in(self, zone: &str, hour: i8) -> Self {
        let here = self.zoned(zone);
        let then = Time::new(hour, 0, 0, 0).and_then(|time| here.with().time(time).build());
        then.map_or(self, |then| Self(then.timestamp().as_millisecond()))
    }

    /// When the month began that it is then in `zone` (an IANA name; an unknown one reads as UTC).
    pub fn month_start(self, zone: &str) -> Self {
        let here = self.zoned(zone);
        let first = here.date().first_of_month();
        let start = first.to_zoned(here.time_zone().clone());
        start.map_or(self, |start| Self(start.timestamp().as_millisecond()))
    }

    /// The next midnight in `zone` after it (an IANA name; an unknown one reads as UTC).
    pub fn next_midnight_in(self, zone: &str) -> Self {
        let midnight = self.zoned(zone).tomorrow().and_then(|next| next.start_of_day());
        Self(midnight.map_or(self.0 + 86_400_000, |then| then.timestamp().as_millisecond()))
    }

    /// It, and so much later. A time that does not fit is as late as there is.
    pub fn after(self, wait: std::time::Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long it is from `earlier` until it; nothing if it is not later.
    pub fn since(self, earlier: Self) -> std::time::Duration {
        std::time::Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    fn zoned(self, zone: &str) -> Zoned {
        self.timestamp().to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Where the present comes from. Everything that needs it is handed one.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until a test moves it.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Millis) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    #[expect(clippy::disallowed_methods, reason = "the one home of the wall clock")]
    pub fn now(&self) -> Millis {
        match self {
            Self::System => Millis(Timestamp::now().as_millisecond()),
            Self::Fixed(at) => Millis(at.load(Ordering::Relaxed)),
        }
    }
}
