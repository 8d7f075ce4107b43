//! Building the brief from the walk: a field for each slot on the way, and for each that the longest way still asks.

use super::{
    Scene,
    brief::{Brief, Field, FieldState, Heading},
    colleague,
    env::{self, Env},
    remaining, score, show,
    state::{Source, State, Who},
    walk::{Passed, Walk, look_ahead},
};
use crate::tree::{
    Tree,
    json::{Node, SlotType},
    value::Value,
};
use std::collections::BTreeSet;

/// The brief as it stands.
pub(super) fn brief(scene: &Scene<'_>, state: &State) -> Brief {
    of_walk(scene, state, &look_ahead(scene, state))
}

/// The brief of a walk that has looked ahead, or has nothing ahead of it.
pub(super) fn of_walk<'t>(scene: &Scene<'t>, state: &State, walk: &Walk<'t>) -> Brief {
    let mut draft = Draft { scene, state, env: walk.env(), fields: Vec::new(), seen: BTreeSet::new() };
    draft.walked(walk);
    draft.still_asked(walk);
    draft.finish()
}

/// The brief as it is frozen: only what is on the way, nothing that merely steers the conversation.
pub(super) fn frozen<'t>(scene: &Scene<'t>, state: &State, walk: &Walk<'t>) -> Brief {
    let mut brief = of_walk(scene, state, walk);
    brief.fields.retain(|field| !field.internal && field.state != FieldState::Missing);
    brief
}

/// Where on the way a field was met.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Walked,
    /// Walked, and left without an answer.
    Open,
    /// Past the question that is pending.
    Ahead,
}

struct Draft<'a, 't> {
    scene: &'a Scene<'t>,
    state: &'a State,
    env: &'a Env<'t>,
    fields: Vec<Field>,
    seen: BTreeSet<String>,
}

