//! A proposal made of a model's answer. The model decides nothing else: what nobody asked for is not looked at.

use super::{
    answer::{Checked, Described, Extracted, Filled, Questioned, Summed, Verdict},
    extract,
    guard::{Guard, Wrong},
    own::Added,
    shape,
};
use crate::{
    engine::{
        effect::{AssistCall, Wanted},
        input::{Body, Proposal, Suggested},
    },
    phrase::Phrases,
    tree::{
        json::{AssistTask, SlotType},
        value::{NewOption, Value},
    },
};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::sync::LazyLock;

/// What is said about a model's proposal, in every language.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// The longest question, as the voice has it; and the longest sentence of a reason, in characters.
const QUESTION_MOST: usize = 140;
const WHY_MOST: usize = 240;
/// Of what the person wrote, as much is quoted beside a proposal.
const QUOTE_MOST: usize = 280;

/// Makes the proposal of one answer, and keeps the complaints about what does not stand in it.
pub struct Maker<'a> {
    pub call: &'a AssistCall,
    pub guard: &'a Guard<'a>,
    pub complaints: Vec<String>,
    pub proposal: Proposal,
    added: Added,
}

impl<'a> Maker<'a> {
    pub fn new(call: &'a AssistCall, guard: &'a Guard<'a>) -> Self {
        let (complaints, proposal, added) = Default::default();
        Self { call, guard, complaints, proposal, added }
    }

    /// The proposal, with what was left out of it as complaints.
    ///
    /// # Errors
    /// The answer is not of the task's shape.
    pub fn make(mut self, answer: &Json) -> Result<(Proposal, Vec<String>), Vec<String>> {
        match self.call.kind {
            AssistTask::Check => self.checked(read(answer)?),
            AssistTask::Summarise => self.summed(read(answer)?),
            AssistTask::Extract => extract::found(&mut self, read::<Extracted>(answer)?),
            AssistTask::Question => self.questioned(read(answer)?),
            AssistTask::Describe => self.described(read(answer)?),
            _ => self.filled(read(answer)?),
        }
        self.assume_what_was_added();
        Ok((self.proposal, self.complaints))
    }

    fn filled(&mut self, answer: Filled) {
        self.fields(&answer.fields);
        self.lines(answer.why, WHY_MOST, "why", |p| &mut p.why);
        self.lines(answer.assumptions, WHY_MOST, "assumptions", |p| &mut p.assumptions);
        self.lines(answer.questions, QUESTION_MOST, "questions", |p| &mut p.questions);
    }

    fn checked(&mut self, answer: Checked) {
        for remark in answer.remarks {
            let about: String = remark.about.chars().take(QUOTE_MOST).collect();
            // A remark is about the person's words, or about nothing in particular.
            let quoted = self.guard.own.wrote(&about) && !about.trim().is_empty();
            let because = remark.because.trim();
            let verdict = PHRASES.say(&self.call.locale, remark.verdict.key());
            let line = match quoted {
                true => format!("“{}” · {verdict}: {because}", about.trim()),
                false => format!("{verdict}: {because}"),
            };
            // What is fine needs no remark.
            if !because.is_empty() && remark.verdict != Verdict::Fine {
                self.lines(vec![line], WHY_MOST + QUOTE_MOST, "remarks", |p| &mut p.why);
            }
            let question = remark.question.into_iter().collect();
            self.lines(question, QUESTION_MOST, "remarks", |p| &mut p.questions);
        }
    }

    fn summed(&mut self, answer: Summed) {
        match self.call.wanted.iter().find(|wanted| is_words(wanted)) {
            Some(wanted) => self.field(wanted, &Json::String(answer.summary)),
            None => self.lines(vec![answer.summary], usize::MAX, "summary", |p| &mut p.why),
        }
        self.lines(answer.questions, QUESTION_MOST, "questions", |p| &mut p.questions);
    }

    fn questioned(&mut self, answer: Questioned) {
        self.lines(answer.questions, QUESTION_MOST, "questions", |p| &mut p.questions);
        self.fields(&answer.fields);
        if !self.proposal.slots.is_empty() {
            let because = answer.because.into_iter().collect();
            self.lines(because, WHY_MOST, "because", |p| &mut p.assumptions);
        }
    }

    fn described(&mut self, answer: Described) {
        let alts: Vec<&str> = answer.pictures.iter().map(|picture| picture.alt.trim()).collect();
        let colours: Vec<&str> =
            answer.pictures.iter().flat_map(|p| &p.colours).map(|colour| colour.trim()).collect();
        let mut words = self.call.wanted.iter().filter(|wanted| is_words(wanted));
        for (said, separator) in [(alts, "\n"), (colours, ", ")] {
            let said = Json::String(said.join(separator));
            match (words.next(), said) {
                (Some(wanted), said) => self.field(wanted, &said),
                (None, Json::String(said)) => {
                    self.lines(vec![said], usize::MAX, "pictures", |p| &mut p.why);
                }
                _ => {}
            }
        }
    }

    fn fields(&mut self, fields: &serde_json::Map<String, Json>) {
        let call = self.call;
        for wanted in &call.wanted {
            if let Some(said) = fields.get(&shape::key(&wanted.path)).filter(|said| !said.is_null()) {
                self.field(wanted, said);
            }
        }
    }

