//! What a piece of each kind consists of. The doc comments are read by models too: they go into the schema.

mod ads;
mod messages;
mod pages;
mod social;
mod strategy;
mod visuals;

pub use ads::{AdLinkedin, AdMeta, AdPmax, AdRsa, AdTiktok, Cta};
pub use messages::{Email, Sms, TemplateButton, WhatsappTemplate};
pub use pages::{Article, Faq, LandingPage, Section, SectionKind, Seo};
pub use social::{ContentIdea, ContentIdeas, Scene, SocialChannel, SocialPost, VideoScript};
pub use strategy::{
    CompetitorAnalysis, MediaChannel, MediaPlan, MessageHouse, Persona, Pillar, Rival, ValueProposition,
    Vocabulary,
};
pub use visuals::{Image, Layout, Slots};

use super::Kind;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The content of a piece, by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Persona(Persona),
    CompetitorAnalysis(CompetitorAnalysis),
    ValueProposition(ValueProposition),
    MessageHouse(MessageHouse),
    ContentIdeas(ContentIdeas),
    AdRsa(AdRsa),
    AdPmax(AdPmax),
    AdMeta(AdMeta),
    AdLinkedin(AdLinkedin),
    AdTiktok(AdTiktok),
    SocialPost(SocialPost),
    VideoScript(VideoScript),
    Email(Email),
    WhatsappTemplate(WhatsappTemplate),
    Sms(Sms),
    Article(Article),
    LandingPage(LandingPage),
    Image(Image),
    Layout(Layout),
    MediaPlan(MediaPlan),
}

/// The same expression for whatever kind a content is of.
macro_rules! each {
    ($content:expr, $inner:ident => $body:expr) => {
        match $content {
            Content::Persona($inner) => $body,
            Content::CompetitorAnalysis($inner) => $body,
            Content::ValueProposition($inner) => $body,
            Content::MessageHouse($inner) => $body,
            Content::ContentIdeas($inner) => $body,
            Content::AdRsa($inner) => $body,
            Content::AdPmax($inner) => $body,
            Content::AdMeta($inner) => $body,
            Content::AdLinkedin($inner) => $body,
            Content::AdTiktok($inner) => $body,
            Content::SocialPost($inner) => $body,
            Content::VideoScript($inner) => $body,
            Content::Email($inner) => $body,
            Content::WhatsappTemplate($inner) => $body,
            Content::Sms($inner) => $body,
            Content::Article($inner) => $body,
            Content::LandingPage($inner) => $body,
            Content::Image($inner) => $body,
            Content::Layout($inner) => $body,
            Content::MediaPlan($inner) => $body,
        }
    };
}

impl Content {
    /// Reads a content of a kind.
    ///
    /// # Errors
    /// Where in it something else stands than the kind wants, and what.
    pub fn read(kind: Kind, value: &Value) -> Result<Self, String> {
        Ok(match kind {
            Kind::Persona => Self::Persona(typed(value)?),
            Kind::CompetitorAnalysis => Self::CompetitorAnalysis(typed(value)?),
            Kind::ValueProposition => Self::ValueProposition(typed(value)?),
            Kind::MessageHouse => Self::MessageHouse(typed(value)?),
            Kind::ContentIdeas => Self::ContentIdeas(typed(value)?),
            Kind::AdRsa => Self::AdRsa(typed(value)?),
            Kind::AdPmax => Self::AdPmax(typed(value)?),
            Kind::AdMeta => Self::AdMeta(typed(value)?),
            Kind::AdLinkedin => Self::AdLinkedin(typed(value)?),
            Kind::AdTiktok => Self::AdTiktok(typed(value)?),
            Kind::SocialPost => Self::SocialPost(typed(value)?),
            Kind::VideoScript => Self::VideoScript(typed(value)?),
            Kind::Email => Self::Email(typed(value)?),
            Kind::WhatsappTemplate => Self::WhatsappTemplate(typed(value)?),
            Kind::Sms => Self::Sms(typed(value)?),
            Kind::Article => Self::Article(typed(value)?),
            Kind::LandingPage => Self::LandingPage(typed(value)?),
            Kind::Image => Self::Image(typed(value)?),
            Kind::Layout => Self::Layout(typed(value)?),
            Kind::MediaPlan => Self::MediaPlan(typed(value)?),
        })
    }

