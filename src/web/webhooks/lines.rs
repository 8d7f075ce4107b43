//! A webhook and a message in their lists, in words.

use crate::{
    store::{Attempt, Delivery, Webhook},
    time::Millis,
    web::said::{Said, When},
    work::Happened,
};

#[derive(Debug)]
pub(super) struct HookLine {
    pub id: String,
    pub url: String,
    pub events: Vec<String>,
    pub added: When,
    /// Why it is told nothing any more.
    pub disabled: Option<String>,
    /// Since when it takes nothing.
    pub failing: Option<When>,
}

impl HookLine {
    pub fn of(hook: Webhook, said: &Said) -> Self {
        Self {
            id: hook.id.to_string(),
            url: hook.url,
            events: hook.events.iter().map(|event| said.word("event", event)).collect(),
            added: said.when(hook.created_at),
            failing: hook.failing_since.filter(|_| hook.disabled.is_none()).map(|at| said.when(at)),
            disabled: hook.disabled.map(|(_, why)| said.word("disabled", &why)),
        }
    }
}

/// A message in the log.
#[derive(Debug)]
pub(super) struct DeliveryLine {
    pub id: String,
    pub url: String,
    pub event: String,
    pub when: When,
    pub state: String,
    pub is_good: bool,
    pub is_bad: bool,
    pub next: Option<When>,
    pub attempts: Vec<AttemptLine>,
    /// Whether it can be sent again.
    pub again: bool,
}

#[derive(Debug)]
pub(super) struct AttemptLine {
    pub when: When,
    pub ended: String,
    pub took: String,
    pub error: String,
}

impl DeliveryLine {
    pub fn of(line: Delivery, hooks: &[Webhook], said: &Said) -> Self {
        let hook = hooks.iter().find(|hook| hook.id == line.webhook);
        let is_waiting = line.state == "waiting";
        Self {
            url: hook.map_or_else(String::new, |hook| hook.url.clone()),
            event: said.word("event", &line.event),
            when: said.when(line.created_at),
            is_good: line.state == "delivered",
            is_bad: line.state == "failed",
            next: line.next.filter(|at| is_waiting && *at > Millis::default()).map(|at| said.when(at)),
            again: !is_waiting && hook.is_some_and(|hook| hook.disabled.is_none()),
            attempts: line.attempts.into_iter().map(|one| attempt(one, said)).collect(),
            state: said.word("state", &line.state),
            id: line.id.to_string(),
        }
    }
}

fn attempt(one: Attempt, said: &Said) -> AttemptLine {
    AttemptLine {
        when: said.when(one.at),
        ended: match one.status {
            Some(status) => said.with("answered", "code", &status.to_string()),
            None => said.say("no_answer").to_owned(),
        },
        took: said.with("took", "ms", &one.ms.to_string()),
        error: one.error,
    }
}

/// An event that can be chosen.
#[derive(Debug)]
pub(super) struct Choice {
    pub name: &'static str,
    pub title: String,
    pub hint: String,
    pub chosen: bool,
}

/// Every event; those that `is_chosen`.
pub(super) fn choices(said: &Said, is_chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
    let choice = |name: &'static str| Choice {
        name,
        title: said.word("event", name),
        hint: said.word("hint", name),
        chosen: is_chosen(name),
    };
    Happened::EVENTS.into_iter().map(choice).collect()
}
