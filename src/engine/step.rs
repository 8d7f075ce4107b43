//! The routing of inputs, and the hand that writes: messages, facts, refusals.

use super::{
    Scene,
    effect::{AskView, Card, Effect, From, Message, MessageKind, ReadAs, Refusal, RefusalCode, Understood},
    input::{Body, Input},
    parse::Reading,
    show,
    state::{Fact, FactKind, Pending, Place, State, Status},
    view,
    walk::{At, Walk, look_ahead, walk},
    words,
};
use crate::tree::{
    Tree,
    json::Text,
    value::{FileRef, Value},
};
use std::collections::BTreeSet;

pub(super) fn step(scene: &Scene<'_>, state: &mut State, input: Input) -> Vec<Effect> {
    let mut turn = Turn { scene, state, effects: Vec::new() };
    turn.take(input);
    turn.drop_settled_probes();
    turn.effects
}

/// A step under way.
pub(super) struct Turn<'t, 's> {
    pub scene: &'s Scene<'t>,
    pub state: &'s mut State,
    pub effects: Vec<Effect>,
}

impl<'t> Turn<'t, '_> {
    fn take(&mut self, input: Input) {
        match input {
            Input::Start => self.advance(),
            Input::Copy { of } => self.copy(*of),
            Input::Answer { ask, path, body } => self.answer(ask, path.as_deref(), body),
            Input::Edit { path, body, resolve } => self.edit(&path, body, &resolve),
            Input::Command { name, args } => self.command(name, args),
            Input::Decide { card, version, decision, content } => {
                self.decide(&card, version, decision, content);
            }
            Input::Ask { ask, question, of, name } => self.ask_colleague(ask, question, of, name),
            Input::Helped { question, name, body } => self.helped(&question, &name, &body),
            Input::Declined { question, name } => self.declined(&question, &name),
            Input::AssistDone { task, fingerprint, result } => self.assist_done(task, &fingerprint, result),
            Input::Verified { task, fingerprint, ok } => self.verified(task, &fingerprint, ok),
            Input::Woken { task } => self.woken(task),
            Input::Told { rows } => self.told(rows),
        }
    }

    pub fn walk(&self) -> Walk<'t> {
        walk(self.scene, self.state)
    }

    /// The walk with what is known past its stop.
    pub fn look_ahead(&self) -> Walk<'t> {
        look_ahead(self.scene, self.state)
    }

    /// What is said in `tree` is read against this.
    pub fn reading<'a>(&'a self, tree: &'a Tree) -> Reading<'a> {
        Reading {
            tree,
            context: self.scene.context,
            locale: &self.state.locale,
            seed: self.state.seq,
            before: None,
        }
    }

    // ── what is said ────────────────────────────────────────────

    /// A row of the conversation, the last so far.
    pub fn message(&mut self, from: From, kind: MessageKind, text: String) -> &mut Message {
        self.state.seq += 1;
        let seq = self.state.seq;
        self.effects.push(Effect::Message(Message {
            seq,
            from,
            kind,
            text,
            ask: None,
            card: None,
            read: None,
            pasted: None,
            files: Vec::new(),
            piece: None,
            count: None,
        }));
        match self.effects.last_mut() {
            Some(Effect::Message(message)) => message,
            _ => unreachable!("a message was pushed just now"),
        }
    }

    pub fn tell(&mut self, kind: MessageKind, text: String) -> &mut Message {
        self.message(From::Assistant, kind, text)
    }

    /// Tells something, and repeats the controls of the question that is pending.
    pub fn tell_and_repeat(&mut self, kind: MessageKind, text: String) {
        let ask = view::pending(self.scene, self.state);
        self.tell(kind, text).ask = ask;
    }

    /// What the person said, as a row.
    pub fn heard(&mut self, text: String) {
        self.message(From::Person, MessageKind::Said, text);
        if self.state.status == Status::Stopped {
            self.state.status = Status::Active;
        }
    }

    /// The same with the files that came with it.
    pub fn heard_with(&mut self, text: String, body: &Body) {
        let files = self.sent_now(body);
        self.heard(text);
        if let Some(Effect::Message(message)) = self.effects.last_mut() {
            message.files = files;
        }
    }

    /// The files of a body that no answer has yet: an answer that is changed names those that it had, too.
    pub fn sent_now(&self, body: &Body) -> Vec<FileRef> {
        let sent: Vec<&FileRef> = match body {
            Body::Files(files) => files.iter().collect(),
            Body::Value(value) => value.files(),
            Body::Text(_) | Body::Options(_) => Vec::new(),
        };
        if sent.is_empty() {
            return Vec::new();
        }
        let kept = self.state.facts.values().filter_map(|fact| match &fact.kind {
            FactKind::Answered { value, .. } => Some(value.files()),
            _ => None,
        });
        let known: BTreeSet<&str> = kept.flatten().filter_map(|file| file.id.as_deref()).collect();
        let is_new = |file: &&&FileRef| file.id.as_deref().is_some_and(|id| !known.contains(id));
        sent.iter().filter(is_new).map(|file| (*file).clone()).collect()
    }

    /// How what the person just said was read.
    pub fn read_as(&mut self, read: ReadAs) {
        let said = self.effects.iter_mut().rev().find_map(|effect| match effect {
            Effect::Message(message) if message.from == From::Person => Some(message),
            _ => None,
        });
        if let Some(said) = said {
            said.read = Some(read);
        }
    }

    /// Puts a question: the message, and that it is pending.
    pub fn put(&mut self, kind: MessageKind, text: String, view: AskView, at: &At<'_>) {
        let message = self.tell(kind, text);
        let ask = message.seq;
        message.ask = Some(AskView { id: ask, ..view });
        self.state.pending = Some(Pending { ask, place: at.place.to_string(), part: None, attempts: 0 });
    }

    pub fn put_card(&mut self, text: String, card: Card, repeat: bool) {
        let ask = repeat.then(|| view::pending(self.scene, self.state)).flatten();
        let message = self.tell(MessageKind::Proposal, text);
        message.card = Some(card);
        message.ask = ask;
    }

    pub fn understood(&mut self, understood: bool, normalised: Option<String>) {
        self.effects.push(Effect::Understood(Understood { understood, normalised }));
    }

    /// The input cannot be a turn. Only allowed before anything was said or kept.
    pub fn refuse(&mut self, code: RefusalCode, key: &'static str) {
        let message = self.phrase(key).to_owned();
        self.effects.push(Effect::Refuse(Refusal { code, message }));
    }

    // ── what is kept ────────────────────────────────────────────

    pub fn fact(&mut self, place: Place, kind: FactKind, fingerprint: Option<String>) {
        let fact = Fact {
            kind,
            who: self.scene.who.clone(),
            at: self.scene.now,
            turn: self.state.turn,
            fingerprint,
            reopened: false,
        };
        self.state.facts.insert(place, fact);
    }

    // ── words ───────────────────────────────────────────────────

    pub fn phrase(&self, key: &'static str) -> &'static str {
        words::phrases().say(&self.state.locale, key)
    }

    pub fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        words::phrases().fill(&self.state.locale, key, args)
    }

    /// A text of the tree, with the slots it names filled in.
    pub fn render(&self, text: &Text, at: &At<'t>, walk: &Walk<'t>) -> String {
        render(self.scene, &self.state.locale, text, at, walk)
    }

    pub fn show(&self, tree: &Tree, path: &str, value: &Value) -> String {
        tree.slot(path).map_or_else(String::new, |slot| {
            show::show(tree, slot, value, &self.state.locale, self.scene.context)
        })
    }

    /// A body as the person's own row shows it.
    pub fn said(&self, tree: &Tree, path: &str, body: &Body) -> String {
        match body {
            Body::Text(text) => text.clone(),
            Body::Value(value) => self.show(tree, path, value),
            Body::Options(ids) => {
                let options =
                    tree.slot(path).map(|slot| view::options(self.scene, tree, slot, &self.state.locale));
                let options = options.unwrap_or_default();
                let label = |id: &String| {
                    let option = options.iter().find(|option| option.id == *id);
                    option.map_or_else(|| self.press_label(id), |option| option.label.clone())
                };
                ids.iter().map(label).collect::<Vec<_>>().join(", ")
            }
            Body::Files(files) => files.iter().map(|file| file.file.clone()).collect::<Vec<_>>().join(", "),
        }
    }
}

/// A text of the tree where the walk stands, with the slots it names filled in.
pub(super) fn render<'t>(
    scene: &Scene<'t>,
    locale: &str,
    text: &Text,
    at: &At<'t>,
    walk: &Walk<'t>,
) -> String {
    let tree = at.scope.tree;
    tree.render(text, locale, &|name| {
        let path = at.scope.resolve(name);
        let value = walk.env_at(at).get(&path)?;
        Some(show::show(tree, tree.slot(&path)?, &value, locale, scene.context))
    })
}
