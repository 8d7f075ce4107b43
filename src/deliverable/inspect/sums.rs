//! What has to come out even.

use super::seen::Seen;
use crate::deliverable::{Check, Content, Level};

/// Scenes follow one another without a hole, from the first second to the last.
pub fn timeline(seen: &Seen<'_>) -> Vec<Check> {
    let Content::VideoScript(script) = seen.content else { return Vec::new() };
    let mut checks = Vec::new();
    let mut at = 0;
    for (nth, scene) in (1..).zip(&script.scenes) {
        if scene.from != at || scene.to <= scene.from {
            let args = [("n", nth.to_string()), ("from", at.to_string())];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            checks.push(seen.finds(Level::Error, &format!("/scenes/{}", nth - 1), "timeline.scene", &args));
        }
        at = scene.to;
    }
    if at != script.seconds {
        let args = [("end", at.to_string()), ("seconds", script.seconds.to_string())];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        checks.push(seen.finds(Level::Error, "/seconds", "timeline", &args));
    }
    checks
}

/// The shares of a plan make all of it, and so do its amounts.
pub fn shares(seen: &Seen<'_>) -> Vec<Check> {
    let Content::MediaPlan(plan) = seen.content else { return Vec::new() };
    let mut checks = Vec::new();
    let percent: u64 = plan.channels.iter().map(|channel| u64::from(channel.percent)).sum();
    if percent != 100 {
        checks.push(seen.finds(Level::Error, "/channels", "sum", &[("percent", &percent.to_string())]));
    }
    let amounts: Option<Vec<i64>> = plan.channels.iter().map(|channel| channel.budget_minor).collect();
    if let (Some(total), Some(amounts)) = (plan.total_minor, amounts) {
        let sum = amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(*amount));
        if sum != total {
            checks.push(seen.finds(Level::Error, "/channels", "sum.amounts", &[]));
        }
    }
    checks
}
