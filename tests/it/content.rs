//! The shipped conversation: its trees are flawless, its proof of "nobody gets stuck" holds, and what
//! is said about them elsewhere agrees with them.

use pauta::tree::{
    Library, Tree,
    check::{House, check},
    json::TreeDoc,
};
use std::{fs, sync::Arc};

fn shipped() -> Vec<TreeDoc> {
    ["brand_kit", "campaign_briefing"]
        .iter()
        .map(|id| {
            let path = format!("{}/dialogue_trees/{id}.json", env!("CARGO_MANIFEST_DIR"));
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{id}: {e}"))
        })
        .collect()
}

fn tree(id: &str) -> Arc<Tree> {
    let docs = shipped();
    let doc = docs.iter().find(|doc| doc.id == id).unwrap().clone();
    Tree::load(doc, &Library::of(docs)).unwrap()
}

#[test]
fn shipped_trees_have_no_findings() {
    let docs = shipped();
    let library = Library::of(docs.clone());
    for doc in &docs {
        let found: Vec<_> = check(doc, &library, House::Shipped).iter().map(|p| format!("{p:?}")).collect();
        assert!(found.is_empty(), "{}:\n{}", doc.id, found.join("\n"));
    }
}

#[test]
fn the_campaign_calls_the_brand_kit() {
    assert!(tree("campaign_briefing").call("brand_kit").is_some());
}
