//! The built-in rules: what stands in for a model. Pure; they invent nothing.
//!
//! Every word that they propose is the person's own, or comes from a table of goals kept as data
//! (`goals.json`). Where nothing can be said they say nothing, and the walk goes on by the outcome `error`.

mod check;
pub mod clauses;
mod expand;
mod extract;
mod goals;
mod refine;
mod suggest;
mod vague;

pub use vague::superlatives;

use crate::{
    engine::{
        effect::AssistCall,
        input::{AssistResult, Body, Proposal, Suggested},
    },
    phrase::Phrases,
    tree::json::{AssistTask, SlotPath},
};
use std::{collections::BTreeMap, sync::LazyLock};

/// What the rules say, in every language.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// Who proposes, on the card.
const BY: &str = "rules";

/// What the rules have to say to a call: a proposal made of the person's own words, or nothing.
pub fn assist(call: &AssistCall) -> AssistResult {
    let says = match call.kind {
        // Only a suggestion has another wording; the rest would say the same once more.
        AssistTask::Suggest => suggest::suggest(call),
        _ if call.round > 1 => None,
        AssistTask::Refine => refine::refine(call),
        AssistTask::Expand => expand::expand(call),
        AssistTask::Check => check::check(call),
        AssistTask::Extract => extract::extract(call),
        // Without the web nothing is known of competitors; a brand's kit is filled in by the engine itself.
        AssistTask::Research | AssistTask::Recall => None,
        // To ask well, to sum up and to see takes more than rules.
        AssistTask::Question | AssistTask::Summarise | AssistTask::Describe => None,
    };
    says.and_then(Says::proposal).map_or(AssistResult::Nothing, AssistResult::Proposed)
}

/// What is being proposed.
#[derive(Debug, Default)]
struct Says {
    slots: BTreeMap<SlotPath, Suggested>,
    why: Vec<String>,
    questions: Vec<String>,
}

impl Says {
    fn slot(&mut self, path: &str, body: Body, quote: Option<&str>) {
        self.slots
            .insert(path.to_owned(), Suggested { body, quote: quote.map(str::to_owned), confidence: None });
    }

    /// Nothing, if there is nothing in it.
    fn proposal(self) -> Option<Proposal> {
        let says = !(self.slots.is_empty() && self.why.is_empty() && self.questions.is_empty());
        says.then(|| Proposal {
            slots: self.slots,
            why: self.why,
            questions: self.questions,
            assumptions: Vec::new(),
            instead: None,
            by: BY.to_owned(),
        })
    }
}

/// A phrase in the language of the call.
fn say(call: &AssistCall, key: &str, args: &[(&str, &str)]) -> String {
    PHRASES.fill(&call.locale, key, args)
}

/// The person's words without the braces that a phrase would take for an argument, and not too many of them.
fn quoted(words: &str) -> String {
    crate::engine::parse::misread::quoted(words)
}
