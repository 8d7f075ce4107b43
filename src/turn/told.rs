//! Turns of those who keep the pieces: what they tell, what they write, and the work that follows become durable
//! together with the conversation.

use super::{
    ATTEMPTS_MAX, Accepted, Code, Peer, Rejection, Reply, TURNS_MAX, again, crowded, play, talk, world, write,
};
use crate::{
    app::{
        App,
        talks::{Seat, Talk},
    },
    engine::{input::Input, state::Who, told::ToldRow},
    store::{Base, Committed, Fence, Inbound as Stored, NewTask, PieceWrites},
};
use tokio::sync::MutexGuard;

/// What one turn tells and writes besides.
#[derive(Clone, Debug)]
pub struct Telling {
    pub who: Who,
    pub rows: Vec<ToldRow>,
    pub pieces: PieceWrites,
    pub tasks: Vec<NewTask>,
    /// The task whose result this is.
    pub fence: Option<Fence>,
    /// Of a person's act.
    pub inbound: Option<Once>,
}

/// By what a second sending is known.
#[derive(Clone, Debug)]
pub struct Once {
    pub client_msg_id: String,
    /// Of what was asked for: the same id with another body is refused.
    pub body_hash: String,
}

impl Once {
    pub fn new(client_msg_id: &str, body: &str) -> Self {
        Self { client_msg_id: client_msg_id.to_owned(), body_hash: write::body_hash(body, None) }
    }
}

/// What became of it.
#[derive(Debug)]
pub enum Told {
    Done(Reply),
    /// Another process was faster: compute it again on what is there now.
    Again,
    /// The task is another attempt's, or nobody wants it any more.
    LostFence,
}

/// A seat that is sat on: nobody else of this process takes a turn meanwhile.
#[derive(Debug)]
pub struct Sitting<'a> {
    app: &'a App,
    peer: &'a Peer,
    held: MutexGuard<'a, Option<Talk>>,
    attempts: u32,
}

impl<'a> Sitting<'a> {
    /// Waits for the seat of the peer's conversation.
    pub async fn on(app: &'a App, peer: &'a Peer, seat: &'a Seat) -> Result<Self, Rejection> {
        let held = seat.sit().await.ok_or_else(|| crowded(peer))?;
        Ok(Self { app, peer, held, attempts: 0 })
    }

    /// The conversation to compute on. What is read of its board has to be read after this.
    pub async fn talk(&mut self) -> Result<&Talk, Rejection> {
        self.attempts += 1;
        if self.attempts > ATTEMPTS_MAX {
            return Err(Rejection::new(Code::Unavailable, &self.peer.locale).retry_after(1_000));
        }
        let talk = talk::current(self.app, self.peer, &mut self.held).await?;
        if talk.version >= TURNS_MAX {
            return Err(Rejection::new(Code::BudgetExhausted, &talk.state.locale));
        }
        Ok(talk)
    }

    /// Commits what was computed, and wakes those who watch.
    pub async fn tell(&mut self, telling: Telling) -> Result<Told, Rejection> {
        let Some(mut talk) = self.held.take() else { return Ok(Told::Again) };
        world::refresh(self.app, self.peer, &mut talk).await?;
        let Telling { who, rows, pieces, tasks, fence, inbound } = telling;
        let base = Base::Version(talk.version);
        let played = play::play(self.app.clock.now(), &mut talk, &who, Input::Told { rows })?;
        let seq = played.rows.last().map_or(talk.state.seq, play::Row::seq);
        let accepted = Accepted { seq, understood: true, normalised: None };
        let stored = inbound.map(|once| Stored {
            client_msg_id: once.client_msg_id,
            body_hash: once.body_hash,
            reply: serde_json::to_string(&accepted).expect("a reply is JSON: its keys are strings"),
        });
        let hash = stored.as_ref().map(|stored| stored.body_hash.clone()).unwrap_or_default();
        let recorded = played.recorded(None, stored).with(write::Beside { pieces, tasks, fence });
        match write::commit(self.app, self.peer, base, &mut talk, recorded).await? {
            (Committed::Done, rows) => {
                *self.held = Some(talk);
                Ok(Told::Done(Reply { accepted, rows, brief: None, before: 0 }))
            }
            (Committed::Duplicate(stored), _) => again(&stored, &hash, &self.peer.locale).map(Told::Done),
            (Committed::LostFence, _) => Ok(Told::LostFence),
            (Committed::StaleVersion, _) => Ok(Told::Again),
        }
    }

    /// The reply to an act that was taken before: a second sending is no second act, and is not refused as one.
    pub async fn known(&self, once: &Once) -> Result<Option<Reply>, Rejection> {
        let rows = self.app.store.workspace(&self.peer.workspace);
        let stored = rows.inbound(&self.peer.conversation, &once.client_msg_id).await;
        let stored = stored.map_err(|error| Rejection::store(&error, &self.peer.locale))?;
        stored.map(|stored| again(&stored, &once.body_hash, &self.peer.locale)).transpose()
    }
}
