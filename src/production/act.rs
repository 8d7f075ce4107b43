//! One act, one turn: what is done to the board is computed on what is there, and written only if that still is.

use super::{
    board,
    rows::Teller,
    wish::{At, Wish},
};
use crate::{
    app::App,
    deliverable::board::Actor,
    store::Fence,
    turn::{Accepted, Code, Once, Peer, Rejection, Reply, Sitting, Telling, Told},
};

/// What came of it.
#[derive(Debug)]
pub enum Came {
    Done(Reply),
    /// It changed nothing: it came twice, or too late to matter.
    Nothing(Reply),
    /// The task is somebody else's by now, or nobody's.
    LostFence,
}

/// Takes what a person does. When this returns `Ok`, it is durable. The same `once` twice is one act.
pub async fn act(
    app: &App,
    peer: &Peer,
    actor: &Actor,
    once: Once,
    mut wish: Wish,
) -> Result<Reply, Rejection> {
    wish.illustrate(app, peer).await?;
    match take(app, peer, actor, By { once: Some(once), fence: None }, &wish).await? {
        Came::Done(reply) | Came::Nothing(reply) => Ok(reply),
        // A person's act has no fence to lose.
        Came::LostFence => Err(Rejection::new(Code::Unavailable, &peer.locale)),
    }
}

/// By what an act is known as done already.
#[derive(Clone, Debug, Default)]
pub struct By {
    pub once: Option<Once>,
    pub fence: Option<Fence>,
}

/// The loop: what was computed on a state that another process has left behind is computed again.
pub async fn take(app: &App, peer: &Peer, actor: &Actor, by: By, wish: &Wish) -> Result<Came, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut sitting = Sitting::on(app, peer, &seat).await?;
    loop {
        let talk = sitting.talk().await?;
        let (locale, seq) = (talk.state.locale.clone(), talk.state.seq);
        let ai = talk.world.context.model.is_some() && talk.state.ai == Some(true);
        let before = board::load(app, peer).await?;
        let now = app.clock.now();
        let done = match wish.done(At { app, peer }, before.as_ref(), actor, now).await {
            Ok(done) => done,
            Err(stop) => {
                if let Some(once) = &by.once
                    && let Some(reply) = sitting.known(once).await?
                {
                    return Ok(Came::Done(reply));
                }
                return Err(stop.rejection(peer));
            }
        };
        if done.is_nothing() {
            if let Some(once) = &by.once
                && let Some(reply) = sitting.known(once).await?
            {
                return Ok(Came::Done(reply));
            }
            let accepted = Accepted { seq, understood: true, normalised: None };
            return Ok(Came::Nothing(Reply { accepted, rows: Vec::new(), brief: None, before: 0 }));
        }
        let teller = Teller::new(app, peer, actor, &locale, ai);
        let rows = teller.rows(before.as_ref(), &done).await?;
        let telling = Telling {
            who: actor.who.clone(),
            rows,
            pieces: board::writes(before.as_ref(), &done, wish.assets(&done)),
            tasks: board::tasks(&done),
            fence: by.fence.clone(),
            inbound: by.once.clone(),
        };
        match sitting.tell(telling).await? {
            Told::Done(reply) => return Ok(Came::Done(reply)),
            Told::LostFence => return Ok(Came::LostFence),
            Told::Again => {}
        }
    }
}
