//! What waits for a decision, by campaign: one message a day.

use super::{
    super::{
        limits::{Limit, clipped},
        outgoing::{Draft, Key},
        press::Action,
    },
    Rich, Show, drafts,
};
use crate::production::PieceLine;

/// Pieces that are named; the others are counted.
const NAMED_MAX: usize = 20;
/// Pieces that have a button.
const KEYS_MAX: usize = 8;
/// Of a title so much.
const TITLE_MAX: usize = 120;

/// The pieces that wait, each campaign with its name; nothing, if none does.
pub fn daily(waiting: &[(String, Vec<PieceLine>)], show: &Show<'_>) -> Vec<Draft> {
    let n: usize = waiting.iter().map(|(_, lines)| lines.len()).sum();
    if n == 0 {
        return Vec::new();
    }
    let lead = if n == 1 { "daily_one" } else { "daily" };
    let mut rich = Rich::new().bold(&show.fill(lead, &[("n", &n.to_string())]));
    let (mut keys, mut left) = (Vec::new(), NAMED_MAX);
    for (name, lines) in waiting {
        if left == 0 {
            break;
        }
        rich = rich.line().italic(&clipped(name, TITLE_MAX));
        for line in lines.iter().take(left) {
            let version = show.fill("version", &[("version", &line.version.to_string())]);
            rich = rich.line().with(&format!("· {} · {version}", clipped(&line.title, TITLE_MAX)));
            let action = Action::Piece {
                piece: line.id.to_string(),
                version: line.version,
                sha256: line.sha256.clone(),
                act: "show".into(),
            };
            let label = clipped(&show.fill("act_show_one", &[("title", &line.title)]), Limit::Button.max());
            keys.push(vec![Key::press(label, action)]);
        }
        left = left.saturating_sub(lines.len());
    }
    if n > NAMED_MAX {
        rich = rich.line().with(&show.fill("piece_more", &[("n", &(n - NAMED_MAX).to_string())]));
    }
    keys.truncate(KEYS_MAX);
    drafts(&rich, keys)
}
