//! Texts as they are set: what cannot be seen is gone, what belongs together stays together, and lines end where
//! a reader would end them.

/// A text without what is not shown or turns the direction of writing, in words that are not broken.
pub fn of(text: &str) -> Vec<String> {
    let shown: String = text.chars().filter(|letter| letter.is_whitespace() || is_shown(*letter)).collect();
    let mut words: Vec<String> = Vec::new();
    // A space that does not break is no white space to the standard library's split by letter here.
    for word in shown.split(|letter: char| letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}'))
    {
        if word.is_empty() {
            continue;
        }
        match words.last_mut() {
            Some(last) if belongs(last, word) => {
                last.push('\u{a0}');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

fn is_shown(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// `R$ 89` and `7 h` and `50 %` are one; a dash does not begin a line.
fn belongs(before: &str, word: &str) -> bool {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let ends_in_digit = before.ends_with(|c: char| c.is_ascii_digit());
    (matches!(before, "R$" | "US$" | "€" | "$" | "£" | "nº" | "n.º") && is_number(word))
        || (ends_in_digit && matches!(word, "%" | "h" | "min" | "km" | "kg" | "g" | "m²" | "x" | "€"))
        || matches!(word, "–" | "—")
}

/// Lines of words that are so wide, none wider than `room`: where each of them ends. `None` if a word alone is
/// wider. Not one more line than it takes, and all about as long, so that no word is left alone at the end.
pub fn lines(widths: &[f32], space: f32, room: f32) -> Option<Vec<usize>> {
    if widths.iter().any(|width| *width > room) {
        return None;
    }
    let count = filled(widths, space, room).len();
    if count < 2 {
        return Some((1..=count).map(|_| widths.len()).collect());
    }
    let gaps = |words: usize| f32::from(u16::try_from(words - 1).unwrap_or(u16::MAX)) * space;
    // What is exactly as wide has room; sums in another order differ in the last digit.
    let rest = |from: usize, to: usize| {
        let left = room + 0.01 - widths[from..to].iter().sum::<f32>() - gaps(to - from);
        (left >= 0.0).then_some(left * left)
    };
    // best[end] is the least that so many lines leave free up to there, and where the last of them begins.
    let mut best: Vec<Option<f32>> =
        (0..=widths.len()).map(|end| if end == 0 { Some(0.0) } else { None }).collect();
    let mut begins = Vec::new();
    for _ in 0..count {
        let (mut next, mut begin) = (vec![None; widths.len() + 1], vec![0; widths.len() + 1]);
        for end in 1..=widths.len() {
            for from in (0..end).rev() {
                let Some(free) = rest(from, end) else { break };
                let Some(before) = best[from] else { continue };
                if next[end].is_none_or(|least| before + free < least) {
                    (next[end], begin[end]) = (Some(before + free), from);
                }
            }
        }
        best = next;
        begins.push(begin);
    }
    let mut ends = vec![widths.len()];
    for begin in begins.iter().skip(1).rev() {
        let end = *ends.last()?;
        ends.push(begin[end]);
    }
    ends.reverse();
    Some(ends)
}

/// Where each line ends, with as many words in it as there is room for.
fn filled(widths: &[f32], space: f32, room: f32) -> Vec<usize> {
    // What is exactly as wide has room; sums in another order differ in the last digit.
    let room = room + 0.01;
    let (mut ends, mut line) = (Vec::new(), 0.0);
    for (at, width) in widths.iter().enumerate() {
        let longer = if line == 0.0 { *width } else { line + space + width };
        if longer > room && line > 0.0 {
            ends.push(at);
            line = *width;
        } else {
            line = longer;
        }
    }
    if !widths.is_empty() {
        ends.push(widths.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_together() {
        assert_eq!(
            of("Exame por R$ 89,90 em 20 min"),
            ["Exame", "por", "R$\u{a0}89,90", "em", "20\u{a0}min"]
        );
        assert_eq!(of("  a\u{202e}b\0c\u{7}\n d — e "), ["abc", "d\u{a0}—", "e"]);
        assert_eq!(of("\u{200b}\t"), Vec::<String>::new());
    }

    #[test]
    fn lines_are_about_as_long() {
        let widths = [30.0, 30.0, 30.0, 10.0];
        assert_eq!(lines(&widths, 5.0, 100.0).unwrap(), [2, 4], "not three and one");
        assert_eq!(lines(&widths, 5.0, 115.0).unwrap(), [4]);
        assert_eq!(lines(&[34.0, 38.0, 10.0, 28.0, 12.0, 14.0, 30.0], 4.0, 77.0).unwrap(), [2, 5, 7]);
        assert_eq!(lines(&widths, 5.0, 29.0), None);
        assert_eq!(lines(&[], 5.0, 10.0).unwrap(), Vec::<usize>::new());
    }
}
