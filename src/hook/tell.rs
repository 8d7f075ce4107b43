//! What is told of something that happened: ids, titles and states; the words of a piece only once it is approved.

use super::body;
use crate::{
    app::App,
    deliverable::{
        Version,
        board::{Board, Decision, Handled, Piece},
    },
    id::{ConversationId, PieceId, WorkspaceId},
    store::{NewDelivery, NewTask, StoreError},
    time::Millis,
    work::Happened,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Why nothing could be told.
#[derive(Debug, thiserror::Error)]
pub enum Untold {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a row of a board cannot be read: {0}")]
    Row(#[from] serde_json::Error),
}

/// Has it told that approved pieces, by their versions, left as an export. The same versions are told once, however
/// often they leave.
///
/// # Errors
/// The database's.
pub async fn exported(
    app: &App,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    pieces: Vec<(PieceId, u32)>,
) -> Result<(), StoreError> {
    if pieces.is_empty() {
        return Ok(());
    }
    let task = NewTask::tell(conversation, Happened::exported(pieces));
    app.store.workspace(workspace).enqueue(&[task], app.clock.now()).await?;
    app.jobs.hint();
    Ok(())
}

/// Where something happened.
struct Place<'a> {
    app: &'a App,
    workspace: &'a WorkspaceId,
    conversation: &'a ConversationId,
}

/// Makes a message for each webhook that wants to know, once. What is gone by now is told nobody.
///
/// # Errors
/// The database's; nothing was made then.
pub async fn tell(
    app: &App,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    happened: &Happened,
) -> Result<u32, Untold> {
    let rows = app.store.workspace(workspace);
    let event = happened.event();
    let wants = rows.webhooks().await?.into_iter();
    if !wants.filter(|hook| hook.disabled.is_none()).any(|hook| hook.events.iter().any(|one| one == event)) {
        return Ok(0);
    }
    let place = Place { app, workspace, conversation };
    let Some((at, data)) = place.data(happened).await? else { return Ok(0) };
    let key = happened.key(conversation);
    let body = body(event, at, &data);
    let now = app.clock.now();
    let told = rows.tell_webhooks(NewDelivery { event: event.into(), key, body, at: now }).await?;
    if told > 0 {
        app.jobs.hint();
    }
    Ok(told)
}

impl Place<'_> {
    /// When it happened, and what is told of it.
    async fn data(&self, happened: &Happened) -> Result<Option<(Millis, Value)>, Untold> {
        let now = self.app.clock.now();
        let found = match happened {
            Happened::Completed { brief } => {
                let rows = self.app.store.workspace(self.workspace);
                rows.brief(self.conversation, *brief).await?.map(|row| {
                    let brief = json!({ "version": row.line.version, "sha256": row.line.hash, "url": self.link("brief", None) });
                    (row.line.at, json!({ "brief": brief }))
                })
            }
            Happened::Ready { piece, version } => {
                let found = self.piece(piece, *version, false).await?;
                found.map(|(of, at)| (at, json!({ "piece": of })))
            }
            Happened::Decided { piece, nth } => self.decided(piece, *nth).await?,
            Happened::Exported { export, pieces } => {
                let mut exported = Vec::with_capacity(pieces.len());
                for (piece, version) in pieces {
                    exported.extend(self.piece(piece, *version, true).await?.map(|(of, _)| of));
                }
                Some((now, json!({ "export": export, "pieces": exported })))
            }
        };
        Ok(found.map(|(at, data)| {
            let mut whole = Map::new();
            whole.insert("workspace".into(), json!(self.workspace));
            whole.insert("conversation".into(), json!(self.conversation));
            whole.insert("url".into(), json!(self.link("campaign", None)));
            whole.extend(data.as_object().cloned().unwrap_or_default());
            (at, Value::Object(whole))
        }))
    }

    async fn decided(&self, id: &PieceId, nth: u32) -> Result<Option<(Millis, Value)>, Untold> {
        let rows = self.app.store.workspace(self.workspace);
        let decisions = rows.piece_decisions(self.conversation, id).await?;
        let Some(row) = decisions.into_iter().find(|row| row.seq == nth) else { return Ok(None) };
        let made: Handled = serde_json::from_str(&row.body)?;
        let is_approved =
            matches!(made.decision, Decision::Approve | Decision::ApproveWithChanges | Decision::Carried);
        let found = self.piece(id, made.version, is_approved).await?;
        Ok(found.map(|(of, _)| {
            let decision = json!({
                "decision": made.decision,
                "version": made.version,
                "sha256": made.sha256,
                "stage": if made.stage > 1 { "client" } else { "team" },
                "by": Some(made.by.name).filter(|name| !name.is_empty()),
                "at": made.at.rfc3339(),
            });
            (made.at, json!({ "piece": of, "decision": decision }))
        }))
    }

    /// A version of a piece, and when it was made; `whole`: with its words.
    async fn piece(
        &self,
        id: &PieceId,
        version: u32,
        whole: bool,
    ) -> Result<Option<(Value, Millis)>, Untold> {
        let rows = self.app.store.workspace(self.workspace);
        let Some(row) = rows.piece(self.conversation, id).await? else { return Ok(None) };
        let Some(kept) = rows.piece_version(self.conversation, id, version).await? else { return Ok(None) };
        let (piece, version): (Piece, Version) = (read(&row.body)?, read(&kept.body)?);
        let board: Option<Board> = match rows.board(self.conversation).await? {
            Some(rows) => Some(read(&rows.body)?),
            None => None,
        };
        let channel = board.and_then(|board| board.plan.node(&piece.node).and_then(|node| node.channel));
        let mut of = json!({
            "id": piece.id,
            "kind": piece.kind,
            "family": piece.kind.family(),
            "title": piece.title,
            "channel": channel,
            "locale": version.locale,
            "state": piece.state,
            "version": version.number,
            "sha256": version.sha256,
            "url": self.link("campaign", Some(id)),
        });
        if whole {
            of["content"] = version.content.clone();
        }
        Ok(Some((of, version.at)))
    }

    /// A page for people, who have to be signed in there as ever.
    fn link(&self, page: &str, piece: Option<&PieceId>) -> String {
        let base = self.app.public_url.as_str();
        let piece = piece.map_or_else(String::new, |piece| format!("/{piece}"));
        format!("{base}{page}#{}{piece}", self.conversation)
    }
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(body)
}
