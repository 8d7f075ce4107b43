//! Links for a client, as those make and revoke them whose conversation it is.

use super::{
    super::{
        brief::name,
        caller::FromSite,
        conversations::{failed, own, speaking},
        error::Refusal,
        people::sheet::Fields,
        visitor::Visitor,
    },
    words,
};
use crate::{
    channel::web::{Door, token::Token},
    id::{PieceId, ReviewId},
    production::{
        self,
        export::{can_be_asked, frozen},
    },
    store::{self, NewReview},
    time::Millis,
    turn::{Code, Peer, Rejection},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// A link is good for seven days.
const LASTS_MS: i64 = 7 * 24 * 3_600_000;
const PIECES_MAX: usize = 100;
/// Links of one conversation that are open at once.
const OPEN_MAX: usize = 50;
pub const NAME_CHARS_MAX: usize = 80;
const NOTE_CHARS_MAX: usize = 500;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    client_msg_id: Option<Uuid>,
    pieces: Vec<Seen>,
    /// Who asks, for somebody who is no member.
    #[serde(default)]
    name: String,
    #[serde(default)]
    note: String,
    /// A day.
    #[serde(default)]
    deadline: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    id: String,
    version: u32,
}

/// `POST …/reviews`: the link, which is shown once and to nobody else.
pub async fn create(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    Fields(asked): Fields<Asked>,
) -> Result<Response, Refusal> {
    let member = visitor.member.clone();
    let mut peer = speaking(&door, visitor, &id, &caller)?;
    let locale = own(&door, &peer).await?.line.locale;
    peer.locale.clone_from(&locale);
    let pieces = pieces(&asked, &peer)?;
    can_be_asked(&door.app, &peer, &pieces).await?;
    let rows = door.app.store.workspace(&peer.workspace);
    let now = door.app.clock.now();
    let known = rows.reviews(&peer.conversation).await.map_err(|error| failed(&error, &locale))?;
    if known.iter().filter(|review| standing(review, now) == Standing::Open).count() >= OPEN_MAX {
        return Err(told(Code::NotNow, &peer, "too_many_links"));
    }
    let member = production::actor(&door.app, &peer, member.as_ref(), production::WEB).await?.name;
    let asker = if member.is_empty() { line(&asked.name, NAME_CHARS_MAX) } else { member };
    let (token, review) = (Token::random(), ReviewId::new());
    let new = NewReview {
        asked: asked.client_msg_id.map_or_else(|| review.to_string(), |id| id.to_string()),
        id: review,
        conversation: peer.conversation.clone(),
        visitor: peer.visitor.clone(),
        token_hash: token.hash(),
        pieces,
        asker,
        note: asked.note.chars().filter(|c| *c == '\n' || !c.is_control()).take(NOTE_CHARS_MAX).collect(),
        deadline: day(&asked.deadline, &peer)?,
        at: now,
        expires_at: Millis(now.0 + LASTS_MS),
    };
    let made = rows.create_review(&new).await.map_err(|error| failed(&error, &locale))?;
    let made = made.ok_or_else(|| Refusal::code(Code::ReviewOver, &locale))?;
    let lang = if locale.starts_with("pt") { "pt-BR" } else { "en" };
    let public = &door.app.public_url;
    let link = format!("{public}review?lang={lang}#{}", token.expose());
    let campaign = campaign(&door, &peer).await?;
    let body =
        json!({ "id": made, "link": link, "campaign": campaign, "expires_at": new.expires_at.rfc3339() });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

fn pieces(asked: &Asked, peer: &Peer) -> Result<Vec<(PieceId, u32)>, Refusal> {
    if asked.pieces.is_empty() || asked.pieces.len() > PIECES_MAX {
        return Err(told(Code::BadFrame, peer, "choose_pieces"));
    }
    let unknown = || Refusal::code(Code::UnknownPiece, &peer.locale);
    let one = |seen: &Seen| Ok((PieceId::parse(&seen.id).ok_or_else(unknown)?, seen.version));
    let mut pieces = asked.pieces.iter().map(one).collect::<Result<Vec<_>, Refusal>>()?;
    let mut named = HashSet::new();
    pieces.retain(|(piece, _)| named.insert(piece.clone()));
    Ok(pieces)
}

fn day(text: &str, peer: &Peer) -> Result<String, Refusal> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let day: Date = text.parse().map_err(|_| told(Code::BadFrame, peer, "wrong_day"))?;
    Ok(day.to_string())
}

/// A text in one line, no longer than a name has to be.
pub fn line(text: &str, max: usize) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(max).collect();
    plain.trim().to_owned()
}

fn told(code: Code, peer: &Peer, key: &'static str) -> Refusal {
    Rejection::told(code, words().say(&peer.locale, key).to_owned()).into()
}

/// Whether a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Open,
    Expired,
    Revoked,
}

pub fn standing(review: &store::Review, now: Millis) -> Standing {
    match review.revoked_at {
        Some(_) => Standing::Revoked,
        None if review.expires_at <= now => Standing::Expired,
        None => Standing::Open,
    }
}

/// `GET …/reviews`: the links, the newest first; never a token.
pub async fn list(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    let reviews = door.app.store.workspace(&peer.workspace).reviews(&peer.conversation).await;
    let reviews = reviews.map_err(|error| failed(&error, &peer.locale))?;
    let now = door.app.clock.now();
    let shown = |review: &store::Review| {
        let pieces: Vec<_> =
            review.pieces.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
        json!({
            "id": review.id, "pieces": pieces, "name": review.asker, "note": review.note,
            "deadline": review.deadline, "created_at": review.created_at.rfc3339(),
            "expires_at": review.expires_at.rfc3339(), "state": standing(review, now),
        })
    };
    let reviews: Vec<_> = reviews.iter().map(shown).collect();
    let campaign = campaign(&door, &peer).await?;
    Ok(Json(json!({ "campaign": campaign, "reviews": reviews })).into_response())
}

/// What the campaign is called, for the message around the link.
async fn campaign(door: &Door, peer: &Peer) -> Result<String, Refusal> {
    let brief = frozen(&door.app, peer).await?;
    Ok(brief.map(|brief| name::of(&brief).to_owned()).unwrap_or_default())
}

/// `POST …/reviews/{id}/revoke`: from now on it opens nothing. Twice is once.
pub async fn revoke(
    State(door): State<Door>,
    Path((id, review)): Path<(String, String)>,
    FromSite(caller): FromSite,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = speaking(&door, visitor, &id, &caller)?;
    own(&door, &peer).await?;
    let missing = || Refusal::missing(words().say(&peer.locale, "no_link"));
    let review = ReviewId::parse(&review).ok_or_else(missing)?;
    let rows = door.app.store.workspace(&peer.workspace);
    let known = rows.reviews(&peer.conversation).await.map_err(|error| failed(&error, &peer.locale))?;
    if !known.iter().any(|one| one.id == review) {
        return Err(missing());
    }
    let now = door.app.clock.now();
    let done = rows.revoke_review(&peer.conversation, &review, now).await;
    done.map_err(|error| failed(&error, &peer.locale))?;
    Ok(Json(json!({ "state": Standing::Revoked })).into_response())
}
