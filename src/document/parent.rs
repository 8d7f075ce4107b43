//! The parent: starts a child for a document, waits no longer than it may take, and believes nothing that it says
//! but a text of bounded length.

use super::{
    CHARS_MAX, Kind, Unread, Words,
    child::{CUT, WHOLE},
};
use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// Children at once; each may take [`super::child`]'s memory.
const AT_ONCE: usize = 2;
/// How long a child may take. It has 8 seconds of computing, and may have to share the machine.
const TIME_MAX: Duration = Duration::from_secs(30);
/// How long a document waits for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(15);
/// How it begins, and the letters of the longest text.
const ANSWER_BYTES_MAX: u64 = 4 + CHARS_MAX as u64 * 4;

/// Reads documents, two at a time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Documents {
    /// This program, or one that runs it.
    program: Arc<PathBuf>,
    seats: Arc<Semaphore>,
}

impl Documents {
    /// `program` is asked as `program read-document --kind pdf`; without one, this very program is.
    pub fn new(program: Option<PathBuf>) -> Self {
        // On Linux it stays what it is while its file is replaced by a newer version.
        let own = || Some(PathBuf::from("/proc/self/exe")).filter(|path| path.exists());
        let program = program.or_else(own).or_else(|| std::env::current_exe().ok()).unwrap_or_default();
        Self { program: Arc::new(program), seats: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The words of a document.
    ///
    /// # Errors
    /// Why it could not be read; the document is as it was.
    pub async fn read(&self, kind: Kind, bytes: Vec<u8>) -> Result<Words, Unread> {
        let turn = timeout(TURN_WITHIN, self.seats.clone().acquire_owned()).await;
        let seat = turn.map_err(|_| Unread::Busy)?.map_err(|_| Unread::Busy)?;
        let program = self.program.clone();
        // The seat goes along: whoever stops waiting does not make room before the child is gone.
        let read = spawn_blocking(move || {
            let read = ask(&program, kind, bytes);
            drop(seat);
            read
        });
        read.await.unwrap_or(Err(Unread::Failed))
    }
}

fn ask(program: &PathBuf, kind: Kind, bytes: Vec<u8>) -> Result<Words, Unread> {
    let mut child = start(program, kind).map_err(|error| {
        tracing::error!(%error, program = %program.display(), "a document's reader cannot be started");
        Unread::Failed
    })?;
    let answer = answer(&mut child, bytes);
    if let Err(error) = child.kill().and_then(|()| child.wait()) {
        tracing::warn!(%error, "a document's reader cannot be ended");
    }
    understood(answer)
}

fn start(program: &PathBuf, kind: Kind) -> std::io::Result<Child> {
    Command::new(program)
        .args(["read-document", "--kind", kind.name()])
        // No key and no address goes along.
        .env_clear()
        // The allocator would reserve more than the child may have.
        .env("MIMALLOC_ARENA_RESERVE", "64MiB")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // It may repeat what it reads.
        .stderr(Stdio::null())
        .spawn()
}

/// What the child says in time. The pipes end with it, and so do the two threads.
fn answer(child: &mut Child, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
    let (said, heard) = mpsc::channel();
    // A child that has given up takes no more: what counts is what it says.
    let giving = thread::Builder::new().spawn(move || drop(stdin.write_all(&bytes)));
    let hearing = thread::Builder::new().spawn(move || {
        let mut answer = Vec::new();
        let whole = stdout.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).is_ok();
        drop(said.send(whole.then_some(answer)));
    });
    if giving.is_err() || hearing.is_err() {
        return None;
    }
    heard.recv_timeout(TIME_MAX).ok().flatten()
}

fn understood(answer: Option<Vec<u8>>) -> Result<Words, Unread> {
    let answer = String::from_utf8(answer.unwrap_or_default()).map_err(|_| Unread::Damaged)?;
    let words = |begins: &str, cut| Some(Words { text: answer.strip_prefix(begins)?.to_owned(), cut });
    match words(WHOLE, false).or_else(|| words(CUT, true)) {
        Some(words) if words.text.chars().nth(CHARS_MAX).is_some() => Err(Unread::Damaged),
        Some(words) => Ok(words),
        // The limits ended it before it could say why.
        None => Err(Unread::of_word(&answer).unwrap_or(Unread::TooHeavy)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_an_answer_is_an_answer() {
        let of = |answer: &[u8]| understood(Some(answer.to_vec()));
        assert_eq!(of(b"ok\nol\xc3\xa1"), Ok(Words { text: "olá".into(), cut: false }));
        assert_eq!(of(b"cut\nol"), Ok(Words { text: "ol".into(), cut: true }));
        let long = [b"ok\n".to_vec(), "é".repeat(CHARS_MAX + 1).into_bytes()].concat();
        assert_eq!(of(&long), Err(Unread::Damaged));
        for (answer, why) in [
            (&b"locked"[..], Unread::Locked),
            (b"scanned", Unread::Scanned),
            (b"ok", Unread::TooHeavy),
            (b"", Unread::TooHeavy),
            (b"ok\n\xff", Unread::Damaged),
        ] {
            assert_eq!(of(answer), Err(why), "{answer:?}");
        }
        assert_eq!(understood(None), Err(Unread::TooHeavy));
    }
}
