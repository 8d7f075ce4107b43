//! What a kit learns: an edit that somebody approved proposes rules, and a person accepts them or not.

use super::{board, material::Material};
use crate::{
    app::{App, kit},
    deliverable::{By, Content, State, Version, kit::Rule, learn::learned, lines, view::Line},
    id::PieceId,
    turn::{Peer, Rejection},
};

/// Edits that are looked back at.
const EDITS_MOST: usize = 20;

/// Proposes what the edits of an approved version teach. Once is enough: what is known already is not proposed
/// again. How many rules came to it.
pub async fn learn(app: &App, peer: &Peer, piece: &PieceId, version: u32) -> Result<usize, Rejection> {
    let Some(on) = board::load(app, peer).await? else { return Ok(0) };
    let Some(piece) = on.pieces.get(piece) else { return Ok(0) };
    if piece.state != State::Approved || piece.version != version {
        return Ok(0);
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut newer = board::version(app, peer, &piece.id, version).await?;
    let last = newer.as_ref().map(|version| read(version, &on.locale)).unwrap_or_default();
    for _ in 0..EDITS_MOST {
        let Some(edit) = newer.filter(|version| matches!(version.by, By::Person(_))) else { break };
        let Some(parent) = edit.parent else { break };
        let Some(before) = board::version(app, peer, &piece.id, parent).await? else { break };
        rules.extend(learned(&read(&before, &on.locale), &read(&edit, &on.locale), &on.locale));
        newer = Some(before);
    }
    // What a later edit took back teaches nothing.
    let stands = |words: &str| last.iter().any(|line| line.text.to_lowercase().contains(words));
    rules.retain(|rule| stands(&rule.write) && !stands(&rule.instead_of));
    if rules.is_empty() {
        return Ok(0);
    }
    for rule in &mut rules {
        rule.from.clone_from(&piece.title);
    }
    let brief = Material::of(app, peer, on.brief).await?.brief;
    kit::propose(app, &peer.workspace, &peer.visitor, &brief, rules).await.map_err(board::failed(peer))
}

fn read(version: &Version, locale: &str) -> Vec<Line> {
    Content::read(version.kind, &version.content).map(|content| lines(&content, locale)).unwrap_or_default()
}
