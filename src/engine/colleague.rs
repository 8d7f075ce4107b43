//! A question that a colleague is asked: the conversation goes on without it, and takes the answer when it comes.

use super::{
    Scene,
    answer::Answer,
    consent,
    effect::{AskView, Effect, MessageKind, Refusal, RefusalCode},
    input::Body,
    parse::Read,
    state::{FactKind, Given, Source, State, Status, Who},
    step::Turn,
    summary::clip,
    view,
    walk::{AskAt, Step, Stop, Walk, look_ahead, part_place},
    words::Press,
};
use crate::tree::{
    json::{Node, SlotType},
    value::Value,
};

/// A question as whoever is asked needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    pub text: String,
    /// What it fills, as the brief calls it.
    pub label: String,
    /// The control that fits; its id is nobody's, for it is not what is pending.
    pub view: AskView,
}

pub(super) fn help(scene: &Scene<'_>, state: &State, question: &str) -> Option<Help> {
    let walk = look_ahead(scene, state);
    let asked = awaited(&walk, state, question).filter(|_| state.status != Status::Completed)?;
    let mut state = state.clone();
    let turn = Turn { scene, state: &mut state, effects: Vec::new() };
    let (text, label) = (turn.question(&asked, &walk), turn.label(asked.at.scope.tree, &asked.asked_path()));
    let view = view::ask(scene, turn.state, &asked, &walk);
    Some(Help { text, label, view: AskView { buttons: Vec::new(), ..view } })
}

/// What is waited for of the question at `place`: the part (nothing for the whole), and of whom.
pub(super) fn awaited_at<'s>(state: &'s State, place: &str) -> impl Iterator<Item = (&'s str, &'s str)> {
    let behind = state.facts.range(place.to_owned()..);
    let near = behind.take_while({
        let place = place.to_owned();
        move |(at, _)| at.starts_with(&place)
    });
    let length = place.len();
    near.filter_map(move |(at, fact)| {
        let FactKind::Asked { name, .. } = &fact.kind else { return None };
        let part = if at.len() == length { "" } else { at[length..].strip_prefix('.')? };
        Some((part, name.as_str()))
    })
}

/// The first of what waits under this name, where it stands on the way.
fn awaited<'t>(walk: &Walk<'t>, state: &State, question: &str) -> Option<AskAt<'t>> {
    let waits = |place: &str| {
        let fact = state.facts.get(place).filter(|fact| !fact.reopened);
        matches!(fact.map(|fact| &fact.kind), Some(FactKind::Asked { question: own, .. }) if own == question)
    };
    walk.steps.iter().find_map(|step| {
        let Node::Ask(ask) = step.node else { return None };
        let path = step.at.scope.resolve(&ask.slot);
        let part = if waits(&step.at.place) {
            None
        } else {
            let fields = step.at.scope.tree.slot(&path).map(|slot| step.at.scope.tree.fields(slot))?;
            Some(fields.keys().find(|field| waits(&part_place(&step.at.place, field)))?.clone())
        };
        let (at, root) = (step.at.clone(), step.slot.clone());
        Some(AskAt { at, ask, path, root, part, offered: None, another: false })
    })
}

