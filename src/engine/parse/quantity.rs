//! Quantities in a text: "1.500,50", "2k", "mil e quinhentos", "1,5 milhão", "a hundred and five".

use super::{
    token::{Kind, Token},
    words::Lang,
};
use std::{collections::HashMap, sync::LazyLock};

/// A number is kept exactly, in billionths of a thousandth.
pub const ONE: i128 = 1_000_000_000_000;
/// The largest number that is read or stored.
pub const MOST: f64 = 1e15;

/// One quantity, and the tokens it takes.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// In units of 1/[`ONE`].
    pub value: i128,
    /// What its last scale word multiplied by ("mil", "k"); 1 without one.
    pub scale: i128,
    pub first: usize,
    /// One past its last token.
    pub last: usize,
    /// A word such as "um" that is a number only if nothing else is.
    pub weak: bool,
}

impl Quantity {
    /// The nearest float.
    pub fn number(&self) -> f64 {
        let text = format!("{}.{:012}", (self.value / ONE).abs(), (self.value % ONE).abs());
        let size = text.parse::<f64>().unwrap_or(0.0);
        if self.value < 0 { -size } else { size }
    }
}

/// How digits with one separator and three digits after it are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// By the language: `1.502` is 1502 in Portuguese and 1.502 in English; but nobody writes `1.500` for 1.5.
    Number(Lang),
    /// By the language alone: `12.500%` is no more than that.
    Percent(Lang),
    /// Nobody writes tenths of a cent: always thousands.
    Money(Lang),
}

impl Style {
    fn lang(self) -> Lang {
        match self {
            Self::Number(lang) | Self::Percent(lang) | Self::Money(lang) => lang,
        }
    }
}

