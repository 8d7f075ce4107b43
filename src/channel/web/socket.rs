//! One socket: a view of a conversation's rows. It holds ids and a cursor; everything that matters is a row.

use super::{
    Door,
    connection::{Broken, End, Wire, close, next_text, put, send},
    frame::{self, Refused, Wish},
    limits::{Taken, network},
    session::{self, Caller, Session},
    wire::{self, Out, Welcome},
};
use crate::{
    app::rates::Bucket,
    engine::input::Input,
    outside::bus::Subscription,
    production,
    tree::json::CommandName,
    turn::{self, BriefChange, Code, Peer, Rejection, rejection::phrases},
};
use futures_util::StreamExt;
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tungstenite::Message;

/// How long a new socket may take for its `hello`.
const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// How often a silent socket is pinged; after two that were not answered it is gone.
const PING_EVERY: Duration = Duration::from_secs(28);
const PINGS_MISSED_MAX: u32 = 2;
/// How long a person may do nothing at all. The page comes back by itself when it is looked at.
const IDLE_MAX: Duration = Duration::from_secs(600);
/// Rows that are read at once: what a reader that is behind can make us hold.
const PAGE: u32 = 64;
/// Bytes of rows after which a page is flushed before more is encoded.
const FLUSH_BYTES: usize = 64 * 1024;
/// Frames over the rate that are answered before the socket is closed (less those within it).
const EXCESS_MAX: u32 = 200;

/// Serves one socket to its end.
pub async fn serve(door: Door, caller: Caller, mut wire: impl Wire) {
    // The steps of opening take room that an open socket does not need: they live in a box of their own.
    let opened = match Box::pin(hello(&door, &caller, &mut wire)).await {
        Ok(opened) => opened,
        Err(end) => return Box::pin(finish(&door, &mut wire, end, 0)).await,
    };
    drop(caller);
    let (mut socket, _seat) = opened;
    door.app.metrics.sockets.increment(1.0);
    let end = socket.run(&door, &mut wire).await;
    door.app.metrics.sockets.decrement(1.0);
    tracing::debug!(conversation = %socket.peer.conversation, ?end, "socket closed");
    Box::pin(finish(&door, &mut wire, end, spread(&socket.peer))).await;
}

async fn finish(door: &Door, wire: &mut impl Wire, end: End, retry_after_ms: u64) {
    if end == End::TooLarge {
        door.refused(Code::TooLarge.as_str());
    }
    close(wire, end, retry_after_ms).await;
}

/// The first frame, and the first answer.
async fn hello(door: &Door, caller: &Caller, wire: &mut impl Wire) -> Result<(Socket, Taken<Box<str>>), End> {
    let first =
        timeout(HELLO_WITHIN, next_text(wire)).await.map_err(|_| End::Policy("no hello in time"))??;
    let session = match frame::read(&first, caller.locale()) {
        Ok(Wish::Hello(hello)) => session::open(door, caller, *hello).await,
        Ok(_) => {
            Err(Rejection::told(Code::Unauthorised, phrases().say(caller.locale(), "hello_first").to_owned()))
        }
        Err(refused) => Err(refused.rejection),
    };
    let session = match session {
        Ok(session) => session,
        Err(rejection) => {
            let again = rejection.code == Code::Unavailable;
            reject(door, wire, &Refused { client_msg_id: None, rejection }).await?;
            return Err(if again { End::Behind } else { End::Policy("refused") });
        }
    };
    let person: Box<str> = session.peer.visitor.as_str().into();
    let Some(seat) = door.limits.sockets_of_person.take(person.clone()) else {
        let text = phrases().say(&session.peer.locale, "too_many_sockets").to_owned();
        let rejection = Rejection::told(Code::RateLimited, text).retry_after(5_000);
        reject(door, wire, &Refused { client_msg_id: None, rejection }).await?;
        return Err(End::Policy("too many sockets"));
    };
    let watch = door.app.bus.subscribe(&session.peer.conversation);
    let welcome = Out::Welcome(Welcome::new(&session));
    let mut frames = vec![welcome.json()];
    let Session { peer, standing, shared, after, .. } = session;
    // A client that is ahead of us has rows that this database never had: it has to begin anew.
    let cursor = if after > standing.seq {
        frames.push(Out::Gap { from_seq: 1 }.json());
        0
    } else {
        after
    };
    send(wire, frames).await?;
    let mut socket = Socket {
        rate: door.limits.messages_of_person.bucket(person),
        address_rate: door.limits.messages_of_address.bucket(network(caller.address)),
        peer,
        shared,
        watch,
        cursor,
        brief: standing.seq,
        pieces: standing.seq,
        missed: 0,
        excess: 0,
        heard: Instant::now(),
    };
    socket.pump(door, wire).await?;
    Ok((socket, seat))
}

