//! Schedules without a leader: every node computes which ticks are due, the rows say who was first.

use crate::{
    app::App,
    id::WorkspaceId,
    store::{NewTask, StoreError},
    time::Millis,
    work::Work,
};
use croner::Cron;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::{str::FromStr, time::Duration};
use tokio::time::sleep;

/// What becomes of ticks that nobody saw in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// Nothing: only a tick that is at most a minute old counts.
    Skip,
    /// The last one is made up for.
    Once,
    /// Each is made up for, the oldest first.
    All,
}

/// When something is due: a cron expression, read in a time zone.
///
/// Where the clock is set forth, a tick at a fixed time that is left out comes as soon as the gap is over, and one
/// that repeats (`*/15 * * * *`) has no ticks in it. Where it is set back, a tick at a fixed time comes once, at
/// its first time; one that repeats goes on repeating.
#[derive(Clone, Debug)]
pub struct Timetable {
    cron: Cron,
    zone: TimeZone,
    missed: Missed,
}

/// Why a timetable cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TimetableError {
    #[error("{0:?} is no cron expression: {1}")]
    Cron(String, croner::errors::CronError),
    #[error("{0:?} is no time zone")]
    Zone(String),
}

/// What is enqueued by a timetable.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Unique; its ticks are kept under it.
    pub name: String,
    pub timetable: Timetable,
    pub workspace: WorkspaceId,
    pub work: Work,
}

/// How late a tick may be seen that is not made up for.
const ON_TIME: Duration = Duration::from_secs(60);
/// Ticks that are made up for at once.
const AT_ONCE: usize = 100;
/// How often schedules are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Timetable {
    /// # Errors
    /// An expression or a zone that cannot be read.
    pub fn read(cron: &str, zone: &str, missed: Missed) -> Result<Self, TimetableError> {
        let read = Cron::from_str(cron).map_err(|error| TimetableError::Cron(cron.into(), error))?;
        let zone = TimeZone::get(zone).map_err(|_| TimetableError::Zone(zone.into()))?;
        Ok(Self { cron: read, zone, missed })
    }

    /// The ticks after `last` until `now` that are to become tasks, the oldest first, some at once.
    pub fn due(&self, last: Millis, now: Millis) -> Vec<Millis> {
        let from = match self.missed {
            Missed::Skip => last.max(Millis(now.0.saturating_sub(ON_TIME.as_millis() as i64))),
            Missed::Once | Missed::All => last,
        };
        if self.missed == Missed::All {
            let ticks = self.cron.iter_after(self.at(from)).map(|tick| moment(&tick));
            return ticks.take_while(|tick| *tick <= now).take(AT_ONCE).collect();
        }
        let newest = self.cron.find_previous_occurrence(&self.at(now), true).ok();
        newest.map(|tick| moment(&tick)).filter(|tick| *tick > from).into_iter().collect()
    }

    fn at(&self, then: Millis) -> Zoned {
        Timestamp::from_millisecond(then.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone())
    }
}

/// A tick as it is kept: whole seconds.
fn moment(tick: &Zoned) -> Millis {
    Millis(tick.timestamp().as_second() * 1_000)
}

/// Enqueues what the schedules say, until the process drains.
pub async fn keep(app: App, schedules: Vec<Schedule>) {
    loop {
        for schedule in &schedules {
            if let Err(error) = look(&app, schedule).await {
                tracing::warn!(%error, schedule = schedule.name, "a schedule cannot be looked at");
            }
        }
        if app.draining.run_until_cancelled(sleep(LOOK_EVERY)).await.is_none() {
            return;
        }
    }
}