impl<'t> Draft<'_, 't> {
    fn walked(&mut self, walk: &Walk<'t>) {
        for (n, step) in walk.steps.iter().enumerate() {
            match step.node {
                Node::Ask(ask) => {
                    if let Some(slot) = &step.slot {
                        let way = match step.passed {
                            Passed::Open if n < walk.stopped_at => Way::Open,
                            _ if n < walk.stopped_at => Way::Walked,
                            _ => Way::Ahead,
                        };
                        self.add(slot, ask.chapter.as_deref(), way);
                        if step.passed != Passed::Ahead {
                            self.add_open_parts(slot, ask.chapter.as_deref(), way);
                        }
                        self.note_awaited(&step.at.place, slot);
                    }
                }
                Node::Assist(assist) if matches!(step.passed, Passed::Fact | Passed::Stale) => {
                    for slot in assist.out.iter().filter(|slot| self.env.is_set(slot)) {
                        let way = if n < walk.stopped_at { Way::Walked } else { Way::Ahead };
                        self.add(slot, assist.chapter.as_deref(), way);
                    }
                }
                _ => {}
            }
        }
    }

    /// What was left open of a composite that is known in part: each such part is a field of its own.
    fn add_open_parts(&mut self, path: &str, chapter: Option<&str>, way: Way) {
        let tree = self.scene.tree;
        let Some(slot) = tree.slot(path).filter(|slot| slot.kind == SlotType::Object) else { return };
        // Put twice: a part that was open then may be known now.
        let below = |field: &Field| env::is_within(&field.path, path) && field.path != path;
        self.fields.retain(|field| !(below(field) && field.value.is_none()));
        let Some(whole) = self.env.get(path).filter(|whole| !whole.is_empty()) else { return };
        let is_open = |part: &&String| whole.at(part).is_none_or(Value::is_empty);
        let way = if way == Way::Walked { Way::Open } else { way };
        for part in tree.fields(slot).keys().filter(is_open) {
            let part = format!("{path}/{part}");
            self.seen.remove(&part);
            self.add(&part, chapter, way);
        }
    }

    /// Whose answer is waited for.
    fn note_awaited(&mut self, place: &str, slot: &str) {
        for (part, name) in colleague::awaited_at(self.state, place) {
            let path = if part.is_empty() { slot.to_owned() } else { format!("{slot}/{part}") };
            let open =
                |field: &&mut Field| field.value.is_none() && (field.path == path || field.path == slot);
            if let Some(field) = self.fields.iter_mut().find(open) {
                field.waits_for = Some(name.to_owned());
            }
        }
    }

    fn still_asked(&mut self, walk: &Walk<'t>) {
        for ahead in remaining::asks(self.scene, self.state, walk) {
            let unseen = ahead.root.as_ref().filter(|slot| !self.seen.contains(&***slot));
            if let Some(slot) = unseen {
                self.add(slot, ahead.ask.chapter.as_deref(), Way::Ahead);
            }
        }
    }

    fn add(&mut self, path: &str, chapter: Option<&str>, way: Way) {
        let tree = self.scene.tree;
        let Some(slot) = tree.slot(path) else { return };
        if !self.seen.insert(path.to_owned()) {
            // Put twice (a simpler question for the same slot): what is known now counts.
            if let Some(field) = self.fields.iter().position(|field| field.path == path) {
                let former = self.fields.remove(field);
                self.seen.remove(path);
                return self.add(path, former.chapter.as_deref(), way);
            }
        }
        let value = self.env.get(path).filter(|value| !value.is_empty()).map(std::borrow::Cow::into_owned);
        let live = self.env.under(path).map(|(_, live)| live).next().or_else(|| self.env.live(path));
        let stale = self.env.under(path).any(|(_, live)| live.stale);
        let state = match (&value, live) {
            (Some(_), _) if stale => FieldState::Stale,
            (Some(_), Some(live)) if live.source == Source::Assumption => FieldState::Assumed,
            (Some(_), _) if way == Way::Ahead => FieldState::Ahead,
            (Some(_), _) => FieldState::Settled,
            (None, _) if way == Way::Open => FieldState::Open,
            (None, _) => FieldState::Missing,
        };
        let who = live.map(|live| live.who.clone()).filter(|who| matches!(who, Who::Member(_)));
        let locale = &self.state.locale;
        // Who knows the whole knows its parts.
        let around = || tree.slot(path.rsplit_once('/')?.0)?.ask_whom.as_ref();
        self.fields.push(Field {
            path: path.to_owned(),
            label: show::label(tree, path, locale),
            chapter: chapter.map(str::to_owned),
            shown: value.as_ref().map(|value| show::show(tree, slot, value, locale, self.scene.context)),
            source: live.filter(|_| value.is_some()).map(|live| live.source),
            by: who.as_ref().and_then(|who| self.called(who)),
            who,
            waits_for: None,
            warning: live.and_then(|live| live.warning.clone()),
            value,
            state,
            required: slot.required,
            internal: slot.internal,
            ask_whom: slot.ask_whom.as_ref().or_else(around).map(|text| tree.text(text, locale).to_owned()),
        });
    }

    fn called(&self, who: &Who) -> Option<String> {
        let Who::Member(id) = who else { return None };
        self.state.helpers.get(id).cloned()
    }

    fn finish(self) -> Brief {
        let tree: &Tree = self.scene.tree;
        let counted = |field: &&Field| !field.internal;
        let settled = |field: &&Field| {
            matches!(field.state, FieldState::Settled | FieldState::Assumed | FieldState::Ahead)
        };
        let total = self.fields.iter().filter(counted).count();
        let done = self.fields.iter().filter(counted).filter(settled).count();
        let required = self.fields.iter().filter(|field| field.required).filter(counted);
        let (set, of) = (required.clone().filter(settled).count(), required.count());
        let live = |path: &str| -> Option<Value> {
            let field = self.fields.iter().find(|field| field.path == path);
            match field {
                Some(field) if !settled(&field) => None,
                _ => self.env.get(path).map(std::borrow::Cow::into_owned),
            }
        };
        let score = score::score(tree, &live, (count(set), count(of)), &self.state.locale);
        Brief {
            tree: tree.doc().id.clone(),
            title: tree.text(&tree.doc().title, &self.state.locale).to_owned(),
            locale: self.state.locale.clone(),
            completeness: count(done * 100).checked_div(count(total)).unwrap_or(0),
            score,
            chapters: self.chapters(),
            fields: self.fields,
        }
    }

    fn chapters(&self) -> Vec<Heading> {
        let mut chapters: Vec<Heading> = Vec::new();
        for id in self.fields.iter().filter_map(|field| field.chapter.as_ref()) {
            if !chapters.iter().any(|known| known.id == *id) {
                let title = chapter_title(self.scene.tree, id, &self.state.locale);
                chapters.push(Heading { id: id.clone(), title: title.unwrap_or(id).to_owned() });
            }
        }
        chapters
    }
}

/// The title of a chapter of the tree, or of one that it calls.
fn chapter_title<'t>(tree: &'t Tree, id: &str, locale: &str) -> Option<&'t str> {
    let own = tree.doc().chapters.iter().find(|chapter| chapter.id == id);
    own.map(|chapter| tree.text(&chapter.title, locale)).or_else(|| {
        let called = tree.doc().nodes.values().filter_map(|node| match node {
            Node::Call(call) => tree.call(&call.tree),
            _ => None,
        });
        called.into_iter().find_map(|called| chapter_title(called, id, locale))
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
