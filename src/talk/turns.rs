//! The turns of a tree's tests: what each presses, whether that is there, and the turn in words.

use super::Talk;
use crate::tree::json::{Act, TestTurn};
use indexmap::IndexSet;

/// The options and buttons that a turn presses, by id; none where it presses nothing.
pub fn pressed(talk: &Talk<'_>, turn: &TestTurn) -> Vec<String> {
    match turn {
        TestTurn::Choose(id) => vec![id.clone()],
        TestTurn::ChooseMany(ids) => ids.clone(),
        TestTurn::Act(act) => vec![button(talk, *act).to_owned()],
        _ => Vec::new(),
    }
}

fn button(talk: &Talk<'_>, act: Act) -> &'static str {
    let has = |id: &str| talk.pending().is_some_and(|ask| ask.buttons.iter().any(|button| button.id == id));
    match act {
        Act::Accept => "accept",
        Act::Reject => "keep",
        Act::NoMore => "no_more",
        Act::Unsure => "unsure",
        Act::Skip => "skip",
        // An offered value is confirmed by keeping it.
        Act::Confirm if has("confirm") || !has("keep") => "confirm",
        Act::Confirm => "keep",
    }
}

/// Why a turn cannot be taken as it is written: it chooses what is not there. A button may be missing and
/// still be understood, because it is a word or a command too.
pub fn absent(talk: &Talk<'_>, turn: &TestTurn) -> Option<String> {
    if matches!(turn, TestTurn::Act(_)) {
        return None;
    }
    let (pressed, offered) = (pressed(talk, turn), offered(talk));
    let absent = pressed.iter().find(|id| !offered.contains(id))?;
    Some(match talk.pending() {
        None => format!("nothing is asked here, so there is no option `{absent}`"),
        Some(ask) if offered.is_empty() => format!("the question of `{}` has no options", ask.node),
        Some(ask) => {
            let all = offered.join(", ");
            format!("the question of `{}` has no option `{absent}`; it has {all}", ask.node)
        }
    })
}

/// What can be pressed now: of the question, of its parts, and of a card that stands beside it.
fn offered(talk: &Talk<'_>) -> Vec<String> {
    let ask = talk.pending();
    let options = ask.iter().flat_map(|ask| {
        let parts = ask.input.parts.iter().flat_map(|part| &part.input.options);
        ask.input.options.iter().chain(parts).chain(&ask.buttons)
    });
    let card: &[&str] = if talk.cards.is_empty() { &[] } else { &["accept", "keep", "another"] };
    let ids = options.map(|option| option.id.clone()).chain(card.iter().map(|id| (*id).to_owned()));
    ids.collect::<IndexSet<_>>().into_iter().collect()
}

/// What a person does in a turn, in words.
pub fn words(turn: &TestTurn) -> String {
    let name = |json: serde_json::Result<String>| json.unwrap_or_default().trim_matches('"').to_owned();
    match turn {
        TestTurn::Say(text) => format!("saying “{text}”"),
        TestTurn::Choose(id) => format!("choosing `{id}`"),
        TestTurn::ChooseMany(ids) => format!("choosing `{}`", ids.join("`, `")),
        TestTurn::Value(value) => format!("sending {}", serde_json::to_string(value).unwrap_or_default()),
        TestTurn::Act(act) => format!("pressing `{}`", name(serde_json::to_string(act))),
        TestTurn::Command(command) => format!("with the command /{}", name(serde_json::to_string(command))),
        TestTurn::Edit { path, say } => format!("changing `{path}` to “{say}”"),
        TestTurn::SkipChapter(id) => format!("leaving out the chapter `{id}`"),
    }
}
