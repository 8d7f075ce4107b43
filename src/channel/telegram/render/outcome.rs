//! What a message becomes after a press, and what is shown of what was done by another door.

use super::{
    super::{
        limits::{Limit, clipped},
        outgoing::{Draft, Key},
    },
    Rich, Show, Style, drafts,
};

/// Of what was answered, so much is repeated.
const OUTCOME_MAX: usize = 300;

/// What a message is edited to. Without keys, its keyboard goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub html: String,
    pub keys: Vec<Vec<Key>>,
}

/// A question after it was answered by a press: itself, and the answer; no keyboard. `caption`: it stands below a
/// picture or a file.
pub fn answered(html: &str, outcome: &str, caption: bool, show: &Show<'_>) -> String {
    let outcome = outcome.split_whitespace().collect::<Vec<_>>().join(" ");
    let outcome = show.fill("pressed", &[("outcome", &clipped(&outcome, OUTCOME_MAX))]);
    below(html, &outcome, caption)
}

/// A message with a line below it; the message gives way where both together are too long.
pub(super) fn below(html: &str, line: &str, caption: bool) -> String {
    let most = if caption { Limit::Caption } else { Limit::Message }.max();
    let line = Rich::of(line);
    let room = most.saturating_sub(line.length() + 2);
    Rich::parse(html).clipped(room).paragraph().and(line).html()
}

/// What was said by another door, by somebody who has a name or by the person themselves.
pub fn elsewhere(text: &str, name: Option<&str>, show: &Show<'_>) -> Vec<Draft> {
    let lead =
        name.map_or_else(|| show.say("elsewhere"), |name| show.fill("elsewhere_by", &[("name", name)]));
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    drafts(&Rich::of(&lead).line().styled(Style::Quote, text), Vec::new())
}
