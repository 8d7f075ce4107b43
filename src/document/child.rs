//! The child: takes its own means away, and only then looks at what it was given.

use super::{Kind, Unread, Words, docx, pdf, text};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::{
    io::{self, Read, Write},
    panic::catch_unwind,
};

/// Address space. A PDF of 20 MB takes some 200 MB once it is read.
const MEMORY_BYTES_MAX: u64 = 768 << 20;
/// Seconds of computing.
const CPU_SECONDS_MAX: u64 = 8;

/// How an answer begins that has words in it: all, or the first of them.
pub const WHOLE: &str = "ok\n";
pub const CUT: &str = "cut\n";

/// Reads a document from standard input and tells what it says on standard output: `ok` or `cut` and its words, or
/// one word for why not. Nothing at all, where the limits ended it.
///
/// # Errors
/// The limits cannot be set, or the other side is gone.
pub fn read(kind: Kind) -> io::Result<()> {
    for (resource, most) in [
        (Resource::As, MEMORY_BYTES_MAX),
        (Resource::Cpu, CPU_SECONDS_MAX),
        // What is open stays so: the two pipes.
        (Resource::Nofile, 0),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let read = catch_unwind(|| words(kind, &bytes)).unwrap_or(Err(Unread::Damaged));
    let mut out = io::stdout().lock();
    match read {
        Ok(Words { text, cut }) => write!(out, "{}{text}", if cut { CUT } else { WHOLE })?,
        Err(why) => write!(out, "{}", why.word())?,
    }
    out.flush()
}

fn words(kind: Kind, bytes: &[u8]) -> Result<Words, Unread> {
    match kind {
        Kind::Text => {
            let words = text::plain(&text::decode(bytes));
            if words.text.is_empty() { Err(Unread::Empty) } else { Ok(words) }
        }
        Kind::Docx => docx::read(bytes),
        Kind::Pdf => pdf::read(bytes),
    }
}
