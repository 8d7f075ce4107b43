//! How long a text is, as each channel counts.

mod emoji;
mod gsm;
mod pixels;
mod x;

pub use emoji::is_emoji;
pub use gsm::{Encoding, Parts, sms_parts};
pub use pixels::pixels;

use super::view::Unit;
use unicode_segmentation::UnicodeSegmentation;

/// The size of a result's title on a search page: what pixels are counted at where no size is named.
const TITLE_PX: u32 = 20;

/// The length of a text.
pub fn count(unit: Unit, text: &str) -> u32 {
    match unit {
        Unit::Chars => whole(text.chars().count()),
        Unit::Utf16 => whole(text.encode_utf16().count()),
        Unit::Graphemes => whole(text.graphemes(true).count()),
        Unit::XWeighted => x::weighted(text),
        Unit::Gsm7Septets => gsm::length(text),
        Unit::Bytes => whole(text.len()),
        Unit::Pixels => pixels(text, TITLE_PX),
    }
}

/// A length as it is told; what is longer than that is too long for every channel.
fn whole(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
