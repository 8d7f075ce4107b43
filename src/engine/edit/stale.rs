//! What becomes of what derived from an edited answer.

use crate::{
    engine::{
        input::Resolve,
        state::{AssistStage, FactKind, Source},
        step::Turn,
        walk::{Passed, Step},
    },
    tree::json::{Node, SlotPath},
};
use std::collections::BTreeMap;

impl<'t> Turn<'t, '_> {
    /// What becomes of the things that are stale now.
    pub(super) fn resolve(&mut self, resolve: &BTreeMap<SlotPath, Resolve>) {
        for (path, choice) in resolve {
            let walk = self.look_ahead();
            let stale = walk
                .steps
                .iter()
                .find(|step| step.passed == Passed::Stale && step.slot.as_deref() == Some(path));
            let Some(step) = stale else { continue };
            match choice {
                Resolve::Keep => self.keep_stale(&step.at.place, step.now.clone()),
                Resolve::Ask | Resolve::Regenerate => self.redo(step),
            }
        }
    }

    /// A stale thing is asked or proposed again.
    pub fn redo(&mut self, step: &Step<'t>) {
        match step.node {
            Node::Assist(_) => {
                if let Some(fact) = self.state.facts.get_mut(&*step.at.place)
                    && let FactKind::Assist(assist) = &mut fact.kind
                {
                    // On other inputs now: the walk starts it anew.
                    assist.former = assist.taken().clone();
                    assist.stage = AssistStage::Proposed;
                }
            }
            _ => self.reopen_at(step),
        }
    }

    /// A stale thing stays, as the person's own.
    fn keep_stale(&mut self, place: &str, now: Option<String>) {
        let parts = format!("{place}.");
        let facts = self.state.facts.iter_mut().filter(|(at, _)| *at == place || at.starts_with(&parts));
        for (_, fact) in facts {
            fact.fingerprint = now.clone();
            fact.who = self.scene.who.clone();
            match &mut fact.kind {
                FactKind::Answered { source, .. } => *source = Source::Person,
                FactKind::Assist(assist) => {
                    if let AssistStage::Accepted(values) = &assist.stage {
                        assist.stage = AssistStage::Edited(values.clone());
                    }
                }
                _ => {}
            }
        }
    }
}
