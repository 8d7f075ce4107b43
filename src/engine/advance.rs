//! Going on: everything that needs no person is done, until something waits for one.

use super::{
    draft,
    effect::{Effect, From, Frozen, MessageKind},
    fingerprint,
    state::{FactKind, Status},
    step::Turn,
    view,
    walk::{AskAt, At, Stop, Walk, walk_on},
};
use crate::tree::{
    condition::{AI, Condition},
    json::{Produce, Verify},
    value::Value,
};

/// Steps without a person in one turn. A tree is acyclic and its lists are bounded, so a checked tree stays far below.
const SILENT_STEPS_MAX: usize = 1_000;

fn asks_for_ai(when: &Condition) -> bool {
    when.slots().contains(AI)
}

impl<'t> Turn<'t, '_> {
    /// Walks until a person, a model or the end is reached, and puts the question.
    pub fn advance(&mut self) {
        self.advance_from(self.walk());
    }

    /// The same, from a walk that nothing was changed before.
    pub fn advance_from(&mut self, mut walk: Walk<'t>) {
        for _ in 0..SILENT_STEPS_MAX {
            match &walk.stop {
                // What depends on the answer to the notice is said after it.
                Stop::Say(_, say) if self.owes_notice() && say.when.as_ref().is_some_and(asks_for_ai) => {
                    return self.put_notice();
                }
                Stop::Ask(_) | Stop::Start(_) | Stop::Proposal(_) | Stop::Waiting(_) | Stop::Review(..)
                    if self.owes_notice() =>
                {
                    return self.put_notice();
                }
                Stop::Say(at, say) => {
                    let text = self.render(&say.text, at, &walk);
                    self.tell(MessageKind::Say, text);
                    self.fact(at.place.to_string(), FactKind::Said, None);
                }
                Stop::Start(start) => {
                    if self.start_assist(start, &walk) {
                        return;
                    }
                }
                Stop::Verify(at, verify, now) => self.start_verify(at, verify, now, &walk),
                Stop::Produce(at, produce) => self.freeze(at, produce, &walk),
                Stop::Ask(asked) => return self.put_ask(asked, &walk),
                Stop::Proposal(proposed) => return self.put_proposal(proposed, &walk),
                Stop::Waiting(waiting) => return self.put_waiting(waiting),
                Stop::Review(at, review) => return self.put_review(at, review, &walk),
                Stop::End(at, text) => {
                    self.state.pending = None;
                    self.state.status = Status::Completed;
                    if let Some(text) = text {
                        let text = self.render(text, at, &walk);
                        self.tell(MessageKind::Ended, text);
                    }
                    return;
                }
            }
            walk = walk_on(self.scene, self.state, walk);
        }
        let sorry = self.phrase("too_many_steps").to_owned();
        self.message(From::System, MessageKind::Say, sorry);
    }

    fn put_ask(&mut self, asked: &AskAt<'t>, walk: &Walk<'t>) {
        if self.is_pending(&asked.at, asked.part.as_deref()) && !asked.another {
            return;
        }
        let text = self.question(asked, walk);
        let view = view::ask(self.scene, self.state, asked, walk);
        self.put(MessageKind::Ask, text, view, &asked.at);
        if let Some(pending) = &mut self.state.pending {
            pending.part.clone_from(&asked.part);
        }
    }

    /// The words of a question: its prompt, the part's own, "another?", or "is it X?".
    pub fn question(&self, asked: &AskAt<'t>, walk: &Walk<'t>) -> String {
        if asked.another {
            return self.phrase("another_item").to_owned();
        }
        let prompt = self.render(&asked.ask.prompt, &asked.at, walk);
        let tree = asked.at.scope.tree;
        if asked.part.is_some() {
            let slot = asked.slot();
            let own = slot.as_ref().and_then(|slot| slot.prompt.as_ref());
            return own.map_or_else(
                || format!("{prompt} {}", self.label(tree, &asked.asked_path())),
                |text| self.render(text, &asked.at, walk),
            );
        }
        match &asked.offered {
            Some(value) => {
                let shown = super::summary::clip(&self.show(tree, &asked.path, value));
                self.fill("offered", &[("prompt", &prompt), ("value", &shown)])
            }
            None => prompt,
        }
    }

    /// Whether this very question is what was put last.
    pub fn is_pending(&self, at: &At<'_>, part: Option<&str>) -> bool {
        self.state.pending.as_ref().is_some_and(|p| p.place == at.place && p.part.as_deref() == part)
    }

    fn start_verify(&mut self, at: &At<'t>, verify: &'t Verify, now: &str, walk: &Walk<'t>) {
        self.state.task += 1;
        let task = self.state.task;
        let value = walk
            .env_at(at)
            .get(&at.scope.resolve(&verify.slot))
            .map_or(Value::Bool(false), std::borrow::Cow::into_owned);
        self.fact(at.place.to_string(), FactKind::Verify { task, ok: None }, Some(now.to_owned()));
        self.effects.push(Effect::Verify { task, check: verify.check, value, fingerprint: now.to_owned() });
    }

    pub fn verified(&mut self, task: u64, fingerprint: &str, ok: bool) {
        let wanted = self.state.facts.values_mut().find(|fact| {
            matches!(fact.kind, FactKind::Verify { task: t, .. } if t == task)
                && fact.fingerprint.as_deref() == Some(fingerprint)
        });
        if let Some(fact) = wanted {
            fact.kind = FactKind::Verify { task, ok: Some(ok) };
        }
    }

    fn freeze(&mut self, at: &At<'t>, produce: &'t Produce, walk: &Walk<'t>) {
        let brief = draft::frozen(self.scene, self.state, walk);
        let shown = brief.shown();
        let version = self.state.versions;
        if version > 0 && shown == self.state.frozen {
            let text = self.fill("unchanged", &[("version", &version.to_string())]);
            self.tell(MessageKind::Produced, text);
        } else {
            self.state.versions += 1;
            let version = self.state.versions;
            let changes = super::summary::changes(&self.state.frozen, &brief, &self.state.locale);
            let text = self.fill("frozen", &[("version", &version.to_string())]);
            self.tell(
                MessageKind::Produced,
                if changes.is_empty() { text } else { format!("{text}\n{changes}") },
            );
            self.state.frozen = shown;
            // A brief is plain data: it always has a JSON form.
            let json = serde_json::to_string(&brief).unwrap_or_default();
            self.effects.push(Effect::Freeze(Frozen { version, hash: fingerprint::of_text(&json), brief }));
            self.remember(at, produce, walk);
        }
        let version = self.state.versions;
        self.fact(at.place.to_string(), FactKind::Produced { version }, None);
    }

    fn remember(&mut self, at: &At<'t>, produce: &'t Produce, walk: &Walk<'t>) {
        let Some(remember) = &produce.remember else { return };
        let env = walk.env_at(at);
        if let (Some(brand), Some(kit)) = (env.get(&remember.brand), env.get(&remember.kit)) {
            let (brand, kit) = (brand.into_owned(), kit.into_owned());
            self.effects.push(Effect::RememberBrand { brand, kit });
        }
    }

    pub fn label(&self, tree: &crate::tree::Tree, path: &str) -> String {
        super::show::label(tree, path, &self.state.locale)
    }
}
