//! What somebody does who has a link: looks, as often as they like, and decides.

use super::{
    super::{
        brief::name,
        error::Refusal,
        people::{
            enter::Paced,
            sheet::{Fields, Sheet},
        },
        pieces,
    },
    links::{NAME_CHARS_MAX, Standing, line, standing},
    words,
};
use crate::{
    channel::web::{Door, token::Token},
    deliverable::{
        board::{Act, Actor, Decision, Role, Scope, Tag},
        view::PieceView,
    },
    engine::state::Who,
    id::{AssetId, PieceId},
    production::{
        self, Wish,
        export::{for_client, frozen},
    },
    store::Review,
    turn::{Code, Once, Peer, Rejection},
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

const COMMENT_CHARS_MAX: usize = 2_000;
const ZONE_BYTES_MAX: usize = 64;

/// What stands behind the `#` of the link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    token: String,
    /// In which times are told.
    #[serde(default)]
    zone: String,
}

/// `POST /api/v1/review/look`: who asks, about what, and the pieces. Changes nothing.
pub async fn look(
    State(door): State<Door>,
    sheet: Sheet,
    _: Paced,
    Fields(shown): Fields<Shown>,
) -> Result<Response, Refusal> {
    let (review, peer) = opened(&door, sheet, &shown.token, &shown.zone).await?;
    let client = client(&review, String::new());
    let mut views = Vec::new();
    for (piece, version) in &review.pieces {
        match seen(&door, &peer, &client, (piece, *version)).await {
            Ok(view) => views.push(view),
            // A newer brief may have no such piece any more; the others are still asked about.
            Err(rejection) if rejection.code == Code::UnknownPiece => {}
            Err(rejection) => return Err(rejection.into()),
        }
    }
    let brief = frozen(&door.app, &peer).await?;
    let (campaign, beside) =
        brief.as_ref().map_or_else(Default::default, |brief| (name::of(brief), name::beside(brief)));
    let day = |date: Date| {
        let day = if sheet.lang == "en" { date.strftime("%-d %B %Y") } else { date.strftime("%d/%m/%Y") };
        day.to_string()
    };
    let zone = peer.zone.as_deref().unwrap_or("UTC");
    Ok(Json(json!({
        "campaign": campaign, "beside": beside, "from": review.asker, "note": review.note,
        "deadline": review.deadline.parse().map(day).unwrap_or_default(),
        "until": day(review.expires_at.day_in(zone)), "pieces": views,
    }))
    .into_response())
}

/// A decision by somebody who gave a name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    token: String,
    #[serde(default)]
    zone: String,
    client_msg_id: Uuid,
    piece: String,
    version: u32,
    sha256: String,
    decision: Verdict,
    name: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    scope: Option<Scope>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    lines: Vec<String>,
    #[serde(default)]
    ticked: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Approve,
    ApproveWithChanges,
    Request,
    Reject,
    /// Takes one's own last decision back, within the minute.
    Undo,
}

/// `POST /api/v1/review/decide`: the one request of a link that changes something.
pub async fn decide(
    State(door): State<Door>,
    sheet: Sheet,
    _: Paced,
    Fields(asked): Fields<Decide>,
) -> Result<Response, Refusal> {
    let (review, peer) = opened(&door, sheet, &asked.token, &asked.zone).await?;
    let piece = linked(&review, &peer, &asked.piece)?;
    let Some((_, version)) =
        review.pieces.iter().find(|(id, version)| *id == piece && *version == asked.version)
    else {
        return Err(told(Code::StaleVersion, sheet, "review_version"));
    };
    let name = line(&asked.name, NAME_CHARS_MAX);
    if name.is_empty() {
        return Err(told(Code::BadFrame, sheet, "review_name"));
    }
    if asked.comment.chars().count() > COMMENT_CHARS_MAX {
        return Err(Refusal::code(Code::TooLarge, sheet.lang));
    }
    let version = *version;
    let once = Once::new(&asked.client_msg_id.to_string(), &asked.told(&review, &name));
    let wish = asked.wish(&piece);
    let (app, who, actor) = (door.app.clone(), peer.clone(), client(&review, name));
    // In a task of its own: a phone that goes away does not stop what it began.
    let task = door
        .app
        .tasks
        .spawn(async move { production::act(&app, &who, &actor, once, wish).await.map(|_| actor) });
    let actor = task.await.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))??;
    let view = seen(&door, &peer, &actor, (&piece, version)).await?;
    Ok(Json(json!({ "piece": view })).into_response())
}

