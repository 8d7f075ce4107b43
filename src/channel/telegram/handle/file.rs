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
    engine::{
        effect::AskView,
        input::{Args, Body, Input},
    },
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

/// What stands below a photo names it, unless it is longer than a name.
const NAME_MOST: usize = 80;
/// How names of pictures end.
const PICTURES: [&str; 7] = ["jpg", "jpeg", "png", "webp", "gif", "heic", "bmp"];
/// The most that a recording may hold.
const SOUND_BYTES_MAX: u64 = 10 << 20;

pub(super) async fn file(desk: &mut Desk, api: &BotApi, sent: &Attached) -> Result<(), Halt> {
    let about = match &desk.state.next {
        Some(Next::Comment { piece, .. } | Next::Line { piece, .. }) => piece_peer(desk, piece).await?,
        Some(Next::Help { question }) => colleague::peer(desk, question).await?,
        Some(Next::Reword { .. }) | None => desk.peer(),
    };
    if sent.is_voice {
        let Some(peer) = about else { return super::begin::greet(desk).await };
        return voice(desk, api, (&peer, sent)).await;
    }
    // The rest of an album of which it was said already that it is not taken.
    if sent.album.is_some() && sent.album == desk.state.album && sent.caption.is_empty() {
        return Ok(());
    }
    if let (Some(Next::Help { question }), Some(peer)) = (desk.state.next.clone(), &about) {
        return help(desk, api, (peer, sent), question).await;
    }
    if desk.state.next.is_some() {
        return only_words(desk, sent, "words_wanted").await;
    }
    own(desk, api, about, sent).await
}

/// A file for the chat's own conversation, or for a question that its person was asked and has just answered.
async fn own(desk: &mut Desk, api: &BotApi, about: Option<Peer>, sent: &Attached) -> Result<(), Halt> {
    let pending = match &about {
        Some(peer) => match conversation::standing(&desk.office.app, peer).await {
            Ok(standing) => standing.pending,
            Err(rejection) => return refused(desk, rejection),
        },
        None => None,
    };
    let wants = pending.as_ref().is_some_and(wants_file);
    let follows = desk.state.files.take().filter(|files| !wants || files.goes_with(sent.album.as_ref()));
    if let Some(files) = follows.as_ref().filter(|files| files.question.is_some()) {
        desk.state.files = Some(files.clone());
        return help_on(desk, api, files.clone(), sent).await;
    }
    let Some(peer) = about else { return super::begin::greet(desk).await };
    let is_text = sent.media.as_deref().is_some_and(|media| !media.starts_with("image/"));
    if !wants && follows.is_none() && !is_text && !is_too_large(sent) {
        return only_words(desk, sent, "no_file_here").await;
    }
    let Some(file) = received(desk, api, &peer, sent).await? else {
        desk.state.files = follows;
        return Ok(());
    };
    if let Some(mut follows) = follows {
        follows.files.push(file);
        return add(desk, follows).await;
    }
    let Some(ask) = pending.filter(|_| wants) else {
        let args = Args { file: file.id, ..Args::default() };
        return turn(desk, Input::Command { name: CommandName::Paste, args }).await.map(drop);
    };
    if ask.input.kind == SlotType::List {
        desk.state.files = Some(Files {
            path: ask.path,
            files: vec![file.clone()],
            question: None,
            album: sent.album.clone(),
        });
    }
    answer::answer(desk, Body::Files(vec![file])).await
}

fn wants_file(ask: &AskView) -> bool {
    let item = ask.input.item.as_ref().map(|item| item.kind);
    ask.input.kind == SlotType::File || item == Some(SlotType::File)
}

fn is_too_large(sent: &Attached) -> bool {
    usize::try_from(sent.bytes).is_ok_and(|bytes| bytes > Limit::Download.max())
}

/// A file, kept with the peer's conversation; `None` if it cannot be, and the person was told.
async fn received(
    desk: &mut Desk,
    api: &BotApi,
    peer: &Peer,
    sent: &Attached,
) -> Result<Option<FileRef>, Halt> {
    if is_too_large(sent) {
        return say(desk, "too_large").map(|()| None);
    }
    let Some(bytes) = fetched(desk, api, &sent.id, Limit::Download.max()).await? else { return Ok(None) };
    let (name, is_used) = called(sent, desk.locale());
    let kept = match keep(desk, peer, (&name, &bytes)).await {
        Ok(kept) => kept,
        Err(rejection) => return refused(desk, rejection).map(|()| None),
    };
    if !is_used && !sent.caption.is_empty() {
        say(desk, "caption_left")?;
    }
    Ok(Some(FileRef { file: kept.name, id: Some(kept.id.to_string()), link: None }))
}

