//! The hours in which nobody is disturbed.

use super::App;
use crate::time::Millis;
use jiff::{Timestamp, civil::Time, tz::TimeZone};

impl App {
    /// When the quiet hours end, in them.
    pub fn quiet_until(&self) -> Option<Millis> {
        let zone = TimeZone::get(self.config.budget.time_zone.as_str()).ok()?;
        let now = Timestamp::from_millisecond(self.clock.now().0).ok()?.to_zoned(zone);
        let end = self.config.telegram.quiet_hours.end_at(now.hour())?;
        let today = now.with().time(Time::new(end, 0, 0, 0).ok()?).build().ok()?;
        let ends = if today > now { today } else { today.tomorrow().ok()? };
        Some(Millis(ends.timestamp().as_millisecond()))
    }
}
