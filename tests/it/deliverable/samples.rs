//! Briefs to make pieces from: conversations that are written down, held with the shipped tree.

use pauta::{
    deliverable::{
        Content, Kind, Kit,
        draft::{Ask, Drafted, Upstream, draft},
        facts::Facts,
        kit::Health,
        plan::{Node, plan},
    },
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
    ($($name:literal)*) => { [$(($name, include_str!($name)),)*] };
}

/// The four briefs that drafts are promised for, told in as many words as people do.
pub static FOUR: LazyLock<&'static [Sample]> = LazyLock::new(|| &ALL[..4]);

/// Those, with quick ones, one of hurried words, the example of either language, and an empty one.
pub static ALL: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let others = talks!(
        "briefs/clinic.talk" "briefs/bakery.talk" "briefs/software.talk" "briefs/shop.talk"
        "../../talks/bakery_owner_with_typos.talk"
        "../../talks/english_speaker.talk"
        "../../../src/web/brief/example/pt.talk" "../../../src/web/brief/example/en.talk"
    );
    let mut all: Vec<Sample> = others.map(held).into();
    for (name, locale) in [("nothing", "pt-BR"), ("nothing_en", "en")] {
        all.push(Sample { name, brief: Brief { locale: locale.into(), ..Brief::default() } });
    }
    all
});

impl Sample {
    pub fn facts(&self) -> Facts {
        Facts::of(&self.brief)
    }

    /// The brand's kit: the clinic has filled in what its sector wants.
    pub fn kit(&self) -> Kit {
        let health =
            Health { establishment: "CRM-SP 12345".into(), director: "Dra. Ana Lima, CRM-SP 54321".into() };
        let sectors = self.facts().sectors;
        let health = if sectors.iter().any(|sector| sector == "health") { health } else { Health::default() };
        Kit { sectors, health, ..Kit::default() }
    }

    /// Every piece of its plan, each made from those before it.
    pub fn pieces(&self) -> Vec<(Node, Drafted)> {
        let (facts, kit, mut upstream) = (self.facts(), self.kit(), Upstream::default());
        let mut made = Vec::new();
        for node in plan(&facts, &kit, &facts.locale).nodes {
            let drafted = drafted(&node, &facts, &kit, &upstream, 1);
            upstream.pieces.push((node.clone(), drafted.content.clone()));
            made.push((node, drafted));
        }
        made
    }

    /// A piece of every kind, whether the brief asks for it or not.
    pub fn every_kind(&self) -> Vec<(Node, Drafted)> {
        let facts = self.facts();
        let one = |kind: Kind| {
            let node = node(kind, 1);
            let drafted = drafted(&node, &facts, &self.kit(), &Upstream::default(), 1);
            (node, drafted)
        };
        Kind::ALL.into_iter().map(one).collect()
    }
}

pub fn drafted(node: &Node, facts: &Facts, kit: &Kit, upstream: &Upstream, take: u32) -> Drafted {
    draft(&Ask { node, facts, kit, upstream, locale: &facts.locale, take })
}

pub fn node(kind: Kind, nth: u32) -> Node {
    let title = kind.name().to_owned();
    Node { id: title.clone(), kind, title, channel: None, nth, needs: Vec::new(), package: 1, gate: false }
}

/// Every text of a content with where it stands.
pub fn texts(content: &Content) -> Vec<(String, String)> {
    fn each(value: &serde_json::Value, path: &str, into: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::String(text) => into.push((path.to_owned(), text.clone())),
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| each(item, &format!("{path}/{at}"), into));
            }
            serde_json::Value::Object(parts) => {
                parts.iter().for_each(|(name, part)| each(part, &format!("{path}/{name}"), into));
            }
            _ => {}
        }
    }
    let mut texts = Vec::new();
    each(&content.value(), "", &mut texts);
    texts
}

fn held((name, text): (&'static str, &str)) -> Sample {
    let script = Script::parse(text).unwrap_or_else(|reason| panic!("{name}: {reason}"));
    let frozen = play::frozen(&script, &TREE).unwrap_or_else(|told| panic!("{name}\n{told}"));
    Sample { name, brief: frozen.into_iter().next_back().unwrap().brief }
}

static TREE: LazyLock<Arc<Tree>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../../dialogue_trees/campaign_briefing.json"),
        include_str!("../../../dialogue_trees/brand_kit.json"),
    ];
    let read = |text: &&str| check_text(text, &Library::default(), House::Any).0;
    let library = Library::of(texts.iter().filter_map(read));
    Tree::load(library.get("campaign_briefing").unwrap().clone(), &library).unwrap()
});