/// Enqueues what is due of one schedule. One that was never seen begins now.
///
/// # Errors
/// The database's; what was not enqueued is due the next time.
pub async fn look(app: &App, schedule: &Schedule) -> Result<(), StoreError> {
    let (rows, now) = (app.store.installation(), app.clock.now());
    let Some(last) = rows.last_tick(&schedule.name).await? else {
        return rows.begin_schedule(&schedule.name, now).await;
    };
    for tick in schedule.timetable.due(last, now) {
        let task = NewTask {
            key: format!("schedule/{}/{}", schedule.name, tick.0),
            work: schedule.work.clone(),
            priority: 0,
            due: tick,
        };
        if app.store.workspace(&schedule.workspace).fire(&schedule.name, tick, task, now).await? {
            app.jobs.hint();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        Millis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn due(cron: &str, missed: Missed, last: &str, now: &str) -> Vec<String> {
        let table = Timetable::read(cron, "America/New_York", missed).unwrap();
        table.due(at(last), at(now)).into_iter().map(Millis::rfc3339).collect()
    }

    #[test]
    fn a_tick_is_due_in_its_zone_once() {
        let nine = |last, now| due("0 9 * * *", Missed::Once, last, now);
        assert_eq!(nine("2026-01-10T13:59:00Z", "2026-01-10T13:59:59.900Z"), [""; 0]);
        assert_eq!(nine("2026-01-10T13:59:00Z", "2026-01-10T14:00:00.300Z"), ["2026-01-10T14:00:00Z"]);
        assert_eq!(nine("2026-01-10T14:00:00Z", "2026-01-10T23:00:00Z"), [""; 0]);
        // In summer the same hour is another one of the world's.
        assert_eq!(nine("2026-07-10T12:00:00Z", "2026-07-10T13:00:00Z"), ["2026-07-10T13:00:00Z"]);
    }

    #[test]
    fn what_was_missed_is_made_up_for_as_the_schedule_says() {
        let missed = |policy| due("0 * * * *", policy, "2026-01-10T10:00:00Z", "2026-01-10T13:30:00Z");
        assert_eq!(missed(Missed::Skip), [""; 0]);
        assert_eq!(missed(Missed::Once), ["2026-01-10T13:00:00Z"]);
        let hours = ["2026-01-10T11:00:00Z", "2026-01-10T12:00:00Z", "2026-01-10T13:00:00Z"];
        assert_eq!(missed(Missed::All), hours);
        let on_time = due("0 * * * *", Missed::Skip, "2026-01-10T10:00:00Z", "2026-01-10T13:00:59Z");
        assert_eq!(on_time, ["2026-01-10T13:00:00Z"]);
        let year = due("* * * * *", Missed::All, "2025-01-10T10:00:00Z", "2026-01-10T10:00:00Z");
        assert_eq!(year.len(), AT_ONCE);
    }

    #[test]
    fn a_clock_set_forth_loses_no_fixed_tick_and_invents_no_repeated_one() {
        // On 8 March 2026 it goes from 2:00 (07:00Z) to 3:00.
        let day = ("2026-03-08T05:00:00Z", "2026-03-09T05:00:00Z");
        for policy in [Missed::Once, Missed::All] {
            assert_eq!(due("30 2 * * *", policy, day.0, day.1), ["2026-03-08T07:00:00Z"], "{policy:?}");
        }
        let quarters = due("*/15 * * * *", Missed::All, "2026-03-08T06:40:00Z", "2026-03-08T07:20:00Z");
        assert_eq!(quarters, ["2026-03-08T06:45:00Z", "2026-03-08T07:00:00Z", "2026-03-08T07:15:00Z"]);
    }

    #[test]
    fn a_clock_set_back_repeats_no_fixed_tick() {
        // On 1 November 2026 it goes from 2:00 (06:00Z) back to 1:00.
        let day = ("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
        for policy in [Missed::Once, Missed::All] {
            assert_eq!(due("30 1 * * *", policy, day.0, day.1), ["2026-11-01T05:30:00Z"], "{policy:?}");
        }
        let halves = due("*/30 * * * *", Missed::All, "2026-11-01T05:10:00Z", "2026-11-01T07:10:00Z");
        let expected =
            ["2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:00:00Z"];
        assert_eq!(halves, expected);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let told = |cron, zone| Timetable::read(cron, zone, Missed::Skip).unwrap_err().to_string();
        assert!(told("every day", "UTC").starts_with("\"every day\" is no cron expression"));
        assert_eq!(told("0 9 * * *", "Mars/Olympus"), "\"Mars/Olympus\" is no time zone");
    }
}
