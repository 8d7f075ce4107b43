//! The one impure join: an input comes in, the engine plays it, everything that follows becomes durable
//! together, and only then somebody hears of it.

pub mod rejection;

mod assist;
mod beginning;
mod colleague;
mod files;
mod hear;
mod list;
mod open;
mod paste;
mod pictures;
mod play;
mod replay;
mod shown;
mod talk;
mod told;
mod world;
mod write;

pub use assist::watch as watch_assists;
pub use beginning::{Beginning, beginning, tree_and_locale};
pub use colleague::{Answered, Colleague, Helper, colleagues, decline, help, help_on, helping, pass_on};
pub use hear::{hear, hears};
pub use list::{Line, conversations};
pub use open::{From, Opening, start};
pub use play::STATE_BYTES_MAX;
pub use rejection::{Code, Rejection};
pub use replay::{ReplayError, replay};
pub use shown::{Ai, BriefChange, Seen, Standing, brief_since, called, draft, standing};

use crate::{
    app::{
        App,
        talks::{Seat, Talk},
    },
    engine::{
        self, Scene,
        brief::Impact,
        input::{Body, Input},
        state::Who,
    },
    id::{ConversationId, VisitorId, WorkspaceId},
    store::{Base, Committed, Inbound as Stored, Message},
    tree::json::Locale,
};
pub use told::{Once, Sitting, Telling, Told};
pub use write::{MOVED, UPDATE};

use play::Played;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::time::Instant;
use tracing::Instrument;

/// How often a turn is computed again because another process was faster.
const ATTEMPTS_MAX: u32 = 20;
/// Turns that one conversation may have. A briefing takes some sixty.
pub const TURNS_MAX: u64 = 20_000;

/// Who speaks, and in which conversation. Made only after the token was found to be the visitor's.
#[derive(Clone, Debug)]
pub struct Peer {
    pub workspace: WorkspaceId,
    pub visitor: VisitorId,
    pub conversation: ConversationId,
    /// IANA name of the person's time zone; `None` reads as UTC.
    pub zone: Option<Arc<str>>,
    /// The language for sentences before the conversation is known.
    pub locale: Locale,
}

/// One input of a peer.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// Given by the client: the same one twice is one turn.
    pub client_msg_id: String,
    pub input: Input,
    /// For an edit: the turn that its impact was computed on.
    pub expect: Option<u64>,
}

/// What became of an input that was taken.
#[derive(Debug)]
pub struct Reply {
    pub accepted: Accepted,
    /// The rows that the turn made; none if it had been taken before.
    pub rows: Vec<Message>,
    /// What it changed in the brief since the row `before`.
    pub brief: Option<BriefChange>,
    pub before: u64,
}

/// How an input was taken; stored with it and given again to whoever sends it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Of the row that shows what the person said; of the turn's last row where there is none.
    pub seq: u64,
    pub understood: bool,
    /// How the answer was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalised: Option<String>,
}

/// Takes one input. When this returns `Ok`, it is durable.
///
/// Dropping the future is safe: either nothing was written, or everything was and the stored reply is
/// given to whoever sends the input again.
pub async fn turn(app: &App, peer: &Peer, inbound: Inbound) -> Result<Reply, Rejection> {
    turn_of(app, peer, &Who::Person, inbound).await
}

/// The same, with whoever acts: the person, or a colleague who was asked.
async fn turn_of(app: &App, peer: &Peer, who: &Who, inbound: Inbound) -> Result<Reply, Rejection> {
    let span = tracing::info_span!("turn", conversation = %peer.conversation, workspace = %peer.workspace);
    let started = Instant::now();
    let seat = app.talks.seat(&peer.conversation);
    let result = take(app, peer, &seat, (who, &inbound)).instrument(span).await;
    match &result {
        Ok(reply) if reply.rows.is_empty() => app.metrics.replays.increment(1),
        Ok(_) => {
            app.metrics.turns.increment(1);
            app.metrics.turn_seconds.record(started.elapsed());
        }
        Err(rejection) => app.metrics.rejected(rejection.code.as_str()).increment(1),
    }
    result
}

