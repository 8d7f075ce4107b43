//! A proposal: what would change, why, and who says so. Nothing of it is an answer before the person takes it.

use super::{
    super::{
        limits::clipped,
        outgoing::{Draft, Key},
        press::Action,
    },
    Rich, Show, drafts,
    keyboard::{Leaf, rows},
    keys,
    outcome::below,
};
use crate::engine::{
    effect::{Button, Card, CardField, CardState, Message},
    input::{Confidence, Decision},
};

/// Of what was there before, so much is repeated.
const BEFORE_MAX: usize = 300;

/// Who proposes, where no model does.
const RULES: &str = "rules";

/// The row of a proposal.
pub(super) fn card(message: &Message, card: &Card, show: &Show<'_>) -> Vec<Draft> {
    let by =
        if card.by == RULES { show.say("card_rules") } else { show.fill("card_model", &[("by", &card.by)]) };
    let mut rich = Rich::new().bold(&message.text).line().italic(&by);
    for one in &card.fields {
        rich = rich.paragraph().and(field(one, show));
    }
    for (key, lines) in
        [("card_why", &card.why), ("card_assumes", &card.assumptions), ("card_missing", &card.questions)]
    {
        if !lines.is_empty() {
            rich = rich.paragraph().with(&show.say(key));
            rich = lines.iter().fold(rich, |rich, line| rich.line().with("· ").with(line));
        }
    }
    drafts(&rich, keyboard(message, card, show))
}

fn field(field: &CardField, show: &Show<'_>) -> Rich {
    let mut rich = Rich::new().bold(&field.label);
    if let Some(confidence) = field.confidence {
        let key = match confidence {
            Confidence::High => "card_high",
            Confidence::Medium => "card_medium",
            Confidence::Low => "card_low",
        };
        rich = rich.with(" · ").italic(&show.say(key));
    }
    rich = rich.line().with(&field.to);
    let from = field.from.as_ref().filter(|from| **from != field.to);
    if let Some(from) = from {
        rich = rich.line().italic(&show.fill("card_was", &[("text", &clipped(from, BEFORE_MAX))]));
    }
    match field.quote.as_ref().filter(|quote| Some(*quote) != field.from.as_ref()) {
        Some(quote) => rich.line().italic(&show.fill("card_quote", &[("text", &clipped(quote, BEFORE_MAX))])),
        None => rich,
    }
}

/// On the first page what can be decided; on those behind it the fields, each to be worded anew.
fn keyboard(message: &Message, card: &Card, show: &Show<'_>) -> Vec<Vec<Key>> {
    if card.state != CardState::Open {
        return message.ask.iter().flat_map(|view| keys(view, show)).collect();
    }
    if let Some(page) = show.page.checked_sub(1).filter(|_| card.fields.len() > 1) {
        let leaf = Leaf::of(card.fields.len(), page);
        let mut rows =
            rows(leaf.on(&card.fields).map(|(_, field)| reword(card, field, &field.label)).collect());
        rows.extend(leaf.row(1));
        rows.push(vec![Key::press(show.say("back_to_card"), Action::Page { page: 0 })]);
        return rows;
    }
    rows(card.buttons.iter().filter_map(|button| decide(card, button)).collect())
}

fn decide(card: &Card, button: &Button) -> Option<Key> {
    let decision = match button.id.as_str() {
        "accept" => Decision::Accept,
        "keep" => Decision::Keep,
        "another" => Decision::Another,
        "edit" => {
            return match card.fields.as_slice() {
                [] => None,
                [field] => Some(reword(card, field, &button.label)),
                _ => Some(Key::press(button.label.clone(), Action::Page { page: 1 })),
            };
        }
        _ => return None,
    };
    let (card, version) = (card.id.clone(), card.version);
    Some(Key::press(button.label.clone(), Action::Decide { card, version, decision }))
}

fn reword(card: &Card, field: &CardField, label: &str) -> Key {
    let (card, version, path) = (card.id.clone(), card.version, field.path.clone());
    Key::press(label, Action::Reword { card, version, path })
}

/// A proposal after it was decided, or gave way: itself, and what became of it; no keyboard.
pub fn card_changed(html: &str, state: CardState, caption: bool, show: &Show<'_>) -> String {
    let key = match state {
        CardState::Open => return html.to_owned(),
        CardState::Accepted => "card_accepted",
        CardState::Edited => "card_edited",
        CardState::Rejected => "card_rejected",
        CardState::Superseded => "card_superseded",
        CardState::Stale => "card_stale",
    };
    below(html, &show.say(key), caption)
}
