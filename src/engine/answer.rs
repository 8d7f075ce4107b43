//! An answer to the question that is pending.

use super::{
    consent,
    effect::{From, MessageKind, ReadAs, RefusalCode},
    fingerprint,
    input::Body,
    parse::{self, Misread, MisreadCode, Read, Reading},
    show,
    state::{FactKind, Place, Source, Status},
    step::Turn,
    summary::clip,
    walk::{AskAt, Stop, Walk, sources, walk_on},
    words::{self, Press},
};
use crate::tree::{
    json::{Slot, SlotType},
    value::{Items, Value},
};

/// An answer as it is kept.
pub(super) struct Answer {
    pub raw: Option<String>,
    pub value: Value,
    pub source: Source,
    /// A list that may get another item.
    pub more: bool,
}

impl<'t> Turn<'t, '_> {
    pub fn answer(&mut self, ask: Option<u64>, path: Option<&str>, body: Body) {
        let notice = consent::stands(self.state) && ask.is_none_or(|ask| self.is_asked(ask));
        if let Body::Text(text) = &body
            && !(notice && words::consent(text).is_some())
            && let Some((name, rest)) = words::command(self.scene.tree, text)
        {
            return self.worded_command(name, rest, text);
        }
        if self.state.status == Status::Completed {
            return self.refuse(RefusalCode::Closed, "closed");
        }
        if let (Status::Stopped, Body::Text(text)) = (self.state.status, &body) {
            return self.heard_while_stopped(text);
        }
        if let (Some(ask), Some(pending)) = (ask, &self.state.pending)
            && ask != pending.ask
        {
            return self.refuse(RefusalCode::StaleAsk, "stale_ask");
        }
        if notice {
            return self.answer_notice(&body);
        }
        let walk = self.walk();
        match &walk.stop {
            Stop::Ask(asked) => {
                self.answer_ask(asked, path, &body, &walk);
                self.go_on(walk);
            }
            Stop::Proposal(proposed) => self.answer_proposal(proposed, &body),
            Stop::Review(at, _) => self.answer_review(at, &body, &walk),
            Stop::Waiting(waiting) => self.answer_waiting(waiting, &body),
            _ => self.advance(),
        }
    }

    /// Words to a conversation that was stopped are no answer: "até amanhã!" is none. How it goes on is said instead.
    fn heard_while_stopped(&mut self, text: &str) {
        self.message(From::Person, MessageKind::Said, text.to_owned());
        let text = self.phrase("still_stopped").to_owned();
        self.tell(MessageKind::Ended, text);
    }

    fn is_asked(&self, ask: u64) -> bool {
        self.state.pending.as_ref().is_some_and(|pending| pending.ask == ask)
    }

    /// Goes on from a question that was settled: only its own facts have changed.
    pub fn go_on(&mut self, walk: Walk<'t>) {
        if self.state.pending.is_none() {
            self.advance_from(walk_on(self.scene, self.state, walk));
        }
    }

    fn answer_ask(&mut self, asked: &AskAt<'t>, path: Option<&str>, body: &Body, walk: &Walk<'t>) {
        let mut asked = asked.clone();
        if let Some(path) = path {
            asked.part = Some(path.to_owned());
        }
        let Some(slot) = asked.slot() else {
            return self.refuse(RefusalCode::UnknownPath, "unknown_path");
        };
        self.heard_with(self.said_to(&asked, body), body);
        if let Some(press) = pressed(&slot, body, &asked) {
            return self.press(&asked, press, walk);
        }
        if let Some((whole, value)) = self.said_whole(&asked, &slot, body, walk) {
            return self.take_value(&whole, value, body, walk);
        }
        match self.read(&asked, &slot, body, walk) {
            Ok(Read::Value(value)) => self.take_value(&asked, value, body, walk),
            Ok(Read::Unsure) => self.press(&asked, Press::Unsure, walk),
            Ok(Read::NoMore) => self.press(&asked, Press::NoMore, walk),
            Err(misread) => self.misread(&asked, &misread, walk),
        }
    }

    pub fn read(
        &self,
        asked: &AskAt<'t>,
        slot: &Slot,
        body: &Body,
        walk: &Walk<'t>,
    ) -> Result<Read, Misread> {
        let env = walk.env_at(&asked.at);
        let before = env.get(&asked.asked_path());
        let before = before.as_deref().filter(|_| asked.another);
        let reading = Reading { before, ..self.reading(asked.at.scope.tree) };
        let read = parse::read(&reading, slot, body)?;
        if let (Read::Value(value), None) = (&read, &asked.part) {
            let other = |name: &str| env.get(&asked.at.scope.resolve(name)).map(std::borrow::Cow::into_owned);
            parse::validate(&reading, &asked.ask.validations, value, &other)?;
        }
        Ok(read)
    }

    fn press(&mut self, asked: &AskAt<'t>, press: Press, walk: &Walk<'t>) {
        match press {
            Press::Unsure => self.unsure(asked, walk),
            Press::Skip => self.skip(asked, walk),
            Press::NoMore => self.close_list(asked, walk),
            Press::Keep => self.keep_offered(asked, walk),
            Press::Accept | Press::Edit | Press::Another | Press::Confirm | Press::AiYes | Press::AiNo => {}
        }
    }

    /// Keeps the value that was offered: what was said before stays as it was.
    pub fn keep_offered(&mut self, asked: &AskAt<'t>, walk: &Walk<'t>) {
        if let Some(value) = &asked.offered {
            let source = self.offered_source(asked);
            let answer = Answer { raw: None, value: value.clone(), source, more: false };
            self.keep(asked, answer, walk);
        }
    }

    /// Keeps a value that was read, and goes on.
    fn take_value(&mut self, asked: &AskAt<'t>, value: Value, body: &Body, walk: &Walk<'t>) {
        let raw = match body {
            Body::Text(text) => Some(text.clone()),
            _ => None,
        };
        if let Some(raw) = &raw {
            self.note_reading(asked, raw, &value, walk);
        }
        let more = raw.is_some() && wants_another(asked, &value, walk);
        self.keep(asked, Answer { raw, value, source: Source::Person, more }, walk);
    }

    /// Shows how words were read, if that is something else than the words: a sum, a day, an option.
    fn note_reading(&mut self, asked: &AskAt<'t>, raw: &str, value: &Value, walk: &Walk<'t>) {
        let (Some(path), Some(slot)) = (asked.root_path(), asked.slot()) else { return };
        let env = walk.env_at(&asked.at);
        let before = env.get(&asked.path);
        let new = match (value, before.as_deref()) {
            // Of a list that goes on, what this answer brought.
            (Value::Items(now), Some(Value::Items(before))) if asked.another => {
                let items = now.items.iter().skip(before.items.len()).cloned().collect();
                Value::Items(Items { items })
            }
            _ => value.clone(),
        };
        let shown = show::show(asked.at.scope.tree, &slot, &new, &self.state.locale, self.scene.context);
        if !words::alike(raw, &shown) {
            self.read_as(ReadAs { path, shown: clip(&shown) });
        }
    }

    pub fn keep(&mut self, asked: &AskAt<'t>, answer: Answer, walk: &Walk<'t>) {
        self.understood(true, Some(self.show(asked.at.scope.tree, &asked.asked_path(), &answer.value)));
        let now = self.derived(asked, walk);
        self.state.pending = None;
        match answer.value {
            Value::Object(fields) if asked.part.is_none() => self.take_parts(asked, fields, answer.raw, now),
            _ => {
                self.part_whole(asked);
                self.answered(asked.fact_place(), answer, now);
                self.settle_parts(asked);
            }
        }
    }

    fn offered_source(&self, asked: &AskAt<'_>) -> Source {
        let given = asked.root.as_ref().and_then(|root| self.state.given.get(&**root));
        match given {
            Some(given)
                if !self.state.facts.contains_key(&*asked.at.place) && given.source != Source::Former =>
            {
                given.source
            }
            _ => Source::Person,
        }
    }

    pub fn answered(&mut self, place: Place, answer: Answer, now: Option<String>) {
        let Answer { raw, value, source, more } = answer;
        self.fact(place, FactKind::Answered { raw, value, source, more }, now);
    }

    /// The fingerprint of what an answer derives from, where the walk stands.
    pub fn derived(&self, asked: &AskAt<'t>, walk: &Walk<'t>) -> Option<String> {
        let sources: Vec<_> = sources(asked.at.scope.tree, asked.ask)
            .into_iter()
            .map(|slot| asked.at.scope.resolve(slot))
            .collect();
        fingerprint::of(walk.env_at(&asked.at), sources.iter().map(|slot| &**slot))
    }

    /// What was said could not be read: say why, and how it could be; give up after the ask's attempts.
    fn misread(&mut self, asked: &AskAt<'t>, misread: &Misread, walk: &Walk<'t>) {
        self.understood(false, None);
        if self.attempts_used_up(asked) {
            return self.exhaust(asked);
        }
        let text = self.why_misread(asked, misread, walk);
        self.tell_and_repeat(MessageKind::Reprompt, text);
    }

    /// What was wrong with an answer, and how it could be.
    pub fn why_misread(&self, asked: &AskAt<'t>, misread: &Misread, walk: &Walk<'t>) -> String {
        let own = asked
            .ask
            .unrecognised
            .as_ref()
            .filter(|_| asked.part.is_none() && misread.code == MisreadCode::Unreadable);
        let mut text = own.map_or_else(|| misread.message.clone(), |text| self.render(text, &asked.at, walk));
        if let Some(example) = asked.ask.example.as_ref().filter(|_| own.is_some()) {
            let example = self.render(example, &asked.at, walk);
            text = self.fill("with_example", &[("text", &text), ("example", &example)]);
        }
        text
    }

    /// Counts an answer that could not be read; whether it was the last that is allowed.
    pub fn attempts_used_up(&mut self, asked: &AskAt<'_>) -> bool {
        let most = asked.ask.max_attempts.unwrap_or(ATTEMPTS_MAX);
        let Some(pending) = &mut self.state.pending else { return false };
        pending.attempts += 1;
        pending.attempts >= most
    }
}