    fn field(&mut self, wanted: &Wanted, said: &Json) {
        let Some(body) = shape::body(&shape::control(wanted), said) else { return };
        let quote = matches!(self.call.kind, AssistTask::Refine | AssistTask::Expand)
            .then(|| self.call.given.first())
            .flatten()
            .map(|given| given.text.chars().take(QUOTE_MOST).collect());
        self.suggest(wanted, Suggested { body, quote, confidence: None });
    }

    /// Takes a value for a slot, if every word of it may be shown.
    pub fn suggest(&mut self, wanted: &Wanted, suggested: Suggested) {
        let key = shape::key(&wanted.path);
        let body = match suggested.body {
            Body::Text(text) => self.passed(&key, &text).map(Body::Text),
            Body::Value(value) => self.value(&key, value).map(Body::Value),
            Body::Options(ids) => Some(Body::Options(ids)),
            Body::Files(_) => None,
        };
        let Some(body) = body else { return };
        let long = match (&body, shape::control(wanted).max_length) {
            (Body::Text(text), Some(most)) if is_words(wanted) => text.chars().count() > most,
            _ => false,
        };
        if long {
            self.complaints.push(format!("{key}: is too long"));
        } else {
            self.proposal.slots.insert(wanted.path.clone(), Suggested { body, ..suggested });
        }
    }

    /// A value without those of its texts that may not be shown; `None` if nothing is left.
    fn value(&mut self, key: &str, value: Value) -> Option<Value> {
        match value {
            Value::Text(text) => self.passed(key, &text).map(Value::Text),
            Value::New(new) => self.passed(key, &new.new).map(|new| Value::New(NewOption { new })),
            Value::Many(many) => {
                let kept: Vec<Value> = many.into_iter().filter_map(|one| self.value(key, one)).collect();
                (!kept.is_empty()).then_some(Value::Many(kept))
            }
            Value::Object(parts) => {
                let kept: indexmap::IndexMap<String, Value> =
                    parts.into_iter().filter_map(|(name, one)| Some((name, self.value(key, one)?))).collect();
                (!kept.is_empty()).then_some(Value::Object(kept))
            }
            Value::Items(_) | Value::File(_) => None,
            other => Some(other),
        }
    }

    /// A text that may be shown, and a note of what the person did not say in it.
    pub fn passed(&mut self, place: &str, text: &str) -> Option<String> {
        let passed = self.guarded(place, text)?;
        // What is read out of a text has its quote beside it.
        if self.call.kind != AssistTask::Extract {
            let Added { numbers, names, superlatives } = self.guard.own.added(&passed);
            let into = &mut self.added;
            for (all, more) in [
                (&mut into.numbers, numbers),
                (&mut into.names, names),
                (&mut into.superlatives, superlatives),
            ] {
                let new: Vec<String> = more.into_iter().filter(|word| !all.contains(word)).collect();
                all.extend(new);
            }
        }
        Some(passed)
    }

    fn guarded(&mut self, place: &str, text: &str) -> Option<String> {
        match self.guard.pass(text) {
            Ok(Some(text)) => Some(text),
            Ok(None) => {
                self.complaints.push(format!("{place}: states facts about a rival"));
                None
            }
            Err(wrong) => {
                self.complain(place, wrong);
                None
            }
        }
    }

    fn complain(&mut self, place: &str, wrong: Wrong) {
        self.complaints.push(format!("{place}: {}", wrong.told()));
    }

    /// Sentences beside the values: on one line, not too long, none of them twice.
    fn lines(
        &mut self,
        lines: Vec<String>,
        most: usize,
        place: &str,
        of: fn(&mut Proposal) -> &mut Vec<String>,
    ) {
        for line in lines {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            if line.is_empty() || line.chars().count() > most {
                continue;
            }
            // A number that nobody gave is no reason for anything; it may be an assumption, or asked about.
            let argues = matches!(place, "why" | "remarks" | "summary") && !line.ends_with('?');
            if let Some(line) = self.guarded(place, &line)
                && (!argues || self.guard.own.added(&line).numbers.is_empty())
            {
                let all = of(&mut self.proposal);
                if !all.contains(&line) {
                    all.push(line);
                }
            }
        }
    }

    fn assume_what_was_added(&mut self) {
        let Added { numbers, names, superlatives } = std::mem::take(&mut self.added);
        for (key, words) in [("numbers", numbers), ("names", names), ("superlatives", superlatives)] {
            if !words.is_empty() {
                let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
                let words = [("words", &*quoted.join(", "))];
                self.proposal.assumptions.push(PHRASES.fill(&self.call.locale, key, &words));
            }
        }
    }
}

/// Of text that is written and not chosen.
fn is_words(wanted: &Wanted) -> bool {
    matches!(wanted.kind, SlotType::Text | SlotType::LongText)
}

fn read<T: DeserializeOwned>(answer: &Json) -> Result<T, Vec<String>> {
    serde_path_to_error::deserialize(answer).map_err(|error| vec![format!("{error}")])
}

/// Whether a proposal says anything.
pub fn says_anything(proposal: &Proposal) -> bool {
    !(proposal.slots.is_empty() && proposal.why.is_empty() && proposal.questions.is_empty())
}
