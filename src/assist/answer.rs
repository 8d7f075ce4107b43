//! What a model is asked to answer, a type per task. The words on each field are its description in the schema.

use super::shape;
use crate::{
    engine::{
        effect::{AssistCall, Control, Wanted},
        input::Confidence,
    },
    llm::shape_of,
    outside::llm::Schema,
    tree::json::{AssistTask, SlotType},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// What refining, expanding and suggesting come to.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Filled {
    /// What is proposed for each field that was to be filled; null where nothing honest can be proposed.
    pub fields: Map<String, Json>,
    /// Why, for the person: one to three short sentences.
    #[schemars(length(max = 3))]
    pub why: Vec<String>,
    /// What the proposal takes for granted that the person did not say.
    #[schemars(length(max = 5))]
    pub assumptions: Vec<String>,
    /// What is still missing, each as one short question.
    #[schemars(length(max = 3))]
    pub questions: Vec<String>,
}

/// What checking comes to. It changes nothing; it remarks.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Checked {
    /// The remarks that matter, the most important first.
    #[schemars(length(max = 6))]
    pub remarks: Vec<Remark>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct Remark {
    /// The words that it is about, copied from the data.
    pub about: String,
    pub verdict: Verdict,
    /// What was seen, in one short sentence for the person.
    pub because: String,
    /// The one short question that would settle it; null where none is needed.
    pub question: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Fine,
    Unique,
    Shared,
    Fragile,
    Unproven,
    Vague,
    Unrealistic,
}

impl Verdict {
    /// Its phrase.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fine => "verdict_fine",
            Self::Unique => "verdict_unique",
            Self::Shared => "verdict_shared",
            Self::Fragile => "verdict_fragile",
            Self::Unproven => "verdict_unproven",
            Self::Vague => "verdict_vague",
            Self::Unrealistic => "verdict_unrealistic",
        }
    }
}

/// What summing up comes to.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Summed {
    /// The summary, with nothing in it that the data do not say.
    pub summary: String,
    /// What is still open, each as one short question.
    #[schemars(length(max = 3))]
    pub questions: Vec<String>,
}

/// What reading a pasted text comes to.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Extracted {
    /// One entry for each field that the text answers.
    #[schemars(length(max = 60))]
    pub found: Vec<Found>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct Found {
    /// Which field it answers.
    pub field: String,
    /// The answer in the text's own words; for a field with options their ids, separated by semicolons.
    pub answer: String,
    /// The passage that says so, copied letter by letter.
    pub quote: String,
    /// How plainly the passage says it.
    pub confidence: Sure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    High,
    Medium,
    Low,
}

/// What comes of "I don't know".
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Questioned {
    /// Two easier questions, each answerable from memory in one breath.
    #[schemars(length(max = 2))]
    pub questions: Vec<String>,
    /// What may be assumed for each field until the person knows; null where nothing may.
    pub fields: Map<String, Json>,
    /// Why that may be assumed, in one short sentence; null where nothing is.
    pub because: Option<String>,
}

/// What looking at pictures comes to.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Described {
    /// One entry for each picture, in their order.
    #[schemars(length(max = 8))]
    pub pictures: Vec<Picture>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct Picture {
    /// Alternative text: what is to be seen, in one sentence of at most 125 characters.
    pub alt: String,
    /// The colours that stand out, as words.
    #[schemars(length(max = 5))]
    pub colours: Vec<String>,
}

impl From<Sure> for Confidence {
    fn from(sure: Sure) -> Self {
        match sure {
            Sure::High => Self::High,
            Sure::Medium => Self::Medium,
            Sure::Low => Self::Low,
        }
    }
}

/// The shape that a call's answer must have: the task's own, with the wanted slots in their places.
/// `None` for a task that no model is asked about.
pub fn schema(call: &AssistCall) -> Option<Schema> {
    let (name, mut json) = match call.kind {
        AssistTask::Refine => ("refined", shape_of::<Filled>()),
        AssistTask::Expand => ("expanded", shape_of::<Filled>()),
        AssistTask::Suggest => ("suggested", shape_of::<Filled>()),
        AssistTask::Check => ("checked", shape_of::<Checked>()),
        AssistTask::Summarise => ("summed_up", shape_of::<Summed>()),
        AssistTask::Extract => ("extracted", shape_of::<Extracted>()),
        AssistTask::Question => ("questions", shape_of::<Questioned>()),
        AssistTask::Describe => ("described", shape_of::<Described>()),
        AssistTask::Research | AssistTask::Recall => return None,
    };
    if let Some(fields) = json.pointer_mut("/properties/fields") {
        let told = fields["description"].take();
        let parts = call.wanted.iter().filter_map(|wanted| {
            let of = shape::schema(&shape::control(wanted))?;
            Some((shape::key(&wanted.path), shape::nullable(of)))
        });
        *fields = shape::object(parts);
        fields["description"] = told;
    }
    if let Some(field) = json.pointer_mut("/properties/found/items/properties/field") {
        let keys: Vec<String> = call.wanted.iter().map(|wanted| shape::key(&wanted.path)).collect();
        *field = json!({"type": "string", "enum": keys, "description": field["description"].take()});
    }
    Some(Schema { name, json: Arc::new(json) })
}

/// The places of an answer whose texts a person may read while they come: proposed words and remarks, and
/// never what is still to be held against its source.
pub fn shown(call: &AssistCall) -> Vec<String> {
    match call.kind {
        AssistTask::Refine | AssistTask::Expand | AssistTask::Suggest => {
            call.wanted.iter().flat_map(in_field).collect()
        }
        AssistTask::Check => vec!["remarks/*/because".to_owned()],
        AssistTask::Summarise => vec!["summary".to_owned()],
        AssistTask::Question => vec!["questions/*".to_owned()],
        AssistTask::Describe => vec!["pictures/*/alt".to_owned()],
        AssistTask::Extract | AssistTask::Research | AssistTask::Recall => Vec::new(),
    }
}

fn in_field(wanted: &Wanted) -> Vec<String> {
    let control = shape::control(wanted);
    let mut places = Vec::new();
    texts(&control, format!("fields/{}", shape::key(&wanted.path)), &mut places);
    places
}

/// Where in a value of this kind words are written, and not chosen.
fn texts(control: &Control, place: String, places: &mut Vec<String>) {
    match control.kind {
        SlotType::Text | SlotType::LongText => places.push(place),
        SlotType::Rank if control.options.is_empty() => places.push(format!("{place}/*")),
        SlotType::List => {
            if let Some(of) = &control.item {
                texts(of, format!("{place}/*"), places);
            }
        }
        SlotType::Object => {
            for part in &control.parts {
                texts(&part.input, format!("{place}/{}", part.path), places);
            }
        }
        _ => {}
    }
}
