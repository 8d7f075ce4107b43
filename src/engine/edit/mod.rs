//! Editing an earlier answer: the fact is replaced and the walk goes again. What derived from it is stale until
//! it is kept, asked again or proposed again.

mod replace;
mod stale;
mod target;

pub(super) use target::Target;

use super::{
    effect::{MessageKind, RefusalCode},
    input::{Body, Resolve},
    parse::{self, Misread, Read},
    state::Status,
    step::Turn,
    walk::{Passed, Step},
};
use crate::tree::{
    json::{Node, SlotPath},
    value::Value,
};
use std::collections::BTreeMap;

impl<'t> Turn<'t, '_> {
    pub fn edit(&mut self, path: &str, body: Body, resolve: &BTreeMap<SlotPath, Resolve>) {
        let said = self.said(self.scene.tree, path, &body);
        let label = self.label(self.scene.tree, path);
        self.edit_as(path, body, resolve, &format!("{label}: {said}"));
    }

    /// The same, with the words that stand in the person's own row.
    pub fn edit_as(&mut self, path: &str, body: Body, resolve: &BTreeMap<SlotPath, Resolve>, said: &str) {
        if self.state.status == Status::Completed {
            return self.refuse(RefusalCode::Closed, "closed");
        }
        let Some(target) = self.target(path) else {
            return self.refuse(RefusalCode::UnknownPath, "unknown_path");
        };
        self.heard_with(said.to_owned(), &body);
        match self.read_edit(path, &body) {
            Ok(value) => {
                self.understood(true, value.as_ref().map(|value| self.show(self.scene.tree, path, value)));
                let stale_before = self.stale_labels();
                self.apply(path, &target, value.clone(), &body);
                self.resolve(resolve);
                self.tell_change(path, value.as_ref(), &stale_before);
                self.state.pending = None;
                self.advance();
            }
            Err(misread) => {
                self.understood(false, None);
                self.tell_and_repeat(MessageKind::Reprompt, misread.message);
            }
        }
    }

    /// What an edit's body says; `None` for "não sei".
    pub fn read_edit(&self, path: &str, body: &Body) -> Result<Option<Value>, Misread> {
        let tree = self.scene.tree;
        let slot = tree.slot(path).expect("a path with a target has a slot");
        let reading = self.reading(tree);
        let read = parse::read(&reading, slot, body)?;
        let walk = self.look_ahead();
        match read {
            Read::Value(value) => {
                if let Some(step) = walk.step_for(path)
                    && let Node::Ask(ask) = step.node
                {
                    let env = walk.env_at(&step.at);
                    let other =
                        |name: &str| env.get(&step.at.scope.resolve(name)).map(std::borrow::Cow::into_owned);
                    parse::validate(&reading, &ask.validations, &value, &other)?;
                }
                Ok(Some(value))
            }
            Read::Unsure | Read::NoMore => Ok(None),
        }
    }

    pub fn stale_labels(&self) -> Vec<String> {
        let walk = self.look_ahead();
        let stale = walk.steps.iter().filter(|step| step.passed == Passed::Stale);
        stale.flat_map(Step::slots).map(|slot| self.label(self.scene.tree, slot)).collect()
    }

    fn tell_change(&mut self, path: &str, value: Option<&Value>, stale_before: &[String]) {
        let label = self.label(self.scene.tree, path);
        let shown =
            value.map_or_else(|| self.phrase("open").to_owned(), |v| self.show(self.scene.tree, path, v));
        let mut text = self.fill("changed", &[("label", &label), ("value", &shown)]);
        let stale: Vec<_> =
            self.stale_labels().into_iter().filter(|label| !stale_before.contains(label)).collect();
        if !stale.is_empty() {
            text.push(' ');
            text.push_str(&self.fill("changed_stale", &[("labels", &stale.join(", "))]));
        }
        self.tell(MessageKind::Changed, text);
    }
}
