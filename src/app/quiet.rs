//! The hours in which nobody is disturbed.

use super::App;
use crate::time::Millis;

impl App {
    /// When the quiet hours end, in them.
    pub fn quiet_until(&self) -> Option<Millis> {
        let (now, zone) = (self.clock.now(), self.config.budget.time_zone.as_str());
        let end = self.config.telegram.quiet_hours.end_at(now.local_in(zone).hour())?;
        let today = now.at_hour_in(zone, end);
        Some(if today > now { today } else { now.next_midnight_in(zone).at_hour_in(zone, end) })
    }
}