/// What a file is kept as, and whether what stands below it went into that: photos have no name of their own.
fn called(sent: &Attached, locale: &str) -> (String, bool) {
    if !sent.is_unnamed {
        return (sent.name.clone(), false);
    }
    let caption = sent.caption.split_whitespace().collect::<Vec<_>>().join(" ");
    if caption.is_empty() || caption.chars().count() > NAME_MOST {
        return (format!("{}-{}", words::say(locale, "photo"), sent.name), false);
    }
    // Telegram makes a JPEG of every photo, whatever it was called before.
    let name = match caption.rsplit_once('.') {
        Some((name, kind)) if !name.is_empty() && PICTURES.contains(&kind.to_lowercase().as_str()) => name,
        _ => &caption,
    };
    (format!("{}.jpg", name.replace(['/', '\\'], " ")), true)
}

/// A file that is not taken: what stands below it is what was to be said, or it is said why.
async fn only_words(desk: &mut Desk, sent: &Attached, why: &str) -> Result<(), Halt> {
    desk.state.album.clone_from(&sent.album);
    if sent.caption.is_empty() {
        return say(desk, why);
    }
    say(desk, "caption_taken")?;
    answer::text(desk, &sent.caption).await
}

/// A file for a question that a colleague asked: it is kept where the answer will be.
async fn help(
    desk: &mut Desk,
    api: &BotApi,
    (peer, sent): (&Peer, &Attached),
    question: String,
) -> Result<(), Halt> {
    let Some(help) = colleague::asked(desk, &question).await? else { return Ok(()) };
    if !wants_file(&help.view) {
        return only_words(desk, sent, "words_wanted").await;
    }
    let Some(file) = received(desk, api, peer, sent).await? else { return Ok(()) };
    desk.state.next = None;
    colleague::answered(desk, &question, Body::Files(vec![file.clone()])).await?;
    if help.view.input.kind == SlotType::List && desk.state.next.is_none() {
        let (path, album) = (help.view.path, sent.album.clone());
        desk.state.files = Some(Files { path, files: vec![file], question: Some(question), album });
    }
    Ok(())
}

/// Another file for a question of a colleague's that was answered with some just now.
async fn help_on(desk: &mut Desk, api: &BotApi, mut all: Files, sent: &Attached) -> Result<(), Halt> {
    let Some(question) = all.question.clone() else { return Ok(()) };
    let Some(peer) = colleague::peer(desk, &question).await? else { return say(desk, "nothing_asked") };
    let Some(file) = received(desk, api, &peer, sent).await? else { return Ok(()) };
    all.files.push(file);
    let body = Body::Files(all.files.clone());
    if colleague::added(desk, &question, (&all.path, body)).await? {
        let n = all.files.len().to_string();
        let text = words::fill(desk.locale(), "help_more", &[("n", &n)]);
        told(desk, &text);
        desk.state.files = Some(all);
    }
    Ok(())
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
    match spoken(desk, api, (peer, sent)).await? {
        Some(text) => answer::text(desk, &text).await,
        None => Ok(()),
    }
}

/// The words of a recording that is about a piece.
pub(super) async fn heard_of(
    desk: &mut Desk,
    api: &BotApi,
    (piece, sent): (&str, &Attached),
) -> Result<Option<String>, Halt> {
    match piece_peer(desk, piece).await? {
        Some(peer) => spoken(desk, api, (&peer, sent)).await,
        None => say(desk, "old_button").map(|()| None),
    }
}

/// The words of a recording, shown to whoever spoke; `None` if there are none, and they were told.
async fn spoken(
    desk: &mut Desk,
    api: &BotApi,
    (peer, sent): (&Peer, &Attached),
) -> Result<Option<String>, Halt> {
    if !conversation::hears(&desk.office.app) {
        if sent.caption.is_empty() {
            return say(desk, "no_voice").map(|()| None);
        }
        return say(desk, "caption_taken").map(|()| Some(sent.caption.clone()));
    }
    if sent.bytes > SOUND_BYTES_MAX {
        return say(desk, "voice_too_long").map(|()| None);
    }
    let most = usize::try_from(SOUND_BYTES_MAX).unwrap_or(usize::MAX);
    let Some(bytes) = fetched(desk, api, &sent.id, most).await? else { return Ok(None) };
    let kind = sent.media.as_deref().unwrap_or("audio/ogg");
    let language = peer.locale.split('-').next().map(str::to_owned);
    let sound = Sound { kind: kind.into(), bytes: bytes.into(), language };
    match conversation::hear(&desk.office.app, peer, sound).await {
        Ok(text) => {
            let heard = words::fill(desk.locale(), "heard", &[("text", &text)]);
            told(desk, &heard);
            if !sent.caption.is_empty() {
                say(desk, "caption_left")?;
            }
            Ok(Some(text))
        }
        Err(rejection) if rejection.code == Code::Unavailable => say(desk, "voice_unheard").map(|()| None),
        Err(rejection) => refused(desk, rejection).map(|()| None),
    }
}
