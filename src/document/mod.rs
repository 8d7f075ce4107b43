//! Words out of a file. What a stranger made is parsed in a process of its own that has little memory, little time
//! and no files: whatever happens to it there, the server goes on.

mod child;
mod docx;
mod parent;
mod pdf;
mod text;

pub use child::read as read_in_child;
pub use parent::Documents;

/// The most that is read of a document, in characters: some twenty pages. What follows is left out, and said so.
pub const CHARS_MAX: usize = 60_000;

/// A kind of file with words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// `.txt`, `.md`, `.csv`: UTF-8, UTF-16 with its mark, or Windows-1252.
    Text,
    Docx,
    Pdf,
}

impl Kind {
    /// The kind of a file that was kept with this media type; `None` for one that has no words to read.
    pub fn of_media(media: &str) -> Option<Self> {
        match media {
            "text/plain" | "text/markdown" | "text/csv" => Some(Self::Text),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some(Self::Docx),
            "application/pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// At most [`CHARS_MAX`] characters, with `\n` between lines.
    pub text: String,
    /// There is more of it than was read.
    pub cut: bool,
}

/// Why a document could not be read. Each is told in a sentence that says what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error("there is no text in it")]
    Empty,
    /// Pages without letters: pictures of pages.
    #[error("its pages are pictures")]
    Scanned,
    #[error("it is locked with a password")]
    Locked,
    #[error("it is damaged, or not what its name says")]
    Damaged,
    /// It took more memory or time than a document may.
    #[error("it is too large or too complicated")]
    TooHeavy,
    /// Others are being read; the same a little later may work.
    #[error("too many documents are being read at once")]
    Busy,
    #[error("documents cannot be read on this server")]
    Failed,
}

impl Unread {
    const OF_CHILD: [(Self, &str); 4] = [
        (Self::Empty, "empty"),
        (Self::Scanned, "scanned"),
        (Self::Locked, "locked"),
        (Self::Damaged, "damaged"),
    ];

    /// How the child says it.
    fn word(self) -> &'static str {
        Self::OF_CHILD.iter().find(|(why, _)| *why == self).map_or("damaged", |(_, word)| word)
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::OF_CHILD.iter().find(|(_, known)| *known == word).map(|(why, _)| *why)
    }
}
