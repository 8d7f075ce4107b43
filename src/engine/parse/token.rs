//! Words, numbers and signs, each with the place it has in the text.

use super::words::fold;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// Digits, with the points and commas between them.
    Number,
    Sign,
}

/// A piece of text that belongs together.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    /// Folded; a word is without its apostrophes.
    pub text: String,
    /// Bytes in the original text.
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn is(&self, any: &[&str]) -> bool {
        any.contains(&self.text.as_str())
    }

    /// The whole number it is, unless it has points, commas or many digits.
    pub fn whole(&self) -> Option<u32> {
        if self.kind == Kind::Number && self.text.len() <= 6 { self.text.parse().ok() } else { None }
    }
}

/// Numbers and dates are looked for in so many words of an answer; whoever writes more has said it by then.
const TOKENS_MOST: usize = 2_000;

/// Takes the text apart, up to [`TOKENS_MOST`]. Linear; white space is dropped.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if tokens.len() == TOKENS_MOST {
            break;
        }
        if first.is_whitespace() {
            continue;
        }
        let kind = kind(first);
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.peek().copied() {
            let after = text[at + c.len_utf8()..].chars().next();
            let goes_on = match kind {
                Kind::Word => self::kind(c) == Kind::Word || (matches!(c, '\'' | '’') && letter_next(after)),
                Kind::Number => c.is_ascii_digit() || (matches!(c, '.' | ',') && digit_next(after)),
                Kind::Sign => false,
            };
            if !goes_on {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        push(&mut tokens, Token { kind, text: fold(&text[start..end]).replace(['\'', '’'], ""), start, end });
    }
    tokens
}

/// Appends, with `r` and `$` made one word.
fn push(tokens: &mut Vec<Token>, token: Token) {
    const BEFORE_DOLLAR: [&str; 8] = ["r", "us", "u", "ca", "c", "a", "au", "nz"];
    if token.text == "$"
        && let Some(before) = tokens.last_mut()
        && before.end == token.start
        && before.is(&BEFORE_DOLLAR)
    {
        before.text.push('$');
        before.end = token.end;
        return;
    }
    tokens.push(token);
}

fn kind(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
        Kind::Word
    } else {
        Kind::Sign
    }
}

fn letter_next(c: Option<char>) -> bool {
    c.is_some_and(|c| kind(c) == Kind::Word)
}

fn digit_next(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_words_and_signs() {
        let read: Vec<String> = tokens("R$ 1.500,50 — don't 2k, 1º!").into_iter().map(|t| t.text).collect();
        assert_eq!(read, ["r$", "1.500,50", "—", "dont", "2", "k", ",", "1", "o", "!"]);
    }
}