/// An open socket between two frames.
struct Socket {
    peer: Peer,
    /// Whether each look asks anew if the conversation may be seen: it may be another browser's of a member
    /// who is removed meanwhile.
    shared: bool,
    watch: Subscription,
    /// The last row that was sent.
    cursor: u64,
    /// The `seq` up to which the brief was sent.
    brief: u64,
    /// The `seq` up to which it was told how far the pieces are.
    pieces: u64,
    rate: Arc<Bucket>,
    address_rate: Arc<Bucket>,
    /// Pings that were not answered.
    missed: u32,
    /// Frames that were over the rate, less those that were within it: a flood that is handled slowly is one
    /// too.
    excess: u32,
    /// When the person last did something.
    heard: Instant,
}

/// What happens to an open socket.
enum Happened {
    Came(Option<Result<Message, Broken>>),
    Woken,
    Tick,
    Draining,
}

impl Socket {
    async fn run(&mut self, door: &Door, wire: &mut impl Wire) -> End {
        let mut ticks = ticks();
        let mut draining = pin!(door.app.draining.cancelled());
        loop {
            let happened = tokio::select! {
                biased;
                () = &mut draining => Happened::Draining,
                came = wire.next() => Happened::Came(came),
                () = self.watch.after(self.cursor) => Happened::Woken,
                _ = ticks.tick() => Happened::Tick,
            };
            // Boxed: an idle socket does not carry the room that a turn takes.
            let went = match happened {
                Happened::Draining => Err(End::Draining),
                Happened::Came(None | Some(Err(Broken::Gone))) => Err(End::Gone),
                Happened::Came(Some(Err(Broken::TooLarge))) => Err(End::TooLarge),
                Happened::Came(Some(Ok(message))) => Box::pin(self.take(door, wire, message)).await,
                Happened::Woken => Box::pin(self.woken(door, wire)).await,
                Happened::Tick => Box::pin(self.tick(wire)).await,
            };
            if let Err(end) = went {
                return end;
            }
        }
    }

    async fn take(&mut self, door: &Door, wire: &mut impl Wire, message: Message) -> Result<(), End> {
        self.missed = 0;
        match message {
            Message::Text(text) => {
                self.heard = Instant::now();
                self.frame(door, wire, &text).await
            }
            Message::Binary(_) => Err(End::Policy("text frames only")),
            Message::Close(_) => Err(End::Gone),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
        }
    }

