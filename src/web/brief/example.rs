//! The finished example: a conversation that is written down, played through the real engine on the shipped
//! tree at first use. What it shows is what the engine makes of such answers, or there is no example.

use super::document::{Document, Edition, Line, Links};
use crate::{
    app::install,
    engine::effect::Frozen,
    talk::{play, script::Script},
};
use jiff::civil::Date;
use std::sync::LazyLock;

/// A played script: the versions that it closed, and the day of its conversation.
struct Example {
    day: Date,
    versions: Vec<Frozen>,
}

static PORTUGUESE: LazyLock<Option<Example>> = LazyLock::new(|| played(include_str!("example/pt.talk")));
static ENGLISH: LazyLock<Option<Example>> = LazyLock::new(|| played(include_str!("example/en.talk")));

fn played(text: &str) -> Option<Example> {
    let played = Script::parse(text).and_then(|script| {
        let trees = install::shipped().map_err(|error| error.to_string())?;
        let tree = trees.iter().find(|tree| tree.doc().id == script.tree).ok_or("its tree is not shipped")?;
        Ok(Example { day: script.today, versions: play::frozen(&script, tree)? })
    });
    played.inspect_err(|reason| tracing::error!(%reason, "the example does not come about")).ok()
}

fn of(lang: &str) -> Option<&'static Example> {
    let example: &'static LazyLock<_> = if lang.starts_with("pt") { &PORTUGUESE } else { &ENGLISH };
    example.as_ref()
}

/// The newest version of the example in this language.
pub fn newest(lang: &str) -> Option<&'static Frozen> {
    of(lang)?.versions.last()
}

/// The example in this language: the newest version unless another is there and asked for.
pub fn document(lang: &'static str, version: Option<u32>, from: Option<u32>) -> Option<Document<'static>> {
    let example = of(lang)?;
    let of = |version: u32| example.versions.iter().find(|frozen| frozen.version == version);
    let shown = version.and_then(of).or(example.versions.last())?;
    let lines = example.versions.iter().map(|it| Line::new(it.version, it.hash.clone(), example.day));
    let links = Links::Example(lang);
    let mut document = Document::of(&shown.brief, Edition::Version(shown.version), lines.collect(), &links);
    document.example = true;
    let from = from.filter(|from| *from != shown.version).unwrap_or(shown.version.saturating_sub(1));
    if let Some(old) = of(from) {
        document.compare(&old.brief, from);
    }
    Some(document)
}