/// Every quantity, in order.
pub fn quantities(tokens: &[Token], style: Style) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match quantity(tokens, at, style) {
            Some(quantity) => {
                at = quantity.last;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    if found.iter().any(|q: &Quantity| !q.weak) {
        found.retain(|q| !q.weak);
    }
    found
}

/// The sum of groups that is being read: `2 mil` + `e` + `quinhentos`.
#[derive(Default)]
struct Sum {
    total: i128,
    group: Option<i128>,
    /// The least scale so far; the next one must be smaller.
    scale: Option<i128>,
    /// Whether the group was written in digits.
    digits: bool,
    words: usize,
}

fn quantity(tokens: &[Token], first: usize, style: Style) -> Option<Quantity> {
    if let Some(power) = power(tokens, first, style) {
        return power;
    }
    let mut sum = Sum::default();
    let mut at = first;
    let ranging = between(tokens, first);
    while let Some(token) = tokens.get(at) {
        if token.text == "a" && at > first && tokens[at - 1].text == "half" {
            at += 1;
            continue;
        }
        let hyphen = token.text == "-" && tokens.get(at + 1).is_some_and(|t| small(&t.text).is_some());
        let and = sum.words > 0 && !ranging && (hyphen || token.is(&["e", "and"]));
        let from = if and { at + 1 } else { at };
        let Some(next) = tokens.get(from) else { break };
        if and && sum.half(next) {
            at = from + 1;
            continue;
        }
        if !sum.take(tokens, from, style, and) {
            break;
        }
        at = from + 1;
        // "1 500,00": thousands set apart by a space.
        if sum.digits && sum.scale.is_none() && spaced(tokens, at) {
            let joined = format!("{}{}", tokens[at - 1].text, tokens[at].text);
            sum.group = decimal(&joined, style);
            at += 1;
        }
    }
    if sum.words == 0 {
        return None;
    }
    let weak = sum.words == 1 && tokens[first].is(&["um", "uma", "one"]);
    let mut value = sum.total + sum.group.unwrap_or(0);
    if negative(tokens, first) {
        value = -value;
    }
    (value.abs() <= 1_000_000_000_000_000 * ONE).then_some(Quantity {
        value,
        scale: sum.scale.unwrap_or(1),
        first,
        last: at,
        weak,
    })
}

/// `1e9`; nothing at all where it is too large.
fn power(tokens: &[Token], first: usize, style: Style) -> Option<Option<Quantity>> {
    if first >= 2 && powered(tokens, first - 2, style) {
        return Some(None);
    }
    let (head, tail) = powered(tokens, first, style).then(|| (&tokens[first], &tokens[first + 2]))?;
    let size = tail.text.parse().ok().and_then(|power| 10_i128.checked_pow(power));
    let value = size.zip(decimal(&head.text, style)).and_then(|(size, head)| head.checked_mul(size));
    let value = value.filter(|value| *value <= 1_000_000_000_000_000 * ONE);
    let value = value.map(|value| if negative(tokens, first) { -value } else { value });
    Some(value.map(|value| Quantity { value, scale: 1, first, last: first + 3, weak: false }))
}

/// Whether `1e9` stands at `first`; "5e10 mil" is a range in a hurry.
fn powered(tokens: &[Token], first: usize, style: Style) -> bool {
    let [head, e, tail, ..] = &tokens[first..] else { return false };
    let glued = head.end == e.start && e.end == tail.start && e.text == "e";
    glued
        && head.kind == Kind::Number
        && tail.kind == Kind::Number
        && tail.text.bytes().all(|b| b.is_ascii_digit())
        && !scaled(tokens, first + 2, style.lang())
}

/// Whether a minus is written onto the quantity, and not between two.
fn negative(tokens: &[Token], first: usize) -> bool {
    let minus =
        first > 0 && tokens[first - 1].is(&["-", "−"]) && tokens[first - 1].end == tokens[first].start;
    minus && (first < 2 || tokens[first - 2].kind == Kind::Word)
}

impl Sum {
    /// Takes the token into the sum, if it goes on with it.
    fn take(&mut self, tokens: &[Token], at: usize, style: Style, and: bool) -> bool {
        let token = &tokens[at];
        let scale_after = |i: usize| tokens.get(i).and_then(|t| scale(&t.text, style.lang(), Some(token), 1));
        let taken = if token.kind == Kind::Number {
            self.group.is_none()
                && (self.words == 0 || and || self.scale.is_some())
                && self.scale.zip(scale_after(at + 1)).is_none_or(|(least, next)| next < least)
                && decimal(&token.text, style).is_some_and(|value| self.group_of(value, true))
        } else if let Some(scale) =
            scale(&token.text, style.lang(), tokens.get(at.wrapping_sub(1)), self.words)
        {
            self.scaled(scale)
        } else if token.text == "hundred" && self.group.unwrap_or(ONE) < 100 * ONE {
            self.group = Some(self.group.unwrap_or(ONE) * 100);
            true
        } else if token.is(&["meio", "meia", "half"]) && self.words == 0 {
            let scaled = |t: &Token| scale(&t.text, style.lang(), None, 1).is_some();
            let skip = usize::from(tokens.get(at + 1).is_some_and(|t| t.text == "a"));
            tokens.get(at + 1 + skip).is_some_and(scaled) && self.group_of(ONE / 2, false)
        } else {
            small(&token.text).is_some_and(|value| self.add(i128::from(value) * ONE))
        };
        self.words += usize::from(taken);
        taken
    }

    fn group_of(&mut self, value: i128, digits: bool) -> bool {
        if self.scale.is_some_and(|scale| value >= scale * ONE) {
            return false;
        }
        self.group = Some(value);
        self.digits = digits;
        true
    }

    /// "trinta" + "cinco", but not "cinco" + "dez".
    fn add(&mut self, value: i128) -> bool {
        let Some(group) = self.group else { return self.group_of(value, false) };
        let units = group / ONE;
        let room = match units {
            100.. if units % 100 == 0 => 100,
            20.. if units % 10 == 0 => 10,
            _ => return false,
        };
        if self.digits || value >= room * ONE {
            return false;
        }
        self.group = Some(group + value);
        true
    }

    fn scaled(&mut self, scale: i128) -> bool {
        if self.scale.is_some_and(|least| scale >= least) {
            return false;
        }
        self.total += self.group.take().unwrap_or(ONE) * scale;
        self.scale = Some(scale);
        self.digits = false;
        true
    }

    /// "… e meio": half of the last scale.
    fn half(&mut self, token: &Token) -> bool {
        if !token.is(&["meio", "meia", "half"]) {
            return false;
        }
        match self.scale {
            Some(scale) if self.group.is_none() => self.total += scale * ONE / 2,
            _ => self.group = Some(self.group.unwrap_or(0) + ONE / 2),
        }
        self.words += 1;
        true
    }
}

/// Whether the "e" after this quantity is that of "entre mil e dois mil".
fn between(tokens: &[Token], first: usize) -> bool {
    let near = &tokens[first.saturating_sub(2)..first];
    let ands = || tokens[first..].iter().take(12).filter(|t| t.is(&["e", "and"])).count();
    near.iter().any(|t| t.is(&["entre", "between"])) && ands() == 1
}

/// Whether the number at `at` is three more digits of the one before it.
fn spaced(tokens: &[Token], at: usize) -> bool {
    let (Some(before), Some(token)) = (tokens.get(at - 1), tokens.get(at)) else { return false };
    let head = token.text.split([',', '.']).next().unwrap_or_default();
    token.kind == Kind::Number
        && before.kind == Kind::Number
        && before.text.len() <= 3
        && before.text.bytes().all(|b| b.is_ascii_digit())
        && head.len() == 3
        && (1..=3).contains(&(token.start - before.end))
}

/// Digits with separators, in units of 1/[`ONE`].
pub fn decimal(text: &str, style: Style) -> Option<i128> {
    let last = text.rfind(['.', ',']);
    let Some(last) = last else { return join(text, "") };
    let mark = text.as_bytes()[last];
    let tail = &text[last + 1..];
    let head = &text[..last];
    let other = if mark == b'.' { ',' } else { '.' };
    let point = if head.contains(other) {
        !head.contains(char::from(mark))
    } else if head.contains(char::from(mark)) {
        false
    } else if tail.len() != 3 || head.len() > 3 || head == "0" {
        true
    } else {
        match style {
            Style::Money(_) => false,
            Style::Number(Lang::En) => mark == b'.' && !tail.ends_with('0'),
            Style::Percent(Lang::En) => mark == b'.',
            Style::Number(Lang::Pt) | Style::Percent(Lang::Pt) => mark == b',',
        }
    };
    if point { join(&grouped(head)?, tail) } else { join(&grouped(text)?, "") }
}

/// The digits without the marks between its groups of three; `None` if they are not groups of three.
fn grouped(text: &str) -> Option<String> {
    let mut groups = text.split(['.', ',']);
    let mut digits = groups.next()?.to_owned();
    let first = digits.len();
    for group in groups {
        if group.len() != 3 || first > 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

fn join(whole: &str, fraction: &str) -> Option<i128> {
    let whole = whole.trim_start_matches('0');
    if whole.len() > 16 {
        return None;
    }
    let fraction = &fraction[..fraction.len().min(12)];
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: i128 = format!("{fraction:0<12}").parse().ok()?;
    Some(whole * ONE + fraction)
}

/// Whether a scale word follows the number at `at`.
pub fn scaled(tokens: &[Token], at: usize, lang: Lang) -> bool {
    tokens.get(at + 1).is_some_and(|t| scale(&t.text, lang, tokens.get(at), 1).is_some())
}

/// What a scale word multiplies by. A single letter counts only right behind the digits.
fn scale(word: &str, lang: Lang, before: Option<&Token>, words: usize) -> Option<i128> {
    let digits = words > 0 && before.is_some_and(|t| t.kind == Kind::Number);
    match word {
        "mil" | "thousand" => Some(1_000),
        "k" if digits => Some(1_000),
        "milhao" | "milhoes" | "million" | "millions" => Some(1_000_000),
        "mi" | "mm" | "mln" | "kk" if digits => Some(1_000_000),
        "m" if digits && lang == Lang::En => Some(1_000_000),
        "bilhao" | "bilhoes" | "billion" | "billions" => Some(1_000_000_000),
        "bi" | "bn" if digits => Some(1_000_000_000),
        _ => None,
    }
}

/// Number words below a thousand, of every language.
static SMALL: LazyLock<HashMap<String, u16>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("numbers.json")).expect("the compiled-in number words are valid JSON")
});

