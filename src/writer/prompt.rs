//! The prompts: versioned templates, compiled in, one per kind and language. The system part is instruction only; what
//! anybody wrote goes into the user's turn, as quoted data.

use super::{data, order::Sought};
use crate::{
    deliverable::Kind,
    engine::parse::words::Lang,
    llm::{Quoted, escaped, mark, quote},
};
use minijinja::{Environment, UndefinedBehavior, context};
use serde_json::json;
use std::sync::LazyLock;

/// Between the instruction and the data of a template.
const PARTS: &str = "\n=====\n";

/// Words in each language: Portuguese, English.
type Both = [&'static str; 2];

macro_rules! both {
    ($name:literal, $version:literal) => {
        [
            include_str!(concat!("prompts/", $name, "/v", $version, ".pt-BR.md")),
            include_str!(concat!("prompts/", $name, "/v", $version, ".en.md")),
        ]
    };
}

/// The version of a kind's prompt with its words. A change of wording is a new version: a new pair of files, and its
/// number here.
macro_rules! written {
    ($kind:expr, { $($of:ident $name:literal $version:literal),* $(,)? }) => {
        match $kind { $(Kind::$of => ($version, both!($name, $version)),)* }
    };
}

fn of_kind(kind: Kind) -> (u32, Both) {
    written!(kind, {
        Persona "persona" 1,
        CompetitorAnalysis "competitor_analysis" 1,
        ValueProposition "value_proposition" 1,
        MessageHouse "message_house" 1,
        ContentIdeas "content_ideas" 1,
        AdRsa "ad_rsa" 1,
        AdPmax "ad_pmax" 1,
        AdMeta "ad_meta" 1,
        AdLinkedin "ad_linkedin" 1,
        AdTiktok "ad_tiktok" 1,
        SocialPost "social_post" 1,
        VideoScript "video_script" 1,
        Email "email" 1,
        WhatsappTemplate "whatsapp_template" 1,
        Sms "sms" 1,
        Article "article" 1,
        LandingPage "landing_page" 1,
        Image "image" 1,
        Layout "layout" 1,
        MediaPlan "media_plan" 1,
    })
}

/// What goes for every kind: the rules of the answer, and how the data stand.
const COMMON: Both = both!("common", 1);
/// What is to be done: a first text, another one, a change, a field, selected words.
const TASK: Both = both!("task", 1);
/// What is said to a model whose answer does not fit.
const REPAIR: Both = both!("repair", 1);

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates
});

/// A prompt as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What is done to which kind, and its version: `write_ad_rsa/1`.
    pub name: String,
    /// The instruction.
    pub system: String,
    /// The user's turn.
    pub data: String,
    /// A mark in the instruction that no honest answer repeats.
    pub canary: String,
    /// Everything that may be said because somebody said it.
    pub said: String,
}

/// The prompt for one text.
///
/// # Errors
/// A template that cannot be rendered, which a test of each forbids.
pub fn render(sought: &Sought) -> Result<Prompt, minijinja::Error> {
    let order = sought.order;
    let at = of(&order.locale);
    let (version, words) = of_kind(sought.kind());
    let name = format!("{}_{}/{version}", sought.task(), sought.kind().name());
    let canary = mark(&name);
    let data = data::data(sought);
    let mut said = String::new();
    data::texts(&data, &mut said);
    if let Some(frame) = &order.frame {
        data::texts(&frame.value(), &mut said);
    }
    let has = |part: &str| data.get(part).is_some();
    let limits = order.limits.iter().map(|(label, value)| context! { label, value });
    let limits: Vec<minijinja::Value> = limits.collect();
    let Quoted { json, fence } = quote(&data);
    let facts = context! {
        canary => &canary, fence, data => json, task => sought.task(), nth => sought.nth, limits,
        open => has("open"), kit => has("kit"), made_from => has("made_from"), health => order.kit.is_health(),
        kind => sought.kind().name(),
    };
    let (rules, shown) = parts(COMMON[at]);
    let kind = TEMPLATES.render_str(words[at].trim_end(), &facts)?;
    let task = TEMPLATES.render_str(TASK[at].trim_end(), &facts)?;
    let system =
        TEMPLATES.render_str(rules, context! { of_kind => kind, of_task => task, ..facts.clone() })?;
    let data = TEMPLATES.render_str(shown, &facts)?;
    Ok(Prompt { name, system, data, canary, said })
}

/// What is said to a model whose answer does not fit: the complaints, as data too.
///
/// # Errors
/// As for [`render`].
pub fn repair(locale: &str, complaints: &[String]) -> Result<String, minijinja::Error> {
    let complaints = escaped(&json!(complaints));
    TEMPLATES.render_str(REPAIR[of(locale)].trim_end(), context! { complaints })
}

fn of(locale: &str) -> usize {
    usize::from(Lang::of(locale) == Lang::En)
}

fn parts(template: &str) -> (&str, &str) {
    template.split_once(PARTS).map_or((template, ""), |(system, data)| (system.trim_end(), data.trim_end()))
}
