//! Suggest: a name, a sentence, a barrier, channels, pieces and measures, out of the person's own words and
//! the table of goals.

use super::{Says, clauses, goals::Goal, quoted, say};
use crate::{
    engine::{
        effect::{AssistCall, Given, Wanted},
        input::Body,
    },
    tree::{json::SlotType, value::Value},
};

/// The longest name and the longest message that are proposed, in characters (as the questions allow them).
const NAME_MOST: usize = 60;
const MESSAGE_MOST: usize = 140;

pub fn suggest(call: &AssistCall) -> Option<Says> {
    let mut says = Says::default();
    let goal = Goal::of_call(call);
    // Another round must bring other words; without any, the former card is all there is. What there is one of comes
    // along: a card is taken whole.
    let mut is_new = call.round == 1;
    for wanted in &call.wanted {
        let before = says.slots.len();
        match (wanted.kind, goal) {
            (SlotType::MultiChoice, Some(goal)) => goal.package(call, wanted, &mut says),
            (SlotType::List, Some(goal)) => goal.measures(call, wanted, &mut says),
            (SlotType::Text, Some(goal)) => name(call, goal, wanted, &mut says),
            (SlotType::Text, None) => message(call, wanted, &mut says),
            (SlotType::LongText, _) => barrier(call, wanted, &mut says),
            _ => {}
        }
        is_new |= wanted.kind == SlotType::Text && says.slots.len() > before;
    }
    (is_new && !says.slots.is_empty()).then_some(says)
}

fn given<'a>(call: &'a AssistCall, part: &str) -> Option<&'a Given> {
    call.given.iter().find(|given| given.path.rsplit('/').next().is_some_and(|name| name.contains(part)))
}

/// The words of an answer that stand for it in a sentence; "the brand as a whole" and the like are none.
fn words(given: Option<&Given>) -> Option<&str> {
    given
        .filter(|given| !matches!(given.value, Value::None(_)))
        .map(|given| given.text.trim().trim_end_matches('.'))
        .filter(|text| !text.is_empty() && !text.contains('\n'))
}

/// A name by a pattern of the goal: the `round`-th that fits, with every one of its words known.
fn name(call: &AssistCall, goal: &Goal, wanted: &Wanted, says: &mut Says) {
    let (product, brand) = (words(given(call, "product")), words(given(call, "brand")));
    let filled = |pattern: &String| {
        let mut name = pattern.clone();
        for (place, words) in [("{product}", product), ("{brand}", brand)] {
            if name.contains(place) {
                name = name.replace(place, words?);
            }
        }
        (name.chars().count() <= NAME_MOST).then_some(name)
    };
    let mut names = goal.names(&call.locale).iter().filter_map(filled);
    let nth = usize::try_from(call.round.saturating_sub(1)).unwrap_or(usize::MAX);
    if let Some(name) = names.nth(nth) {
        says.why.push(say(call, "name_why", &[]));
        says.slot(&wanted.path, Body::Text(name), product.or(brand));
    }
}

/// One sentence of the product's name and the first reason to choose it, or what the person gains: another
/// one each round.
fn message(call: &AssistCall, wanted: &Wanted, says: &mut Says) {
    let product = words(given(call, "product_name"));
    let mut ideas: Vec<&str> = Vec::new();
    if let Some(Value::Many(reasons)) = given(call, "why_us").map(|given| &given.value) {
        ideas.extend(reasons.first().and_then(Value::as_text));
    }
    if let Some(text) = given(call, "product_text") {
        let clauses = clauses::clauses(&text.text, &["audience", "benefit", "proof"], "what");
        let first = |kind: &str| clauses.iter().find(|clause| clause.of == kind).map(|clause| clause.text);
        ideas.extend(["benefit", "what"].into_iter().filter_map(first));
    }
    let ideas =
        ideas.into_iter().map(|idea| idea.trim().trim_end_matches('.')).filter(|idea| !idea.is_empty());
    let sentences = ideas.flat_map(|idea| {
        let named = product.map(|product| format!("{product}: {}.", lower(idea)));
        named.into_iter().chain([format!("{}.", upper(idea))]).map(move |sentence| (sentence, idea))
    });
    let nth = usize::try_from(call.round.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut fitting = sentences.filter(|(sentence, _)| sentence.chars().count() <= MESSAGE_MOST);
    if let Some((sentence, idea)) = fitting.nth(nth) {
        says.why.push(say(call, "message_why", &[]));
        if sentence.matches(',').count() > 1 {
            says.questions.push(say(call, "message_two", &[]));
        }
        says.slot(&wanted.path, Body::Text(sentence), Some(idea));
    }
}

/// What the person's own words say against the product: "acham caro", "sem tempo".
fn barrier(call: &AssistCall, wanted: &Wanted, says: &mut Says) {
    for given in &call.given {
        let clauses = clauses::clauses(&given.text, &["wants", "fears", "objection", "where"], "who");
        let found: Vec<&str> = clauses
            .iter()
            .filter(|c| matches!(c.of, "fears" | "objection"))
            .map(|clause| clause.text)
            .collect();
        if !found.is_empty() {
            let text = upper(&found.join(". "));
            says.why.push(say(call, "barrier_why", &[]));
            says.slot(&wanted.path, Body::Text(format!("{text}.")), Some(&quoted(&given.text)));
            return;
        }
    }
}

fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// With a small first letter, unless the word is a name or an acronym.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let plain = letters.clone().next().is_some_and(char::is_lowercase);
    if plain { first.to_lowercase().chain(letters).collect() } else { text.to_owned() }
}
