//! Refine: what it is, who it is for, what they gain, what proves it; and which of these is missing.

use super::{
    Says,
    clauses::{self, Clause},
    say, vague,
};
use crate::{
    engine::{effect::AssistCall, input::Body},
    tree::json::SlotType,
};

/// The parts of a description, in the order of telling.
const PARTS: [&str; 4] = ["what", "audience", "benefit", "proof"];

/// Sorts a long text by its parts and asks for what is missing; of a short one, only marks the words.
pub fn refine(call: &AssistCall) -> Option<Says> {
    let (given, wanted) = (call.given.first()?, call.wanted.first()?);
    let mut says = Says::default();
    vague::mark(call, &given.text, &mut says);
    if wanted.kind == SlotType::LongText {
        let clauses = clauses::clauses(&given.text, &PARTS[1..], "what");
        let there: Vec<(&str, String)> = PARTS
            .iter()
            .filter_map(|part| clauses::of(&headed(&clauses), part).map(|text| (*part, text)))
            .collect();
        let proved = given.text.chars().any(|c| c.is_ascii_digit());
        for part in PARTS {
            let missing = there.iter().all(|(there, _)| *there != part) && !(part == "proof" && proved);
            if missing {
                says.questions.push(say(call, &format!("ask_{part}"), &[]));
            }
        }
        let lines =
            there.iter().map(|(part, text)| format!("{}: {text}.", say(call, &format!("head_{part}"), &[])));
        let sorted = lines.collect::<Vec<_>>().join("\n");
        if there.len() > 1 && sorted.trim() != given.text.trim() {
            says.why.insert(0, say(call, "split", &[]));
            says.slot(&wanted.path, Body::Text(sorted), Some(&given.text));
        }
    }
    Some(says)
}

/// As they stand under their headings.
fn headed<'a>(clauses: &[Clause<'a>]) -> Vec<Clause<'a>> {
    clauses.iter().map(|of| Clause { text: clauses::without_lead(of.text, of.of), ..*of }).collect()
}
