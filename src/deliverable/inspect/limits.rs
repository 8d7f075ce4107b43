//! How long and how many.

use super::seen::Seen;
use crate::deliverable::{
    Check, Content, Level,
    count::sms_parts,
    limit::{Of, Overrun, Strength, judged},
    lines::{list_label, sent},
};

pub fn limits(seen: &Seen<'_>) -> Vec<Check> {
    judged(seen.content).iter().map(|over| told(seen, over)).collect()
}

fn told(seen: &Seen<'_>, over: &Overrun) -> Check {
    let level = match over.level() {
        Strength::Hard => Level::Error,
        Strength::Soft => Level::Warn,
        Strength::Fold => Level::Note,
    };
    let label = seen.texts.iter().find(|text| text.path == over.path).map(|text| text.label.clone());
    let label = label.unwrap_or_else(|| list_label(seen.content.kind(), &over.path, seen.against.locale));
    let unit = over.limit.unit.name();
    let parts = if let Content::Sms(sms) = seen.content { sms_parts(&sent(sms)).parts } else { 1 };
    let args = [
        ("what", label),
        ("count", over.length.to_string()),
        ("limit", over.bound().to_string()),
        ("unit", seen.say(&format!("unit.{unit}"), &[]).to_owned()),
        ("more", over.length.abs_diff(over.bound()).to_string()),
        ("parts", parts.to_string()),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    seen.finds(level, &over.path, &format!("limit.{}", phrase(over)), &args)
}

/// Which way it is broken.
fn phrase(over: &Overrun) -> &'static str {
    let limit = over.limit;
    if let Some(own) = &limit.message {
        return own;
    }
    match (limit.unit.items(), over.under, limit.of, limit.level) {
        (true, true, ..) => "too_few",
        (true, false, ..) => "too_many",
        (false, _, Of::One, _) => "none_short",
        (false, true, ..) => "too_short",
        (false, false, _, Strength::Hard) => "too_long",
        (false, false, _, Strength::Soft) => "cut",
        (false, false, _, Strength::Fold) => "folded",
    }
}
