//! One message, several items: by lines, semicolons or numbers first, by commas second.

use super::words::{bare, listed};

/// The items of a text, without bullets and numbers. A phrase with "e" in it stays whole unless commas
/// say that it is a list.
pub fn items(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let parts: Vec<&str> = if lines.len() > 1 {
        in_order(&lines)
    } else if text.contains(';') {
        text.split(';').collect()
    } else if let Some(parts) = numbered(text) {
        parts
    } else {
        by_commas(text)
    };
    let mut items: Vec<String> = parts.iter().map(|part| trimmed(part).to_owned()).collect();
    if items.len() > 1 {
        items.retain(|item| !listed("no_more", &bare(item)));
    }
    items.retain(|item| !item.is_empty());
    items
}

/// The lines, by their numbers where each has one of 1 to n.
fn in_order<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let numbers: Vec<usize> = lines.iter().filter_map(|line| marker(line).map(|(n, _)| n)).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    if sorted.iter().copied().eq(1..=lines.len()) {
        let mut pairs: Vec<(usize, &str)> = numbers.into_iter().zip(lines.iter().copied()).collect();
        pairs.sort_by_key(|(n, _)| *n);
        return pairs.into_iter().map(|(_, line)| line).collect();
    }
    lines.to_vec()
}

/// "1) pão 2) bolo", "1. pão 2. bolo": in their order.
fn numbered(text: &str) -> Option<Vec<&str>> {
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if before.is_whitespace()
            && c.is_ascii_digit()
            && let Some((n, _)) = marker(&text[at..])
            && n == starts.len() + 1
        {
            starts.push(at);
        }
        before = c;
    }
    let first = *starts.first()?;
    if starts.len() < 2 || !text[..first].trim().is_empty() {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    Some(starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect())
}

/// The number in front of an item, and the bytes that it takes: `1. `, `2) `, `3 - `.
fn marker(text: &str) -> Option<(usize, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let n = if (1..=2).contains(&digits) { text[..digits].parse().ok()? } else { return None };
    let rest = text[digits..].trim_start_matches(' ');
    let sign = rest.chars().next().filter(|c| matches!(c, '.' | ')' | '-' | '–' | ':' | 'º' | 'ª'))?;
    let after = &rest[sign.len_utf8()..];
    let spaced = after.starts_with(char::is_whitespace) || after.is_empty();
    let range = matches!(sign, '-' | '–') && after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if range {
        return None;
    }
    let len = text.len() - after.len();
    (spaced || sign == ')').then_some((n, len))
}

fn by_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0_usize, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && !between_digits(text, at) => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if parts.is_empty() {
        return vec![text];
    }
    let (head, tail) = last_and(&text[start..]);
    parts.extend(head.into_iter().chain([tail]));
    if one_sentence(&parts) { vec![text] } else { parts }
}

fn between_digits(text: &str, at: usize) -> bool {
    let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    digit(at.checked_sub(1).and_then(|at| text.as_bytes().get(at))) && digit(text.as_bytes().get(at + 1))
}

/// The last part, once more apart at its last "e": "bolo e café" after "pão,".
fn last_and(part: &str) -> (Option<&str>, &str) {
    for and in [" e ", " and ", " & ", " E "] {
        if let Some((head, tail)) = part.rsplit_once(and) {
            let head = head.trim();
            return ((!head.is_empty()).then_some(head), tail);
        }
    }
    (None, part)
}

/// Whether the commas are those of a sentence and not of a list.
fn one_sentence(parts: &[&str]) -> bool {
    const LONG: usize = 60;
    let subordinate = |part: &&str| {
        let first = part.split_whitespace().next().unwrap_or_default();
        listed("subordinate", &bare(first))
    };
    parts.iter().skip(1).any(subordinate) || parts.iter().any(|part| part.chars().count() > LONG)
}

/// An item without its bullet, its number, a leading "e" and the punctuation behind it.
fn trimmed(part: &str) -> &str {
    let part = part.trim();
    let bullet = |rest: &&str| !rest.starts_with(|c: char| c.is_ascii_digit());
    let part = part.strip_prefix(['-', '–', '—', '•', '*', '·']).filter(bullet).unwrap_or(part).trim_start();
    let part = marker(part).map_or(part, |(_, len)| part[len..].trim_start());
    let part = part.strip_prefix("e ").or_else(|| part.strip_prefix("and ")).unwrap_or(part);
    part.trim().trim_end_matches([',', ';']).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splits(text: &str, want: &[&str]) {
        assert_eq!(items(text), want, "{text}");
    }

    #[test]
    fn lists_and_phrases() {
        splits("pão e café", &["pão e café"]);
        splits("pão, bolo e café", &["pão", "bolo", "café"]);
        splits("bread, cake, and coffee", &["bread", "cake", "coffee"]);
        splits("pão e café; bolo", &["pão e café", "bolo"]);
        splits("- pão, sem glúten\n- bolo", &["pão, sem glúten", "bolo"]);
        splits("1) pão 2) bolo", &["pão", "bolo"]);
        splits("2. bolo\n1. pão", &["pão", "bolo"]);
        splits("R$ 1,50, R$ 2,00", &["R$ 1,50", "R$ 2,00"]);
        splits("o preço, porque muda toda semana", &["o preço, porque muda toda semana"]);
        splits("Sol (centro, sul), Lua", &["Sol (centro, sul)", "Lua"]);
        splits("Padaria Sol, Pão da Vila, só isso", &["Padaria Sol", "Pão da Vila"]);
        splits("", &[]);
    }
}
