//! What is an emoji.

use std::ops::RangeInclusive;

/// Where emoji lie; a letter elsewhere becomes one by U+FE0F or the keycap U+20E3.
const LIE: [RangeInclusive<char>; 4] =
    ['\u{1f000}'..='\u{1faff}', '\u{2600}'..='\u{27bf}', '\u{2b00}'..='\u{2bff}', '\u{231a}'..='\u{23ff}'];

/// Whether a cluster of letters is shown as an emoji.
pub fn is_emoji(cluster: &str) -> bool {
    cluster.contains(['\u{fe0f}', '\u{20e3}'])
        || cluster.chars().any(|letter| LIE.iter().any(|range| range.contains(&letter)))
}
