//! Parts of a composite found in running words, each by what only it can be: an address, a day, an amount.

use super::{
    Reading, amount, bounds, by_type,
    choice::{self, candidates},
    contact,
    day::{Edge, Finder, Found, Sure, When},
    file,
    misread::Misread,
    object::names,
    period::Unclear,
    token::{Kind, Token, tokens},
    words::{Lang, bare},
};
use crate::tree::{
    json::{Slot, SlotType},
    value::Value,
};
use std::ops::Range;

/// Stands where something was taken; no answer has it, since control characters are stripped.
const TAKEN: char = '\u{1}';

/// The fields that are still open, and the words that are still unread.
struct Gleaner<'a> {
    r: &'a Reading<'a>,
    open: Vec<(&'a String, &'a Slot)>,
    rest: String,
    read: Vec<(String, Value)>,
}

/// Reads what it can of the open fields; fails only where a range ends before it starts.
pub fn glean<'a>(
    r: &'a Reading<'a>,
    open: &[(&'a String, &'a Slot)],
    text: &str,
) -> Result<Vec<(String, Value)>, Misread> {
    let mut g = Gleaner { r, open: open.to_vec(), rest: text.to_owned(), read: Vec::new() };
    g.contacts();
    g.dates()?;
    for kind in [SlotType::Money, SlotType::Percent, SlotType::Number] {
        g.amounts(kind);
    }
    g.options();
    g.words();
    Ok(g.read)
}

impl<'a> Gleaner<'a> {
    fn of(&self, kinds: &[SlotType]) -> Vec<(&'a String, &'a Slot)> {
        self.open.iter().filter(|(_, field)| kinds.contains(&field.kind)).copied().collect()
    }

    fn set(&mut self, name: &str, value: Value) {
        self.open.retain(|(open, _)| *open != name);
        self.read.push((name.to_owned(), value));
    }

    /// Takes a stretch of the words out; a mark of the same length stays, so that places hold.
    fn take(&mut self, at: Range<usize>) {
        let blank = TAKEN.to_string().repeat(at.len());
        self.rest.replace_range(at, &blank);
    }

    fn contacts(&mut self) {
        for (name, field) in self.of(&[SlotType::Email, SlotType::Url, SlotType::File, SlotType::Phone]) {
            let found = match field.kind {
                SlotType::Email => contact::emails(&self.rest).into_iter().next(),
                SlotType::Phone => {
                    let lang = Lang::of(self.r.locale);
                    let dialled = |run| contact::dialled(run, lang).map(|number| (run, number));
                    contact::phones(&self.rest).into_iter().find_map(dialled)
                }
                _ => contact::links(&self.rest).into_iter().next(),
            };
            let Some((written, stored)) = found else { continue };
            let start = written.as_ptr() as usize - self.rest.as_ptr() as usize;
            let end = start + written.len();
            let value = if field.kind == SlotType::File {
                Value::File(file::of_link(&stored))
            } else {
                Value::Text(stored)
            };
            self.take(start..end);
            self.set(name, value);
        }
    }

    fn dates(&mut self) -> Result<(), Misread> {
        let fields = self.of(&[SlotType::Date, SlotType::DateRange]);
        if fields.is_empty() {
            return Ok(());
        }
        let text = self.rest.clone();
        let tokens = tokens(&text);
        let finder = Finder { tokens: &tokens, r: self.r };
        let numbers = !self.of(&[SlotType::Number, SlotType::Money, SlotType::Percent]).is_empty();
        let least = if numbers { Sure::Likely } else { Sure::Hardly };
        if let Some((name, _)) = fields.iter().find(|(_, field)| field.kind == SlotType::DateRange) {
            match finder.range_in(fields.len() > 1) {
                Ok(Some((range, taken))) => {
                    for found in &taken {
                        self.take(stretch(&tokens, found));
                    }
                    self.set(name, Value::Dates(range));
                }
                Err(unclear @ Unclear::EndsFirst { .. }) => return Err(unclear.misread(self.r)),
                Err(Unclear::Three(_)) | Ok(None) => {}
            }
        }
        let left = super::token::tokens(&self.rest);
        let finder = Finder { tokens: &left, r: self.r };
        let mut found = finder.dates();
        found.retain(|f| f.sure >= least && !matches!(f.when, When::Length { .. }));
        for (n, f) in found.iter().enumerate() {
            let after = if n == 0 { 0 } else { found[n - 1].last };
            let said: Vec<&str> = left[after..f.first].iter().map(|t| t.text.as_str()).collect();
            let Some(name) = self.date_field(&said, f) else { break };
            let Some(day) = finder.day(f) else { continue };
            self.take(stretch(&left, f));
            self.set(&name, Value::day(day));
        }
        Ok(())
    }

    /// The date field that the words before a date speak of, else the next one; "até" is not the first of two.
    fn date_field(&self, said: &[&str], found: &Found) -> Option<String> {
        let open = self.of(&[SlotType::Date]);
        if let Some(name) = self.spoken_of(&open, said) {
            return Some(name);
        }
        let until = found.edge == Edge::Until && open.len() > 1;
        open.get(usize::from(until)).map(|(name, _)| (*name).clone())
    }

    fn spoken_of(&self, open: &[(&'a String, &'a Slot)], said: &[&str]) -> Option<String> {
        let speaks = |(name, field): &&(&String, &Slot)| {
            names(name, field).iter().flat_map(|n| n.split(' ')).any(|word| {
                word.len() >= 4
                    && said.iter().any(|s| s.len() >= 4 && s.chars().take(4).eq(word.chars().take(4)))
            })
        };
        open.iter().find(speaks).map(|(name, _)| (*name).clone())
    }

