//! What a piece is made from: the frozen brief, the brand's kit, the pieces before it.

use super::board;
use crate::{
    app::{App, kit},
    deliverable::{
        Against, Check, Content, Kit, Made, Version,
        board::Board,
        draft::Upstream,
        facts::Facts,
        inspect::{inspect, said},
        lines,
        plan::Node,
    },
    engine::{brief::Brief, parse::said::Said},
    turn::{Code, Peer, Rejection},
};

/// A brief with all that goes with it.
#[derive(Clone, Debug)]
pub struct Material {
    pub brief: Brief,
    pub facts: Facts,
    pub kit: Kit,
}

/// The pieces before one, and which versions of them they are.
#[derive(Clone, Debug, Default)]
pub struct Before {
    pub upstream: Upstream,
    pub inputs: Vec<Made>,
}

impl Before {
    /// One more of them.
    pub fn add(&mut self, node: &Node, version: &Version) {
        if let Ok(content) = Content::read(version.kind, &version.content) {
            self.upstream.pieces.push((node.clone(), content));
            self.inputs.push(Made { piece: version.piece.clone(), version: version.number });
        }
    }
}

impl Material {
    /// That of a brief version.
    pub async fn of(app: &App, peer: &Peer, version: u32) -> Result<Self, Rejection> {
        let failed = board::failed(peer);
        let rows = app.store.workspace(&peer.workspace);
        let row = rows.brief(&peer.conversation, version).await.map_err(&failed)?;
        let row = row.ok_or_else(|| Rejection::new(Code::UnknownConversation, &peer.locale))?;
        let brief: Brief = board::read(&row.body, peer)?;
        let kit = kit::kit_of(app, &peer.workspace, &peer.visitor, &brief).await.map_err(&failed)?;
        Ok(Self { facts: Facts::of(&brief), brief, kit })
    }

    /// The contents of the pieces that a node is made from, as they are now.
    pub async fn before(&self, app: &App, peer: &Peer, on: &Board, node: &Node) -> Result<Before, Rejection> {
        let mut before = Before::default();
        for need in &node.needs {
            let piece = on.pieces.values().find(|piece| piece.node == *need && piece.version > 0);
            let (Some(needed), Some(piece)) = (on.plan.node(need), piece) else { continue };
            let Some(version) = board::version(app, peer, &piece.id, piece.version).await? else { continue };
            before.add(needed, &version);
        }
        Ok(before)
    }

    /// What is wrong with a content that was made from this.
    pub fn inspect(&self, content: &Content, said: &Said, locale: &str, by_model: bool) -> Vec<Check> {
        inspect(content, &Against { kit: &self.kit, said, locale, by_model })
    }

    /// Everything that somebody said: what else a piece says was made up.
    pub fn said(&self, before: &Before, locale: &str) -> Said {
        let kit = &self.kit;
        let mut own = vec![self.facts.words(), kit.name.clone()];
        own.extend(kit.must.iter().chain(&kit.use_words).chain(&kit.tone).cloned());
        own.extend([kit.health.establishment.clone(), kit.health.director.clone()]);
        for (node, content) in &before.upstream.pieces {
            own.push(node.title.clone());
            own.extend(lines(content, locale).into_iter().map(|line| line.text));
        }
        said(&own.join("\n"), kit, locale)
    }
}
