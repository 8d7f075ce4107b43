//! What a file is, by its content; what its name says counts only where the content says nothing.

use super::name;

/// Whether content that begins so is something.
type Sign = fn(&[u8]) -> bool;

/// A kind of file that is taken.
#[derive(Debug)]
pub struct Kind {
    /// The media type that it is given out with.
    pub media: &'static str,
    /// What its name ends with.
    pub ending: &'static str,
    /// Other endings that are as good.
    also: &'static [&'static str],
    /// By what its content is known. Words have no such sign.
    begins: Option<Sign>,
}

const fn bytes(
    media: &'static str,
    ending: &'static str,
    also: &'static [&'static str],
    begins: Sign,
) -> Kind {
    Kind { media, ending, also, begins: Some(begins) }
}

const fn words(media: &'static str, ending: &'static str, also: &'static [&'static str]) -> Kind {
    Kind { media, ending, also, begins: None }
}

/// Everything that is taken: logos, photos, references, brand books, texts and fonts.
pub static ALL: [Kind; 16] = [
    bytes("image/png", "png", &[], infer::image::is_png),
    bytes("image/jpeg", "jpg", &["jpeg", "jpe", "jfif"], infer::image::is_jpeg),
    bytes("image/webp", "webp", &[], infer::image::is_webp),
    bytes("image/gif", "gif", &[], infer::image::is_gif),
    // As iPhones take them. Browsers do not show them, people's programs do.
    bytes("image/heic", "heic", &["heif"], infer::image::is_heif),
    // A logo of Illustrator is a PDF by another name.
    bytes("application/pdf", "pdf", &["ai"], |head| head.starts_with(b"%PDF-")),
    bytes("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", &[], |head| {
        office(head) == Some("word/")
    }),
    bytes("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", &[], |head| {
        office(head) == Some("xl/")
    }),
    bytes("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", &[], |head| {
        office(head) == Some("ppt/")
    }),
    bytes("font/ttf", "ttf", &[], |head| head.starts_with(b"\0\x01\0\0") || head.starts_with(b"true")),
    bytes("font/otf", "otf", &[], |head| head.starts_with(b"OTTO")),
    bytes("font/woff", "woff", &[], |head| head.starts_with(b"wOFF")),
    bytes("font/woff2", "woff2", &[], |head| head.starts_with(b"wOF2")),
    words("text/plain", "txt", &["text"]),
    words("text/markdown", "md", &["markdown"]),
    words("text/csv", "csv", &[]),
];