    /// As it is kept, compared and pointed into: keys in the order of the fields.
    pub fn value(&self) -> Value {
        each!(self, inner => json(inner))
    }

    pub fn kind(&self) -> Kind {
        match self {
            Self::Persona(_) => Kind::Persona,
            Self::CompetitorAnalysis(_) => Kind::CompetitorAnalysis,
            Self::ValueProposition(_) => Kind::ValueProposition,
            Self::MessageHouse(_) => Kind::MessageHouse,
            Self::ContentIdeas(_) => Kind::ContentIdeas,
            Self::AdRsa(_) => Kind::AdRsa,
            Self::AdPmax(_) => Kind::AdPmax,
            Self::AdMeta(_) => Kind::AdMeta,
            Self::AdLinkedin(_) => Kind::AdLinkedin,
            Self::AdTiktok(_) => Kind::AdTiktok,
            Self::SocialPost(_) => Kind::SocialPost,
            Self::VideoScript(_) => Kind::VideoScript,
            Self::Email(_) => Kind::Email,
            Self::WhatsappTemplate(_) => Kind::WhatsappTemplate,
            Self::Sms(_) => Kind::Sms,
            Self::Article(_) => Kind::Article,
            Self::LandingPage(_) => Kind::LandingPage,
            Self::Image(_) => Kind::Image,
            Self::Layout(_) => Kind::Layout,
            Self::MediaPlan(_) => Kind::MediaPlan,
        }
    }
}

/// The JSON Schema of a kind's content.
pub fn schema(kind: Kind) -> Value {
    let schema = match kind {
        Kind::Persona => schema_for!(Persona),
        Kind::CompetitorAnalysis => schema_for!(CompetitorAnalysis),
        Kind::ValueProposition => schema_for!(ValueProposition),
        Kind::MessageHouse => schema_for!(MessageHouse),
        Kind::ContentIdeas => schema_for!(ContentIdeas),
        Kind::AdRsa => schema_for!(AdRsa),
        Kind::AdPmax => schema_for!(AdPmax),
        Kind::AdMeta => schema_for!(AdMeta),
        Kind::AdLinkedin => schema_for!(AdLinkedin),
        Kind::AdTiktok => schema_for!(AdTiktok),
        Kind::SocialPost => schema_for!(SocialPost),
        Kind::VideoScript => schema_for!(VideoScript),
        Kind::Email => schema_for!(Email),
        Kind::WhatsappTemplate => schema_for!(WhatsappTemplate),
        Kind::Sms => schema_for!(Sms),
        Kind::Article => schema_for!(Article),
        Kind::LandingPage => schema_for!(LandingPage),
        Kind::Image => schema_for!(Image),
        Kind::Layout => schema_for!(Layout),
        Kind::MediaPlan => schema_for!(MediaPlan),
    };
    schema.to_value()
}

fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value).map_err(|error| error.to_string())
}

fn json<T: Serialize>(inner: &T) -> Value {
    serde_json::to_value(inner).expect("a content is JSON: its keys are strings")
}

/// A link with what is added to it for measuring.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Link {
    /// Where it leads; empty if nobody has said.
    pub url: String,
    /// `utm_…` parameters without the question mark; empty for none.
    pub utm: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_schema_and_an_empty_content_that_is_read_back() {
        for kind in Kind::ALL {
            assert_eq!(schema(kind)["type"], "object", "{kind:?}");
            let empty = Content::read(kind, &serde_json::json!({})).unwrap();
            assert_eq!((Content::read(kind, &empty.value()), empty.kind()), (Ok(empty.clone()), kind));
        }
    }
}