    async fn frame(&mut self, door: &Door, wire: &mut impl Wire, text: &str) -> Result<(), End> {
        if let Err(wait) = self.rate.take().and_then(|()| self.address_rate.take()) {
            self.excess += 1;
            if self.excess > EXCESS_MAX {
                return Err(End::Policy("too many frames"));
            }
            let rejection = Rejection::new(Code::RateLimited, &self.peer.locale).retry_after(wait);
            let client_msg_id = frame::id_of(text);
            return reject(door, wire, &Refused { client_msg_id, rejection }).await;
        }
        self.excess = self.excess.saturating_sub(1);
        match frame::read(text, &self.peer.locale) {
            Ok(Wish::Turn(inbound)) => {
                let id = inbound.client_msg_id.clone();
                let switches = matches!(inbound.input, Input::Command { name: CommandName::Language, .. });
                match turn::turn(&door.app, &self.peer, *inbound).await {
                    Ok(reply) => {
                        if switches {
                            session::follow(door, &mut self.peer).await;
                        }
                        self.answer(door, wire, &id, reply).await
                    }
                    Err(rejection) => {
                        send(
                            wire,
                            vec![Out::Rejected { client_msg_id: Some(&id), rejection: &rejection }.json()],
                        )
                        .await
                    }
                }
            }
            Ok(Wish::Preview { client_msg_id, path, body }) => {
                match turn::impact(&door.app, &self.peer, &path, &body).await {
                    Ok(impact) => send(wire, vec![Out::Impact(&impact).json()]).await,
                    Err(rejection) => {
                        reject(door, wire, &Refused { client_msg_id: Some(client_msg_id), rejection }).await
                    }
                }
            }
            Ok(Wish::Seen) => Ok(()),
            Ok(Wish::Ping) => send(wire, vec![Out::Pong {}.json()]).await,
            Ok(Wish::Hello(_)) => {
                let text = phrases().say(&self.peer.locale, "hello_twice").to_owned();
                let rejection = Rejection::told(Code::BadFrame, text);
                reject(door, wire, &Refused { client_msg_id: None, rejection }).await
            }
            Err(mut refused) => {
                // Another tab may have switched the language meanwhile.
                session::follow(door, &mut self.peer).await;
                if let Err(again) = frame::read(text, &self.peer.locale) {
                    refused = again;
                }
                reject(door, wire, &refused).await
            }
        }
    }

    /// Sends a turn's own rows as they came, without reading them back, if none is missing before them.
    async fn answer(
        &mut self,
        door: &Door,
        wire: &mut impl Wire,
        id: &str,
        reply: turn::Reply,
    ) -> Result<(), End> {
        let mut frames = vec![Out::Accepted { client_msg_id: id, accepted: &reply.accepted }.json()];
        if reply.rows.first().is_none_or(|row| row.seq != self.cursor + 1) {
            send(wire, frames).await?;
            return self.pump(door, wire).await;
        }
        frames.extend(reply.rows.iter().map(|row| wire::row(&self.peer.conversation, row)));
        self.cursor = reply.rows.last().map_or(self.cursor, |row| row.seq);
        // The turn tells what it changed itself; a tab that missed others' turns asks for all since.
        let brief = if reply.before <= self.brief { reply.brief } else { self.brief_since(door).await? };
        self.note_brief(&mut frames, brief);
        send(wire, frames).await
    }

    /// Sends what there is to know: the rows first, for they may be the end of an assist that is told of then.
    async fn woken(&mut self, door: &Door, wire: &mut impl Wire) -> Result<(), End> {
        if self.watch.is_behind(self.cursor) {
            self.pump(door, wire).await?;
        }
        let news = self.watch.news();
        if news.is_empty() { Ok(()) } else { send(wire, news.iter().map(wire::news).collect()).await }
    }

    /// Sends every row after the cursor, and what changed in the brief.
    async fn pump(&mut self, door: &Door, wire: &mut impl Wire) -> Result<(), End> {
        self.may_look(door).await?;
        let (mut rows_at_once, mut of_pieces) = (PAGE, false);
        loop {
            let (mut frames, more) = self.page(door, &mut rows_at_once, &mut of_pieces).await?;
            if !more && self.brief < self.cursor {
                let brief = self.brief_since(door).await?;
                self.note_brief(&mut frames, brief);
            }
            if !more && of_pieces {
                frames.extend(self.production(door).await?);
            }
            if !frames.is_empty() {
                send(wire, frames).await?;
            }
            if !more {
                return Ok(());
            }
        }
    }

