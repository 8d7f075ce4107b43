//! Briefs, for people and for machines: as a page, as JSON, as Markdown, and what changed between two versions.

mod body;
mod changes;
mod document;
pub mod example;
mod markdown;
pub mod name;
pub mod page;

use super::{
    conversations::{failed, own, raw},
    error::Refusal,
    visitor::Visitor,
};
use crate::{
    channel::web::Door,
    engine::brief::Brief,
    phrase::Phrases,
    store,
    turn::{self, Code, Peer},
};
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use changes::differences;
use document::{Document, Edition, Line as Listed, Links};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::LazyLock;

/// The words of the document and of the page around it.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}

/// Which version; the newest without one. `download` has a browser keep it as a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    version: Option<u32>,
    download: Option<String>,
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
    let (peer, which) = which_of(&id, visitor, which)?;
    let row = frozen(&door, &peer, which.version).await?;
    let file = file(&read(&row, &peer.locale)?, &row, "json", &which);
    let export = Export {
        conversation: peer.conversation.to_string(),
        version: row.line.version,
        hash: row.line.hash,
        frozen_at: row.line.at.rfc3339(),
        brief: raw(row.body),
    };
    Ok(([(header::CONTENT_DISPOSITION, file)], Json(export)).into_response())
}

/// `GET …/brief.md?version=`.
pub async fn markdown(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Refusal> {
    let (peer, which) = which_of(&id, visitor, which)?;
    let row = frozen(&door, &peer, which.version).await?;
    let brief = read(&row, &peer.locale)?;
    let text = markdown::brief(&brief, &row.line);
    let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
    let about =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, file(&brief, &row, "md", &which))];
    Ok((about, text).into_response())
}

/// What the file is called when it is kept.
fn file(brief: &Brief, row: &store::Brief, ending: &str, which: &Which) -> HeaderValue {
    let stem = name::stem(brief, Some(row.line.version));
    let named = name::disposition(&stem, ending, which.download.is_some());
    HeaderValue::try_from(named).unwrap_or_else(|_| HeaderValue::from_static("inline"))
}

/// What of a brief the page shows: a version or the `draft`, the newest version without one and the draft where
/// nothing is closed yet; and from which version on the changes are told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    version: Option<String>,
    from: Option<String>,
}

/// `GET …/brief.html?version=&from=`: the brief as a document, to be put into the page.
pub async fn html(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
    shown: Result<Query<Shown>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(Shown { version, from }) =
        shown.map_err(|_| Refusal::queries("version, from", &visitor.locale))?;
    let wants_draft = version.as_deref() == Some("draft");
    let number = |name, text: Option<String>| {
        text.map(|text| text.parse().map_err(|_| Refusal::number(name, &visitor.locale))).transpose()
    };
    let (version, from) = (number("version", version.filter(|_| !wants_draft))?, number("from", from)?);
    let peer = visitor.peer(&id)?;
    let lines = lines(&door, &peer).await?;
    let draft = turn::draft(&door.app, &peer).await?;
    let row = match lines.last() {
        Some(newest) if !wants_draft => Some(kept(&door, &peer, version.unwrap_or(newest.version)).await?),
        _ if version.is_some() => return Err(Refusal::no_brief(&peer.locale)),
        _ => None,
    };
    let brief = row.as_ref().map(|row| read(row, &peer.locale)).transpose()?;
    let links = Links::Conversation(peer.conversation.to_string());
    let listed = lines.iter().map(|line| Listed::of(line, peer.zone.as_deref())).collect();
    let mut document = match (&brief, &row) {
        (Some(brief), Some(row)) => Document::of(brief, Edition::Version(row.line.version), listed, &links),
        _ => Document::of(&draft, Edition::Draft, listed, &links),
    };
    let now =
        row.as_ref().map_or_else(|| lines.last().map_or(0, |line| line.version + 1), |row| row.line.version);
    let from = from.unwrap_or(now.saturating_sub(1));
    if from > 0 && from != now {
        document.compare(&read(&kept(&door, &peer, from).await?, &peer.locale)?, from);
    }
    if let (Some(newest), Some(_)) = (lines.last(), &row) {
        let newest = read(&kept(&door, &peer, newest.version).await?, &peer.locale)?;
        document.offer_draft(!differences(&newest, &draft).is_empty(), &links);
    }
    rendered(&document, &peer.locale)
}

fn rendered(page: &impl Template, locale: &str) -> Result<Response, Refusal> {
    match page.render() {
        Ok(page) => Ok(Html(page).into_response()),
        Err(error) => {
            tracing::error!(%error, "a brief cannot be rendered");
            Err(Refusal::code(Code::Unavailable, locale))
        }
    }
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
        from => read(&kept(&door, &peer, from).await?, &peer.locale)?,
    };
    let body = serde_json::json!({
        "from": from, "to": version, "changes": differences(&old, &new),
        "score": { "from": old.score.value, "to": new.score.value },
    });
    Ok(Json(body).into_response())
}

fn which_of(
    id: &str,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<(Peer, Which), Refusal> {
    let Query(which) = which.map_err(|_| Refusal::query("version", &visitor.locale))?;
    Ok((visitor.peer(id)?, which))
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
    kept(door, peer, version.or(newest).ok_or_else(missing)?).await
}

/// A version of a conversation that was found to be the peer's.
async fn kept(door: &Door, peer: &Peer, version: u32) -> Result<store::Brief, Refusal> {
    let brief = door.app.store.workspace(&peer.workspace).brief(&peer.conversation, version).await;
    brief.map_err(|error| failed(&error, &peer.locale))?.ok_or_else(|| Refusal::no_brief(&peer.locale))
}

fn read(row: &store::Brief, locale: &str) -> Result<Brief, Refusal> {
    serde_json::from_str(&row.body).map_err(|error| {
        tracing::error!(%error, "a frozen brief cannot be read");
        Refusal::code(Code::Unavailable, locale)
    })
}
