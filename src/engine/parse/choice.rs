//! One option of several: by id, label, number, synonym, a part of its label, or with a typo.

use super::{
    Reading,
    misread::{Misread, MisreadCode, quoted},
    words::{bare, clean, listed, near},
};
use crate::tree::{
    json::{Choice, Slot, SlotType},
    value::{NewOption, NoneOf, Value},
};

/// An option with every way to say it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: String,
    /// As it is shown.
    pub label: String,
    /// Bare: labels and synonyms in every language.
    pub phrases: Vec<String>,
    /// What choosing it means.
    pub value: Value,
}

/// The options as they are shown, in order: the slot's own, its collection's, and "none of them".
pub fn candidates(r: &Reading<'_>, slot: &Slot) -> Vec<Candidate> {
    let own = slot.options.iter().map(|option| of(r, option, slot.kind));
    let entries = slot.options_from.and_then(|from| r.context.collections.get(&from)).into_iter().flatten();
    let entries = entries.map(|entry| Candidate {
        id: entry.id.clone(),
        label: entry.label.clone(),
        phrases: vec![bare(&entry.label)],
        value: Value::text(entry.id.clone()),
    });
    let none = slot.none_of.iter().map(|option| Candidate {
        value: Value::None(NoneOf { none: option.id.clone() }),
        ..of(r, option, slot.kind)
    });
    own.chain(entries).chain(none).collect()
}

fn of(r: &Reading<'_>, option: &Choice, kind: SlotType) -> Candidate {
    let synonyms = option.synonyms.values().flatten();
    let mut phrases: Vec<String> = option.label.values().chain(synonyms).map(|text| bare(text)).collect();
    phrases.retain(|phrase| !phrase.is_empty());
    phrases.dedup();
    let label = r.tree.text(&option.label, r.locale).to_owned();
    let value = option.value.clone().unwrap_or_else(|| match kind {
        SlotType::Text | SlotType::LongText => Value::text(label.clone()),
        _ => Value::text(option.id.clone()),
    });
    Candidate { id: option.id.clone(), label, phrases, value }
}

/// What the words say about the options.
#[derive(Debug)]
pub enum Pick<'a> {
    One(&'a Candidate),
    Several(Vec<&'a Candidate>),
    /// A number that no option has.
    NoSuchNumber,
    Nothing,
}

/// Reads a single choice.
pub fn read(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let candidates = candidates(r, slot);
    match pick(&candidates, text, slot.allow_new) {
        Pick::One(one) => return Ok(one.value.clone()),
        Pick::Several(many) => return Err(ambiguous(r, text, &many)),
        Pick::NoSuchNumber if !slot.allow_new => return Err(unknown(r, &candidates, text)),
        Pick::NoSuchNumber | Pick::Nothing => {}
    }
    if let Some(none) = &slot.none_of
        && listed("none", &bare(text))
    {
        return Ok(Value::None(NoneOf { none: none.id.clone() }));
    }
    if slot.allow_new { new(r, text) } else { Err(unknown(r, &candidates, text)) }
}

/// A choice that is not among the options: "outra: Padaria Lua" is "Padaria Lua".
pub fn new(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    const MOST: usize = 120;
    let text = clean(text).replace(['\n', '\t'], " ");
    let named = match text.split_once([':', '-', '–', '—', ',']) {
        Some((head, tail)) if listed("other", &bare(head)) => tail.trim(),
        _ => text.as_str(),
    };
    if listed("other", &bare(named)) || bare(named).is_empty() {
        return Err(Misread::new(MisreadCode::Empty, r.locale, "which_new", &[]));
    }
    if named.chars().count() > MOST {
        return Err(Misread::unreadable(r.locale, "long_new", named));
    }
    Ok(Value::New(NewOption { new: named.to_owned() }))
}

/// The option that the words mean. With `strict`, words that are in no label are not passed over: they
/// may be the name of a new one.
pub fn pick<'a>(candidates: &'a [Candidate], text: &str, strict: bool) -> Pick<'a> {
    let said = bare(text);
    if said.is_empty() || candidates.is_empty() {
        return Pick::Nothing;
    }
    if let Some(one) = exact(candidates, text, &said) {
        return Pick::One(one);
    }
    match number(candidates, &said) {
        Some(Some(one)) => return Pick::One(one),
        Some(None) => return Pick::NoSuchNumber,
        None => {}
    }
    let one_of = |many: Vec<&'a Candidate>| match many[..] {
        [] => None,
        [one] => Some(Pick::One(one)),
        _ => Some(Pick::Several(many)),
    };
    let near_whole: Vec<_> = candidates.iter().filter(|c| c.phrases.iter().any(|p| near(&said, p))).collect();
    one_of(near_whole)
        .or_else(|| if strict { None } else { one_of(mentioned(candidates, &said)) })
        .or_else(|| one_of(overlapping(candidates, &said, strict)))
        .unwrap_or(Pick::Nothing)
}

/// The option that is named as it is written, by its id, a label or a synonym.
pub fn exact<'a>(candidates: &'a [Candidate], text: &str, said: &str) -> Option<&'a Candidate> {
    let text = text.trim();
    let by_id = candidates.iter().find(|c| c.id == text);
    by_id.or_else(|| candidates.iter().find(|c| c.phrases.iter().any(|p| p == said)))
}

