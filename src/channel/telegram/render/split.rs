//! Cuts a text where it is too long for one message: between paragraphs if it can be, else lines, sentences, words,
//! letters.

use super::{super::limits::length, rich::Rich};
use unicode_segmentation::UnicodeSegmentation;

/// What a text may be cut behind, the best first.
const SEAMS: [&[&str]; 4] = [&["\n\n"], &["\n"], &[". ", "! ", "? ", "… ", "; "], &[" "]];

/// A cut leaves no less than this share of a message before it, in hundredths: else a worse seam is taken.
const FULL: usize = 40;

impl Rich {
    /// The text in parts of at most `max` units each. Together they are the whole text; a part in which there would be
    /// nothing to see is left out.
    pub fn split(&self, max: usize) -> Vec<Self> {
        let text = self.text();
        let mut parts = Vec::new();
        let mut from = 0;
        while from < text.len() {
            let to = from + cut(&text[from..], max);
            parts.push(self.part(from, to));
            from = to;
        }
        parts.retain(|part| !part.is_blank());
        parts
    }

    /// The text, or its beginning with an ellipsis behind it.
    #[must_use]
    pub fn clipped(self, max: usize) -> Self {
        if self.length() <= max {
            return self;
        }
        let to = cut(self.text(), max.saturating_sub(1));
        let end = self.text()[..to].trim_end().len();
        self.part(0, end).with("…")
    }
}

/// How many bytes of the text go into a message of `max` units. Never none.
fn cut(text: &str, max: usize) -> usize {
    let room = fitting(text, max);
    if room == text.len() {
        return room;
    }
    let fits = &text[..room];
    let least = fits.char_indices().nth(fits.chars().count() * FULL / 100).map_or(0, |(at, _)| at);
    let behind = |seam: &&str| Some(fits[least..].rfind(*seam)? + least + seam.len());
    SEAMS.iter().find_map(|seams| seams.iter().filter_map(behind).max()).unwrap_or(room)
}

/// As many whole letters as `max` units hold, with all that is joined to each; at least one.
fn fitting(text: &str, max: usize) -> usize {
    let mut taken = 0;
    for (at, letter) in text.grapheme_indices(true) {
        taken += length(letter);
        if taken > max {
            // A letter with more joined to it than a message holds is cut like anything else.
            return if at > 0 { at } else { single(letter, max) };
        }
    }
    text.len()
}

fn single(letter: &str, max: usize) -> usize {
    let mut taken = 0;
    let over = letter.char_indices().find(|(at, c)| {
        taken += c.len_utf16();
        taken > max && *at > 0
    });
    over.map_or(letter.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, max: usize) -> Vec<String> {
        Rich::of(text).split(max).iter().map(|part| part.text().to_owned()).collect()
    }

    #[test]
    fn a_text_is_cut_at_the_best_seam() {
        assert_eq!(split("aaaa\n\nbb. cc\ndd", 12), ["aaaa\n\n", "bb. cc\ndd"]);
        assert_eq!(split("aa aa\nbb bb", 8), ["aa aa\n", "bb bb"]);
        assert_eq!(split("Um dois. Tres quatro", 14), ["Um dois. ", "Tres quatro"]);
        assert_eq!(split("abcdefgh", 3), ["abc", "def", "gh"]);
        // A paragraph that ends at once is no reason for a short message.
        assert_eq!(split("a\n\nbbbb bbbb", 10), ["a\n\nbbbb ", "bbbb"]);
    }

    #[test]
    fn what_is_joined_stays_together() {
        let family = "👨‍👩‍👧";
        assert_eq!(split(&family.repeat(2), 10), [family, family]);
        assert_eq!(split(family, 3).concat(), family);
    }

    #[test]
    fn a_clipped_text_says_so() {
        assert_eq!(Rich::new().bold("abc def").clipped(5).html(), "<b>abc</b>…");
        assert_eq!(Rich::of("abc").clipped(3).html(), "abc");
    }
}
