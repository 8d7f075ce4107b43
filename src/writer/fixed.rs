//! What of a piece is not words and is not a model's to choose: where it is published, where it leads, what it
//! costs, which sizes it has.

use super::order::{Order, Part, Sought};
use crate::deliverable::{Content, Kind};
use serde_json::{Map, Value, json};

/// Never asked for: the plan says it, or a person does.
fn always(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::SocialPost => &["channel"],
        Kind::VideoScript => &["platform"],
        Kind::Email => &["step"],
        Kind::Image => &["size"],
        Kind::Layout => &["template", "sizes"],
        Kind::MediaPlan => &["currency", "total_minor"],
        _ => &[],
    }
}

/// Not asked for in a fresh piece: the rules put it there. A person may still ask for it to be changed.
fn at_first(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::AdRsa | Kind::AdPmax | Kind::AdMeta | Kind::AdLinkedin | Kind::AdTiktok => &["link"],
        Kind::SocialPost => &["link"],
        Kind::Email => &["cta_url", "delay_days"],
        Kind::LandingPage => &["cta"],
        _ => &[],
    }
}

/// In the items of a list: the list's name and the part's.
fn in_items(kind: Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        Kind::ContentIdeas => Some(("ideas", "picked")),
        Kind::MediaPlan => Some(("channels", "budget_minor")),
        _ => None,
    }
}

/// The parts that stand as they are, by their names.
pub fn parts(kind: Kind, part: &Part) -> Vec<&'static str> {
    let first: &[&str] = if matches!(part, Part::Whole) { at_first(kind) } else { &[] };
    always(kind).iter().chain(first).copied().collect()
}

/// The shape without them.
pub fn left_out(kind: Kind, part: &Part, shape: &mut Value) {
    let named = |shape: &mut Value, name: &str| {
        if let Some(parts) = shape.get_mut("properties").and_then(Value::as_object_mut) {
            parts.shift_remove(name);
        }
    };
    for name in parts(kind, part) {
        named(shape, name);
    }
    if let Some((list, name)) = in_items(kind)
        && let Some(items) = shape.pointer_mut(&format!("/properties/{list}/items"))
    {
        named(items, name);
    }
}

/// The content with them, from what it was before, else from the rules' frame and the plan.
pub fn put_in(sought: &Sought, value: &mut Map<String, Value>) {
    let (kind, order) = (sought.kind(), sought.order);
    let from = sought.asked().map(|(_, before)| before).or(order.frame.as_ref());
    let from = from.or(sought.unlike.first().copied()).filter(|from| from.kind() == kind);
    let stands = from.map(Content::value).unwrap_or_default();
    for name in parts(kind, &sought.part) {
        if let Some(part) = stands.get(name) {
            value.insert(name.to_owned(), part.clone());
        }
    }
    if from.is_none() {
        by_plan(kind, order, value);
    }
    match kind {
        Kind::ContentIdeas => still_picked(&stands, value),
        Kind::MediaPlan => shared_out(value),
        _ => {}
    }
}

fn by_plan(kind: Kind, order: &Order, value: &mut Map<String, Value>) {
    let node = &order.node;
    match kind {
        Kind::SocialPost => drop(value.insert("channel".into(), json!(node.channel.unwrap_or_default()))),
        Kind::VideoScript => drop(value.insert("platform".into(), json!(node.channel.unwrap_or_default()))),
        Kind::Email => drop(value.insert("step".into(), json!(node.nth))),
        _ => {}
    }
}

/// Ideas that a person ticked stay ticked.
fn still_picked(stands: &Value, value: &mut Map<String, Value>) {
    let before = stands["ideas"].as_array().cloned().unwrap_or_default();
    let picked = |title: &Value| before.iter().any(|idea| idea["title"] == *title && idea["picked"] == true);
    for idea in value.get_mut("ideas").and_then(Value::as_array_mut).into_iter().flatten() {
        idea["picked"] = json!(picked(&idea["title"]));
    }
}

/// Each channel's share of the whole in money; the last takes what rounding left.
fn shared_out(value: &mut Map<String, Value>) {
    let total = value.get("total_minor").and_then(Value::as_i64);
    let Some(channels) = value.get_mut("channels").and_then(Value::as_array_mut) else { return };
    let percent = |channel: &Value| channel["percent"].as_i64().unwrap_or(0);
    let whole: i64 = channels.iter().map(percent).sum();
    let (last, mut left) = (channels.len().saturating_sub(1), total.unwrap_or(0));
    for (at, channel) in channels.iter_mut().enumerate() {
        let share = total.map(|total| match at == last && whole == 100 {
            true => left,
            false => i64::try_from(i128::from(total) * i128::from(percent(channel)) / 100).unwrap_or(0),
        });
        left -= share.unwrap_or(0);
        channel["budget_minor"] = json!(share);
    }
}