/// The same question is never put more than twice in a row: once, and once more with what was wrong.
const ATTEMPTS_MAX: u32 = 2;

/// The button that an answer is, unless it is an option of the slot.
fn pressed(slot: &Slot, body: &Body, asked: &AskAt<'_>) -> Option<Press> {
    match body {
        Body::Options(ids) if ids.len() == 1 => {
            let own = slot.options.iter().chain(&slot.none_of).any(|option| option.id == ids[0]);
            Press::of_id(&ids[0]).filter(|_| !own)
        }
        Body::Text(text) => {
            let press = Press::of_words(text)?;
            match press {
                Press::NoMore | Press::Skip => Some(press).filter(|p| *p == Press::Skip || asked.another),
                // "Sim" to "is it X?", but not to a question that is itself yes or no.
                Press::Accept | Press::Confirm | Press::Keep
                    if asked.offered.is_some() && slot.kind != SlotType::Confirm =>
                {
                    (words::fold(text) != "nao" && words::fold(text) != "no").then_some(Press::Keep)
                }
                Press::Keep if asked.another => Some(Press::NoMore),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether "another?" is asked: after a message that brought one item, unless the slot says otherwise.
fn wants_another(asked: &AskAt<'_>, value: &Value, walk: &Walk<'_>) -> bool {
    let (Value::Items(items), Some(slot)) = (value, asked.slot()) else { return false };
    let before = match walk.env_at(&asked.at).get(&asked.path).as_deref() {
        Some(Value::Items(items)) if asked.another => items.items.len(),
        _ => 0,
    };
    let room = slot.max_items.is_none_or(|most| items.items.len() < most);
    slot.ask_more != Some(false) && room && items.items.len() == before + 1
}
