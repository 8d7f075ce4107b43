//! A text that is pasted, or read out of a file, wherever the conversation stands: the tree's own extraction is run on
//! it, and what it proposes is a card beside the question. At the tree's own door it is that question's answer.

use super::{
    answer::Answer,
    effect::{CardState, Effect, Given as GivenTo, MessageKind, RefusalCode},
    env::is_within,
    fingerprint,
    input::{Args, Body, Proposal},
    parse::{self, Read},
    show,
    state::{AssistFact, AssistStage, Fact, FactKind, Source, Who},
    step::Turn,
    walk::{AskAt, AssistAt, At, Scope, Step, Stop, Walk, answer_of, part_place},
};
use crate::tree::{
    Tree,
    json::{Ask, Assist, AssistTask, Next, Node, SlotPath},
    value::{FileRef, Value},
};
use std::collections::BTreeMap;

/// The most characters of a pasted text: what a document is read to ([`crate::document`] says so too).
pub(super) const CHARS_MAX: usize = 60_000;
/// What stands before the extraction's id in the place of one that runs apart from the walk. No node is called so.
const APART: &str = "~paste/";

/// Whether the assist at `place` runs on a pasted text, apart from the walk.
pub(super) fn is_apart(place: &str) -> bool {
    place.starts_with(APART)
}

/// The tree's extraction, the first that it has.
fn extraction(tree: &Tree) -> Option<(&str, &Assist)> {
    tree.doc().nodes.iter().find_map(|(id, node)| match node {
        Node::Assist(assist) if assist.task == AssistTask::Extract => Some((id.as_str(), &**assist)),
        _ => None,
    })
}

