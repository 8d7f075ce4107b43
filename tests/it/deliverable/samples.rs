//! Briefs to make pieces from: conversations that are written down, held with the shipped tree.

use pauta::{
    engine::brief::Brief,
    talk::{play, script::Script},
    tree::{Library, Tree, check::House, check::check_text},
};
use std::sync::{Arc, LazyLock};

/// A brief with the name of its conversation.
pub struct Sample {
    pub name: &'static str,
    pub brief: Brief,
}

macro_rules! talks {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("briefs/", $name, ".talk")))),*] };
}

/// The four briefs that drafts are promised for, told in as many words as people do.
pub static FOUR: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    talks!("clinic" "bakery" "software" "shop").map(|(name, text)| Sample { name, brief: held(name, text) }).into()
});

fn held(name: &str, text: &str) -> Brief {
    let script = Script::parse(text).unwrap_or_else(|reason| panic!("{name}: {reason}"));
    let frozen = play::frozen(&script, &tree()).unwrap_or_else(|told| panic!("{name}\n{}", &told[told.len().saturating_sub(1500)..]));
    frozen.into_iter().next_back().unwrap().brief
}

fn tree() -> Arc<Tree> {
    let texts = [
        include_str!("../../../dialogue_trees/campaign_briefing.json"),
        include_str!("../../../dialogue_trees/brand_kit.json"),
    ];
    let read = |text: &&str| check_text(text, &Library::default(), House::Any).0;
    let library = Library::of(texts.iter().filter_map(read));
    Tree::load(library.get("campaign_briefing").unwrap().clone(), &library).unwrap()
}
