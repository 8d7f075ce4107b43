//! Where the money goes: shares that make a hundred, amounts that make the whole.

use super::{desk::Desk, say::line};
use crate::deliverable::{
    content::{MediaChannel, MediaPlan},
    plan::is_paid,
};

pub fn plan(desk: &Desk<'_>) -> MediaPlan {
    let facts = desk.facts;
    let mut channels: Vec<String> =
        facts.channels.iter().filter(|id| is_paid(id)).map(|id| name(desk, id)).collect();
    if channels.is_empty() {
        channels.push(desk.gap("channels"));
    }
    let total = facts
        .budget
        .as_ref()
        .map(|money| if money.minor > 0 { money.minor } else { money.max_minor.unwrap_or(0) });
    let count = i64::try_from(channels.len()).unwrap_or(1);
    // A different arrangement has other channels first, which only matters to the remainder: shares stay even.
    let share = |whole: i64, at: usize| whole / count + i64::from((at as i64) < whole % count);
    let audience = facts.audience.as_deref().map(line);
    let channel = |(at, channel): (usize, String)| MediaChannel {
        channel,
        percent: u32::try_from(share(100, at)).unwrap_or(0),
        budget_minor: total.map(|total| amount(total, at, count)),
        objective: facts.goal_label.clone().unwrap_or_else(|| desk.gap("goal")),
        bid: String::new(),
        audience: audience.clone().unwrap_or_else(|| desk.gap("audience")),
        flight: facts.flight.clone().unwrap_or_else(|| desk.gap("dates")),
        forecast: if total.is_none() { desk.gap("budget") } else { String::new() },
    };
    MediaPlan {
        currency: facts.budget.as_ref().map(|money| money.currency.clone()).unwrap_or_default(),
        total_minor: total,
        channels: channels.into_iter().enumerate().map(channel).collect(),
        tests: Vec::new(),
    }
}

/// A channel's part of the whole, by its share in percent; the first takes what rounding leaves.
fn amount(total: i64, at: usize, count: i64) -> i64 {
    let percent = |at: i64| 100 / count + i64::from(at < 100 % count);
    let part = |at: i64| i64::try_from(i128::from(total) * i128::from(percent(at)) / 100).unwrap_or(0);
    let at = i64::try_from(at).unwrap_or(0);
    if at > 0 { part(at) } else { total - (1..count).map(part).sum::<i64>() }
}

/// A channel by its option's id, or in the person's words.
fn name(desk: &Desk<'_>, id: &str) -> String {
    let key = format!("channel_{id}");
    let named = desk.fill(&key, &[]);
    if named == key { line(id) } else { named }
}

pub fn rationale(desk: &Desk<'_>, plan: &MediaPlan) -> String {
    let range = desk.facts.budget.as_ref().is_some_and(|money| money.max_minor.is_some());
    let mut why = desk.say(if plan.channels.len() > 1 { "why_even" } else { "why_one" }).to_owned();
    if plan.total_minor.is_none() {
        why = format!("{why} {}", desk.say("why_no_budget"));
    } else if range {
        why = format!("{why} {}", desk.say("why_range"));
    }
    why
}