    async fn may_look(&self, door: &Door) -> Result<(), End> {
        if !self.shared {
            return Ok(());
        }
        let rows = door.app.store.workspace(&self.peer.workspace);
        match rows.may_see(&self.peer.visitor, &self.peer.conversation).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(End::Policy("no longer a member")),
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// The next rows as frames, and whether there are more. Rows that do not fit are let go and read again,
    /// so that a reader who keeps us waiting holds no more than one flush; the next page asks for no more
    /// than fitted.
    async fn page(
        &mut self,
        door: &Door,
        rows_at_once: &mut u32,
        of_pieces: &mut bool,
    ) -> Result<(Vec<String>, bool), End> {
        let rows = door.app.store.workspace(&self.peer.workspace);
        let page = rows.messages_after(&self.peer.conversation, self.cursor, *rows_at_once).await;
        let page = page.map_err(|error| unreadable(&error))?;
        let (mut frames, mut fitting, mut bytes) = (Vec::with_capacity(page.len()), 0, 0);
        for row in &page {
            if bytes > FLUSH_BYTES {
                break;
            }
            if row.seq != self.cursor + 1 {
                frames.push(Out::Gap { from_seq: row.seq }.json());
            }
            self.cursor = row.seq;
            frames.push(wire::row(&self.peer.conversation, row));
            *of_pieces |= row.seq > self.pieces && wire::is_of_pieces(row);
            bytes += row.body.len();
            fitting += 1;
        }
        let more = fitting < page.len() || page.len() == *rows_at_once as usize;
        *rows_at_once = u32::try_from(fitting).unwrap_or(PAGE).max(1);
        Ok((frames, more))
    }

    async fn brief_since(&self, door: &Door) -> Result<Option<BriefChange>, End> {
        match turn::brief_since(&door.app, &self.peer, self.brief, self.cursor).await {
            Ok(brief) => Ok(brief),
            // Crowded: the next wake-up brings it.
            Err(rejection) if rejection.code == Code::RateLimited => Ok(None),
            Err(_) => Err(End::Behind),
        }
    }

    /// How far the pieces are now, once for all rows that told of them.
    async fn production(&mut self, door: &Door) -> Result<Option<String>, End> {
        self.pieces = self.cursor;
        let production = production::production(&door.app, &self.peer).await.map_err(|_| End::Behind)?;
        Ok(production.map(|production| Out::Production(&production).json()))
    }

    fn note_brief(&mut self, frames: &mut Vec<String>, brief: Option<BriefChange>) {
        if let Some(brief) = brief {
            frames.push(Out::Brief(&brief).json());
            self.brief = brief.seq;
        }
    }

    async fn tick(&mut self, wire: &mut impl Wire) -> Result<(), End> {
        if self.missed >= PINGS_MISSED_MAX {
            return Err(End::Gone);
        }
        if self.heard.elapsed() > IDLE_MAX {
            return Err(End::Policy("idle"));
        }
        self.missed += 1;
        put(wire, [Message::Ping(Default::default())]).await
    }
}

async fn reject(door: &Door, wire: &mut impl Wire, refused: &Refused) -> Result<(), End> {
    door.refused(refused.rejection.code.as_str());
    let client_msg_id = refused.client_msg_id.as_deref();
    send(wire, vec![Out::Rejected { client_msg_id, rejection: &refused.rejection }.json()]).await
}

fn ticks() -> Interval {
    let mut ticks = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

fn unreadable(error: &crate::store::StoreError) -> End {
    tracing::error!(%error, "rows cannot be read");
    End::Behind
}

/// When to come back: spread over four seconds, so that not everybody comes at once.
fn spread(peer: &Peer) -> u64 {
    let tail = peer.conversation.as_str().bytes().rev().take(4);
    500 + tail.fold(0u64, |sum, byte| sum * 31 + u64::from(byte)) % 4_000
}
