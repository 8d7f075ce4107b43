//! Files, pictures and voices that people send.

use super::{Halt, answer, colleague, refused, say, told, turn};
use crate::{
    channel::telegram::{
        board,
        desk::Desk,
        incoming::Attached,
        limits::Limit,
        state::{Files, Next},
        words,
    },
    engine::input::{Args, Body, Input},
    id::PieceId,
    outside::{
        llm::Sound,
        telegram::{BotApi, CallError, Refused},
    },
    store::File,
    tree::{
        json::{CommandName, SlotType},
        value::FileRef,
    },
    turn::{self as conversation, Code, Peer, Rejection},
    upload::Upload,
};
use std::collections::BTreeMap;

/// The most that a recording may hold.
const SOUND_BYTES_MAX: u64 = 10 << 20;

pub(super) async fn file(desk: &mut Desk, api: &BotApi, sent: &Attached) -> Result<(), Halt> {
    let about = match &desk.state.next {
        Some(Next::Comment { piece, .. } | Next::Line { piece, .. }) => piece_peer(desk, piece).await?,
        Some(Next::Help { question }) => colleague::peer(desk, question).await?,
        Some(Next::Reword { .. }) | None => desk.peer(),
    };
    let Some(peer) = about else { return super::begin::greet(desk).await };
    if sent.is_voice {
        return voice(desk, api, (&peer, sent)).await;
    }
    if desk.state.next.is_some() {
        return say(desk, "words_wanted");
    }
    let most = Limit::Download.max();
    if usize::try_from(sent.bytes).is_ok_and(|bytes| bytes > most) {
        return say(desk, "too_large");
    }
    let pending = match conversation::standing(&desk.office.app, &peer).await {
        Ok(standing) => standing.pending,
        Err(rejection) => return refused(desk, rejection),
    };
    let wants = pending.as_ref().is_some_and(|ask| {
        let item = ask.input.item.as_ref().map(|item| item.kind);
        ask.input.kind == SlotType::File || item == Some(SlotType::File)
    });
    let follows = desk.state.files.take().filter(|_| !wants);
    let is_text = sent.media.as_deref().is_some_and(|media| !media.starts_with("image/"));
    if !wants && follows.is_none() && !is_text {
        return say(desk, "no_file_here");
    }
    let Some(bytes) = fetched(desk, api, &sent.id, most).await? else {
        desk.state.files = follows;
        return Ok(());
    };
    let kept = match keep(desk, &peer, (&sent.name, &bytes)).await {
        Ok(kept) => kept,
        Err(rejection) => {
            desk.state.files = follows;
            return refused(desk, rejection);
        }
    };
    let file = FileRef { file: kept.name, id: Some(kept.id.to_string()), link: None };
    if let Some(mut follows) = follows {
        follows.files.push(file);
        return add(desk, follows).await;
    }
    let Some(ask) = pending.filter(|_| wants) else {
        let args = Args { file: file.id, ..Args::default() };
        return turn(desk, Input::Command { name: CommandName::Paste, args }).await.map(drop);
    };
    if ask.input.kind == SlotType::List {
        desk.state.files = Some(Files { path: ask.path, files: vec![file.clone()] });
    }
    answer::answer(desk, Body::Files(vec![file])).await
}

/// Phones send several files one by one: they are one answer.
async fn add(desk: &mut Desk, all: Files) -> Result<(), Halt> {
    let (path, body) = (all.path.clone(), Body::Files(all.files.clone()));
    desk.state.files = Some(all);
    turn(desk, Input::Edit { path, body, resolve: BTreeMap::new() }).await.map(drop)
}

/// Whoever speaks of a piece that this chat was asked about.
async fn piece_peer(desk: &Desk, piece: &str) -> Result<Option<Peer>, Halt> {
    let Some(piece) = PieceId::parse(piece) else { return Ok(None) };
    Ok(board::seat_of(desk, &piece).await?.map(|seat| seat.peer))
}

async fn keep(desk: &Desk, peer: &Peer, (name, bytes): (&str, &[u8])) -> Result<File, Rejection> {
    let mut upload = Upload::begin(&desk.office.app, peer, name).await?;
    upload.push(bytes).await?;
    upload.keep().await
}

/// The bytes of a file; `None` if there are none to be had, and the person was told.
async fn fetched(desk: &mut Desk, api: &BotApi, id: &str, most: usize) -> Result<Option<Vec<u8>>, Halt> {
    match api.download(id, most).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(CallError::Refused(Refused::TooLarge)) => say(desk, "too_large").map(|()| None),
        Err(CallError::Refused(_)) => say(desk, "not_fetched").map(|()| None),
        // Telegram keeps a file for an hour at least.
        Err(error) => Err(Halt::Later(error.to_string())),
    }
}

/// A recording is the same as the words that are heard in it.
async fn voice(desk: &mut Desk, api: &BotApi, (peer, sent): (&Peer, &Attached)) -> Result<(), Halt> {
    if !conversation::hears(&desk.office.app) {
        return say(desk, "no_voice");
    }
    if sent.bytes > SOUND_BYTES_MAX {
        return say(desk, "voice_too_long");
    }
    let most = usize::try_from(SOUND_BYTES_MAX).unwrap_or(usize::MAX);
    let Some(bytes) = fetched(desk, api, &sent.id, most).await? else { return Ok(()) };
    let kind = sent.media.as_deref().unwrap_or("audio/ogg");
    let language = peer.locale.split('-').next().map(str::to_owned);
    let sound = Sound { kind: kind.into(), bytes: bytes.into(), language };
    match conversation::hear(&desk.office.app, peer, sound).await {
        Ok(text) => {
            let heard = words::fill(desk.locale(), "heard", &[("text", &text)]);
            told(desk, &heard);
            answer::text(desk, &text).await
        }
        Err(rejection) if rejection.code == Code::Unavailable => say(desk, "voice_unheard"),
        Err(rejection) => refused(desk, rejection),
    }
}
