//! What everything else is derived from: for whom, what is said, where the money goes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One kind of person the campaign speaks to, as far as somebody has said so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Persona {
    pub name: String,
    /// Who they are, in one sentence.
    pub who: String,
    pub goals: Vec<String>,
    pub pains: Vec<String>,
    /// What makes them look for something like this.
    pub triggers: Vec<String>,
    pub objections: Vec<String>,
    /// Where they are reached.
    pub channels: Vec<String>,
    pub vocabulary: Vocabulary,
    /// Words of the brief that this rests on.
    pub evidence: Vec<String>,
    /// It was assumed and not said.
    pub assumption: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Vocabulary {
    #[serde(rename = "use")]
    pub words: Vec<String>,
    pub avoid: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CompetitorAnalysis {
    pub rivals: Vec<Rival>,
    /// What none of them says or does.
    pub white_space: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Rival {
    pub name: String,
    pub link: String,
    pub positioning: String,
    pub differentiators: Vec<String>,
    pub tone: String,
    pub offers: Vec<String>,
    pub price: String,
    pub quotes: Vec<String>,
}

/// The one promise, and why it can be believed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ValueProposition {
    pub for_who: String,
    pub need: String,
    pub product: String,
    pub category: String,
    pub benefit: String,
    /// Unlike what, or whom.
    pub unlike: String,
    /// Reasons to believe it.
    pub because: Vec<String>,
    pub headline: String,
    pub one_liner: String,
    /// Who the campaign speaks to, a line for each persona.
    pub audience: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MessageHouse {
    pub proposition: String,
    pub pillars: Vec<Pillar>,
    pub taglines: Vec<String>,
    #[serde(rename = "do")]
    pub say: Vec<String>,
    #[serde(rename = "dont")]
    pub avoid: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Pillar {
    pub message: String,
    pub proof: Vec<String>,
    pub objection_answer: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MediaPlan {
    /// The currency of every amount, an ISO 4217 code.
    pub currency: String,
    /// All of it, in the currency's smallest unit; absent if nobody has said.
    pub total_minor: Option<i64>,
    pub channels: Vec<MediaChannel>,
    pub tests: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MediaChannel {
    pub channel: String,
    /// Share of the whole in percent; all of them make 100.
    pub percent: u32,
    /// In the currency's smallest unit.
    pub budget_minor: Option<i64>,
    pub objective: String,
    pub bid: String,
    pub audience: String,
    pub flight: String,
    /// What it may bring, with its reason; empty without one.
    pub forecast: String,
}
