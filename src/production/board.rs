//! The board of a conversation, from its rows and into them.

use crate::{
    app::App,
    deliverable::{
        Version,
        board::{Board, Done, Handled, Piece, Told},
    },
    id::PieceId,
    store::{AssetRow, BoardRows, DecisionRow, NewTask, PieceRow, PieceWrites, StoreError, VersionRow},
    turn::{Code, Peer, Rejection},
    work::{Happened, Work},
};
use serde::{Serialize, de::DeserializeOwned};

/// The board as it is now; `None` before one was offered.
pub async fn load(app: &App, peer: &Peer) -> Result<Option<Board>, Rejection> {
    let rows = app.store.workspace(&peer.workspace).board(&peer.conversation).await;
    let Some(rows) = rows.map_err(|error| Rejection::store(&error, &peer.locale))? else { return Ok(None) };
    board(&rows).map(Some).map_err(|error| unreadable(&error, peer))
}

fn board(rows: &BoardRows) -> serde_json::Result<Board> {
    let mut board: Board = serde_json::from_str(&rows.body)?;
    for row in &rows.pieces {
        let piece: Piece = serde_json::from_str(&row.body)?;
        board.pieces.insert(row.id.clone(), piece);
    }
    Ok(board)
}

/// A version of a piece; `None` if there is no such one.
pub async fn version(
    app: &App,
    peer: &Peer,
    piece: &PieceId,
    number: u32,
) -> Result<Option<Version>, Rejection> {
    let rows = app.store.workspace(&peer.workspace);
    let row = rows.piece_version(&peer.conversation, piece, number).await;
    let row = row.map_err(|error| Rejection::store(&error, &peer.locale))?;
    row.map(|row| read(&row.body, peer)).transpose()
}

/// What was kept as JSON.
pub fn read<T: DeserializeOwned>(body: &str, peer: &Peer) -> Result<T, Rejection> {
    serde_json::from_str(body).map_err(|error| unreadable(&error, peer))
}

fn unreadable(error: &serde_json::Error, peer: &Peer) -> Rejection {
    tracing::error!(%error, conversation = %peer.conversation, "a board cannot be read");
    Rejection::new(Code::Unavailable, &peer.locale)
}

pub fn failed(peer: &Peer) -> impl Fn(StoreError) -> Rejection + '_ {
    |error| Rejection::store(&error, &peer.locale)
}

/// What a turn writes of what was done. `before` is the board that it was done to.
pub fn writes(before: Option<&Board>, done: &Done, assets: Vec<AssetRow>) -> PieceWrites {
    let board = &done.board;
    let is_new = before.is_none_or(|before| before.brief != board.brief);
    let body = json(board);
    let changed = is_new || before.is_none_or(|before| json(before) != body);
    // With a new brief every piece moves to its board, the unchanged ones too.
    let all: Vec<&PieceId> =
        if is_new { board.pieces.keys().collect() } else { done.changed.iter().collect() };
    let pieces = all.into_iter().filter_map(|id| board.pieces.get(id)).map(|piece| row(board, piece));
    let decision = |(id, nth): &(PieceId, u32)| {
        let at = usize::try_from(*nth).ok()?.checked_sub(1)?;
        let handled: &Handled = board.pieces.get(id)?.decisions.get(at)?;
        Some(DecisionRow { piece: id.clone(), seq: *nth, body: json(handled) })
    };
    PieceWrites {
        board: changed.then_some((board.brief, body)),
        pieces: pieces.collect(),
        versions: done.versions.iter().map(version_row).collect(),
        decisions: done.decided.iter().filter_map(decision).collect(),
        assets,
    }
}

fn row(board: &Board, piece: &Piece) -> PieceRow {
    PieceRow {
        id: piece.id.clone(),
        brief: board.brief,
        node: piece.node.clone(),
        state: piece.state.name().to_owned(),
        body: json(piece),
    }
}

fn version_row(version: &Version) -> VersionRow {
    VersionRow {
        piece: version.piece.clone(),
        number: version.number,
        sha256: version.sha256.clone(),
        body: json(version),
    }
}

/// The work that follows from what was done.
pub fn tasks(done: &Done) -> Vec<NewTask> {
    let task = |wanted: &crate::deliverable::board::Wanted| NewTask {
        key: wanted.key.clone(),
        work: wanted.work.clone(),
        priority: priority(&wanted.work),
        due: wanted.at,
    };
    done.wanted.iter().map(task).chain(heard(done)).collect()
}

/// What other systems are to hear of.
fn heard(done: &Done) -> impl Iterator<Item = NewTask> {
    let ready = done.told.iter().filter_map(|told| match told {
        Told::Card { piece, version } => Some(Happened::Ready { piece: piece.clone(), version: *version }),
        _ => None,
    });
    let decided =
        done.settled.iter().map(|(piece, nth)| Happened::Decided { piece: piece.clone(), nth: *nth });
    ready.chain(decided).map(|happened| NewTask::tell(&done.board.conversation, happened))
}

/// What somebody waits for goes before what only time brings.
fn priority(work: &Work) -> i32 {
    match work {
        Work::Offer { .. } => 10,
        Work::Generate { .. } => 5,
        Work::Settle { .. } | Work::Deliver { .. } => 2,
        Work::Tell { .. } => 1,
        Work::Remind { .. } | Work::Nothing { .. } => 0,
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the types of a board are JSON: their keys are strings")
}
