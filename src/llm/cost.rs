//! From what was used to what it cost. No float and nothing negative; no price and no count is never zero.

use super::{Cost, Price};
use crate::outside::llm::{Part, Request, Usage};

/// What a picture in a prompt is taken for where nobody counts: what the dearest of the common models charges
/// for one of 1 500 pixels.
const IMAGE_TOKENS: u64 = 1_600;
/// What each turn of a prompt has around its text.
const TURN_TOKENS: u64 = 8;
/// Characters of Latin script to a token. Tokenizers make it 3.5 to 4.5 for Portuguese and English, and less
/// for JSON: an estimate is rather high than low.
const CHARACTERS: u64 = 3;

/// What a call used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub usage: Usage,
    /// Pictures that were made.
    pub images: u64,
    /// Sound that was listened to, in seconds.
    pub seconds: u64,
    /// We had to estimate some of it.
    pub estimated: bool,
}

impl Used {
    /// What the provider counted; what it did not is estimated from the words.
    pub fn of(usage: Usage, request: &Request, answer: &str) -> Self {
        let estimated = usage.input.is_none() || usage.output.is_none();
        let usage = Usage {
            input: usage.input.or_else(|| Some(prompt_tokens(request))),
            output: usage.output.or_else(|| Some(answer_tokens(request, answer))),
            ..usage
        };
        Self { usage, estimated, ..Self::default() }
    }

    /// The most that a request can use: its prompt, and an answer of the full length.
    pub fn at_most(request: &Request) -> Self {
        let usage = Usage {
            input: Some(prompt_tokens(request)),
            output: Some(request.max_tokens.into()),
            ..Usage::default()
        };
        Self { usage, estimated: true, ..Self::default() }
    }

    /// What an attempt used that ended before its answer did: the whole prompt, and the words that came.
    pub fn until_now(request: &Request, partial: &str) -> Self {
        let output = answer_tokens(request, partial);
        let usage = Usage { input: Some(prompt_tokens(request)), output: Some(output), ..Usage::default() };
        Self { usage, estimated: true, ..Self::default() }
    }

    /// What it costs at these prices. [`Cost::Unknown`] if there is no price for something that was used.
    pub fn cost(&self, price: Option<&Price>) -> Cost {
        match price.and_then(|price| self.nano_dollars(price)) {
            None => Cost::Unknown,
            Some(nano) if self.estimated => Cost::Estimated(nano),
            Some(nano) => Cost::Computed(nano),
        }
    }

    fn nano_dollars(&self, price: &Price) -> Option<i64> {
        let Usage { input, output, cache_read, cache_write, reasoning: _, image_input, image_output } =
            self.usage;
        let (input, output) = (input.unwrap_or(0), output.unwrap_or(0));
        let price = price.at(input);
        // Each token is counted once. A count that contradicts the whole only makes the rest of it smaller.
        let (read, write) = (cache_read.unwrap_or(0), cache_write.unwrap_or(0));
        let fresh = input.saturating_sub(read).saturating_sub(write);
        let seen = image_input.unwrap_or(0).min(fresh);
        let drawn = image_output.unwrap_or(0).min(output);
        // A picture is paid for by its tokens or by the piece.
        let by_tokens = price.image_output.is_some() || price.image.is_none();
        let parts = [
            (fresh - seen, price.input),
            (read, price.cache_read.or(price.input)),
            (write, price.cache_write),
            (seen, price.image_input.or(price.input)),
            (output - drawn, price.output),
            (if by_tokens { drawn } else { 0 }, price.image_output),
            (if by_tokens { 0 } else { self.images }, price.image),
        ];
        let mut total = 0_u128;
        for (count, each) in parts.into_iter().filter(|(count, _)| *count > 0) {
            total += u128::from(count) * u128::from(each?);
        }
        if self.seconds > 0 {
            total += (u128::from(self.seconds) * u128::from(price.minute?)).div_ceil(60);
        }
        Some(i64::try_from(total).unwrap_or(i64::MAX))
    }
}

/// The tokens of a text by its characters: one for three of Latin script, one for each other.
pub fn tokens(text: &str) -> u64 {
    let (latin, other) =
        text.chars().fold(
            (0, 0),
            |(latin, other), letter| {
                if letter < '\u{250}' { (latin + 1, other) } else { (latin, other + 1) }
            },
        );
    u64::div_ceil(latin, CHARACTERS) + other
}

/// Whatever comes, nobody can send a bill for more than was allowed.
fn answer_tokens(request: &Request, answer: &str) -> u64 {
    tokens(answer).min(request.max_tokens.into())
}

fn prompt_tokens(request: &Request) -> u64 {
    let part = |part: &Part| match part {
        Part::Text(text) => tokens(text),
        Part::Image(_) => IMAGE_TOKENS,
    };
    let turns = request.turns.iter().map(|turn| TURN_TOKENS + turn.parts.iter().map(part).sum::<u64>());
    let schema = request.schema.as_ref().map_or(0, |schema| tokens(&schema.json.to_string()));
    TURN_TOKENS + tokens(&request.system) + turns.sum::<u64>() + schema
}