/// "2", "a segunda", "opção 2", "the last one". `Some(None)`: a number, but not of an option.
fn number<'a>(candidates: &'a [Candidate], said: &str) -> Option<Option<&'a Candidate>> {
    const ORDINALS: [&[&str]; 6] = [
        &["primeira", "primeiro", "first", "1a", "1o", "1st"],
        &["segunda", "segundo", "second", "2a", "2o", "2nd"],
        &["terceira", "terceiro", "third", "3a", "3o", "3rd"],
        &["quarta", "quarto", "fourth", "4a", "4o", "4th"],
        &["quinta", "quinto", "fifth", "5a", "5o", "5th"],
        &["sexta", "sexto", "sixth", "6a", "6o", "6th"],
    ];
    let mut words = said.split(' ').filter(|word| !listed("option", word));
    let word = words.next()?;
    if words.next().is_some() || said.len() > 40 {
        return None;
    }
    if listed("last", word) {
        return Some(candidates.last());
    }
    let ordinal = ORDINALS.iter().position(|names| names.contains(&word)).map(|at| at + 1);
    let digits = || (word.len() <= 3).then(|| word.parse::<usize>().ok()).flatten();
    ordinal.or_else(digits).map(|n| n.checked_sub(1).and_then(|at| candidates.get(at)))
}

/// The options whose whole label or synonym occurs in the words; a phrase inside a longer one does not count.
pub fn mentioned<'a>(candidates: &'a [Candidate], said: &str) -> Vec<&'a Candidate> {
    let padded = format!(" {said} ");
    let occurs = |p: &&String| p.len() >= 3 && padded.contains(&format!(" {p} "));
    let hits: Vec<(&Candidate, &String)> =
        candidates.iter().flat_map(|c| c.phrases.iter().filter(occurs).map(move |p| (c, p))).collect();
    let mut found: Vec<&Candidate> = Vec::new();
    for (candidate, phrase) in &hits {
        let inside = |(other, longer): &(&Candidate, &String)| {
            other.id != candidate.id && longer.len() > phrase.len() && longer.contains(phrase.as_str())
        };
        if !hits.iter().any(inside) && !found.iter().any(|known| known.id == candidate.id) {
            found.push(candidate);
        }
    }
    found
}

/// The options that share the most words with what was said.
fn overlapping<'a>(candidates: &'a [Candidate], said: &str, strict: bool) -> Vec<&'a Candidate> {
    const MOST_WORDS: usize = 12;
    let words: Vec<&str> = said.split(' ').filter(|w| w.len() > 1 && !listed("stop", w)).collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return Vec::new();
    }
    let score = |phrase: &String| {
        let known: Vec<&str> = phrase.split(' ').filter(|w| !listed("stop", w)).collect();
        let hits: Vec<usize> =
            words.iter().map(|w| known.iter().map(|k| alike(w, k, strict)).max().unwrap_or(0)).collect();
        let matched = hits.iter().filter(|hit| **hit > 0).count();
        let enough = if strict { matched == words.len() } else { 2 * matched >= words.len() };
        if enough { hits.iter().sum::<usize>() } else { 0 }
    };
    let scores: Vec<usize> =
        candidates.iter().map(|c| c.phrases.iter().map(score).max().unwrap_or(0)).collect();
    let best = scores.iter().copied().max().unwrap_or(0);
    if best == 0 {
        return Vec::new();
    }
    candidates.iter().zip(scores).filter(|(_, score)| *score == best).map(|(c, _)| c).collect()
}

/// How much one word is another: the same, with a slip, or of the same stem.
fn alike(said: &str, known: &str, strict: bool) -> usize {
    if said == known {
        return 3;
    }
    if near(said, known) {
        return 2;
    }
    let shared = said.chars().zip(known.chars()).take_while(|(a, b)| a == b).count();
    let shorter = said.chars().count().min(known.chars().count());
    usize::from(!strict && shared >= 4 && 3 * shared >= 2 * shorter)
}

/// Several options fit: the first two are named.
pub fn ambiguous(r: &Reading<'_>, text: &str, many: &[&Candidate]) -> Misread {
    let name = |at: usize| many.get(at).map_or("", |c| c.label.as_str());
    let args = [("said", &*quoted(text)), ("first", name(0)), ("second", name(1))];
    Misread::new(MisreadCode::Ambiguous, r.locale, "two_options", &args)
}

/// No option fits: the first ones are named, or the words are repeated where there is none.
pub fn unknown(r: &Reading<'_>, candidates: &[Candidate], text: &str) -> Misread {
    const NAMED: usize = 4;
    let names: Vec<&str> = candidates.iter().take(NAMED).map(|c| c.label.as_str()).collect();
    if names.is_empty() {
        return Misread::new(MisreadCode::UnknownOption, r.locale, "no_options", &[("said", &quoted(text))]);
    }
    let key = if candidates.len() > NAMED { "some_options" } else { "all_options" };
    let names = crate::engine::show::joined_or(&names, r.locale);
    Misread::new(MisreadCode::UnknownOption, r.locale, key, &[("said", &quoted(text)), ("options", &names)])
}
