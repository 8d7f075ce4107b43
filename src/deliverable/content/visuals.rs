//! What is seen. The bytes are assets of the version; here is what they are made from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A picture that a model draws.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Image {
    pub prompt: String,
    /// What it must not show.
    pub negative: String,
    /// `1024x1024` and the like.
    pub size: String,
    /// What it shows, for people who do not see it.
    pub alt: String,
}

/// A picture that the server composes itself, in every size the channel asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Layout {
    /// Names one of the templates.
    pub template: String,
    pub slots: Slots,
    /// Names of sizes (`landscape`, `square` …).
    pub sizes: Vec<String>,
    pub alt: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Slots {
    pub headline: String,
    pub body: String,
    pub cta: String,
}
