//! What an edit would change, told before it happens: the walk as it is against the walk as it would be.

use super::{
    Scene,
    brief::{Change, ChangeKind, Impact},
    effect::{Refusal, RefusalCode},
    env::is_within,
    input::{Body, Resolve},
    show,
    state::State,
    step::Turn,
    walk::{Passed, Step, Walk},
    words,
};
use crate::tree::json::{Node, SlotPath};
use std::{borrow::Cow, collections::BTreeMap};

pub(super) fn impact(scene: &Scene<'_>, state: &State, path: &str, body: &Body) -> Result<Impact, Refusal> {
    let mut edited = state.clone();
    let mut turn = Turn { scene, state: &mut edited, effects: Vec::new() };
    let Some(target) = turn.target(path) else {
        let message = words::phrases().say(&state.locale, "unknown_path").to_owned();
        return Err(Refusal { code: RefusalCode::UnknownPath, message });
    };
    let value = turn
        .read_edit(path, body)
        .map_err(|misread| Refusal { code: RefusalCode::Unreadable, message: misread.message })?;
    let before = turn.look_ahead();
    turn.apply(path, &target, value.clone(), body);
    let after = turn.look_ahead();
    let compared = Compared { scene, locale: &state.locale, path, before: &before, after: &after };
    Ok(Impact { path: path.to_owned(), value, version: state.turn, changes: compared.changes() })
}

struct Compared<'a, 't> {
    scene: &'a Scene<'t>,
    locale: &'a str,
    path: &'a str,
    before: &'a Walk<'t>,
    after: &'a Walk<'t>,
}

impl Compared<'_, '_> {
    fn changes(&self) -> Vec<Change> {
        let (was, will) = (self.shown(self.before), self.shown(self.after));
        let mut changes =
            vec![self.change(self.path, ChangeKind::Changed, self.at(self.before), self.at(self.after))];
        changes.extend(self.stale());
        let own = |path: &&SlotPath| is_within(path, self.path);
        for (path, shown) in was.iter().filter(|(path, _)| !own(path) && !will.contains_key(*path)) {
            changes.push(self.change(path, ChangeKind::Parked, Some(shown.clone()), None));
        }
        for (path, shown) in will.iter().filter(|(path, _)| !own(path) && !was.contains_key(*path)) {
            changes.push(self.change(path, ChangeKind::Returns, None, Some(shown.clone())));
        }
        changes.extend(self.asked());
        changes
    }

    /// What would be stale and is not yet.
    fn stale(&self) -> Vec<Change> {
        let stale = |walk: &'_ Walk<'_>| -> BTreeMap<SlotPath, (Vec<SlotPath>, Resolve)> {
            let steps = walk.steps.iter().filter(|step| step.passed == Passed::Stale);
            let resolved = |step: &Step<'_>| {
                let again =
                    if matches!(step.node, Node::Assist(_)) { Resolve::Regenerate } else { Resolve::Ask };
                (step.slots().into_iter().map(str::to_owned).collect(), again)
            };
            steps.filter_map(|step| Some((step.slot.clone()?.into_owned(), resolved(step)))).collect()
        };
        let before = stale(self.before);
        let new =
            stale(self.after).into_iter().filter(|(path, _)| !before.contains_key(path) && path != self.path);
        new.map(|(path, (slots, again))| self.stale_change(&path, &slots, again)).collect()
    }

    /// What was proposed together is kept or proposed again together.
    fn stale_change(&self, path: &str, slots: &[SlotPath], again: Resolve) -> Change {
        let labels: Vec<_> =
            slots.iter().map(|slot| show::label(self.scene.tree, slot, self.locale)).collect();
        let from: Vec<_> = slots.iter().filter_map(|slot| self.value(self.after, slot)).collect();
        Change {
            label: labels.join(", "),
            choices: vec![Resolve::Keep, again],
            ..self.change(path, ChangeKind::Stale, (!from.is_empty()).then(|| from.join("; ")), None)
        }
    }

    /// The questions that would be asked and were not to be.
    fn asked(&self) -> Vec<Change> {
        let open = |walk: &Walk<'_>| -> Vec<(String, Option<SlotPath>)> {
            let steps = walk.steps.iter().filter(|step| step.passed == Passed::Ahead);
            steps.map(|step| (step.at.place.to_string(), step.slot.clone().map(Cow::into_owned))).collect()
        };
        let before = open(self.before);
        let new =
            open(self.after).into_iter().filter(|(place, _)| !before.iter().any(|(was, _)| was == place));
        new.filter_map(|(_, path)| Some(self.change(&path?, ChangeKind::Asked, None, None))).collect()
    }

    fn shown(&self, walk: &Walk<'_>) -> BTreeMap<SlotPath, String> {
        walk.env().iter().filter_map(|(path, _)| Some((path.to_owned(), self.value(walk, path)?))).collect()
    }

    fn at(&self, walk: &Walk<'_>) -> Option<String> {
        self.value(walk, self.path)
    }

    fn value(&self, walk: &Walk<'_>, path: &str) -> Option<String> {
        let tree = self.scene.tree;
        let value = walk.env().get(path)?;
        Some(show::show(tree, tree.slot(path)?, &value, self.locale, self.scene.context))
    }

    fn change(&self, path: &str, kind: ChangeKind, from: Option<String>, to: Option<String>) -> Change {
        let label = show::label(self.scene.tree, path, self.locale);
        Change { path: path.to_owned(), label, kind, from, to, choices: Vec::new() }
    }
}