impl<'t> Turn<'t, '_> {
    pub fn paste(&mut self, args: Args) {
        let text = args.text.unwrap_or_default().trim().to_owned();
        let count = text.chars().count();
        if text.is_empty() || count > CHARS_MAX {
            let key = if text.is_empty() { "paste_nothing" } else { "paste_too_long" };
            return self.refuse(RefusalCode::BadFrame, key);
        }
        let (document, file) = (args.document, args.file);
        let said = match &document {
            Some(document) => self.fill("paste_sent", &[("file", &document.name)]),
            None => {
                #[expect(clippy::cast_precision_loss, reason = "a text has some thousand characters")]
                let count = show::number(count as f64, &self.state.locale);
                self.fill("paste_said", &[("count", &count)])
            }
        };
        self.heard(said);
        if let Some(Effect::Message(message)) = self.effects.last_mut() {
            message.pasted = Some(text.clone());
            let sent = document.as_ref().map(|document| FileRef {
                file: document.name.clone(),
                id: file,
                link: None,
            });
            message.files.extend(sent);
        }
        if document.is_some_and(|document| document.cut) {
            let told = self.phrase("paste_cut").to_owned();
            self.tell(MessageKind::Say, told);
        }
        let Some((_, assist)) = extraction(self.scene.tree) else {
            let told = self.phrase("paste_not_here").to_owned();
            return self.tell_and_repeat(MessageKind::Help, told);
        };
        if !self.at_the_door(assist, &text) {
            self.extract_apart(text);
        }
    }

    // ── at the door ─────────────────────────────────────────────

    /// Answers the question for the text itself, or the one before it whose option leads there. Whether there was one.
    fn at_the_door(&mut self, assist: &'t Assist, text: &str) -> bool {
        let Some(slot) = assist.input.first() else { return false };
        let walk = self.walk();
        let Stop::Ask(asked) = &walk.stop else { return false };
        if asked.at.scope.env != 0 || asked.part.is_some() {
            return false;
        }
        if asked.path == slot.as_str() {
            self.answer_with_text(asked, text, &walk);
            return true;
        }
        let Some(option) = way_to(self.scene.tree, asked.ask, slot) else { return false };
        self.keep(asked, own(Value::text(option)), &walk);
        let walk = self.walk();
        match &walk.stop {
            Stop::Ask(asked) if asked.path == slot.as_str() => self.answer_with_text(asked, text, &walk),
            _ => self.advance_from(walk),
        }
        true
    }

    fn answer_with_text(&mut self, asked: &AskAt<'t>, text: &str, walk: &Walk<'t>) {
        let Some(slot) = asked.slot() else { return };
        match parse::read(&self.reading(asked.at.scope.tree), &slot, &Body::Text(text.to_owned())) {
            Ok(Read::Value(value)) => {
                self.keep(asked, own(value), walk);
                self.advance();
            }
            Ok(_) => self.advance(),
            Err(misread) => {
                self.understood(false, None);
                self.state.pending = None;
                self.tell(MessageKind::Reprompt, misread.message);
                self.advance();
            }
        }
    }

    // ── anywhere else ───────────────────────────────────────────

    fn extract_apart(&mut self, text: String) {
        let Some((id, assist)) = extraction(self.scene.tree) else { return };
        let walk = self.look_ahead();
        if assist.out.iter().all(|path| self.is_answered(&walk, path)) {
            let told = self.phrase("paste_all_known").to_owned();
            return self.tell_and_repeat(MessageKind::Say, told);
        }
        let place = format!("{APART}{id}");
        let version = self.supersede(&place) + 1;
        self.state.task += 1;
        let fingerprint = fingerprint::of_text(&text);
        let fact =
            AssistFact { task: self.state.task, version, pasted: Some(text), ..AssistFact::running(1) };
        self.fact(place.clone(), FactKind::Assist(fact), Some(fingerprint));
        let Some(start) = self.apart(&place) else { return };
        if self.call(&start, 1, &walk) {
            let told = self.phrase("paste_reading").to_owned();
            self.tell_and_repeat(MessageKind::Say, told);
        }
    }

    /// A text that was pasted before and not decided on gives way. The version of its card.
    fn supersede(&mut self, place: &str) -> u32 {
        let Some(FactKind::Assist(former)) = self.state.facts.get(place).map(|fact| &fact.kind) else {
            return 0;
        };
        let (version, task, stage) = (former.version, former.task, former.stage.clone());
        match stage {
            AssistStage::Running => self.effects.push(Effect::Cancel { task }),
            AssistStage::Proposed => {
                self.card_changed(place, version, CardState::Superseded, Who::Engine);
            }
            _ => {}
        }
        version
    }

    /// The extraction at this place apart from the walk.
    pub fn apart(&self, place: &str) -> Option<AssistAt<'t>> {
        let fact = self.state.facts.get(place).filter(|_| is_apart(place))?;
        let (id, assist) = extraction(self.scene.tree)?;
        let fingerprint = fact.fingerprint.clone().unwrap_or_default();
        let scope = Scope::of(self.scene.tree);
        Some(AssistAt { at: At { place: place.to_owned().into(), id, scope }, assist, fingerprint })
    }

    /// What it is given in the place of an answer.
    pub fn pasted(&self, start: &AssistAt<'t>) -> Option<Vec<GivenTo>> {
        let FactKind::Assist(assist) = &self.state.facts.get(&*start.at.place)?.kind else { return None };
        let text = assist.pasted.clone()?;
        let path = start.assist.input.first()?.clone();
        let label = self.label(start.at.scope.tree, &path);
        Some(vec![GivenTo { path, label, value: Value::text(text.as_str()), text }])
    }

    /// Whether there is an answer that a pasted text does not touch: on this way or another, or waiting for its question.
    pub fn is_answered(&self, ahead: &Walk<'t>, path: &str) -> bool {
        let env = ahead.env();
        let live = || env.under(path).map(|(_, live)| live).next().or_else(|| env.live(path));
        let known = env.is_set(path) && live().is_some_and(|live| live.source != Source::Assumption);
        let waits = || {
            self.state.given.iter().any(|(at, given)| {
                given.source != Source::Former && (is_within(path, at) || is_within(at, path))
            })
        };
        // On a way that was left: its fact stays where it was.
        let elsewhere = || {
            self.scene.tree.doc().nodes.iter().any(|(id, node)| match node {
                Node::Ask(ask) if is_within(path, &ask.slot) => {
                    self.says(id, path[ask.slot.len()..].trim_start_matches('/'))
                }
                _ => false,
            })
        };
        known || waits() || elsewhere()
    }

    /// Whether the facts of the question at `place` say something of this part of its slot.
    fn says(&self, place: &str, part: &str) -> bool {
        let said = |place: &str| self.state.facts.get(place).filter(|fact| is_said(fact)).and_then(answer_of);
        let whole = said(place).and_then(|value| value.at(part)).is_some_and(|value| !value.is_empty());
        let first = part.split('/').next().unwrap_or_default();
        whole || (!part.is_empty() && said(&part_place(place, first)).is_some())
    }

    /// What an extraction has to say besides the values: what could not be read, and what was known already.
    pub fn note_extracted(&self, place: &str, proposal: Proposal, unread: &[&str]) -> Option<Proposal> {
        if proposal.slots.is_empty() {
            return None;
        }
        let mut why = proposal.why;
        if !unread.is_empty() {
            let labels = show::joined(unread, &self.state.locale);
            why.push(self.fill("paste_unread", &[("labels", &labels)]));
        }
        if is_apart(place)
            && let Some((_, assist)) = extraction(self.scene.tree)
        {
            let walk = self.look_ahead();
            let known = assist.out.iter().filter(|path| self.is_answered(&walk, path)).count();
            match known {
                0 => {}
                1 => why.push(self.phrase("paste_known_one").to_owned()),
                _ => why.push(self.fill("paste_known", &[("count", &known.to_string())])),
            }
        }
        Some(Proposal { why, ..proposal })
    }

    /// Its card beside the question, or that nothing was found.
    pub fn show_apart(&mut self, place: &str) {
        match (self.card(place), self.apart(place)) {
            (Some(card), Some(at)) => {
                let walk = self.walk();
                let text = at.assist.text.as_ref().map(|text| self.render(text, &at.at, &walk));
                let text = text.unwrap_or_else(|| self.phrase("proposal").to_owned());
                self.put_card(text, card, true);
            }
            _ => {
                let told = self.phrase("paste_found_nothing").to_owned();
                self.tell_and_repeat(MessageKind::Say, told);
            }
        }
    }

    // ── once it was decided ─────────────────────────────────────

    /// Of what is taken, that which was not said otherwise meanwhile.
    pub fn still_wanted(&self, values: &mut BTreeMap<SlotPath, Value>) {
        let walk = self.look_ahead();
        values.retain(|path, _| !self.is_answered(&walk, path));
    }

    /// What was left open, or only assumed, gives way to what the text says.
    pub fn make_way(&mut self, values: &BTreeMap<SlotPath, Value>) {
        let walk = self.look_ahead();
        let fills = |step: &&Step<'t>| {
            matches!(step.node, Node::Ask(_))
                && step.slot.as_deref().is_some_and(|slot| {
                    values.keys().any(|path| is_within(path, slot) || is_within(slot, path))
                })
        };
        for step in walk.steps.iter().filter(fills) {
            let place = &*step.at.place;
            let parts = format!("{place}.");
            self.state.facts.retain(|at, fact| !(at == place || at.starts_with(&parts)) || is_said(fact));
        }
    }

    /// Goes on after a card apart from the walk was decided: a question that was answered by it is not pending any more.
    pub fn go_on_after(&mut self, taken: Option<usize>) {
        let told = match taken {
            None | Some(0) => self.phrase("decided").to_owned(),
            Some(1) => self.phrase("paste_taken_one").to_owned(),
            Some(count) => self.fill("paste_taken", &[("count", &count.to_string())]),
        };
        self.go_on_with(told);
    }

    /// Goes on after a card apart from the walk, with these words.
    pub fn go_on_with(&mut self, told: String) {
        let walk = self.walk();
        let same = match &walk.stop {
            Stop::Ask(asked) => self.is_pending(&asked.at, asked.part.as_deref()),
            Stop::Proposal(at) | Stop::Waiting(at) => self.is_pending(&at.at, None),
            _ => false,
        };
        if same {
            self.tell_and_repeat(MessageKind::Say, told);
        } else {
            self.state.pending = None;
            self.tell(MessageKind::Say, told);
        }
        self.advance_from(walk);
    }
}

/// The option of a question that leads to the one for `slot`.
fn way_to<'t>(tree: &Tree, ask: &'t Ask, slot: &str) -> Option<&'t str> {
    let Next::ByOption(by) = &ask.next else { return None };
    let leads = |node: &String| matches!(tree.node(node), Some(Node::Ask(next)) if next.slot == slot);
    by.iter().find(|(option, node)| *option != "else" && leads(node)).map(|(option, _)| option.as_str())
}

/// Whether the person said it: not skipped, not known, not assumed for them.
fn is_said(fact: &Fact) -> bool {
    matches!(&fact.kind, FactKind::Answered { source, .. } if *source != Source::Assumption)
}

fn own(value: Value) -> Answer {
    Answer { raw: None, value, source: Source::Person, more: false }
}
