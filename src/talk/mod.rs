//! Transcripts: one way to hold a conversation with the engine alone, for tests and for `pauta tree test`.
//! No server, no store, no clock; what a model would do, the built-in rules do.

pub mod coverage;
pub mod embedded;
mod log;
pub mod play;
pub mod script;
mod turns;

use crate::{
    engine::{
        self, Scene,
        brief::Brief,
        context::Context,
        effect::{AskView, AssistCall, Card, CardState, Effect, From, Frozen, Message, MessageKind, Refusal},
        input::{Args, AssistResult, Body, Decision, Input},
        show,
        state::{Place, State, Status, Who},
    },
    rules,
    time::Millis,
    tree::{
        Tree,
        json::{CommandName, SlotPath},
        value::Value,
    },
};
use jiff::civil::{Date, date};
use log::Log;
use std::collections::BTreeMap;

/// A Monday: the day on which a conversation is held that names no other.
pub const TODAY: Date = date(2026, 11, 16);

/// A conversation under way.
#[derive(Debug)]
pub struct Talk<'t> {
    tree: &'t Tree,
    context: Context,
    state: State,
    log: Log,
    /// Cards that were shown and not yet decided, the newest last.
    cards: Vec<String>,
    /// How often each question was put since it was last understood.
    put: BTreeMap<String, u32>,
    /// The slots that were asked for, in the order of asking.
    questions: Vec<SlotPath>,
    reviewed: bool,
    /// The versions of the brief, the first first.
    frozen: Vec<Frozen>,
    /// Assists have nothing to say.
    silent: bool,
    /// Who answers them instead of the rules.
    answers: Option<Answers<'t>>,
    /// Why one of them could not be answered.
    unanswered: Option<String>,
    /// What was asked of them, the first first.
    assists: Vec<AssistCall>,
}

/// Answers assists in the rules' place: with what there is to say, or with a sentence on why it cannot.
#[derive(Clone, Copy)]
pub struct Answers<'a>(pub &'a dyn Fn(&AssistCall) -> Result<AssistResult, String>);

impl std::fmt::Debug for Answers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}

/// What a turn brought.
#[derive(Debug, Default)]
pub struct Heard {
    pub messages: Vec<Message>,
    pub understood: Option<bool>,
    pub refused: Option<Refusal>,
}

/// A broken promise of every conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// That question was put more often than twice in a row.
    PutAgain(String),
    /// Nothing is pending, and nothing ended.
    DeadEnd,
}

impl<'t> Talk<'t> {
    /// Begins a conversation: the first messages are put.
    pub fn begin(tree: &'t Tree, locale: &str, today: Date) -> (Self, Heard) {
        Self::begin_in(tree, locale, Context { today, ..Context::default() }, None)
    }

    /// The same in a world of one's own: brands that are known, a model that is connected, what was said to its notice.
    pub fn begin_in(tree: &'t Tree, locale: &str, context: Context, agreed: Option<bool>) -> (Self, Heard) {
        let mut talk = Self {
            tree,
            context,
            state: State::new(locale),
            log: Log::default(),
            cards: Vec::new(),
            put: BTreeMap::new(),
            questions: Vec::new(),
            reviewed: false,
            frozen: Vec::new(),
            silent: false,
            answers: None,
            unanswered: None,
            assists: Vec::new(),
        };
        talk.state.ai = agreed;
        let heard = talk.send(Input::Start);
        (talk, heard)
    }

    /// From now on every assist comes back with nothing to say.
    pub fn silence(&mut self) {
        self.silent = true;
    }

    /// From now on assists are answered so, and not by the rules.
    pub fn answered_by(&mut self, answers: Answers<'t>) {
        self.answers = Some(answers);
    }

    /// Why an assist could not be answered, if one could not.
    pub fn unanswered(&self) -> Option<&str> {
        self.unanswered.as_deref()
    }

    /// Types something.
    pub fn say(&mut self, text: &str) -> Heard {
        self.log.typed(text);
        self.send(answer(self.state.pending.as_ref().map(|pending| pending.ask), Body::Text(text.into())))
    }

    /// Presses options or buttons, by id. A button of a card that stands beside the question decides the card.
    pub fn press(&mut self, ids: &[String]) -> Heard {
        self.log.pressed(ids);
        let pending = self.pending();
        let on_ask = |id: &String| {
            pending.as_ref().is_some_and(|ask| {
                let own = ask.buttons.iter().chain(&ask.input.options);
                own.chain(ask.input.parts.iter().flat_map(|part| &part.input.options))
                    .any(|one| one.id == *id)
            })
        };
        if let ([id], Some(card)) = (ids, self.cards.last())
            && !on_ask(id)
            && let Some(decision) = decision(id)
        {
            let card = card.clone();
            return self.send(Input::Decide { card, version: None, decision, content: BTreeMap::new() });
        }
        self.send(answer(pending.map(|ask| ask.id), Body::Options(ids.to_vec())))
    }

    /// Sends a value as a form does.
    pub fn form(&mut self, value: Value) -> Heard {
        self.log.typed(&serde_json::to_string(&value).unwrap_or_default());
        self.send(answer(self.state.pending.as_ref().map(|pending| pending.ask), Body::Value(value)))
    }

    pub fn edit(&mut self, path: &str, text: &str) -> Heard {
        self.log.typed(&format!("{path}: {text}"));
        self.send(Input::Edit { path: path.into(), body: Body::Text(text.into()), resolve: BTreeMap::new() })
    }

    pub fn command(&mut self, name: CommandName, args: Args) -> Heard {
        self.log.typed(&format!("/{}", serde_json::to_string(&name).unwrap_or_default().trim_matches('"')));
        self.send(Input::Command { name, args })
    }

