//! Plays one input: the engine's turn, with the built-in rules for its assists, sorted into what is
//! written and what is said.

use super::{Code, Rejection, replay::Record, write::Beside};
use crate::{
    app::talks::Talk,
    engine::{
        self, Scene,
        effect::{AssistCall, CardChange, Effect, From, Frozen, Message, Refusal, RefusalCode, Understood},
        input::Input,
        state::Who,
        told::PieceChange,
    },
    rules,
    store::Inbound as Stored,
    time::Millis,
    tree::{json::Locale, value::Value},
};

/// Everything that followed from one input.
#[derive(Debug)]
pub struct Played {
    /// The moment of the turn: of its steps, its rows and its event.
    pub at: Millis,
    /// Who acted: the person, or Pauta itself.
    pub who: Who,
    /// The input, and what each assist had to say.
    pub inputs: Vec<Input>,
    pub rows: Vec<Row>,
    pub understood: Option<Understood>,
    pub frozen: Option<Frozen>,
    pub remember: Option<(Value, Value)>,
    /// The state after it, as JSON.
    pub state: String,
    /// What a model is to be asked, each with when its result comes too late.
    pub wanted: Vec<(AssistCall, Millis)>,
    /// Results that are no longer wanted.
    pub cancelled: Vec<u64>,
    /// Assists of the rules that were still wanted when the engine's bound for one turn was reached.
    unanswered: usize,
}

/// One row of the conversation.
#[derive(Debug)]
pub enum Row {
    Said(Box<Message>),
    Card(CardChange),
    Piece(PieceChange),
}

/// What is written besides the state.
#[derive(Debug)]
pub struct Recorded {
    pub played: Played,
    /// What the turn was played from: a [`Record`] as JSON.
    pub record: String,
    pub inbound: Option<Stored>,
    pub beside: Beside,
}

/// A turn that does not come to its end: a tree whose assists call for one another.
#[derive(Debug, thiserror::Error)]
#[error("{0} assists were still wanted when the bound of one turn was reached")]
struct TooManyAssists(usize);

/// Bytes that the state of one conversation may take as JSON; a long briefing takes some 50 KB. All of it is
/// written with every turn, and sent to whoever comes back.
pub const STATE_BYTES_MAX: usize = 1 << 20;

/// Plays `input` on the talk's state. An input that the engine refused leaves the state as it was; after
/// any other failure the talk is not to be used.
pub fn play(now: Millis, talk: &mut Talk, who: &Who, input: Input) -> Result<Played, Rejection> {
    let scene = Scene { tree: &talk.tree, context: &talk.world.context, who, now };
    let card = if let Input::Decide { card, .. } = &input { Some(card.clone()) } else { None };
    let came =
        engine::play(&scene, &mut talk.state, input, &mut |call| (!call.model).then(|| rules::assist(call)));
    let mut played = Played { at: now, who: who.clone(), inputs: came.inputs, ..Played::nothing() };
    for effect in came.effects {
        played.take(effect).map_err(|refusal| refused(talk, refusal, card.as_deref()))?;
    }
    if played.unanswered > 0 {
        let error = TooManyAssists(played.unanswered);
        tracing::error!(%error, tree = talk.tree.hash(), "the turn was given up");
        return Err(Rejection::new(Code::Unavailable, &talk.state.locale));
    }
    played.state = serde_json::to_string(&talk.state).expect("a state is JSON: its keys are strings");
    // What shortens a conversation that is too long is taken.
    if played.state.len() > STATE_BYTES_MAX.max(talk.bytes) {
        return Err(Rejection::new(Code::BudgetExhausted, &talk.state.locale));
    }
    Ok(played)
}

fn refused(talk: &Talk, refusal: Refusal, card: Option<&str>) -> Rejection {
    let decided = refusal.code == RefusalCode::AlreadyDecided;
    let rejection = Rejection::refused(refusal);
    match card.and_then(|card| talk.state.facts.get(card)) {
        Some(fact) if decided => rejection.decided(fact.who.clone(), fact.at),
        _ => rejection,
    }
}

impl Played {
    fn nothing() -> Self {
        Self {
            at: Millis::default(),
            who: Who::Engine,
            inputs: Vec::new(),
            rows: Vec::new(),
            understood: None,
            frozen: None,
            remember: None,
            state: String::new(),
            wanted: Vec::new(),
            cancelled: Vec::new(),
            unanswered: 0,
        }
    }

    fn take(&mut self, effect: Effect) -> Result<(), Refusal> {
        match effect {
            Effect::Message(message) => self.rows.push(Row::Said(Box::new(message))),
            Effect::CardChanged(change) => self.rows.push(Row::Card(change)),
            Effect::PieceChanged(change) => self.rows.push(Row::Piece(change)),
            Effect::Understood(understood) => self.understood = Some(understood),
            Effect::Refuse(refusal) => return Err(refusal),
            Effect::Assist(call) if call.model => self.wanted.push((call, self.at)),
            Effect::Assist(_) => self.unanswered += 1,
            Effect::Wake { task, at } => {
                let waits = self.wanted.iter_mut().filter(|(call, _)| call.task == task);
                waits.for_each(|(_, deadline)| *deadline = at);
            }
            Effect::Cancel { task } => {
                self.wanted.retain(|(call, _)| call.task != task);
                self.cancelled.push(task);
            }
            Effect::Freeze(frozen) => self.frozen = Some(frozen),
            Effect::RememberBrand { brand, kit } => self.remember = Some((brand, kit)),
            // Nothing in this version looks into an address or a name.
            Effect::Verify { .. } => {}
        }
        Ok(())
    }

    /// How the input was taken.
    pub fn accepted(&self) -> super::Accepted {
        let said = self.rows.iter().find_map(|row| match row {
            Row::Said(message) if message.from == From::Person => Some(message.seq),
            _ => None,
        });
        let understood = self.understood.as_ref();
        super::Accepted {
            seq: said.or_else(|| self.rows.last().map(Row::seq)).unwrap_or_default(),
            understood: understood.is_none_or(|u| u.understood),
            normalised: understood.and_then(|u| u.normalised.clone()),
        }
    }

    /// With what it was played from. `locale` is that of a conversation which begins.
    pub fn recorded(mut self, locale: Option<Locale>, inbound: Option<Stored>) -> Recorded {
        let record = Record { locale, inputs: std::mem::take(&mut self.inputs) };
        let record = serde_json::to_string(&record).expect("an input is JSON: its keys are strings");
        Recorded { played: self, record, inbound, beside: Beside::default() }
    }
}

impl Recorded {
    pub fn with(mut self, beside: Beside) -> Self {
        self.beside = beside;
        self
    }
}

impl Row {
    pub fn seq(&self) -> u64 {
        match self {
            Self::Said(message) => message.seq,
            Self::Card(change) => change.seq,
            Self::Piece(change) => change.seq,
        }
    }
}
