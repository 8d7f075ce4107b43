//! Puts together what a turn writes, commits it, and wakes those who watch.

use super::{
    Peer, Rejection,
    play::{Recorded, Row},
    world,
};
use crate::{
    app::{App, talks::Talk},
    engine::{
        effect::Frozen,
        state::{ENGINE, Status},
    },
    id::BrandId,
    store::{
        Base, Committed, Fence, Head, Message, NewBrand, NewBrief, NewEvent, NewMessage, NewTask,
        PieceWrites, TurnWrite,
    },
    time::Millis,
    tree::value::Value,
    work::{Happened, Work},
};
use sha2::{Digest, Sha256};

/// What a turn writes of the pieces, and the work that follows.
#[derive(Debug, Default)]
pub struct Beside {
    pub pieces: PieceWrites,
    pub tasks: Vec<NewTask>,
    pub fence: Option<Fence>,
}

/// SHA-256 (hex) of what the person sent, for "the same id, another body".
pub fn body_hash(input: &str, expect: Option<u64>) -> String {
    let mut hash = Sha256::new();
    hash.update(input);
    hash.update(expect.map_or_else(String::new, |turn| turn.to_string()));
    hex::encode(hash.finalize())
}

/// Commits what was played on `base`. Gives the rows that it made. After `Done` the talk is what the
/// database has; after anything else it is not to be used.
pub async fn commit(
    app: &App,
    peer: &Peer,
    base: Base,
    talk: &mut Talk,
    recorded: Recorded,
) -> Result<(Committed, Vec<Message>), Rejection> {
    let Recorded { played, record, inbound, beside } = recorded;
    let at = played.at;
    let rows: Vec<Message> = played.rows.iter().map(|row| message(row, at)).collect();
    let bytes = played.state.len();
    let (frozen, remembered) = (played.frozen.is_some(), played.remember.is_some());
    let version = base.next();
    let mut tasks = beside.tasks;
    if let Some(frozen) = &played.frozen {
        tasks.push(offer(peer, frozen));
        tasks.push(NewTask::tell(&peer.conversation, Happened::Completed { brief: frozen.version }));
    }
    let enqueues = !tasks.is_empty();
    let head = head(talk, played.state);
    let write = TurnWrite {
        conversation: peer.conversation.clone(),
        base,
        head,
        event: NewEvent {
            input: record,
            context: context(talk),
            who: json(&played.who),
            engine: ENGINE,
            inbound,
        },
        messages: rows.iter().map(new_message).collect(),
        brief: played.frozen.map(brief),
        brand: played.remember.map(|(brand, kit)| remember(peer, talk, &brand, &kit)),
        tasks,
        fence: beside.fence,
        pieces: beside.pieces,
        at,
    };
    let committed = app.store.workspace(&peer.workspace).commit_turn(write).await;
    let committed = committed.map_err(|error| Rejection::store(&error, &talk.state.locale))?;
    if committed == Committed::Done {
        talk.version = version;
        talk.bytes = bytes;
        talk.world.recorded = true;
        if remembered {
            talk.world.loaded_at = Millis::default();
        }
        if frozen {
            app.metrics.briefs.increment(1);
        }
        if enqueues {
            app.jobs.hint();
        }
        app.talks.weigh(&peer.conversation, talk);
        app.bus.wake(&peer.conversation, talk.state.seq);
        tracing::debug!(version, seq = talk.state.seq, "turn committed");
    }
    Ok((committed, rows))
}

fn head(talk: &Talk, state: String) -> Head {
    let status = match talk.state.status {
        Status::Active => "active",
        Status::Stopped => "stopped",
        Status::Completed => "completed",
    };
    Head {
        state,
        status: status.into(),
        locale: talk.state.locale.clone(),
        title: talk.tree.text(&talk.tree.doc().title, &talk.state.locale).to_owned(),
        tree: talk.tree.hash().to_owned(),
        seq: talk.state.seq,
    }
}

/// The context, or nothing where the last event has the same one.
fn context(talk: &Talk) -> String {
    if talk.world.recorded { String::new() } else { world::recorded(&talk.world.context) }
}

/// A row as it is kept.
pub fn message(row: &Row, at: Millis) -> Message {
    match row {
        Row::Said(message) => Message {
            seq: message.seq,
            kind: name(&message.kind),
            from: name(&message.from),
            body: json(message),
            at,
        },
        Row::Card(change) => {
            Message { seq: change.seq, kind: UPDATE.into(), from: "system".into(), body: json(change), at }
        }
        Row::Piece(change) => {
            Message { seq: change.seq, kind: MOVED.into(), from: "system".into(), body: json(change), at }
        }
    }
}

/// The kind of a row that changes a card; all others are messages.
pub const UPDATE: &str = "update";
/// The kind of a row that changes a piece's card.
pub const MOVED: &str = "piece_moved";

fn new_message(row: &Message) -> NewMessage {
    NewMessage { seq: row.seq, kind: row.kind.clone(), from: row.from.clone(), body: row.body.clone() }
}

/// What follows from a frozen brief: its plan is made and offered, once.
fn offer(peer: &Peer, frozen: &Frozen) -> NewTask {
    let (conversation, brief) = (peer.conversation.clone(), frozen.version);
    let key = format!("offer/{conversation}/{brief}");
    NewTask { key, work: Work::Offer { conversation, brief }, priority: 10, due: Millis::default() }
}

fn brief(frozen: Frozen) -> NewBrief {
    NewBrief { version: frozen.version, body: json(&frozen.brief), hash: frozen.hash }
}

/// The brand under its own id if it is this person's already; else as a new one of theirs, so that
/// nobody rewrites what the workspace itself keeps.
fn remember(peer: &Peer, talk: &Talk, brand: &Value, kit: &Value) -> NewBrand {
    let said = brand.as_text().unwrap_or_default();
    let known = talk.world.brand(said);
    // What is offered and has an owner is this person's, from whichever of their browsers.
    let own = known.filter(|brand| brand.owner.is_some());
    NewBrand {
        id: own.map_or_else(BrandId::new, |brand| brand.id.clone()),
        name: known.map_or_else(|| said.to_owned(), |brand| brand.name.clone()),
        kit: json(kit),
        owner: own.map_or_else(|| Some(peer.visitor.clone()), |brand| brand.owner.clone()),
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the engine's types are JSON: their keys are strings")
}

/// The wire name of a variant without fields.
fn name<T: serde::Serialize>(variant: &T) -> String {
    json(variant).trim_matches('"').to_owned()
}
