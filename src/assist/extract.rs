//! What a model read out of a pasted text: taken only with the passage that says so.

use super::{
    answer::{Extracted, Found, Sure},
    proposal::{Maker, PHRASES},
    shape,
};
use crate::{
    engine::{
        effect::{Control, Wanted},
        input::{Body, Confidence, Suggested},
        parse::words::bare,
        show::joined,
    },
    tree::json::SlotType,
};

/// The characters of a passage that are quoted.
const QUOTE_MOST: usize = 280;

/// Takes each field whose quote stands in the text. The first answer to a field is the one that counts.
pub fn found(maker: &mut Maker<'_>, answer: Extracted) {
    let call = maker.call;
    let mut loose: Vec<&str> = Vec::new();
    for found in answer.found {
        let wanted = call.wanted.iter().find(|wanted| shape::key(&wanted.path) == found.field);
        let Some(wanted) = wanted.filter(|wanted| !maker.proposal.slots.contains_key(&wanted.path)) else {
            continue;
        };
        if !maker.guard.own.says(&bare(&found.quote)) {
            maker.complaints.push(format!("{}: the quote does not stand in the text", found.field));
            continue;
        }
        let control = shape::control(wanted);
        let Some(body) = body(&control, found.answer.trim()) else {
            maker.complaints.push(format!("{}: the answer is none of its options", found.field));
            continue;
        };
        if is_invented(maker, &control, &body, &found.answer) {
            maker
                .complaints
                .push(format!("{}: a number or a name of it does not stand in the text", found.field));
            continue;
        }
        let is_loose = is_loose(maker, &control, &body, &found);
        if is_loose {
            loose.push(&wanted.label);
        }
        suggest(maker, wanted, body, &found, is_loose);
    }
    loose.retain(|label| {
        call.wanted.iter().any(|w| w.label == *label && maker.proposal.slots.contains_key(&w.path))
    });
    if !loose.is_empty() {
        let labels = joined(&loose, &call.locale);
        maker.proposal.assumptions.push(PHRASES.fill(&call.locale, "loose", &[("labels", &labels)]));
    }
    if !maker.proposal.slots.is_empty() {
        let count = maker.proposal.slots.len().to_string();
        maker.proposal.why.push(PHRASES.fill(&call.locale, "found", &[("count", &count)]));
    }
}

fn suggest(maker: &mut Maker<'_>, wanted: &Wanted, body: Body, found: &Found, is_loose: bool) {
    let sure = if is_loose { Sure::Low } else { found.confidence };
    let quote = found.quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = quote.chars().take(QUOTE_MOST).collect();
    let confidence = Some(Confidence::from(sure));
    maker.suggest(wanted, Suggested { body, quote: Some(quote), confidence });
}

/// Whether words that were read have a number or a name which stands nowhere in the text. Amounts and days may be
/// written out there.
fn is_invented(maker: &Maker<'_>, control: &Control, body: &Body, answer: &str) -> bool {
    let worded =
        matches!(control.kind, SlotType::Text | SlotType::LongText | SlotType::List | SlotType::Rank);
    if !worded || !matches!(body, Body::Text(_)) {
        return false;
    }
    let added = maker.guard.own.added(answer);
    !(added.numbers.is_empty() && added.names.is_empty())
}

/// Whether the answer says more than the text: its words, or a number in it, stand nowhere there.
fn is_loose(maker: &Maker<'_>, control: &Control, body: &Body, found: &Found) -> bool {
    let own = maker.guard.own;
    let added = || !own.added(&found.answer).numbers.is_empty();
    let reworded = || {
        let lines = found.answer.split(['\n', ';']).map(bare).filter(|line| !line.is_empty());
        lines.into_iter().any(|line| !own.says(&line))
    };
    match (body, control.kind) {
        (Body::Options(_), _) => false,
        (
            _,
            SlotType::Money | SlotType::Date | SlotType::DateRange | SlotType::Number | SlotType::Percent,
        ) => added(),
        _ => reworded() || added(),
    }
}

/// The answer as the engine reads it: options by id, anything else as words.
fn body(control: &Control, answer: &str) -> Option<Body> {
    if answer.is_empty() || control.kind == SlotType::File {
        return None;
    }
    if !control.kind.is_choice() || control.options.is_empty() {
        return Some(Body::Text(answer.to_owned()));
    }
    let parts = answer.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let option = |part: &str| {
        let by_id = control.options.iter().find(|option| option.id == part);
        let by_label = || control.options.iter().find(|option| bare(&option.label) == bare(part));
        by_id.or_else(by_label).map(|option| option.id.clone())
    };
    let (mut ids, mut known) = (Vec::new(), true);
    for part in parts {
        match option(part) {
            Some(id) if !ids.contains(&id) => ids.push(id),
            Some(_) => {}
            None => known = false,
        }
    }
    match (ids.is_empty(), known, control.allow_new) {
        (_, false, true) => Some(Body::Text(answer.to_owned())),
        (true, _, _) => None,
        (false, _, _) if control.kind == SlotType::Choice => {
            ids.into_iter().next().map(|id| Body::Options(vec![id]))
        }
        (false, _, _) => Some(Body::Options(ids)),
    }
}
