//! The plan of a frozen brief, made by rules and offered in the chat.

use super::{
    act::{By, Came, take},
    board,
    errand::{Ended, Errand},
    material::Material,
    wish::Wish,
};
use crate::{
    app::kit,
    deliverable::{
        board::{Actor, Board, Offer},
        draft::{Ask, Upstream, draft},
        facts::Facts,
        plan::{Node, plan},
    },
    id::{ConversationId, PieceId},
    turn::{Peer, Rejection},
};

/// Offers what a version of the brief can become, once.
pub async fn offer(errand: &Errand, conversation: &ConversationId, brief: u32) -> Ended {
    let peer = match errand.peer(conversation).await {
        Ok(Some(peer)) => peer,
        Ok(None) => return Ended::Nothing,
        Err(error) => return error.into(),
    };
    offered(errand, &peer, brief).await.unwrap_or_else(Ended::from)
}

async fn offered(errand: &Errand, peer: &Peer, brief: u32) -> Result<Ended, Rejection> {
    let app = &errand.app;
    let before = board::load(app, peer).await?;
    if before.as_ref().is_some_and(|board| board.brief >= brief) {
        return Ok(Ended::Nothing);
    }
    let material = Material::of(app, peer, brief).await?;
    let locale = material.brief.locale.clone();
    let plan = plan(&material.facts, &material.kit, &locale);
    if plan.nodes.is_empty() || !is_campaign(&material.facts) {
        return Ok(Ended::Nothing);
    }
    let touched = match &before {
        Some(before) => touched(errand, peer, before, &material, &plan.nodes).await?,
        None => Vec::new(),
    };
    let offer = Offer {
        conversation: peer.conversation.clone(),
        ids: plan.nodes.iter().map(|_| PieceId::new()).collect(),
        plan,
        brief,
        kit: material.kit.version,
        locale,
        settings: kit::settings(app, &peer.workspace).await.map_err(board::failed(peer))?,
        touched,
    };
    let by = By { once: None, fence: Some(errand.fence.clone()) };
    let came = take(app, peer, &Actor::pauta(), by, &Wish::Offer(Box::new(offer))).await?;
    Ok(match came {
        Came::Done(_) | Came::LostFence => Ended::Committed,
        Came::Nothing(_) => Ended::Nothing,
    })
}

/// Whether the brief says what for, or what of: without either there is nothing that a piece could speak of.
fn is_campaign(facts: &Facts) -> bool {
    let what = facts.product.is_some() || facts.product_text.is_some() || facts.whole_brand;
    what || facts.goal.is_some()
}

/// The nodes of which the rules would now say something else than by the brief before.
async fn touched(
    errand: &Errand,
    peer: &Peer,
    before: &Board,
    now: &Material,
    nodes: &[Node],
) -> Result<Vec<String>, Rejection> {
    let then = Material::of(&errand.app, peer, before.brief).await?;
    let none = Upstream::default();
    let said = |material: &Material, node: &Node| {
        let ask = Ask {
            node,
            facts: &material.facts,
            kit: &material.kit,
            upstream: &none,
            locale: &now.brief.locale,
            take: 1,
        };
        draft(&ask).content
    };
    let differs = |node: &&Node| said(&then, node) != said(now, node);
    Ok(nodes.iter().filter(differs).map(|node| node.id.clone()).collect())
}
