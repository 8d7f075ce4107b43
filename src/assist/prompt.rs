//! The prompts: versioned templates, compiled in, one per task and language. The system part is instruction
//! only; what anybody wrote goes into the user's turn, as quoted data.

use super::data;
use crate::{
    engine::{
        effect::{AssistCall, Wanted},
        parse::words::Lang,
    },
    llm::{Quoted, escaped, mark},
    tree::json::{AssistTask, SlotType},
};
use minijinja::{Environment, UndefinedBehavior, context};
use std::sync::LazyLock;

/// Between the instruction and the data of a template.
const PARTS: &str = "\n=====\n";

/// A template for each task, with its version and its words in each language.
struct Written {
    task: AssistTask,
    name: &'static str,
    version: u32,
    pt: &'static str,
    en: &'static str,
}

macro_rules! written {
    ($task:ident, $name:literal, $version:literal) => {
        Written {
            task: AssistTask::$task,
            name: $name,
            version: $version,
            pt: include_str!(concat!("prompts/", $name, "/", $version, ".pt-BR.jinja")),
            en: include_str!(concat!("prompts/", $name, "/", $version, ".en.jinja")),
        }
    };
}

/// The prompts in use. A change of wording is a new version: a new pair of files, and its number here.
const WRITTEN: [Written; 8] = [
    written!(Refine, "refine", 1),
    written!(Expand, "expand", 1),
    written!(Suggest, "suggest", 1),
    written!(Check, "check", 1),
    written!(Summarise, "summarise", 1),
    written!(Extract, "extract", 1),
    written!(Question, "question", 1),
    written!(Describe, "describe", 1),
];

/// What goes for every task: the rules of the answer, and how the data stand.
const COMMON: [&str; 2] =
    [include_str!("prompts/common/1.pt-BR.jinja"), include_str!("prompts/common/1.en.jinja")];

/// What is said to a model whose answer does not fit.
const REPAIR: [&str; 2] =
    [include_str!("prompts/repair/1.pt-BR.jinja"), include_str!("prompts/repair/1.en.jinja")];

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates
});

/// A prompt as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Its name and version: `refine/1`.
    pub name: String,
    /// The instruction.
    pub system: String,
    /// The user's turn.
    pub data: String,
    /// A mark in the instruction that no honest answer repeats.
    pub canary: String,
}

/// The prompt for a call; `computed` is what the rules say of it already. `None` for a task that no model is
/// asked about.
///
/// # Errors
/// A template that cannot be rendered, which a test of each forbids.
pub fn render(call: &AssistCall, computed: &[String]) -> Result<Option<Prompt>, minijinja::Error> {
    let Some(written) = WRITTEN.iter().find(|written| written.task == call.kind) else { return Ok(None) };
    let name = format!("{}/{}", written.name, written.version);
    let canary = mark(&name);
    let Quoted { json, fence } = data::quoted(call, computed);
    let own = if Lang::of(&call.locale) == Lang::Pt { written.pt } else { written.en };
    let common = parts(COMMON[of(&call.locale)]);
    let facts = context! { canary => &canary, fence, data => json, refused => !call.refused.is_empty(),
    computed => !computed.is_empty(), hints => hints(call) };
    let rules = TEMPLATES.render_str(common.0, &facts)?;
    let shown = TEMPLATES.render_str(common.1, &facts)?;
    let (system, user) = parts(own);
    let system = TEMPLATES.render_str(system, context! { rules, ..facts.clone() })?;
    let data = TEMPLATES.render_str(user, context! { data => shown, ..facts })?;
    Ok(Some(Prompt { name, system, data, canary }))
}

/// What is said to a model whose answer does not fit: the complaints, as data too.
///
/// # Errors
/// As for [`render`].
pub fn repair(locale: &str, complaints: &[String]) -> Result<String, minijinja::Error> {
    let complaints = escaped(&serde_json::json!(complaints));
    TEMPLATES.render_str(REPAIR[of(locale)], context! { complaints })
}

fn of(locale: &str) -> usize {
    usize::from(Lang::of(locale) == Lang::En)
}

fn parts(template: &str) -> (&str, &str) {
    template.split_once(PARTS).map_or((template, ""), |(system, data)| (system, data.trim_end()))
}

/// What is wanted, in the words that the templates know. A slot is known by its name where it has a usual
/// one, else by its type.
fn hints(call: &AssistCall) -> Vec<&'static str> {
    let mut hints: Vec<&str> = match call.kind {
        AssistTask::Check => call.given.iter().filter_map(|given| checked(&given.path)).collect(),
        AssistTask::Refine => call.wanted.iter().map(|w| length(w.kind)).collect(),
        _ => call.wanted.iter().map(suggested).collect(),
    };
    hints.sort_unstable();
    hints.dedup();
    hints
}

fn length(kind: SlotType) -> &'static str {
    if kind == SlotType::LongText { "long" } else { "short" }
}

fn checked(path: &str) -> Option<&'static str> {
    let known = [("kpi", "target"), ("target", "target"), ("proof", "proof"), ("why", "claims")];
    known.iter().find(|(part, _)| path.contains(part)).map(|(_, hint)| *hint)
}

fn suggested(wanted: &Wanted) -> &'static str {
    let known = [
        ("name", "name"),
        ("message", "message"),
        ("objection", "objections"),
        ("barrier", "barrier"),
        ("insight", "barrier"),
        ("channel", "channels"),
        ("piece", "pieces"),
        ("kpi", "kpis"),
        ("target", "kpis"),
        ("magnet", "ideas"),
        ("idea", "ideas"),
    ];
    known.iter().find(|(part, _)| wanted.path.contains(part)).map_or("text", |(_, hint)| *hint)
}
