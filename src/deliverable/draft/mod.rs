//! Drafts without a model: a person's own words, arranged as the kind of piece wants them. What nobody has
//! said is a visible gap; nothing is cut to fit, a shorter answer is taken instead.

mod ads;
mod desk;
mod distinct;
mod long;
mod media;
mod messages;
mod pages;
mod say;
mod script;
mod social;
mod strategy;
mod visuals;

use super::{Content, Kind, Kit, Source, facts::Facts, plan::Node};
use crate::phrase::Phrases;
use desk::Desk;
use std::sync::LazyLock;

/// The fixed phrases that join a person's words.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// The pieces that one is made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Upstream {
    pub pieces: Vec<(Node, Content)>,
}

/// What is wanted, and from what.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub node: &'a Node,
    pub facts: &'a Facts,
    pub kit: &'a Kit,
    pub upstream: &'a Upstream,
    pub locale: &'a str,
    /// 1; a higher one is another arrangement of the same words, where there is one.
    pub take: u32,
}

/// A draft with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Drafted {
    pub content: Content,
    pub rationale: String,
    pub sources: Vec<Source>,
}

pub fn draft(ask: &Ask<'_>) -> Drafted {
    let desk = Desk::new(ask);
    let content = match ask.node.kind {
        Kind::Persona => Content::Persona(strategy::persona(&desk)),
        Kind::CompetitorAnalysis => Content::CompetitorAnalysis(strategy::competitors(&desk)),
        Kind::ValueProposition => Content::ValueProposition(strategy::proposition(&desk)),
        Kind::MessageHouse => Content::MessageHouse(strategy::house(&desk)),
        Kind::ContentIdeas => Content::ContentIdeas(long::ideas(&desk)),
        Kind::AdRsa => Content::AdRsa(ads::rsa(&desk)),
        Kind::AdPmax => Content::AdPmax(ads::pmax(&desk)),
        Kind::AdMeta => Content::AdMeta(ads::meta(&desk)),
        Kind::AdLinkedin => Content::AdLinkedin(ads::linkedin(&desk)),
        Kind::AdTiktok => Content::AdTiktok(ads::tiktok(&desk)),
        Kind::SocialPost => Content::SocialPost(social::post(&desk)),
        Kind::VideoScript => Content::VideoScript(script::video(&desk)),
        Kind::Email => Content::Email(messages::email(&desk)),
        Kind::WhatsappTemplate => Content::WhatsappTemplate(messages::whatsapp(&desk)),
        Kind::Sms => Content::Sms(messages::sms(&desk)),
        Kind::Article => Content::Article(long::article(&desk)),
        Kind::LandingPage => Content::LandingPage(pages::landing(&desk)),
        Kind::Image => Content::Image(visuals::image(&desk)),
        Kind::Layout => Content::Layout(visuals::layout(&desk)),
        Kind::MediaPlan => Content::MediaPlan(media::plan(&desk)),
    };
    let sources = ask.facts.sources(&texts(&content));
    let rationale = say::rationale(&desk, &content, &sources);
    Drafted { content, rationale, sources }
}

/// All texts of a content, a line each.
fn texts(content: &Content) -> String {
    fn each(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => into.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| each(item, into)),
            serde_json::Value::Object(parts) => parts.values().for_each(|part| each(part, into)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    each(&content.value(), &mut texts);
    texts.join("\n")
}
