//! Questions as a channel needs them: the control, the options, what else can be pressed.

use super::{
    Scene, consent,
    effect::{AskView, Button, Control, Part},
    input::Body,
    show,
    state::State,
    step::{Turn, render},
    waiting,
    walk::{AskAt, Stop, Walk, walk},
    words::{self, Press},
};
use crate::tree::{
    Tree,
    json::{Choice, Slot, SlotType, Unsure},
    value::{NoneOf, Value},
};
use std::collections::BTreeMap;

/// The question that is pending, with its id.
pub(super) fn pending(scene: &Scene<'_>, state: &State) -> Option<AskView> {
    let pending = state.pending.as_ref()?;
    if consent::stands(state) {
        return Some(AskView { id: pending.ask, ..consent::ask(state) });
    }
    let walk = walk(scene, state);
    let view = match &walk.stop {
        Stop::Ask(asked) if asked.at.place == pending.place => ask(scene, state, asked, &walk),
        Stop::Proposal(proposed) if proposed.at.place == pending.place => {
            decision(proposed.at.id, super::card::buttons(state, proposed.assist.task))
        }
        Stop::Waiting(waiting) if waiting.at.place == pending.place => waiting::ask(state, &waiting.at),
        Stop::Review(at, _) if at.place == pending.place => decision(at.id, press(state, &[Press::Confirm])),
        _ => return None,
    };
    Some(AskView { id: pending.ask, ..view })
}

/// A question for a slot. Its id is given when it is put.
pub(super) fn ask<'t>(scene: &Scene<'t>, state: &State, asked: &AskAt<'t>, walk: &Walk<'t>) -> AskView {
    let tree = asked.at.scope.tree;
    let text = |text| render(scene, &state.locale, text, &asked.at, walk);
    let slot = asked.slot();
    let required = asked.is_required();
    let offered_shown = asked.offered.as_ref().zip(slot.as_ref());
    AskView {
        offered_shown: offered_shown
            .map(|(value, slot)| show::show(tree, slot, value, &state.locale, scene.context)),
        id: 0,
        node: asked.at.id.to_owned(),
        path: asked.root_path().unwrap_or_else(|| asked.asked_path().into_owned()),
        input: slot.map_or_else(empty, |slot| control(scene, tree, &slot, &state.locale)),
        required,
        why: asked.ask.why.as_ref().map(text),
        example: asked.ask.example.as_ref().filter(|_| asked.part.is_none()).map(text),
        seconds: asked.ask.seconds,
        chapter: asked.ask.chapter.clone(),
        offered: asked.offered.clone(),
        buttons: press(state, &presses(asked, required)),
    }
}

/// A question that only has buttons: a proposal, the review.
pub(super) fn decision(node: &str, buttons: Vec<Button>) -> AskView {
    AskView {
        id: 0,
        node: node.to_owned(),
        path: String::new(),
        input: empty(),
        required: true,
        why: None,
        example: None,
        seconds: None,
        chapter: None,
        offered: None,
        offered_shown: None,
        buttons,
    }
}

fn presses(asked: &AskAt<'_>, required: bool) -> Vec<Press> {
    if asked.another {
        return vec![Press::NoMore];
    }
    let mut presses = Vec::new();
    if asked.offered.is_some() {
        presses.push(Press::Keep);
    }
    if !required || matches!(asked.ask.unsure, Some(Unsure::Node(_) | Unsure::Assume { .. })) {
        presses.push(Press::Unsure);
    }
    if !required {
        presses.push(Press::Skip);
    }
    presses
}

pub(super) fn press(state: &State, presses: &[Press]) -> Vec<Button> {
    let label = |press: &Press| words::phrases().say(&state.locale, press.label()).to_owned();
    presses
        .iter()
        .map(|press| Button { id: press.id().to_owned(), label: label(press), hint: None })
        .collect()
}

fn empty() -> Control {
    Control {
        kind: SlotType::Confirm,
        options: Vec::new(),
        values: BTreeMap::new(),
        allow_new: false,
        currency: None,
        max_length: None,
        max_items: None,
        item: None,
        parts: Vec::new(),
    }
}

pub(super) fn control(scene: &Scene<'_>, tree: &Tree, slot: &Slot, locale: &str) -> Control {
    let item = slot.of.as_deref().unwrap_or(slot);
    let parts = tree.fields(item).iter().map(|(name, field)| Part {
        path: name.clone(),
        label: field
            .label
            .as_ref()
            .map_or_else(|| show::plain(name), |label| tree.text(label, locale).to_owned()),
        required: field.required,
        input: control(scene, tree, field, locale),
    });
    Control {
        kind: slot.kind,
        options: options(scene, tree, slot, locale),
        values: values(tree, slot, locale),
        allow_new: slot.allow_new,
        currency: slot.currency.clone(),
        max_length: slot.max_length,
        max_items: slot.max_items,
        item: slot.of.as_ref().map(|of| Box::new(control(scene, tree, of, locale))),
        parts: parts.collect(),
    }
}

/// The options of a slot: its own, those of its collection, and "none".
pub(super) fn options(scene: &Scene<'_>, tree: &Tree, slot: &Slot, locale: &str) -> Vec<Button> {
    let own = |choice: &Choice| Button {
        id: choice.id.clone(),
        label: tree.text(&choice.label, locale).to_owned(),
        hint: choice.hint.as_ref().map(|hint| tree.text(hint, locale).to_owned()),
    };
    let from = slot.options_from.and_then(|from| scene.context.collections.get(&from));
    let entries = from.into_iter().flatten();
    let mut options: Vec<_> = slot.options.iter().map(own).collect();
    options.extend(entries.map(|e| Button { id: e.id.clone(), label: e.label.clone(), hint: None }));
    options.extend(slot.none_of.as_ref().map(own));
    options
}

/// What a form sends for an option, where that is not its id.
fn values(tree: &Tree, slot: &Slot, locale: &str) -> BTreeMap<String, Value> {
    let own = slot.options.iter().filter_map(|option| {
        let label = || Value::text(tree.text(&option.label, locale));
        let words = matches!(slot.kind, SlotType::Text | SlotType::LongText);
        let value = option.value.clone().or_else(|| words.then(label))?;
        Some((option.id.clone(), value))
    });
    let none = slot
        .none_of
        .iter()
        .map(|option| (option.id.clone(), Value::None(NoneOf { none: option.id.clone() })));
    own.chain(none).collect()
}

impl<'t> Turn<'t, '_> {
    /// An answer to a question as the person's own row shows it: with the labels that were on its buttons.
    pub fn said_to(&self, asked: &AskAt<'t>, body: &Body) -> String {
        let tree = asked.at.scope.tree;
        match (body, asked.slot()) {
            (Body::Options(ids), Some(slot)) => {
                let options = options(self.scene, tree, &slot, &self.state.locale);
                let label = |id: &String| {
                    let option = options.iter().find(|option| option.id == *id);
                    option.map_or_else(|| self.press_label(id), |option| option.label.clone())
                };
                ids.iter().map(label).collect::<Vec<_>>().join(", ")
            }
            _ => self.said(tree, &asked.asked_path(), body),
        }
    }

    /// The label of a button that is no option.
    pub fn press_label(&self, id: &str) -> String {
        Press::of_id(id).map_or(id, |press| self.phrase(press.label())).to_owned()
    }
}
