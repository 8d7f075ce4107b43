//! Several options at once, and an order of options or of one's own words.

use super::{
    Reading, bounds,
    choice::{self, Candidate, Pick, candidates, pick},
    misread::{Misread, MisreadCode, quoted},
    split,
    words::{bare, clean, listed},
};
use crate::tree::{
    json::{Slot, SlotType},
    value::{NoneOf, Value},
};

/// Reads a multi_choice, or a rank, in the person's order.
pub fn read(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let candidates = candidates(r, slot);
    let said = bare(text);
    if let Some(none) = &slot.none_of
        && (listed("none", &said) || choice::exact(&candidates, text, &said).is_some_and(|c| c.id == none.id))
    {
        return Ok(Value::None(NoneOf { none: none.id.clone() }));
    }
    if candidates.is_empty() {
        return own_words(r, slot, text);
    }
    if slot.kind == SlotType::MultiChoice && listed("all", &said) {
        let all = candidates.iter().filter(|c| !matches!(c.value, Value::None(_)));
        return settled(r, slot, all.map(|c| c.value.clone()).collect());
    }
    let mut chosen = Vec::new();
    for part in parts(&candidates, text) {
        match pick(&candidates, &part, slot.allow_new) {
            Pick::One(one) => chosen.push(one.value.clone()),
            Pick::Several(many) if !whole_text(&part, text) || slot.allow_new => {
                return Err(choice::ambiguous(r, &part, &many));
            }
            // Several labels in one breath: "quero alcance e também busca".
            Pick::Several(many) if choice::mentioned(&candidates, &said).len() == many.len() => {
                chosen.extend(many.iter().map(|c| c.value.clone()));
            }
            Pick::Several(many) => return Err(choice::ambiguous(r, &part, &many)),
            _ if slot.allow_new => chosen.push(choice::new(r, &part)?),
            _ => return Err(unknown_part(r, &candidates, &chosen, &part)),
        }
    }
    settled(r, slot, chosen)
}

/// The value, if it is one: without doubles, "none" by itself, as many as are wanted.
pub fn settled(r: &Reading<'_>, slot: &Slot, chosen: Vec<Value>) -> Result<Value, Misread> {
    let mut once: Vec<Value> = Vec::with_capacity(chosen.len());
    for value in chosen {
        if !once.contains(&value) {
            once.push(value);
        }
        bounds::items(r, slot, once.len())
            .or_else(|e| if e.code == MisreadCode::TooFew { Ok(()) } else { Err(e) })?;
    }
    let none = once.iter().find(|value| matches!(value, Value::None(_)));
    match (none, once.len()) {
        (_, 0) => Err(Misread::empty(r.locale)),
        (Some(none), 1) => Ok(none.clone()),
        (Some(_), _) => {
            let label = slot.none_of.as_ref().map_or("", |none| r.tree.text(&none.label, r.locale));
            Err(Misread::new(MisreadCode::Ambiguous, r.locale, "none_and_some", &[("none", label)]))
        }
        (None, count) => bounds::items(r, slot, count).map(|()| Value::Many(once)),
    }
}

fn own_words(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let text = if text.contains('>') { text.replace('>', ";") } else { text.to_owned() };
    let words = split::items(&text).iter().map(|item| Value::text(clean(item))).collect();
    settled(r, slot, words)
}

/// The parts of the answer, each of which should be an option: by lines, commas, and "e" where no label
/// has that "e" in it.
fn parts(candidates: &[Candidate], text: &str) -> Vec<String> {
    let said = bare(text);
    let numbers = said.split(' ').all(|w| w.bytes().all(|b| b.is_ascii_digit()) || matches!(w, "e" | "and"));
    if numbers && !said.is_empty() {
        let digits = said.split(' ').filter(|w| !matches!(*w, "e" | "and"));
        return digits.map(str::to_owned).collect();
    }
    if choice::exact(candidates, text, &said).is_some() {
        return vec![text.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    for item in split::items(text) {
        match pick(candidates, &item, true) {
            Pick::One(_) => parts.push(item),
            _ => parts.extend(by_and(&item)),
        }
    }
    parts
}

fn by_and(item: &str) -> Vec<String> {
    let mut apart = item.to_owned();
    for and in [",", ";", ">", " e ", " E ", " and ", " & ", " + ", "/", " mais ", " também ", " plus "] {
        apart = apart.replace(and, "\n");
    }
    apart.lines().map(str::trim).filter(|part| !bare(part).is_empty()).map(str::to_owned).collect()
}

fn whole_text(part: &str, text: &str) -> bool {
    part.trim() == text.trim()
}

/// One part is no option: what was understood is said with what was not.
fn unknown_part(r: &Reading<'_>, candidates: &[Candidate], chosen: &[Value], part: &str) -> Misread {
    let known: Vec<&str> =
        candidates.iter().filter(|c| chosen.contains(&c.value)).map(|c| c.label.as_str()).collect();
    if known.is_empty() {
        return choice::unknown(r, candidates, part);
    }
    let known = crate::engine::show::joined(&known, r.locale);
    let args = [("known", &*known), ("said", &*quoted(part))];
    Misread::new(MisreadCode::UnknownOption, r.locale, "some_understood", &args)
}
