//! Plain text in the encodings that people's programs write, and text made plain.

use super::{CHARS_MAX, Words};

/// What the bytes 0x80 to 0x9F are in Windows-1252; the five that it leaves free are not text.
/// Source: the WHATWG Encoding Standard, index windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“',
    '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];
/// No encoding that is read takes more bytes for a character.
const BYTES_PER_CHAR_MAX: usize = 4;
/// How much may be passed over (blank lines, spaces at ends) before the text that counts is full.
const SLACK: usize = 4;

/// The words of a text file.
pub fn decode(bytes: &[u8]) -> String {
    let most = (CHARS_MAX + 1) * BYTES_PER_CHAR_MAX * SLACK;
    let cut = bytes.len() > most;
    let bytes = &bytes[..bytes.len().min(most)];
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, cut).unwrap_or_else(|| windows(rest)),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes, cut).unwrap_or_else(|| windows(bytes)),
    }
}

fn utf8(bytes: &[u8], cut: bool) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        // Where it was cut there may be half a letter.
        Err(error) if cut && error.error_len().is_none() => {
            Some(String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned())
        }
        Err(_) => None,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        other => char::from(*other),
    };
    bytes.iter().map(letter).collect()
}

/// Text as it is given on: no control characters, no spaces at the ends of lines, at most one blank line in a row,
/// and no more than [`CHARS_MAX`] characters.
pub fn plain(text: &str) -> Words {
    let mut plain = String::new();
    let (mut chars, mut blank) = (0, 0);
    for line in text.split(['\n', '\r', '\u{c}', '\u{b}', '\u{2028}', '\u{2029}']) {
        let line: String = line.chars().map(|c| if c == '\t' || c == '\u{a0}' { ' ' } else { c }).collect();
        let line = line.trim_end();
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank > 1 || (plain.is_empty() && line.is_empty()) {
            continue;
        }
        for letter in line.chars().filter(|c| !is_noise(*c)).chain(['\n']) {
            if chars == CHARS_MAX {
                return Words { cut: letter != '\n', text: plain };
            }
            plain.push(letter);
            chars += 1;
        }
    }
    plain.truncate(plain.trim_end().len());
    Words { text: plain, cut: false }
}

/// What no one typed: control characters, and the marks that turn the direction of writing about.
fn is_noise(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_alike() {
        let text = "Público: mães — “já”\nVerba: € 5";
        let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
        };
        let windows = b"P\xfablico: m\xe3es \x97 \x93j\xe1\x94\nVerba: \x80 5";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            utf16([0xff, 0xfe], u16::to_le_bytes),
            utf16([0xfe, 0xff], u16::to_be_bytes),
            windows.to_vec(),
        ] {
            assert_eq!(decode(&bytes), text);
        }
        assert_eq!(decode(b"\xff\xfea"), "", "half a unit");
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let long = "ã".repeat(2_000_000);
        let read = plain(&decode(&long.as_bytes()[..long.len() - 1]));
        assert!(read.cut && read.text.chars().count() == CHARS_MAX && read.text.chars().all(|c| c == 'ã'));
        let full = "ã".repeat(CHARS_MAX);
        assert_eq!(plain(&full), Words { text: full.clone(), cut: false });
    }

    #[test]
    fn noise_is_left_out() {
        let plain = |text: &str| plain(text).text;
        assert_eq!(plain("\n\n a\tb \r\n\r\n\r\n\u{202e}c\0\u{7}d\u{c}e  \n\n"), " a b\n\ncd\ne");
        assert_eq!(plain(" \n\t\r\n"), "");
    }
}
