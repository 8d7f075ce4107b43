//! How long a text is, as each channel counts.

use super::view::Unit;
use unicode_segmentation::UnicodeSegmentation;

/// The length of a text.
pub fn count(unit: Unit, text: &str) -> u32 {
    let length = match unit {
        Unit::Utf16 => text.encode_utf16().count(),
        Unit::Graphemes => text.graphemes(true).count(),
        Unit::Bytes => text.len(),
        Unit::Chars | Unit::XWeighted | Unit::Gsm7Septets | Unit::Pixels => text.chars().count(),
    };
    u32::try_from(length).unwrap_or(u32::MAX)
}
