//! Text messages: the alphabet of seven bits, and how many parts a text is sent in.

use super::whole;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
struct Alphabet {
    /// One septet each.
    basic: String,
    /// Two each: an escape stands before them.
    extension: String,
    septets: Room,
    units: Room,
}

/// What fits into a text that is sent whole, and into each part of one that is not.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Room {
    one: u32,
    each: u32,
}

static ALPHABET: LazyLock<Alphabet> = LazyLock::new(|| {
    serde_json::from_str(include_str!("gsm7.json")).expect("the compiled-in alphabet is valid JSON")
});

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Gsm7,
    /// Any letter beyond the alphabet (ã, õ, ç, an emoji) makes the whole text one of 16-bit units.
    Ucs2,
}

/// How a text message goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Parts {
    pub encoding: Encoding,
    /// Each is paid for.
    pub parts: u32,
    /// What still fits into the last one.
    pub left: u32,
}

/// The parts of a text; an empty one has none.
pub fn sms_parts(text: &str) -> Parts {
    let (encoding, sizes) = sizes(text);
    let room = if encoding == Encoding::Gsm7 { ALPHABET.septets } else { ALPHABET.units };
    let length: u32 = sizes.iter().sum();
    if length <= room.one {
        return Parts { encoding, parts: u32::from(length > 0), left: room.one - length };
    }
    // A letter of two is never torn apart: where only one place is left, it begins the next part.
    let (mut parts, mut used) = (1, 0);
    for size in sizes {
        if used + size > room.each {
            (parts, used) = (parts + 1, 0);
        }
        used += size;
    }
    Parts { encoding, parts, left: room.each - used }
}

/// Septets; of a text beyond the alphabet, 16-bit units.
pub fn length(text: &str) -> u32 {
    sizes(text).1.iter().fold(0, |all, size| all.saturating_add(*size))
}

/// What each letter takes.
fn sizes(text: &str) -> (Encoding, Vec<u32>) {
    let septets = |letter: char| match letter {
        letter if ALPHABET.basic.contains(letter) => Some(1),
        letter if ALPHABET.extension.contains(letter) => Some(2),
        _ => None,
    };
    match text.chars().map(septets).collect::<Option<Vec<_>>>() {
        Some(sizes) => (Encoding::Gsm7, sizes),
        None => (Encoding::Ucs2, text.chars().map(|letter| whole(letter.len_utf16())).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Encoding, u32, u32) {
        let parts = sms_parts(text);
        (parts.encoding, parts.parts, parts.left)
    }

    #[test]
    fn a_text_is_sent_in_parts_by_its_alphabet() {
        assert_eq!(parts(""), (Encoding::Gsm7, 0, 160));
        assert_eq!(parts(&"a".repeat(160)), (Encoding::Gsm7, 1, 0));
        assert_eq!(parts(&"a".repeat(161)), (Encoding::Gsm7, 2, 153 * 2 - 161));
        assert_eq!(parts(&"a".repeat(307)), (Encoding::Gsm7, 3, 152));
        assert_eq!(parts(&"ã".repeat(70)), (Encoding::Ucs2, 1, 0));
        assert_eq!(parts(&"ã".repeat(71)), (Encoding::Ucs2, 2, 67 * 2 - 71));
    }

    #[test]
    fn a_letter_of_two_is_not_torn_apart() {
        assert_eq!(length("^{}\\[]~€|"), 18);
        // The euro does not fit into the one place that the first part has left.
        assert_eq!(parts(&format!("{}€{}", "a".repeat(152), "a".repeat(8))), (Encoding::Gsm7, 2, 143));
        assert_eq!(length("é à Ç ñ"), 7);
        assert_eq!((length("ação"), length("😀")), (4, 2));
    }
}
