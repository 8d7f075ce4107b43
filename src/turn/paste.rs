//! A paste that names a file: its words are read before the conversation is held, for that may take seconds, and go
//! into the input, so that a replay needs no file.

use super::{Code, Inbound, Peer, Rejection, crowded, rejection::phrases, scene, talk};
use crate::{
    app::App,
    document::{Kind, Unread},
    engine::{
        self,
        input::{Args, Body, Document, Input},
    },
    id::FileId,
    outside::blob::{BlobError, Key},
    store::File,
    tree::json::{CommandName, SlotType},
};
use std::borrow::Cow;

/// The input with the words of the file that it names. A file in answer to a question for a long text is a paste.
pub async fn read<'a>(app: &App, peer: &Peer, inbound: &'a Inbound) -> Result<Cow<'a, Inbound>, Rejection> {
    let file = match &inbound.input {
        Input::Command { name: CommandName::Paste, args } => match args {
            Args { text: Some(_), file: None, document: None, .. } => return Ok(Cow::Borrowed(inbound)),
            Args { text: None, file: Some(file), document: None, .. } => file,
            _ => {
                return Err(Rejection::told(Code::BadFrame, phrases().say(&peer.locale, "paste_one").into()));
            }
        },
        Input::Command { args, .. } if args.document.is_some() => {
            return Err(Rejection::new(Code::BadFrame, &peer.locale));
        }
        Input::Answer { ask, path: None, body: Body::Files(files) } => match files.as_slice() {
            [file] if is_for_words(app, peer, *ask).await? => match &file.id {
                Some(id) => id,
                None => return Ok(Cow::Borrowed(inbound)),
            },
            _ => return Ok(Cow::Borrowed(inbound)),
        },
        _ => return Ok(Cow::Borrowed(inbound)),
    };
    let (text, document) = words(app, peer, file).await?;
    let args =
        Args { text: Some(text), file: Some(file.clone()), document: Some(document), ..Args::default() };
    let input = Input::Command { name: CommandName::Paste, args };
    Ok(Cow::Owned(Inbound { input, ..inbound.clone() }))
}

/// Whether the question that is pending wants a long text.
async fn is_for_words(app: &App, peer: &Peer, ask: Option<u64>) -> Result<bool, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::current(app, peer, &mut held).await?;
    let pending = engine::pending(&scene(app, talk), &talk.state);
    Ok(pending.is_some_and(|pending| {
        pending.input.kind == SlotType::LongText && ask.is_none_or(|ask| ask == pending.id)
    }))
}

/// The words of a file that was sent to this very conversation.
async fn words(app: &App, peer: &Peer, file: &str) -> Result<(String, Document), Rejection> {
    let rows = app.store.workspace(&peer.workspace);
    let failed = |error| Rejection::store(&error, &peer.locale);
    let own = rows.conversation_of(&peer.visitor, &peer.conversation).await.map_err(failed)?;
    own.ok_or_else(|| Rejection::new(Code::UnknownConversation, &peer.locale))?;
    let row = match FileId::parse(file) {
        Some(file) => rows.file(&peer.conversation, &file).await.map_err(failed)?,
        None => None,
    };
    let row = row.ok_or_else(|| told(Code::BadFile, "file_not_sent", peer))?;
    let kind = Kind::of_media(&row.kind).ok_or_else(|| told(Code::BadFile, "unread_kind", peer))?;
    let bytes = bytes(app, peer, &row).await?;
    match app.documents.read(kind, bytes).await {
        Ok(words) => Ok((words.text, Document { name: row.name, cut: words.cut })),
        Err(Unread::Busy) => Err(told(Code::RateLimited, "unread_busy", peer).retry_after(5_000)),
        Err(why) => Err(told(Code::BadFile, sentence(why), peer)),
    }
}

async fn bytes(app: &App, peer: &Peer, row: &File) -> Result<Vec<u8>, Rejection> {
    let missing = || told(Code::BadFile, "unread_failed", peer);
    let key = Key::parse(&row.blob).ok_or_else(missing)?;
    let read = async {
        let mut reader = app.blobs.read(&key).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = reader.next().await? {
            bytes.extend(chunk);
        }
        Ok::<_, BlobError>(bytes)
    };
    read.await.map_err(|error| {
        tracing::error!(%error, "a file cannot be read");
        missing()
    })
}

fn sentence(why: Unread) -> &'static str {
    match why {
        Unread::Empty => "unread_empty",
        Unread::Scanned => "unread_scanned",
        Unread::Locked => "unread_locked",
        Unread::Damaged => "unread_damaged",
        Unread::TooHeavy => "unread_heavy",
        Unread::Busy => "unread_busy",
        Unread::Failed => "unread_failed",
    }
}

fn told(code: Code, key: &str, peer: &Peer) -> Rejection {
    Rejection::told(code, phrases().say(&peer.locale, key).to_owned())
}
