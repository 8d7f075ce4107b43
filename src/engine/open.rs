//! Leaving a question without an answer: skipped, not known, given up, a list closed.

use super::{
    answer::Answer,
    effect::MessageKind,
    state::{FactKind, Source},
    step::Turn,
    walk::{AskAt, Walk},
};
use crate::tree::{json::Unsure, value::Value};

impl<'t> Turn<'t, '_> {
    /// "Pular".
    pub fn skip(&mut self, asked: &AskAt<'t>, walk: &Walk<'t>) {
        if asked.another {
            return self.close_list(asked, walk);
        }
        if asked.offered.is_some() {
            return self.keep_offered(asked, walk);
        }
        if asked.is_required() {
            return self.insist(asked, "required", walk);
        }
        self.leave(asked, FactKind::Skipped);
    }

    /// "Não sei": another way to ask, an assumption, or an open point.
    pub fn unsure(&mut self, asked: &AskAt<'t>, walk: &Walk<'t>) {
        if asked.another {
            return self.close_list(asked, walk);
        }
        match &asked.ask.unsure {
            Some(Unsure::Assume { assume, because }) if asked.part.is_none() => {
                let because = self.render(because, &asked.at, walk);
                self.tell(MessageKind::Say, because);
                let now = self.derived(asked, walk);
                self.state.pending = None;
                let value = match asked.slot() {
                    Some(slot) => asked.at.scope.tree.assumed(&slot, assume, &self.state.locale),
                    None => assume.clone(),
                };
                let source = Source::Assumption;
                self.answered(
                    asked.at.place.to_string(),
                    Answer { raw: None, value, source, more: false },
                    now,
                );
            }
            Some(Unsure::Node(_)) if asked.part.is_none() => self.leave(asked, FactKind::Unsure),
            _ if asked.is_required() => self.insist(asked, "required_unsure", walk),
            _ => {
                // Explained once; after that it is only noted.
                let before = self.state.facts.values().any(|fact| fact.kind == FactKind::Unsure);
                let text = self.phrase(if before { "left_open_again" } else { "left_open" }).to_owned();
                self.tell(MessageKind::Say, text);
                self.leave(asked, FactKind::Unsure);
                self.probe(asked, walk);
            }
        }
    }

    /// "Só isso": the list is complete as it is; an empty one is left open.
    pub fn close_list(&mut self, asked: &AskAt<'t>, walk: &Walk<'t>) {
        let now = self.derived(asked, walk);
        match self.state.facts.get_mut(&*asked.at.place) {
            Some(fact) if asked.another => {
                if let FactKind::Answered { more, .. } = &mut fact.kind {
                    *more = false;
                    fact.fingerprint = now;
                }
                self.state.pending = None;
            }
            _ => match walk.env_at(&asked.at).get(&asked.path).as_deref() {
                Some(Value::Items(_)) => {}
                _ if asked.is_required() => self.insist(asked, "required", walk),
                _ => self.leave(asked, FactKind::Skipped),
            },
        }
    }

    /// Given up after too many answers that could not be read: the walk goes on, the review lists it.
    pub fn exhaust(&mut self, asked: &AskAt<'t>) {
        let other_way = asked.ask.on_exhausted.is_some() && asked.part.is_none();
        let text = self.phrase(if other_way { "another_way" } else { "exhausted" }).to_owned();
        self.tell(MessageKind::Say, text);
        self.leave(asked, FactKind::Exhausted);
    }

    /// A required answer is asked for once more, with an example; then the question rests until the review.
    fn insist(&mut self, asked: &AskAt<'t>, key: &'static str, walk: &Walk<'t>) {
        if self.attempts_used_up(asked) {
            return self.exhaust(asked);
        }
        let mut text = self.phrase(key).to_owned();
        if let Some(example) = asked.ask.example.as_ref().filter(|_| asked.part.is_none()) {
            let example = self.render(example, &asked.at, walk);
            text = self.fill("with_example", &[("text", &text), ("example", &example)]);
        }
        self.tell_and_repeat(MessageKind::Reprompt, text);
    }

    pub fn leave(&mut self, asked: &AskAt<'t>, kind: FactKind) {
        if asked.part.is_none() {
            for place in self.part_places(asked) {
                self.state.facts.remove(&place);
            }
        }
        self.part_whole(asked);
        self.state.pending = None;
        self.fact(asked.fact_place(), kind, None);
    }
}