/// A number word below a thousand.
pub fn small(word: &str) -> Option<u16> {
    SMALL.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::parse::token::tokens;

    fn reads(style: Style, text: &str, want: &[f64]) {
        let read: Vec<f64> = quantities(&tokens(text), style).iter().map(Quantity::number).collect();
        assert_eq!(read, want, "{text}");
    }

    #[test]
    fn digits_and_words() {
        let pt = Style::Number(Lang::Pt);
        reads(pt, "1.500", &[1500.0]);
        reads(pt, "1,500", &[1.5]);
        reads(pt, "1.5", &[1.5]);
        reads(pt, "1.234.567,89", &[1_234_567.89]);
        reads(pt, "1 500", &[1500.0]);
        reads(pt, "mil e quinhentos", &[1500.0]);
        reads(pt, "dois mil e trinta e cinco", &[2035.0]);
        reads(pt, "5 mil e 500", &[5500.0]);
        reads(pt, "um milhão e meio", &[1_500_000.0]);
        reads(pt, "meio milhão", &[500_000.0]);
        reads(pt, "entre mil e dois mil", &[1000.0, 2000.0]);
        reads(pt, "entre 5 e 10 mil", &[5.0, 10_000.0]);
        reads(pt, "cinco e dez", &[5.0, 10.0]);
        reads(pt, "-5", &[-5.0]);
        reads(pt, "5-10", &[5.0, 10.0]);
        reads(pt, "uma pessoa e 20 gatos", &[20.0]);
        reads(pt, "1.2.3", &[]);
        reads(pt, "5kk", &[5_000_000.0]);
        reads(pt, "1e9", &[1e9]);
        reads(pt, "2,5e3 leads", &[2500.0]);
        reads(pt, "5e10 mil", &[5.0, 10_000.0]);
        reads(pt, "1e99", &[]);
        reads(pt, "-1e3", &[-1000.0]);
    }

    #[test]
    fn english() {
        let en = Style::Number(Lang::En);
        reads(en, "1,500", &[1500.0]);
        reads(en, "1.500", &[1500.0]);
        reads(en, "1.502", &[1.502]);
        reads(Style::Percent(Lang::En), "12.500", &[12.5]);
        reads(en, "2.5m", &[2_500_000.0]);
        reads(en, "three hundred and five", &[305.0]);
        reads(en, "a thousand five hundred", &[1500.0]);
        reads(en, "twenty-five", &[25.0]);
        reads(en, "half a million", &[500_000.0]);
        reads(Style::Money(Lang::En), "1.500", &[1500.0]);
        reads(Style::Money(Lang::Pt), "1,500.50", &[1500.5]);
    }
}
