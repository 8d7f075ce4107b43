//! Frozen briefs, for people and for machines: as JSON, as Markdown, and what changed between two versions.

use super::{
    conversations::{failed, own, raw},
    error::Refusal,
    markdown,
    visitor::Visitor,
};
use crate::{
    channel::web::Door,
    engine::brief::Brief,
    store,
    turn::{Code, Peer},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Which version; the newest without one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    version: Option<u32>,
}

/// A frozen brief with what names it.
#[derive(Debug, Serialize)]
struct Export {
    conversation: String,
    version: u32,
    /// SHA-256 of the brief's canonical JSON.
    hash: String,
    frozen_at: String,
    brief: Box<RawValue>,
}

/// `GET …/brief?version=`.
pub async fn json(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Refusal> {
    let (peer, version) = which_of(&id, visitor, which)?;
    let brief = frozen(&door, &peer, version).await?;
    let export = Export {
        conversation: peer.conversation.to_string(),
        version: brief.line.version,
        hash: brief.line.hash,
        frozen_at: brief.line.at.rfc3339(),
        brief: raw(brief.body),
    };
    Ok(Json(export).into_response())
}

/// `GET …/brief.md?version=`.
pub async fn markdown(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Refusal> {
    let (peer, version) = which_of(&id, visitor, which)?;
    let row = frozen(&door, &peer, version).await?;
    let brief = read(&row, &peer.locale)?;
    let text = markdown::brief(&brief, &row.line);
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response())
}

/// One version, as the list names it.
#[derive(Debug, Serialize)]
struct Line {
    version: u32,
    hash: String,
    frozen_at: String,
}

/// `GET …/versions`, the first first.
pub async fn versions(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = visitor.peer(&id)?;
    let lines = lines(&door, &peer).await?;
    let lines: Vec<Line> = lines
        .into_iter()
        .map(|line| Line { version: line.version, hash: line.hash, frozen_at: line.at.rfc3339() })
        .collect();
    Ok(Json(serde_json::json!({ "versions": lines })).into_response())
}

/// One field that two versions do not have alike.
#[derive(Debug, Serialize)]
struct Difference {
    path: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// Which version it is compared with; the one before without one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    from: Option<u32>,
}

/// `GET …/versions/{version}/changes?from=`: what this version has otherwise than an earlier one.
pub async fn changes(
    State(door): State<Door>,
    Path((id, version)): Path<(String, String)>,
    visitor: Visitor,
    since: Result<Query<Since>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(Since { from }) = since.map_err(|_| Refusal::query("from", &visitor.locale))?;
    let peer = visitor.peer(&id)?;
    let version: u32 = version.parse().map_err(|_| Refusal::no_brief(&peer.locale))?;
    let from = from.unwrap_or_else(|| version.saturating_sub(1));
    let new = read(&frozen(&door, &peer, Some(version)).await?, &peer.locale)?;
    // Before the first version there was nothing.
    let old = match from {
        0 => Brief::default(),
        from => read(&frozen(&door, &peer, Some(from)).await?, &peer.locale)?,
    };
    let body = serde_json::json!({
        "from": from, "to": version, "changes": differences(&old, &new),
        "score": { "from": old.score.value, "to": new.score.value },
    });
    Ok(Json(body).into_response())
}

fn differences(old: &Brief, new: &Brief) -> Vec<Difference> {
    let shown = |brief: &Brief, path: &str| {
        brief.fields.iter().find(|field| field.path == path).and_then(|field| field.shown.clone())
    };
    let gone = old.fields.iter().filter(|field| !new.fields.iter().any(|kept| kept.path == field.path));
    new.fields
        .iter()
        .chain(gone)
        .map(|field| Difference {
            path: field.path.clone(),
            label: field.label.clone(),
            from: shown(old, &field.path),
            to: shown(new, &field.path),
        })
        .filter(|difference| difference.from != difference.to)
        .collect()
}

fn which_of(
    id: &str,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<(Peer, Option<u32>), Refusal> {
    let Query(which) = which.map_err(|_| Refusal::query("version", &visitor.locale))?;
    Ok((visitor.peer(id)?, which.version))
}

async fn lines(door: &Door, peer: &Peer) -> Result<Vec<store::BriefLine>, Refusal> {
    own(door, peer).await?;
    let lines = door.app.store.workspace(&peer.workspace).briefs(&peer.conversation).await;
    lines.map_err(|error| failed(&error, &peer.locale))
}

/// The version, or the newest.
async fn frozen(door: &Door, peer: &Peer, version: Option<u32>) -> Result<store::Brief, Refusal> {
    let missing = || Refusal::no_brief(&peer.locale);
    let newest = lines(door, peer).await?.last().map(|line| line.version);
    let version = version.or(newest).ok_or_else(missing)?;
    let brief = door.app.store.workspace(&peer.workspace).brief(&peer.conversation, version).await;
    brief.map_err(|error| failed(&error, &peer.locale))?.ok_or_else(missing)
}

fn read(row: &store::Brief, locale: &str) -> Result<Brief, Refusal> {
    serde_json::from_str(&row.body).map_err(|error| {
        tracing::error!(%error, "a frozen brief cannot be read");
        Refusal::code(Code::Unavailable, locale)
    })
}
