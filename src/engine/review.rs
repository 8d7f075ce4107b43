//! The review: everything on one page, and the confirmation. What is missing or stale is asked before it counts.

use super::{
    colleague, draft,
    effect::MessageKind,
    input::Body,
    parse::plain_yes_or_no,
    state::FactKind,
    step::Turn,
    summary, view,
    walk::{At, Passed, Step, Walk},
    words::Press,
};
use crate::tree::json::{Node, Review};

impl<'t> Turn<'t, '_> {
    pub fn put_review(&mut self, at: &At<'t>, review: &'t Review, walk: &Walk<'t>) {
        if self.is_pending(at, None) {
            return;
        }
        let brief = draft::of_walk(self.scene, self.state, walk);
        let mut text = summary::text(&brief, &self.state.locale, self.scene.tree);
        if let Some(above) = &review.text {
            text = format!("{}\n\n{text}", self.render(above, at, walk));
        }
        let ask = view::decision(at.id, view::press(self.state, &[Press::Confirm]));
        self.put(MessageKind::Summary, text, ask, at);
    }

    pub fn answer_review(&mut self, at: &At<'t>, body: &Body, walk: &Walk<'t>) {
        let confirmed = match body {
            Body::Options(ids) => ids.first().is_some_and(|id| id == Press::Confirm.id()),
            Body::Text(text) => {
                matches!(Press::of_words(text), Some(Press::Confirm | Press::Accept))
                    || plain_yes_or_no(text) == Some(true)
            }
            _ => false,
        };
        if confirmed {
            self.heard(self.said(self.scene.tree, "", body));
            return self.confirm(at, walk);
        }
        // "Verba: R$ 2.000" corrects a field from here.
        if let Body::Text(text) = body
            && let Some((what, value)) = text.split_once(':')
            && let Some(path) = self.path_named(what)
        {
            let value = Body::Text(value.trim().to_owned());
            return self.edit_as(&path, value, &std::collections::BTreeMap::new(), text);
        }
        self.heard(self.said(self.scene.tree, "", body));
        self.understood(false, None);
        let text = self.phrase("help_review").to_owned();
        self.tell_and_repeat(MessageKind::Reprompt, text);
    }

    fn confirm(&mut self, at: &At<'t>, walk: &Walk<'t>) {
        let stale = walk.steps.iter().find(|step| step.passed == Passed::Stale);
        let missing = walk.steps.iter().find(|step| self.is_missing(step, walk));
        if missing.is_none()
            && let Some((label, name)) = walk.steps.iter().find_map(|step| self.must_await(step, walk))
        {
            let text = self.fill("waits_first", &[("label", &label), ("name", &name)]);
            return self.tell_and_repeat(MessageKind::Say, text);
        }
        self.state.pending = None;
        if let Some(step) = missing.or(stale) {
            let key = if missing.is_some() { "missing_first" } else { "stale_first" };
            let label =
                step.slot.as_deref().map_or_else(String::new, |slot| self.label(self.scene.tree, slot));
            let text = self.fill(key, &[("label", &label)]);
            self.tell(MessageKind::Say, text);
            if missing.is_some() {
                self.state.facts.remove(&*step.at.place);
            } else {
                self.redo(step);
            }
        } else {
            self.fact(at.place.to_string(), FactKind::Reviewed, None);
        }
        self.advance();
    }

    /// A required question that was left open, and that nothing else answered.
    fn is_missing(&self, step: &Step<'t>, walk: &Walk<'t>) -> bool {
        let Node::Ask(ask) = step.node else { return false };
        let path = step.at.scope.resolve(&ask.slot);
        let required = step.at.scope.tree.slot(&path).is_some_and(|slot| slot.required);
        let open = step.passed == Passed::Open && required && !walk.env_at(&step.at).is_set(&path);
        open && colleague::awaited_at(self.state, &step.at.place).next().is_none()
    }
}