    fn send(&mut self, input: Input) -> Heard {
        let scene = Scene { tree: self.tree, context: &self.context, who: &Who::Person, now: Millis(0) };
        let mut heard = Heard::default();
        let Self { silent, answers, unanswered, assists, .. } = self;
        let mut assist = |call: &AssistCall| {
            assists.push(call.clone());
            Some(match answers {
                _ if *silent => AssistResult::Nothing,
                None => rules::assist(call),
                Some(Answers(answers)) => answers(call).unwrap_or_else(|why| {
                    unanswered.get_or_insert(why);
                    AssistResult::Nothing
                }),
            })
        };
        let played = engine::play(&scene, &mut self.state, input, &mut assist);
        for effect in played.effects {
            match effect {
                Effect::Message(message) => heard.messages.push(message),
                Effect::Understood(understood) => heard.understood = Some(understood.understood),
                Effect::Refuse(refusal) => heard.refused = Some(refusal),
                Effect::Freeze(frozen) => self.frozen.push(frozen),
                Effect::CardChanged(change) if change.state != CardState::Open => {
                    self.cards.retain(|card| *card != change.card);
                }
                _ => {}
            }
        }
        self.note(&heard);
        heard
    }

    /// Keeps what the promises and the figures need.
    fn note(&mut self, heard: &Heard) {
        if heard.understood == Some(true) {
            self.put.clear();
        }
        for message in heard.messages.iter().filter(|message| message.from != From::Person) {
            self.log.said(message);
            if let Some(Card { id, state: CardState::Open, .. }) = &message.card {
                self.cards.retain(|card| card != id);
                self.cards.push(id.clone());
            }
            self.reviewed |= message.kind == MessageKind::Summary && message.ask.is_some();
            let Some(ask) = message.ask.as_ref().filter(|ask| !ask.path.is_empty()) else { continue };
            let place = self.place_of(ask);
            if matches!(message.kind, MessageKind::Ask | MessageKind::Reprompt) {
                // The parts of a composite are questions of their own.
                *self.put.entry(format!("{place} for {}", ask.path)).or_default() += 1;
            }
            let counts = ask.chapter.as_deref() != Some(DOOR) && !self.reviewed;
            let slot = self.slot_of(ask);
            if counts && message.kind == MessageKind::Ask && !self.questions.contains(&slot) {
                self.questions.push(slot);
            }
        }
    }

    /// A question by its place; one that was put before the last one of its turn, by its node.
    fn place_of(&self, ask: &AskView) -> Place {
        let pending = self.state.pending.as_ref().filter(|pending| pending.ask == ask.id);
        pending.map_or_else(|| ask.node.clone(), |pending| pending.place.clone())
    }

    /// The slot that a question is about: its parts, and a simpler question for the same answer, are the same question.
    fn slot_of(&self, ask: &AskView) -> SlotPath {
        let part = self.state.pending.as_ref().filter(|p| p.ask == ask.id).and_then(|p| p.part.as_deref());
        let whole = part.and_then(|part| ask.path.strip_suffix(part)?.strip_suffix('/'));
        whole.unwrap_or(&ask.path).to_owned()
    }

    /// The promises that every conversation keeps, whatever is said in it.
    pub fn broken(&self) -> Option<Broken> {
        if let Some((question, _)) = self.put.iter().find(|(_, times)| **times > PUT_MAX) {
            return Some(Broken::PutAgain(question.clone()));
        }
        (self.state.status == Status::Active && self.pending().is_none()).then_some(Broken::DeadEnd)
    }

    pub fn pending(&self) -> Option<AskView> {
        engine::pending(&self.scene(), &self.state)
    }

    pub fn brief(&self) -> Brief {
        engine::brief(&self.scene(), &self.state)
    }

    /// What was asked of assists, the first first.
    pub fn assists(&self) -> &[AssistCall] {
        &self.assists
    }

    /// Every version that was closed, the first first.
    pub fn into_frozen(self) -> Vec<Frozen> {
        self.frozen
    }

    pub fn status(&self) -> Status {
        self.state.status
    }

    /// The value at `path` in the brief, or in a part of it (`lead_form/owner`).
    pub fn value(&self, path: &str) -> Option<Value> {
        let brief = self.brief();
        let field = brief.fields.iter().find(|field| {
            path.strip_prefix(field.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        let rest = path[field.path.len()..].trim_start_matches('/');
        field.value.as_ref()?.at(rest).filter(|value| !value.is_empty()).cloned()
    }

    /// The same, as a person reads it.
    pub fn shown(&self, path: &str) -> Option<String> {
        let value = self.value(path)?;
        Some(show::show(self.tree, self.tree.slot(path)?, &value, &self.state.locale, &self.context))
    }

    /// Questions put so far, up to the review; those of the door do not count.
    pub fn questions(&self) -> usize {
        self.questions.len()
    }

    /// Minutes that the person has spent so far, reading and typing.
    pub fn minutes(&self) -> f64 {
        self.log.minutes()
    }

    /// All that was said, to be read.
    pub fn transcript(&self) -> &str {
        self.log.text()
    }

    fn scene(&self) -> Scene<'_> {
        Scene { tree: self.tree, context: &self.context, who: &Who::Person, now: Millis(0) }
    }
}

/// The chapter of the notice and the choice of depth, which are no questions of the briefing.
const DOOR: &str = "door";
/// The same question is never put more often in a row.
const PUT_MAX: u32 = 2;

fn answer(ask: Option<u64>, body: Body) -> Input {
    Input::Answer { ask, path: None, body }
}

fn decision(id: &str) -> Option<Decision> {
    match id {
        "accept" => Some(Decision::Accept),
        "keep" => Some(Decision::Keep),
        "another" => Some(Decision::Another),
        _ => None,
    }
}
