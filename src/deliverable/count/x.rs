//! X counts by weight. The rules are published; they are kept as data.

use super::is_emoji;
use crate::pattern::compiled;
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

#[derive(Debug, Deserialize)]
struct Rules {
    scale: u32,
    /// Of what is in no range.
    weight: u32,
    /// Every address, however long.
    url: u32,
    ranges: Vec<Range>,
    /// Endings by which an address is known without its scheme.
    bare_domains: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Range {
    from: u32,
    to: u32,
    weight: u32,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    serde_json::from_str(include_str!("x.json")).expect("the compiled-in rules are valid JSON")
});

static URL: LazyLock<Regex> = LazyLock::new(|| {
    let endings = RULES.bare_domains.join("|");
    let domain = r"(?:[a-z0-9][a-z0-9-]*\.)+";
    let pattern =
        format!(r"(?i)(?:https?://{domain}[a-z]{{2,}}|\b{domain}(?:{endings})\b)(?::\d+)?(?:[/?#][^\s]*)?");
    compiled(&pattern)
});

/// The length that 280 is held against.
pub fn weighted(text: &str) -> u32 {
    let text: String = text.nfc().collect();
    let (mut weight, mut at) = (0_u32, 0);
    for found in URL.find_iter(&text) {
        // What an address stands in (an e-mail, a longer word) is no address.
        if text[..found.start()].ends_with(['@', '.', '-', '_', '/']) {
            continue;
        }
        let url = found.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        weight =
            weight.saturating_add(plain(&text[at..found.start()])).saturating_add(RULES.url * RULES.scale);
        at = found.start() + url.len();
    }
    weight.saturating_add(plain(&text[at..])) / RULES.scale
}

fn plain(text: &str) -> u32 {
    text.graphemes(true).map(cluster).fold(0, u32::saturating_add)
}

/// An emoji, of however many signs it is put together, weighs as much as one; else each letter weighs its own.
fn cluster(cluster: &str) -> u32 {
    if is_emoji(cluster) { RULES.weight } else { cluster.chars().map(letter).fold(0, u32::saturating_add) }
}

fn letter(letter: char) -> u32 {
    let code = u32::from(letter);
    let range = RULES.ranges.iter().find(|range| (range.from..=range.to).contains(&code));
    range.map_or(RULES.weight, |range| range.weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_weigh_by_the_published_ranges() {
        for (text, weight) in [
            ("", 0),
            ("Promoção só hoje", 16),
            ("e\u{301}", 1),
            ("\u{10ff}", 1),
            ("\u{1100}", 2),
            ("\u{200d}", 1),
            ("\u{200e}", 2),
            ("\u{2010}“”—", 4),
            ("\u{2032}\u{2037}", 2),
            ("\u{2038}", 2),
            ("日本語", 6),
            ("€", 2),
        ] {
            assert_eq!(weighted(text), weight, "{text:?}");
        }
    }

    #[test]
    fn an_emoji_of_any_length_weighs_two() {
        for emoji in ["😀", "👍🏽", "👨‍👩‍👧‍👦", "🇧🇷", "❤️", "1️⃣", "🏳️‍🌈"]
        {
            assert_eq!(weighted(emoji), 2, "{emoji}");
            assert_eq!(weighted(&format!("a{emoji}b")), 4, "{emoji}");
        }
    }

    #[test]
    fn an_address_weighs_23_however_long() {
        let long = format!("https://exemplo.com.br/{}", "a".repeat(300));
        for url in ["http://a.co", "https://exemplo.com.br", "exemplo.com.br/precos?x=1", &long] {
            assert_eq!(weighted(url), 23, "{url}");
            assert_eq!(weighted(&format!("Veja {url}.")), 29, "{url}");
        }
        assert_eq!(weighted("ana@exemplo.com.br"), 18);
        assert_eq!(weighted("fim.Comece"), 10);
    }

    #[test]
    fn a_long_text_is_counted_whole() {
        assert_eq!(weighted(&"a".repeat(300)), 300);
    }
}
