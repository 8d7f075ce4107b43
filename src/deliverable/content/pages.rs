//! What is read at length.

use super::Link;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Article {
    pub title: String,
    pub slug: String,
    /// Headings, in order.
    pub outline: Vec<String>,
    /// Markdown.
    pub body: String,
    pub faq: Vec<Faq>,
    pub seo: Seo,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Faq {
    pub question: String,
    pub answer: String,
}

/// How a search engine shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Seo {
    pub title: String,
    pub description: String,
    pub keyword: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LandingPage {
    pub sections: Vec<Section>,
    /// What the form asks: name, email …
    pub form_fields: Vec<String>,
    pub consent: String,
    pub cta: Link,
    pub seo: Seo,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Section {
    pub part: SectionKind,
    pub heading: String,
    pub body: String,
    pub items: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    #[default]
    Hero,
    Proof,
    Benefits,
    Objections,
    Form,
    Faq,
    Footer,
}
