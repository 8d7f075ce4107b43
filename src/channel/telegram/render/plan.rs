//! What a brief can become, to be started.

use super::{
    super::{
        outgoing::{Draft, Key},
        press::Action,
    },
    Rich, Show, drafts,
};
use crate::production::Production;

/// The plan's row, with what its next package has where that is known.
pub fn plan(text: &str, production: Option<&Production>, show: &Show<'_>) -> Vec<Draft> {
    let mut rich = Rich::of(text);
    let next = |production: &Production| production.started + 1;
    let package = production
        .and_then(|production| production.packages.iter().find(|package| package.n == next(production)));
    if let Some(package) = package {
        rich = rich.paragraph().with(&show.say("plan_next"));
        rich = package.nodes.iter().fold(rich, |rich, node| rich.line().with("· ").with(&node.title));
    }
    if production.is_some() && package.is_none() {
        // Everything was started: there is nothing left to press.
        return drafts(&rich, Vec::new());
    }
    let unknown_cost = production.is_some_and(|production| production.estimate.unknown);
    let label = show.say(if unknown_cost { "start_unknown" } else { "start" });
    drafts(&rich, vec![vec![Key::press(label, Action::Start { unknown_cost })]])
}
