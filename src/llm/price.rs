//! What a model costs, as the table of models has it.

use serde::Deserialize;

/// The prices of one model in nano-dollars (10⁻⁹ US$; 1 000 a token are a dollar for a million tokens).
/// What is not there is not known, and that is not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Price {
    /// Names the table that the prices come from; it is kept with every cost.
    #[serde(skip)]
    pub version: String,
    /// A token of the prompt that is neither read from nor written to the provider's cache.
    pub input: Option<u64>,
    /// A token of the prompt that the provider had in its cache. Without it, it costs what the others do.
    pub cache_read: Option<u64>,
    /// A token of the prompt that the provider put into its cache.
    pub cache_write: Option<u64>,
    /// A token of the answer, with those that it was thought with.
    pub output: Option<u64>,
    /// A token of a picture in the prompt. Without it, it costs what the others do.
    pub image_input: Option<u64>,
    /// A token of a picture in the answer.
    pub image_output: Option<u64>,
    /// A picture that was made, whatever its tokens.
    pub image: Option<u64>,
    /// A minute of sound that was listened to.
    pub minute: Option<u64>,
    /// The prices where the prompt is long.
    pub long: Option<Long>,
}

/// The prices of the whole call where its prompt has more than `above` tokens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Long {
    pub above: u64,
    pub input: u64,
    #[serde(default)]
    pub cache_read: Option<u64>,
    #[serde(default)]
    pub cache_write: Option<u64>,
    pub output: u64,
}

impl Price {
    /// That of a server of one's own: nobody sends a bill for it.
    pub fn free() -> Self {
        Self {
            version: "own".into(),
            input: Some(0),
            cache_read: Some(0),
            cache_write: Some(0),
            output: Some(0),
            image_input: Some(0),
            image_output: Some(0),
            image: Some(0),
            minute: Some(0),
            long: None,
        }
    }

    /// The prices that hold for a prompt of so many tokens.
    pub(super) fn at(&self, input: u64) -> Self {
        match &self.long {
            Some(long) if input > long.above => Self {
                input: Some(long.input),
                cache_read: long.cache_read,
                cache_write: long.cache_write.or(self.cache_write.map(|price| price.max(long.input))),
                output: Some(long.output),
                long: None,
                ..self.clone()
            },
            _ => self.clone(),
        }
    }
}