impl<'t> Turn<'t, '_> {
    /// The pending question goes to a colleague; a composite part by part, as they will be asked for it.
    pub fn ask_colleague(&mut self, ask: u64, question: String, of: String, name: String) {
        if self.state.status == Status::Completed {
            return self.refuse(RefusalCode::Closed, "closed");
        }
        if self.state.pending.as_ref().is_none_or(|pending| pending.ask != ask) {
            return self.refuse(RefusalCode::StaleAsk, "stale_ask");
        }
        let walk = self.walk();
        let asked = match &walk.stop {
            Stop::Ask(asked) if !asked.another && !consent::stands(self.state) => asked.clone(),
            _ => return self.refuse(RefusalCode::BadFrame, "ask_not_here"),
        };
        let said = self.fill("asked_of", &[("name", &name)]);
        self.heard(said);
        // What was said before is offered again, should the question come back.
        if let (Some(path), Some(value)) = (asked.root_path(), asked.offered.clone()) {
            self.state.given.insert(path, Given { value, source: Source::Former, quote: None });
        }
        let text = self.fill("asked", &[("name", &name)]);
        let kind = FactKind::Asked { question, of, name };
        let parts = self.part_places(&asked);
        let whole = asked.part.is_none() && asked.slot().is_some_and(|slot| slot.kind == SlotType::Object);
        self.leave(&asked, kind.clone());
        if whole && !parts.is_empty() {
            self.state.facts.remove(&*asked.at.place);
            for place in parts {
                self.fact(place, kind.clone(), None);
            }
        }
        self.tell(MessageKind::Say, text);
        self.go_on(walk);
    }

    /// What a colleague says. What cannot be read, or is not wanted any more, leaves no trace: only they are told.
    pub fn helped(&mut self, question: &str, name: &str, body: &Body) {
        let walk = self.look_ahead();
        let Some(asked) = awaited(&walk, self.state, question).filter(|_| !self.is_over()) else {
            return self.refuse(RefusalCode::StaleAsk, "helped_late");
        };
        let Some(slot) = asked.slot() else {
            return self.refuse(RefusalCode::UnknownPath, "unknown_path");
        };
        let skips = matches!(body, Body::Text(text) if Press::of_words(text) == Some(Press::Skip));
        if skips && asked.part.is_some() && !slot.required {
            self.fact(asked.fact_place(), FactKind::Skipped, None);
            self.understood(true, None);
            return self.stand();
        }
        let read = if skips { Ok(Read::Unsure) } else { self.read(&asked, &slot, body, &walk) };
        match read {
            Ok(Read::Value(value)) => self.take_help(&asked, name, (value, body), &walk),
            Ok(Read::Unsure | Read::NoMore) => self.declined(question, name),
            Err(misread) => {
                let message = self.why_misread(&asked, &misread, &walk);
                self.effects.push(Effect::Refuse(Refusal { code: RefusalCode::Unreadable, message }));
            }
        }
    }

    fn take_help(&mut self, asked: &AskAt<'t>, name: &str, (value, body): (Value, &Body), walk: &Walk<'t>) {
        let tree = asked.at.scope.tree;
        let (label, shown) =
            (self.label(tree, &asked.asked_path()), self.show(tree, &asked.asked_path(), &value));
        let (stale_before, files) = (self.stale_labels(), self.sent_now(body));
        let raw = match body {
            Body::Text(text) => Some(text.clone()),
            _ => None,
        };
        let now = self.derived(asked, walk);
        self.answered(asked.fact_place(), Answer { raw, value, source: Source::Person, more: false }, now);
        if let Who::Member(id) = self.scene.who {
            self.state.helpers.insert(id.clone(), name.to_owned());
        }
        let value = clip(&shown);
        let mut text = self.fill("helped", &[("name", name), ("label", &label), ("value", &value)]);
        let stale: Vec<_> =
            self.stale_labels().into_iter().filter(|label| !stale_before.contains(label)).collect();
        if !stale.is_empty() {
            text.push(' ');
            text.push_str(&self.fill("changed_stale", &[("labels", &stale.join(", "))]));
        }
        self.understood(true, Some(shown));
        self.tell(MessageKind::Say, text).files = files;
        self.stand();
    }

    /// Whoever was asked has no answer: the question is the person's again.
    pub fn declined(&mut self, question: &str, name: &str) {
        let walk = self.look_ahead();
        let Some(asked) = awaited(&walk, self.state, question).filter(|_| !self.is_over()) else {
            return self.refuse(RefusalCode::StaleAsk, "helped_late");
        };
        let label = self.label(asked.at.scope.tree, &asked.asked_path());
        self.understood(false, None);
        self.state.facts.retain(
            |_, fact| !matches!(&fact.kind, FactKind::Asked { question: own, .. } if own == question),
        );
        let text = self.fill("declined", &[("name", name), ("label", &label)]);
        self.tell(MessageKind::Say, text);
        self.stand();
    }

    fn is_over(&self) -> bool {
        self.state.status == Status::Completed
    }

    /// Whatever is pending stays so, unless something is to be asked before it now.
    fn stand(&mut self) {
        if consent::stands(self.state) {
            return;
        }
        let walk = self.walk();
        let stays = match &walk.stop {
            Stop::Ask(asked) => self.is_pending(&asked.at, asked.part.as_deref()),
            Stop::Proposal(at) | Stop::Waiting(at) => self.is_pending(&at.at, None),
            Stop::Review(at, _) => self.is_pending(at, None),
            _ => false,
        };
        if !stays {
            self.advance_from(walk);
        }
    }

    /// A required answer that a colleague was asked for: what it is called, and who they are.
    pub fn must_await(&self, step: &Step<'t>, walk: &Walk<'t>) -> Option<(String, String)> {
        let Node::Ask(ask) = step.node else { return None };
        let (tree, path) = (step.at.scope.tree, step.at.scope.resolve(&ask.slot));
        let whole = tree.slot(&path).filter(|slot| slot.required)?;
        let is_set = walk.env_at(&step.at).is_set(&path);
        awaited_at(self.state, &step.at.place).find_map(|(part, name)| {
            let field = tree.fields(whole).get(part);
            let needed = !is_set || field.is_some_and(|field| field.required);
            needed.then(|| (self.label(tree, &path), name.to_owned()))
        })
    }
}
