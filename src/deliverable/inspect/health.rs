//! The health pack: what advertising for health in Brazil has to say, and may not.

use super::seen::{Seen, quoted, words};
use crate::{
    deliverable::{Check, Kind, Level},
    engine::parse::words::bare,
};

/// What is published by itself. A text message has no room for it: it leads to a page that says it.
const PUBLISHED: [Kind; 10] = [
    Kind::AdRsa,
    Kind::AdPmax,
    Kind::AdMeta,
    Kind::AdLinkedin,
    Kind::AdTiktok,
    Kind::SocialPost,
    Kind::VideoScript,
    Kind::Email,
    Kind::WhatsappTemplate,
    Kind::LandingPage,
];

/// The establishment's registration and its technical director.
pub fn registration(seen: &Seen<'_>) -> Vec<Check> {
    let kit = seen.against.kit;
    if !kit.is_health() || !PUBLISHED.contains(&seen.content.kind()) {
        return Vec::new();
    }
    let who = [("establishment", &kit.health.establishment), ("director", &kit.health.director)];
    let mut checks = Vec::new();
    for (who, value) in who {
        if value.trim().is_empty() {
            checks.push(seen.finds(Level::Error, "", &format!("health_registration.{who}_unknown"), &[]));
        } else if !says_all(seen, value) {
            let args = [("value", value.as_str())];
            checks.push(seen.finds(Level::Error, "", &format!("health_registration.{who}"), &args));
        }
    }
    checks
}

/// Whether one text has all its words: "CRM-SP 123 (Dra. Ana)" says "Dra. Ana, CRM-SP 123".
fn says_all(seen: &Seen<'_>, value: &str) -> bool {
    let wanted = bare(value);
    seen.public().any(|text| wanted.split(' ').all(|word| text.says(word)))
}

/// Results are never promised; before and after want a text that explains, and consent.
pub fn claims(seen: &Seen<'_>) -> Vec<Check> {
    if !seen.against.kit.is_health() {
        return Vec::new();
    }
    let mut checks = Vec::new();
    for (list, level) in [("health_promise", Level::Error), ("before_after", Level::Warn)] {
        for text in seen.public() {
            let found: Vec<String> = words(list).iter().filter(|phrase| text.says(phrase)).cloned().collect();
            if !found.is_empty() {
                let args = [("what", text.label.as_str()), ("words", &quoted(&found))];
                checks.push(seen.finds(level, &text.path, list, &args));
            }
        }
    }
    checks
}
