//! Where an edit lands.

use crate::{
    engine::{
        env::is_within,
        state::{AssistStage, FactKind},
        step::Turn,
        walk::{Passed, part_place},
    },
    tree::json::SlotPath,
};

/// Where an edit lands.
pub(in crate::engine) enum Target {
    /// An answer (or an open question) of its own; `inner` is the way inside its value.
    Fact { place: String, inner: String },
    /// What was accepted from an assist, under the slot's name there.
    Accepted { place: String, slot: SlotPath },
    /// A question that was not reached yet.
    Ahead,
}

impl<'t> Turn<'t, '_> {
    /// Where an edit of `path` lands; `None` if the tree has no such slot.
    pub fn target(&self, path: &str) -> Option<Target> {
        self.scene.tree.slot(path)?;
        let walk = self.look_ahead();
        if let Some(live) = walk.env().live(path)
            && let Some(place) = &live.place
        {
            if let Some(FactKind::Assist(assist)) = self.state.facts.get(&**place).map(|fact| &fact.kind)
                && let AssistStage::Accepted(values) | AssistStage::Edited(values) = &assist.stage
            {
                let slot = values.keys().find(|slot| is_within(path, slot));
                return slot.map(|slot| Target::Accepted { place: place.to_string(), slot: slot.clone() });
            }
            let step = walk.steps.iter().rev().find(|step| &step.at.place == place);
            let slot = step.and_then(|step| step.slot.clone()).unwrap_or_else(|| path.to_owned().into());
            return Some(self.inside(place, &slot, path));
        }
        // Left open, or a composite: only its parts are live.
        let passed = walk.steps.iter().rev().find(|step| {
            let Some(slot) = step.slot.as_deref() else { return false };
            is_within(path, slot) && (step.passed != Passed::Ahead || self.state.has_parts(&step.at.place))
        });
        Some(match passed {
            Some(step) => self.inside(&step.at.place, step.slot.as_deref().unwrap_or(path), path),
            None => Target::Ahead,
        })
    }

    fn inside(&self, place: &str, slot: &str, path: &str) -> Target {
        let inner = path.strip_prefix(slot).unwrap_or("").trim_start_matches('/');
        let head = inner.split('/').next().unwrap_or("");
        let part = part_place(place, head);
        if !head.is_empty() && (self.state.facts.contains_key(&part) || !self.state.facts.contains_key(place))
        {
            let inner = inner[head.len()..].trim_start_matches('/');
            return Target::Fact { place: part, inner: inner.to_owned() };
        }
        Target::Fact { place: place.to_owned(), inner: inner.to_owned() }
    }
}
