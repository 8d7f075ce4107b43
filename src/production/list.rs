//! The pieces of a conversation as a list, and how far the whole is.

use super::{board, money};
use crate::{
    app::App,
    deliverable::{
        Family, Kind, Level, State,
        board::{Board, Piece, Staleness},
        content::SocialChannel,
        plan::{Node, paced},
    },
    engine::told::Count,
    id::PieceId,
    turn::{Peer, Rejection},
};
use serde::Serialize;

/// What `GET …/pieces` gives.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    pub production: Option<Production>,
    pub pieces: Vec<PieceLine>,
}

/// How far the pieces of a brief are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Production {
    pub brief: u32,
    pub state: Stage,
    pub estimate: money::Told,
    pub packages: Vec<Package>,
    /// Packages that were started.
    pub started: u32,
    /// What needs an agreement waits for it.
    pub gate: bool,
    pub count: Count,
    /// Pieces that somebody has to decide on.
    pub waiting: usize,
    /// Pieces that no longer fit what they were made from.
    pub stale: usize,
}

impl Production {
    /// The rest waits until somebody goes on with the value proposition.
    pub fn waits_at_gate(&self) -> bool {
        let agreed = |state| matches!(state, State::Approved | State::Planned);
        let mut nodes = self.packages.iter().flat_map(|package| &package.nodes);
        let stands = |node: &PlanNode| node.state.is_some_and(|state| !agreed(state));
        self.gate && nodes.any(|node| node.kind == Kind::ValueProposition && stands(node))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was started.
    Offered,
    /// Somebody works on a piece, or will.
    Running,
    /// Every piece that was started is there.
    Ready,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Package {
    pub n: u32,
    pub nodes: Vec<PlanNode>,
}

/// A node of the plan with its piece.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanNode {
    pub id: String,
    pub title: String,
    pub kind: Kind,
    pub piece: Option<PieceId>,
    pub state: Option<State>,
}

/// A piece as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PieceLine {
    pub id: PieceId,
    pub node: String,
    pub kind: Kind,
    pub family: Family,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<SocialChannel>,
    pub state: State,
    pub version: u32,
    pub sha256: String,
    pub worst: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<Staleness>,
}

/// The pieces with the whole. Whose conversation it is has been looked at.
pub async fn listed(app: &App, peer: &Peer) -> Result<Listed, Rejection> {
    let Some(on) = board::load(app, peer).await? else {
        return Ok(Listed { production: None, pieces: Vec::new() });
    };
    let production = Some(whole(app, peer, &on).await?);
    Ok(Listed { production, pieces: lines(&on) })
}

/// Every piece of the plan, in its order.
pub(super) fn lines(on: &Board) -> Vec<PieceLine> {
    in_order(on).map(|(node, piece)| line(node, piece)).collect()
}

/// How far the whole is; `None` before anything was offered.
pub async fn production(app: &App, peer: &Peer) -> Result<Option<Production>, Rejection> {
    match board::load(app, peer).await? {
        Some(on) => whole(app, peer, &on).await.map(Some),
        None => Ok(None),
    }
}

async fn whole(app: &App, peer: &Peer, on: &Board) -> Result<Production, Rejection> {
    let ai = asks(app, peer).await?;
    let count = count(app, on, ai);
    let state = match on.started {
        0 => Stage::Offered,
        _ if on.pieces.values().any(|piece| piece.state.runs()) => Stage::Running,
        _ => Stage::Ready,
    };
    Ok(Production {
        brief: on.brief,
        state,
        estimate: money::estimate(app, peer, on, ai, &peer.locale).await?,
        packages: packages(on),
        started: on.started,
        gate: on.settings.gate,
        count,
        waiting: on.waiting().len(),
        stale: on.pieces.values().filter(|piece| piece.stale.is_some()).count(),
    })
}

/// Whether a model is asked in this conversation.
pub async fn asks(app: &App, peer: &Peer) -> Result<bool, Rejection> {
    if app.model().is_none() {
        return Ok(false);
    }
    let row = app.store.workspace(&peer.workspace).conversation(&peer.conversation).await;
    let row = row.map_err(board::failed(peer))?;
    let agreed = row.and_then(|row| serde_json::from_str::<Consent>(&row.state).ok());
    Ok(agreed.is_some_and(|state| state.ai == Some(true)))
}

/// Of a conversation's state, whether the person agreed.
#[derive(serde::Deserialize)]
struct Consent {
    #[serde(default)]
    ai: Option<bool>,
}

/// How many of the started pieces are there, and about how long the others take.
pub fn count(app: &App, on: &Board, ai: bool) -> Count {
    let crate::deliverable::board::Count { done, of } = on.count();
    let left = of.saturating_sub(done);
    // The rules take no time that anybody would wait for.
    let seconds = if ai && left > 0 && on.started > 0 {
        let took = |node: &str| on.made_for(node)?.took;
        let all = paced(&on.plan, 1..=on.started, app.config.jobs.workers, took);
        (all * left).div_ceil(of.max(1))
    } else {
        0
    };
    Count { done, of, seconds }
}

fn packages(on: &Board) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    for node in &on.plan.nodes {
        let piece = on.pieces.values().find(|piece| piece.node == node.id);
        let shown = PlanNode {
            id: node.id.clone(),
            title: node.title.clone(),
            kind: node.kind,
            piece: piece.map(|piece| piece.id.clone()),
            state: piece.map(|piece| piece.state),
        };
        match packages.iter_mut().find(|package| package.n == node.package) {
            Some(package) => package.nodes.push(shown),
            None => packages.push(Package { n: node.package, nodes: vec![shown] }),
        }
    }
    packages.sort_by_key(|package| package.n);
    packages
}

/// The pieces in the order of the plan.
fn in_order(on: &Board) -> impl Iterator<Item = (&Node, &Piece)> {
    on.plan
        .nodes
        .iter()
        .filter_map(|node| on.pieces.values().find(|piece| piece.node == node.id).map(|piece| (node, piece)))
}

fn line(node: &Node, piece: &Piece) -> PieceLine {
    PieceLine {
        id: piece.id.clone(),
        node: piece.node.clone(),
        kind: piece.kind,
        family: piece.kind.family(),
        title: piece.title.clone(),
        channel: node.channel,
        state: piece.state,
        version: piece.version,
        sha256: piece.sha256.clone(),
        worst: piece.worst,
        stale: piece.stale.clone(),
    }
}

/// A family as it is named on the wire.
pub fn family(family: Family) -> String {
    match serde_json::to_value(family) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