impl Decide {
    /// What makes it this decision and no other.
    fn told(&self, review: &Review, name: &str) -> String {
        let Self { version, sha256, decision, comment, scope, tags, lines, ticked, .. } = self;
        let about = format!("{decision:?} {comment:?} {scope:?} {tags:?} {lines:?} {ticked}");
        format!("{} {} {version} {sha256} {name:?} {about}", review.id, self.piece)
    }

    fn wish(&self, piece: &PieceId) -> Wish {
        let (piece, version) = (piece.clone(), self.version);
        let decision = match self.decision {
            Verdict::Approve => Decision::Approve,
            Verdict::ApproveWithChanges => Decision::ApproveWithChanges,
            Verdict::Reject => Decision::Reject,
            Verdict::Undo => return Act::Undo { piece }.into(),
            Verdict::Request => {
                let scope = self.scope.clone().unwrap_or(Scope::Piece);
                let (text, tags) = (self.comment.clone(), self.tags.clone());
                return Act::Request { piece, version, scope, text, tags }.into();
            }
        };
        let (sha256, comment, lines) = (self.sha256.clone(), self.comment.clone(), self.lines.clone());
        Act::Decide { piece, version, sha256, decision, comment, lines, ticked: self.ticked }.into()
    }
}

/// A picture of one of the link's pieces.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pictured {
    token: String,
    piece: String,
    asset: String,
}

/// `POST /api/v1/review/picture`.
pub async fn picture(
    State(door): State<Door>,
    sheet: Sheet,
    _: Paced,
    Fields(asked): Fields<Pictured>,
) -> Result<Response, Refusal> {
    let (review, peer) = opened(&door, sheet, &asked.token, "").await?;
    let piece = linked(&review, &peer, &asked.piece)?;
    let asset = AssetId::parse(&asked.asset).ok_or_else(|| Refusal::no_file(sheet.lang))?;
    pieces::drawn(&door, &peer, &piece, &asset).await
}

/// The link and whom it speaks for, if it opens; else a sentence that says why not.
async fn opened(door: &Door, sheet: Sheet, token: &str, zone: &str) -> Result<(Review, Peer), Refusal> {
    let unknown = || Refusal::missing(words().say(sheet.lang, "review_unknown"));
    let token = Token::parse(token).ok_or_else(unknown)?;
    let review = door.app.store.installation().review(&token.hash()).await;
    let review = review.map_err(|error| Rejection::store(&error, sheet.lang))?.ok_or_else(unknown)?;
    match standing(&review, door.app.clock.now()) {
        Standing::Open => {}
        Standing::Expired => return Err(told(Code::ReviewOver, sheet, "review_expired")),
        Standing::Revoked => return Err(told(Code::ReviewOver, sheet, "review_revoked")),
    }
    let zone = (!zone.is_empty() && zone.len() <= ZONE_BYTES_MAX).then(|| zone.into());
    let peer = Peer {
        workspace: review.workspace.clone(),
        visitor: review.visitor.clone(),
        conversation: review.conversation.clone(),
        zone,
        locale: sheet.lang.to_owned(),
    };
    Ok((review, peer))
}

/// Whoever has the link, under the name that they give.
fn client(review: &Review, name: String) -> Actor {
    let key = review.id.to_string();
    Actor { who: Who::Person, name, role: Role::Client, door: "link".into(), key }
}

/// A piece of this link; of any other it knows nothing.
fn linked(review: &Review, peer: &Peer, piece: &str) -> Result<PieceId, Refusal> {
    let known = |piece: &PieceId| review.pieces.iter().any(|(id, _)| id == piece);
    PieceId::parse(piece).filter(known).ok_or_else(|| {
        let message = words().say(&peer.locale, "review_piece").to_owned();
        Rejection::told(Code::UnknownPiece, message).into()
    })
}

async fn seen(
    door: &Door,
    peer: &Peer,
    client: &Actor,
    (piece, version): (&PieceId, u32),
) -> Result<PieceView, Rejection> {
    let view = production::view(&door.app, peer, client, piece, (Some(version), None)).await?;
    Ok(for_client(view))
}

fn told(code: Code, sheet: Sheet, key: &'static str) -> Refusal {
    Rejection::told(code, words().say(sheet.lang, key).to_owned()).into()
}