/// What is refused with a sentence of its own.
const REFUSED: [(&str, Sign); 6] = [
    ("file_program", |head| {
        head.starts_with(b"MZ") || head.starts_with(b"#!") || infer::app::is_elf(head) || mach(head)
    }),
    ("file_program", |head| {
        infer::app::is_wasm(head) || infer::app::is_dex(head) || infer::archive::is_swf(head)
    }),
    ("file_archive", |head| {
        head.starts_with(b"PK") || infer::archive::is_rar(head) || infer::archive::is_7z(head)
    }),
    ("file_archive", |head| {
        let packed =
            [infer::archive::is_gz, infer::archive::is_bz2, infer::archive::is_xz, infer::archive::is_tar];
        packed.iter().any(|is| is(head)) || infer::archive::is_zst(head) || infer::archive::is_cab(head)
    }),
    // The office files of before 2007, which may hold programs.
    ("file_old_office", |head| head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("file_video", |head| infer::is_video(head) || infer::is_audio(head)),
];

/// Programs of macOS, for one machine or for several; the second sign is that of Java's, too.
fn mach(head: &[u8]) -> bool {
    let signs: [&[u8]; 5] = [
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ];
    signs.iter().any(|sign| head.starts_with(sign))
}

/// What the content turned out to be.
#[derive(Debug)]
pub enum Sniffed {
    Bytes(&'static Kind),
    /// Text, as far as can be seen; all of it has to be.
    Words(&'static Kind),
}

/// The kind of a file that begins with `head`; else the phrase that says why it is not taken.
pub fn of(head: &[u8], called: &str) -> Result<Sniffed, &'static str> {
    if let Some(kind) = ALL.iter().find(|kind| kind.begins.is_some_and(|begins| begins(head))) {
        return Ok(Sniffed::Bytes(kind));
    }
    if let Some((why, _)) = REFUSED.iter().find(|(_, is)| is(head)) {
        return Err(why);
    }
    if let Some(why) = page(head) {
        return Err(why);
    }
    // A script, a style sheet or a page without its tags is text as well: here the name decides.
    let (_, ending) = name::split(called);
    let plain = if called.contains('.') { ending } else { "txt" };
    match ALL.iter().find(|kind| kind.begins.is_none() && kind.has_ending(plain)) {
        Some(kind) => Ok(Sniffed::Words(kind)),
        None => Err("file_kind"),
    }
}

/// Whether this ending belongs to a kind that is taken.
pub fn is_known(ending: &str) -> bool {
    ALL.iter().any(|kind| kind.has_ending(ending))
}

impl Kind {
    /// By its media type.
    pub fn of(media: &str) -> Option<&'static Self> {
        ALL.iter().find(|kind| kind.media == media)
    }

    pub fn is_picture(&self) -> bool {
        self.media.starts_with("image/")
    }

    pub fn has_ending(&self, ending: &str) -> bool {
        [self.ending].iter().chain(self.also).any(|has| has.eq_ignore_ascii_case(ending))
    }
}

/// Where browsers look for the sign of a page.
const PAGE_HEAD: usize = 1024;

/// Text that a browser would run or draw, whatever it is called.
fn page(head: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&head[..head.len().min(PAGE_HEAD)]).to_ascii_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| start.contains(sign));
    if has(&["<svg", ":svg"]) {
        return Some("file_svg");
    }
    let tags =
        ["<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<object", "<embed", "<?xml", "<?php"];
    (has(&tags) || start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<'))
        .then_some("file_page")
}

/// Which office program's document this ZIP is: its entries say so, by the folder that they lie in.
fn office(head: &[u8]) -> Option<&'static str> {
    const FIRST: [&str; 6] = ["[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/"];
    const FOLDERS: [&str; 3] = ["word/", "xl/", "ppt/"];
    let mut entries = entries(head);
    let first = entries.next()?;
    let begins = |entry: &[u8], with: &str| entry.starts_with(with.as_bytes());
    if !FIRST.iter().any(|name| begins(first, name)) {
        return None;
    }
    [first]
        .into_iter()
        .chain(entries)
        .find_map(|entry| FOLDERS.into_iter().find(|folder| begins(entry, folder)))
}

/// The names in the local headers that lie in `head`; the first has to be at its very start.
fn entries(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    const HEADER: usize = 30;
    let is_header = |at: &usize| head[*at..].starts_with(b"PK\x03\x04");
    let all = (0..head.len()).filter(is_header);
    all.enumerate().take_while(|(nth, at)| *nth > 0 || *at == 0).filter_map(|(_, at)| {
        let length = head.get(at + 26..at + 28)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        head.get(at + HEADER..at + HEADER + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ZIP's local headers, as far as they matter here.
    fn zip(names: &[&str]) -> Vec<u8> {
        names
            .iter()
            .flat_map(|name| {
                let length = u16::try_from(name.len()).unwrap().to_le_bytes();
                [b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes(), b"data"].concat()
            })
            .collect()
    }

    #[test]
    fn office_documents_are_told_by_their_entries() {
        for (names, folder) in [
            (&["[Content_Types].xml", "_rels/.rels", "word/document.xml"][..], Some("word/")),
            (&["_rels/.rels", "docProps/app.xml", "xl/workbook.xml"], Some("xl/")),
            (&["ppt/presentation.xml", "[Content_Types].xml"], Some("ppt/")),
            (&["evil.exe", "word/document.xml"], None),
            (&["mimetype", "word/document.xml"], None),
            (&["[Content_Types].xml"], None),
        ] {
            assert_eq!(office(&zip(names)), folder, "{names:?}");
        }
        for cut in 0..60 {
            office(&zip(&["[Content_Types].xml", "word/x"])[..cut]);
        }
        assert_eq!(office(&[b"x", &zip(&["word/x"])[..]].concat()), None, "not at the start");
    }
}
