//! A PDF: the letters of its pages. Pages that are pictures have none.

use super::{CHARS_MAX, Unread, Words, text};
use pdf_extract::{Document, Error, OutputError, PlainTextOutput, output_doc_page};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most pages that are looked at: no brief has more, and a book is not one.
const PAGES_MAX: u32 = 200;
/// When it is worth looking whether enough has been read.
const BYTES_ENOUGH: usize = CHARS_MAX;

pub fn read(bytes: &[u8]) -> Result<Words, Unread> {
    let mut document = Document::load_mem(bytes).map_err(|error| why(&error))?;
    if document.is_encrypted() {
        // Many are locked against changes alone, and open without a password.
        document.decrypt("").map_err(|_| Unread::Locked)?;
    }
    let pages = u32::try_from(document.get_pages().len()).unwrap_or(u32::MAX);
    let (mut told, mut unread) = (String::new(), pages.saturating_sub(PAGES_MAX));
    for page in 1..=pages.min(PAGES_MAX) {
        match of_page(&document, page) {
            Some(words) => told.push_str(&words),
            None => unread += 1,
        }
        told.push('\n');
        // Bytes: never fewer than characters.
        if told.len() > BYTES_ENOUGH && text::plain(&told).cut {
            break;
        }
    }
    let words = text::plain(&told);
    match words.text.is_empty() {
        false => Ok(Words { cut: words.cut || unread > 0, ..words }),
        true if unread > 0 || pages == 0 => Err(Unread::Damaged),
        true => Err(Unread::Scanned),
    }
}

/// The words of one page; `None` if it cannot be read, which leaves the others.
fn of_page(document: &Document, page: u32) -> Option<String> {
    let mut words = String::new();
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut output = PlainTextOutput::new(&mut words);
        output_doc_page(document, &mut output, page).map_err(|error: OutputError| error.to_string())
    }));
    matches!(read, Ok(Ok(()))).then_some(words)
}

fn why(error: &Error) -> Unread {
    match error {
        Error::Decryption(_) | Error::InvalidPassword => Unread::Locked,
        _ => Unread::Damaged,
    }
}
