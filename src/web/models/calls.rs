//! A call in the list, in words.

use super::said::{Amount, Said, When};
use crate::store::LlmCallLine;

#[derive(Debug)]
pub(super) struct CallLine {
    pub id: String,
    pub when: When,
    pub task: String,
    /// The model that answered, else who was asked last.
    pub model: Option<String>,
    pub tokens: Option<String>,
    pub cost: Amount,
    /// Until the first words came.
    pub first: Option<String>,
    pub took: String,
    pub ended: String,
    /// Why, if it did not end well.
    pub error: Option<String>,
    pub is_good: bool,
    pub cached: bool,
    /// A recorded answer.
    pub simulated: bool,
    pub prompt: String,
}

impl CallLine {
    pub fn of(line: LlmCallLine, said: &Said) -> Self {
        let first =
            line.first_chunk_us.map(|first| said.with("first_words", "seconds", &said.seconds(first)));
        Self {
            when: said.when(line.at),
            task: said.task(&line.prompt),
            model: line.model.or(line.provider),
            tokens: said.tokens(line.input_tokens, line.output_tokens),
            cost: said.cost(line.cost, &line.cost_status),
            first,
            took: said.with("took", "seconds", &said.seconds(line.duration_us)),
            ended: said.word("ended", &line.outcome),
            error: line
                .error_type
                .filter(|error| *error != line.outcome)
                .map(|error| said.word("error", &error)),
            is_good: line.outcome == "ok",
            cached: line.cache_status == "hit",
            simulated: line.simulated,
            id: line.id,
            prompt: line.prompt,
        }
    }
}
