//! A PDF: the letters of its pages. Pages that are pictures have none.

//! A PDF: the letters of its pages. Pages that are pictures have none.

use super::{CHARS_MAX, Unread, Words, text};
use pdf_extract::{
    ConvertToFmt, Document, MediaBox, OutputDev, OutputError, PlainTextOutput, Transform, output_doc,
    output_doc_page,
};
use std::{
    cell::RefCell,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
};

/// The most pages that are looked at: no brief has more, and a book is not one.
const PAGES_MAX: u32 = 200;
/// Enough to fill the longest text, whatever blanks are in it.
const BYTES_MAX: usize = CHARS_MAX * 8;

pub fn read(bytes: &[u8]) -> Result<Words, Unread> {
    let mut document = Document::load_mem(bytes).map_err(|_| unopened(bytes))?;
    if document.is_encrypted() {
        // Many are locked against changes alone, and open without a password.
        document.decrypt("").map_err(|_| Unread::Locked)?;
    }
    let pages = u32::try_from(document.get_pages().len()).unwrap_or(u32::MAX);
    let (told, unread) = all(&document).unwrap_or_else(|| one_by_one(&document, pages.min(PAGES_MAX)));
    let words = text::plain(&told);
    match words.text.is_empty() {
        false => Ok(Words { cut: words.cut || unread > 0 || pages > PAGES_MAX, ..words }),
        true if unread > 0 || pages == 0 => Err(unopened(bytes)),
        true => Err(Unread::Scanned),
    }
}

/// Why it cannot be opened, as far as its bytes show.
fn unopened(bytes: &[u8]) -> Unread {
    let mark = b"/Encrypt";
    if bytes.windows(mark.len()).any(|at| at == mark) { Unread::Locked } else { Unread::Damaged }
}

/// The words of all pages that are looked at; `None` if one of them cannot be read.
fn all(document: &Document) -> Option<(String, u32)> {
    let told = Told::default();
    let read = catch_unwind(AssertUnwindSafe(|| {
        let inner = PlainTextOutput::new(told.clone());
        let mut first = FirstPages { inner, told: told.clone(), pages: 0, done: false };
        output_doc(document, &mut first).is_ok() || first.done
    }));
    matches!(read, Ok(true)).then(|| (told.0.take(), 0))
}

/// The words of each page that can be read, and how many cannot.
fn one_by_one(document: &Document, pages: u32) -> (String, u32) {
    let (mut told, mut unread) = (String::new(), 0);
    for page in 1..=pages {
        let mut words = String::new();
        let read = catch_unwind(AssertUnwindSafe(|| {
            output_doc_page(document, &mut PlainTextOutput::new(&mut words), page).is_ok()
        }));
        match read {
            Ok(true) => told.push_str(&words),
            _ => unread += 1,
        }
        told.push('\n');
        if told.len() > BYTES_MAX {
            break;
        }
    }
    (told, unread)
}

/// What was told so far.
#[derive(Clone, Default)]
struct Told(Rc<RefCell<String>>);

impl fmt::Write for Told {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        self.0.borrow_mut().push_str(words);
        Ok(())
    }
}

impl ConvertToFmt for Told {
    type Writer = Self;

    fn convert(self) -> Self {
        self
    }
}

/// Ends once it has had enough.
struct FirstPages {
    inner: PlainTextOutput<Told>,
    told: Told,
    pages: u32,
    done: bool,
}

impl OutputDev for FirstPages {
    fn begin_page(
        &mut self,
        page: u32,
        size: &MediaBox,
        art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.pages += 1;
        self.done = self.pages > PAGES_MAX || self.told.0.borrow().len() > BYTES_MAX;
        if self.done { Err(fmt::Error.into()) } else { self.inner.begin_page(page, size, art) }
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.told.0.borrow_mut().push('\n');
        self.inner.end_page()
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        spacing: f64,
        size: f64,
        letter: &str,
    ) -> Result<(), OutputError> {
        self.inner.output_character(place, width, spacing, size, letter)
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.inner.begin_word()
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        self.inner.end_word()
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        self.inner.end_line()
    }
}
