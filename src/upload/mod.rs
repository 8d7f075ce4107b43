//! What a person sends along: looked at, cleaned and kept; of a picture only its dots. The bytes first, then the row that says whose they
//! are; a file without its row is nobody's and is never shown.

mod kind;
mod name;
mod picture;
mod words;

pub use kind::Kind;

use crate::{
    app::App,
    id::FileId,
    outside::blob::{BlobError, Key, Writer},
    store::{Added, File, FileLimits, StoreError},
    time::Millis,
    turn::{Code, Peer, Rejection, rejection::phrases},
};
use kind::Sniffed;
use sha2::{Digest, Sha256};
use words::Words;

/// The most that one file may hold. A print-ready PDF or a photo from a phone has some 5 to 15 MB; a video
/// does not fit, and is better sent as a link.
pub const FILE_BYTES_MAX: u64 = 20 << 20;
/// What one conversation may hold: the largest list of files in the shipped trees has ten, so that there is
/// room to change one's mind, and none to use the server as a disk.
pub const CONVERSATION: FileLimits = FileLimits { files: 30, bytes: 200 << 20 };
/// What is looked at to tell a file's kind: an office document's first entries, behind a preview picture.
const HEAD_BYTES: usize = 64 * 1024;

/// A file on its way in. Dropped before it is kept, it leaves nothing.
#[derive(Debug)]
pub struct Upload<'a> {
    app: &'a App,
    peer: &'a Peer,
    /// As the client called it.
    name: String,
    /// What the conversation still has room for.
    room: u64,
    bytes: u64,
    hash: Sha256,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Too little has come to tell what it is.
    Head(Vec<u8>),
    Body(Box<Body>),
}

#[derive(Debug)]
struct Body {
    kind: &'static Kind,
    /// Words are read to the last letter.
    words: Option<Words>,
    key: Key,
    writer: Writer,
}

impl<'a> Upload<'a> {
    /// Begins, if the conversation has room for one more. The peer's conversation was found to be theirs.
    pub async fn begin(app: &'a App, peer: &'a Peer, name: &str) -> Result<Self, Rejection> {
        let files = app.store.workspace(&peer.workspace).files(&peer.conversation).await;
        let files = files.map_err(|error| Rejection::store(&error, &peer.locale))?;
        let used: u64 = files.iter().map(|file| file.bytes).sum();
        if files.len() as u64 >= CONVERSATION.files {
            return Err(too_many(&peer.locale));
        }
        Ok(Self {
            app,
            peer,
            name: name.to_owned(),
            room: CONVERSATION.bytes.saturating_sub(used),
            bytes: 0,
            hash: Sha256::new(),
            stage: Stage::Head(Vec::new()),
        })
    }

    /// Takes the next bytes.
    pub async fn push(&mut self, chunk: &[u8]) -> Result<(), Rejection> {
        self.bytes += chunk.len() as u64;
        if self.bytes > FILE_BYTES_MAX {
            return Err(too_large(&self.peer.locale));
        }
        if self.bytes > self.room {
            return Err(too_much(&self.peer.locale));
        }
        self.hash.update(chunk);
        match &mut self.stage {
            Stage::Body(body) => body.push(chunk, &self.peer.locale).await,
            Stage::Head(head) => {
                head.extend_from_slice(chunk);
                if head.len() < HEAD_BYTES { Ok(()) } else { self.look().await }
            }
        }
    }

    /// Keeps the whole. When this returns `Ok`, it is durable.
    pub async fn keep(mut self) -> Result<File, Rejection> {
        let locale = &self.peer.locale;
        if self.bytes == 0 {
            return Err(refused("file_empty", locale));
        }
        if let Stage::Head(_) = self.stage {
            self.look().await?;
        }
        let Stage::Body(body) = self.stage else { return Err(refused("file_empty", locale)) };
        let Body { mut kind, words, key, writer } = *body;
        if words.is_some_and(|words| !words.are_whole()) {
            return Err(refused("file_encoding", locale));
        }
        if kind.is_picture() {
            let sent = writer.take_back().await.map_err(|error| blob(&error, locale))?;
            let anew = picture::anew(self.app, sent, locale).await?;
            kind = Kind::of(anew.media).unwrap_or(kind);
            (self.bytes, self.hash) = (anew.bytes.len() as u64, Sha256::new_with_prefix(&anew.bytes));
            let put = self.app.blobs.put(&key, kind.media, &anew.bytes).await;
            put.map_err(|error| blob(&error, locale))?;
        } else {
            writer.finish().await.map_err(|error| blob(&error, locale))?;
        }
        let file = File {
            id: FileId::new(),
            conversation: self.peer.conversation.clone(),
            visitor: self.peer.visitor.clone(),
            name: name::clean(&self.name, kind, phrases().say(locale, "unnamed_file")),
            kind: kind.media.to_owned(),
            bytes: self.bytes,
            sha256: hex::encode(self.hash.finalize()),
            blob: key.as_str().to_owned(),
            created_at: self.app.clock.now(),
        };
        enter(self.app, self.peer, file, &key).await
    }