    /// Amounts in order; where there are fewer than fields, the required ones and then the last ones get them:
    /// of "from" and "to" a single number is the target.
    fn amounts(&mut self, kind: SlotType) {
        let fields = self.of(&[kind]);
        let Some((_, first)) = fields.first() else { return };
        let alone = self.of(&[SlotType::Money, SlotType::Percent, SlotType::Number]).len() == fields.len();
        let mut found = amount::find(self.r, first, &self.rest);
        if kind != SlotType::Number && !alone {
            found.retain(|a| a.marked);
        }
        let mut chosen: Vec<&(&String, &Slot)> = fields.iter().collect();
        if found.len() < chosen.len() {
            let required: Vec<_> = chosen.iter().copied().filter(|(_, field)| field.required).collect();
            let enough = required.len() >= found.len();
            chosen = if enough { required } else { chosen.split_off(chosen.len() - found.len()) };
        }
        let pairs: Vec<_> = chosen.into_iter().zip(found).map(|(field, amount)| (*field, amount)).collect();
        for ((name, field), found) in pairs {
            let value = amount::value(self.r, field, &found);
            if bounds::amount(self.r, field, &value).is_ok() {
                self.take(found.start..found.end);
                self.set(name, value);
            }
        }
    }

    fn options(&mut self) {
        for (name, field) in self.of(&[SlotType::Choice, SlotType::MultiChoice]) {
            let candidates = candidates(self.r, field);
            let said = bare(&self.rest);
            let mentioned = choice::mentioned(&candidates, &said);
            let value = match (field.kind, &mentioned[..]) {
                (_, []) => continue,
                (SlotType::Choice, [one]) => one.value.clone(),
                (SlotType::Choice, _) => continue,
                (_, many) => Value::Many(many.iter().map(|c| c.value.clone()).collect()),
            };
            for part in parts_of(&self.rest).into_iter().chain(std::iter::once(0..self.rest.len())) {
                let said = bare(&self.rest[part.clone()]);
                if mentioned.iter().any(|c| c.phrases.contains(&said)) {
                    self.take(part);
                }
            }
            self.set(name, value);
        }
    }

    /// What is left goes to the fields that take words, in order.
    fn words(&mut self) {
        let kinds = [SlotType::Text, SlotType::LongText, SlotType::Choice, SlotType::List, SlotType::Confirm];
        let fields = self.of(&kinds);
        let rest = tidied(&self.rest);
        let parts = apart(&rest, fields.len());
        for ((name, field), part) in fields.into_iter().zip(parts) {
            if let Ok(value) = by_type(self.r, field, &part) {
                self.set(name, value);
            }
        }
    }
}

/// The bytes of what stands between commas.
fn parts_of(rest: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut parts = Vec::new();
    for part in rest.split([',', ';', '\n']) {
        parts.push(start..start + part.len());
        start += part.len() + 1;
    }
    parts
}

/// The bytes of a date with the small words that lead to it ("até", "de").
fn stretch(tokens: &[Token], found: &Found) -> Range<usize> {
    let leads = |t: &&Token| {
        t.is(&[
            "ate", "de", "do", "da", "em", "no", "na", "dia", "o", "a", "by", "until", "till", "from", "on",
            "in", "the", "of",
        ])
    };
    let before = tokens[..found.first].iter().rev().take(3).take_while(leads).count();
    tokens[found.first - before].start..tokens[found.last - 1].end
}

/// What is left, without the commas and small words that led to what was taken or followed it.
fn tidied(rest: &str) -> String {
    const SMALL: [&str; 24] = [
        "de", "do", "da", "até", "ate", "em", "para", "por", "com", "e", "no", "na", "a", "o", "by", "until",
        "from", "for", "to", "and", "with", "in", "of", "is",
    ];
    let pieces: Vec<&str> = rest.split(TAKEN).collect();
    let edge = |c: char| c.is_whitespace() || ",;:-–—|/()".contains(c);
    let last = pieces.len() - 1;
    let mut kept: Vec<&str> = Vec::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        let mut text = piece.trim();
        loop {
            let before = text.len();
            if at > 0 {
                text = text.trim_start_matches(edge);
                let first = text.split_whitespace().next().unwrap_or_default();
                text = if SMALL.contains(&first) { &text[first.len()..] } else { text };
            }
            if at < last {
                text = text.trim_end_matches(edge);
                let end = text.split_whitespace().next_back().unwrap_or_default();
                text = if SMALL.contains(&end) { &text[..text.len() - end.len()] } else { text };
            }
            if text.len() == before {
                break;
            }
        }
        kept.extend(text.split_whitespace());
    }
    kept.join(" ").trim_matches(|c: char| c.is_whitespace() || ",;:-–—|/".contains(c)).to_owned()
}

/// The words in as many parts as there are fields, at the signs that set parts of a line apart.
fn apart(rest: &str, fields: usize) -> Vec<String> {
    if fields <= 1 || rest.is_empty() {
        return if rest.is_empty() { Vec::new() } else { vec![rest.to_owned()] };
    }
    let sign = [" - ", " – ", " — ", " | ", ": ", " ("].into_iter().find(|sign| rest.contains(sign));
    let Some(sign) = sign else { return vec![rest.to_owned()] };
    let parts = rest.splitn(fields, sign).map(|part| part.trim().trim_end_matches(')').to_owned());
    parts.filter(|part| tokens(part).iter().any(|t| t.kind != Kind::Sign)).collect()
}
