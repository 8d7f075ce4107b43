//! The package for programs: every piece with its version, the hash that was approved and who decided.

use super::{Item, Left, Package, Why};
use crate::deliverable::board::Handled;
use serde_json::{Value, json};

pub fn json(package: &Package) -> Value {
    let pieces: Vec<Value> =
        package.items.iter().zip(package.stems()).map(|(item, stem)| piece(item, &stem)).collect();
    let left: Vec<Value> = package.left.iter().map(left_out).collect();
    json!({ "campaign": package.title(), "locale": package.locale, "pieces": pieces, "not_included": left })
}

fn piece(item: &Item, stem: &str) -> Value {
    let version = &item.version;
    json!({
        "piece": item.piece.id, "node": item.node.id, "kind": item.piece.kind, "family": item.piece.kind.family(),
        "title": item.piece.title, "channel": item.node.channel, "files": stem,
        "version": version.number, "sha256": version.sha256, "locale": version.locale,
        "brief": version.brief, "kit": version.kit, "made_at": version.at.rfc3339(),
        "content": version.content,
        "decisions": item.piece.decisions.iter().map(decision).collect::<Vec<_>>(),
    })
}

/// A decision without what only the house knows of a person.
fn decision(handled: &Handled) -> Value {
    json!({
        "decision": handled.decision, "version": handled.version, "sha256": handled.sha256,
        "by": handled.by.name, "role": handled.by.role, "door": handled.by.door, "stage": handled.stage,
        "comment": handled.comment, "at": handled.at.rfc3339(), "undone": handled.undone,
    })
}

fn left_out(left: &Left) -> Value {
    let why = match left.why {
        Why::State(state) => json!(state),
        Why::Undo => json!("undo"),
    };
    json!({ "title": left.title, "version": left.version, "why": why })
}