    /// Enough has come: what is it, and may it be kept?
    async fn look(&mut self) -> Result<(), Rejection> {
        let Stage::Head(head) = &mut self.stage else { return Ok(()) };
        let head = std::mem::take(head);
        let locale = &self.peer.locale;
        let sniffed = kind::of(&head, &self.name).map_err(|why| refused(why, locale))?;
        let (kind, words) = match sniffed {
            Sniffed::Bytes(kind) => (kind, None),
            Sniffed::Words(kind) => (kind, Some(Words::default())),
        };
        let now: Millis = self.app.clock.now();
        let key = Key::reference(&self.peer.workspace, now);
        let writer = self.app.blobs.write(&key, kind.media).await.map_err(|error| blob(&error, locale))?;
        let mut body = Box::new(Body { kind, words, key, writer });
        body.push(&head, locale).await?;
        self.stage = Stage::Body(body);
        Ok(())
    }
}

impl Body {
    async fn push(&mut self, chunk: &[u8], locale: &str) -> Result<(), Rejection> {
        if self.words.as_mut().is_some_and(|words| !words.go_on(chunk)) {
            return Err(refused("file_encoding", locale));
        }
        self.writer.write(chunk).await.map_err(|error| blob(&error, locale))
    }
}

/// Writes the row, or takes the bytes away again.
async fn enter(app: &App, peer: &Peer, file: File, key: &Key) -> Result<File, Rejection> {
    let rows = app.store.workspace(&peer.workspace);
    let added = rows.add_file(&file, CONVERSATION).await;
    // Cut off in a commit, the row may be there all the same: then its bytes have to be, too.
    if !matches!(added, Ok(Added::Done) | Err(StoreError::Unreachable(_)))
        && let Err(error) = app.blobs.remove(key).await
    {
        tracing::warn!(%error, key = key.as_str(), "a file that nobody has is left behind");
    }
    let failed = |error| Rejection::store(&error, &peer.locale);
    match added.map_err(failed)? {
        Added::Done => Ok(file),
        Added::Known(id) => Ok(File { id, ..file }),
        Added::TooMany => Err(too_many(&peer.locale)),
        Added::TooMuch => Err(too_much(&peer.locale)),
        Added::NoConversation => Err(Rejection::new(Code::UnknownConversation, &peer.locale)),
    }
}

/// A file that is not taken, with the sentence that says why.
pub fn refused(why: &str, locale: &str) -> Rejection {
    Rejection::told(Code::BadFile, phrases().say(locale, why).to_owned())
}

/// A file over [`FILE_BYTES_MAX`].
pub fn too_large(locale: &str) -> Rejection {
    over("file_too_large", FILE_BYTES_MAX >> 20, locale)
}

fn too_many(locale: &str) -> Rejection {
    over("files_too_many", CONVERSATION.files, locale)
}

fn too_much(locale: &str) -> Rejection {
    over("files_too_much", CONVERSATION.bytes >> 20, locale)
}

fn over(why: &str, most: u64, locale: &str) -> Rejection {
    Rejection::told(Code::TooLarge, phrases().fill(locale, why, &[("most", &most.to_string())]))
}

/// What the folder could not do. The cause goes to the log, once; never to the person.
pub fn blob(error: &BlobError, locale: &str) -> Rejection {
    tracing::error!(error = %error, cause = ?std::error::Error::source(error), "files");
    match error {
        BlobError::Full => Rejection::new(Code::ReadOnly, locale).retry_after(10_000),
        _ => Rejection::new(Code::Unavailable, locale).retry_after(1_000),
    }
}