async fn take(
    app: &App,
    peer: &Peer,
    seat: &Arc<Seat>,
    (who, inbound): (&Who, &Inbound),
) -> Result<Reply, Rejection> {
    let input = serde_json::to_string(&inbound.input).expect("an input is JSON: its keys are strings");
    let hash = write::body_hash(&input, inbound.expect);
    let read = match paste::read(app, peer, inbound).await {
        Ok(read) => read,
        Err(rejection) => {
            let stored = known(app, peer, inbound).await?;
            return stored.map_or(Err(rejection), |stored| again(&stored, &hash, &peer.locale));
        }
    };
    let inbound = &*read;
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    for nth in 0..ATTEMPTS_MAX {
        if nth > 0 {
            app.metrics.retries.increment(1);
        }
        if let Some(talk) = held.as_ref()
            && !talk::is_own(app, peer, talk).await?
        {
            *held = None;
        }
        let mut talk = match held.take() {
            Some(talk) => talk,
            None => talk::load(app, peer).await?,
        };
        world::refresh(app, peer, &mut talk).await?;
        let played = files::named(app, peer, inbound).await;
        let played = match played.and_then(|named| attempt(app, &mut talk, who, &named)) {
            Ok(played) => played,
            Err(rejection) => {
                if let Some(stored) = known(app, peer, inbound).await? {
                    return again(&stored, &hash, &peer.locale);
                }
                // Refused on a state that another process has left behind means nothing.
                if nth + 1 < ATTEMPTS_MAX && !talk::is_current(app, peer, &talk).await? {
                    continue;
                }
                // A refused input leaves the state as it was; what broke off in the middle does not.
                let broke_off = matches!(rejection.code, Code::Unavailable | Code::BudgetExhausted);
                *held = (!broke_off).then_some(talk);
                return Err(rejection);
            }
        };
        let accepted = played.accepted();
        let reply = serde_json::to_string(&accepted).expect("a reply is JSON: its keys are strings");
        let stored = Stored { client_msg_id: inbound.client_msg_id.clone(), body_hash: hash.clone(), reply };
        let base = Base::Version(talk.version);
        let follows = assist::Follows::of(&played);
        assist::note(app, peer, &follows).await?;
        match write::commit(app, peer, base, &mut talk, played.recorded(None, Some(stored))).await? {
            (Committed::Done, rows) => {
                assist::follow(app, peer, follows);
                let (before, brief) = shown::after_turn(app, &mut talk);
                *held = Some(talk);
                return Ok(Reply { accepted, rows, brief, before });
            }
            (Committed::Duplicate(stored), _) => return again(&stored, &hash, &peer.locale),
            (Committed::StaleVersion | Committed::LostFence, _) => {}
        }
    }
    Err(Rejection::new(Code::Unavailable, &peer.locale).retry_after(1_000))
}

/// Plays the input on what is loaded, or says why not.
fn attempt(app: &App, talk: &mut Talk, who: &Who, inbound: &Inbound) -> Result<Played, Rejection> {
    if talk.version >= TURNS_MAX {
        return Err(Rejection::new(Code::BudgetExhausted, &talk.state.locale));
    }
    if let (Some(expected), Input::Edit { path, body, .. }) = (inbound.expect, &inbound.input)
        && expected != talk.state.turn
    {
        let conflict = Rejection::new(Code::Conflict, &talk.state.locale);
        let scene = scene(app, talk);
        let impact = engine::impact(&scene, &talk.state, path, body).map_err(Rejection::refused)?;
        return Err(conflict.with_impact(impact));
    }
    play::play(app.clock.now(), talk, who, inbound.input.clone())
}

/// Before an input is refused: it may be the second sending of one that was taken.
async fn known(app: &App, peer: &Peer, inbound: &Inbound) -> Result<Option<Stored>, Rejection> {
    let rows = app.store.workspace(&peer.workspace);
    let stored = rows.inbound(&peer.conversation, &inbound.client_msg_id).await;
    stored.map_err(|error| Rejection::store(&error, &peer.locale))
}

/// The reply that was given when the input came first.
fn again(stored: &Stored, hash: &str, locale: &str) -> Result<Reply, Rejection> {
    if stored.body_hash != hash {
        return Err(Rejection::new(Code::IdReused, locale));
    }
    let accepted = serde_json::from_str(&stored.reply).map_err(|error| {
        tracing::error!(%error, "a stored reply cannot be read");
        Rejection::new(Code::Unavailable, locale)
    })?;
    Ok(Reply { accepted, rows: Vec::new(), brief: None, before: 0 })
}

/// What an edit would change. Writes nothing.
pub async fn impact(app: &App, peer: &Peer, path: &str, body: &Body) -> Result<Impact, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::current(app, peer, &mut held).await?;
    let body = files::named_in(app, peer, body).await?;
    engine::impact(&scene(app, talk), &talk.state, path, &body).map_err(Rejection::refused)
}

fn scene<'a>(app: &App, talk: &'a Talk) -> Scene<'a> {
    Scene { tree: &talk.tree, context: &talk.world.context, who: &Who::Person, now: app.clock.now() }
}

fn crowded(peer: &Peer) -> Rejection {
    Rejection::new(Code::RateLimited, &peer.locale).retry_after(1_000)
}
