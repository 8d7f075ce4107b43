//! One generation: by a model where one is connected and the person agreed, else by the rules. A model that does
//! not answer is tried again; in the end the rules write, and say that they do.

use super::{
    PHRASES,
    act::{By as Known, Came, take},
    board,
    errand::{Ended, Errand, own_peer},
    list,
    material::{Before, Material},
    picture::{self, Easel},
    rules::{self, Instead},
    wish::{Delivery, Picture, Text, Wish},
};
use crate::{
    app::App,
    deliverable::{
        By, Content, Level,
        board::{Act, Actor, Board, Piece},
        lines,
        plan::Node,
    },
    id::{ConversationId, PieceId, WorkspaceId},
    turn::{Peer, Rejection},
    writer::{Order, Unwritten, Wanted},
};

/// Other ways to say the same, at once.
pub const VARIATIONS: u32 = 3;

/// What a generation works on.
pub struct Subject<'a> {
    pub piece: &'a Piece,
    pub node: &'a Node,
    pub material: &'a Material,
    pub before: &'a Before,
    /// The newest version's content, where there is one.
    pub content: Option<Content>,
    pub locale: &'a str,
}

/// Writes the next version of a piece, if it is still wanted.
pub async fn generate(errand: &Errand, of: &ConversationId, piece: &PieceId, round: u32) -> Ended {
    let peer = match errand.peer(of).await {
        Ok(Some(peer)) => peer,
        Ok(None) => return Ended::Nothing,
        Err(error) => return error.into(),
    };
    let ended = written(errand, &peer, piece, round).await.unwrap_or_else(Ended::from);
    if errand.last && matches!(ended, Ended::Retry(_)) {
        // The task goes to those who look after what went wrong; the person is told here.
        let why = PHRASES.say(&peer.locale, "did_not_come").to_owned();
        let failed = Act::Failed { piece: piece.clone(), round, why };
        give_up(errand, &peer, failed, Known::default()).await;
    }
    ended
}

async fn written(errand: &Errand, peer: &Peer, id: &PieceId, round: u32) -> Result<Ended, Rejection> {
    let app = &errand.app;
    let Some(on) = board::load(app, peer).await?.filter(|on| on.wants(id, round)) else {
        return Ok(Ended::Nothing);
    };
    let Some(piece) = on.pieces.get(id) else { return Ok(Ended::Nothing) };
    let Some(node) = on.plan.node(&piece.node) else { return Ok(Ended::Nothing) };
    let material = Material::of(app, peer, on.brief).await?;
    let before = material.before(app, peer, &on, node).await?;
    let newest = match piece.version {
        0 => None,
        newest => board::version(app, peer, id, newest).await?,
    };
    let content = newest.and_then(|version| Content::read(version.kind, &version.content).ok());
    let subject = Subject { piece, node, material: &material, before: &before, content, locale: &on.locale };
    let texts = match texts(errand, peer, &subject).await? {
        Ok(texts) => texts,
        Err(ended) => return Ok(ended),
    };
    if texts.is_empty() {
        let known = Known { once: None, fence: Some(errand.fence.clone()) };
        let over = match &piece.request {
            Some(_) if !piece.varying => Act::Left { piece: id.clone(), round },
            _ => {
                let why = PHRASES.say(&on.locale, "rules_cannot").to_owned();
                Act::Failed { piece: id.clone(), round, why }
            }
        };
        return Ok(give_up(errand, peer, over, known).await);
    }
    deliver(errand, peer, (&on, &subject), round, texts).await
}

/// What was written; empty where the rules have no other way to say it. `Err`: how the attempt ends instead.
async fn texts(
    errand: &Errand,
    peer: &Peer,
    subject: &Subject<'_>,
) -> Result<Result<Vec<Text>, Ended>, Rejection> {
    if !list::asks(&errand.app, peer).await? {
        return Ok(Ok(rules::texts(subject, None)));
    }
    let said = subject.material.said(subject.before, subject.locale);
    let inspect = |content: &Content| subject.material.inspect(content, &said, subject.locale, true);
    let order = order(errand, peer, subject);
    let came = tokio::select! {
        biased;
        () = errand.cancelled.cancelled() => return Ok(Err(Ended::Nothing)),
        came = Box::pin(errand.app.writer.write(order, &inspect)) => came,
    };
    let instead = match came {
        Ok(written) => return Ok(Ok(written.into_iter().map(by_model).collect())),
        Err(Unwritten::Silent) if !errand.last => {
            return Ok(Err(Ended::Retry("no model answered in time".into())));
        }
        Err(Unwritten::Silent) => Instead::Silent,
        Err(Unwritten::OverBudget) => Instead::OverBudget,
        Err(Unwritten::Unfit) => Instead::Unfit,
    };
    Ok(Ok(rules::texts(subject, Some(instead))))
}

fn by_model(written: crate::writer::Written) -> Text {
    Text {
        content: written.content,
        by: By::Model(written.model),
        prompt: Some(written.prompt),
        cost: written.cost,
        checks: written.checks,
        sources: written.sources,
        rationale: written.rationale,
        pictures: Vec::new(),
    }
}

fn order(errand: &Errand, peer: &Peer, subject: &Subject<'_>) -> Order {
    let frame = rules::draft_of(subject, 1).content;
    let limits = lines(&frame, subject.locale).into_iter().filter_map(|line| {
        let limit = line.limit?.to_string();
        Some((line.label, PHRASES.fill(subject.locale, "up_to", &[("limit", &limit)])))
    });
    let ask = match (&subject.content, &subject.piece.request) {
        (Some(content), _) if subject.piece.varying => {
            Wanted::Variations { of: content.clone(), count: VARIATIONS }
        }
        (Some(content), Some(request)) => {
            Wanted::Change { request: request.clone(), content: content.clone() }
        }
        _ => Wanted::Fresh,
    };
    Order {
        workspace: peer.workspace.clone(),
        conversation: peer.conversation.clone(),
        node: subject.node.clone(),
        brief: subject.material.brief.clone(),
        kit: subject.material.kit.clone(),
        upstream: subject.before.upstream.pieces.clone(),
        limits: limits.collect(),
        frame: Some(frame),
        locale: subject.locale.to_owned(),
        ask,
        deadline: errand.deadline,
    }
}

async fn deliver(
    errand: &Errand,
    peer: &Peer,
    (on, subject): (&Board, &Subject<'_>),
    round: u32,
    mut texts: Vec<Text>,
) -> Result<Ended, Rejection> {
    // Asked once more: the words may have taken minutes, and a consent that was withdrawn meanwhile holds for pictures.
    let model_until = list::asks(&errand.app, peer).await?.then_some(errand.deadline);
    for text in &mut texts {
        let easel = Easel::of(&errand.app, peer, subject, model_until);
        match easel.draw(&text.content).await {
            Ok(drawn) => text.illustrated(drawn),
            Err(error) if !errand.last => return Ok(Ended::Retry(error.to_string())),
            // The words are there all the same.
            Err(_) => text.checks.push(easel.check("not_drawn", Level::Warn)),
        }
    }
    let kept: Vec<Picture> = texts.iter().flat_map(|text| text.pictures.clone()).collect();
    let delivery = Delivery {
        piece: subject.piece.id.clone(),
        round,
        brief: on.brief,
        kit: subject.material.kit.version,
        inputs: subject.before.inputs.clone(),
        texts,
    };
    let known = Known { once: None, fence: Some(errand.fence.clone()) };
    let wish = Wish::Delivered(Box::new(delivery));
    let came = take(&errand.app, peer, &Actor::pauta(), known, &wish).await?;
    if !matches!(came, Came::Done(_)) {
        picture::forget(&errand.app, &kept).await;
    }
    Ok(match came {
        Came::Done(_) | Came::LostFence => Ended::Committed,
        Came::Nothing(_) => Ended::Nothing,
    })
}

/// Says that a piece did not come, if nobody has: its task failed without a word. Whether it had to be said.
///
/// # Errors
/// When it cannot be said now.
pub async fn untold(
    app: &App,
    workspace: &WorkspaceId,
    of: &ConversationId,
    piece: &PieceId,
    round: u32,
) -> Result<bool, Rejection> {
    let peer = own_peer(app, workspace, of).await.map_err(|error| Rejection::store(&error, ""))?;
    let Some(peer) = peer else { return Ok(false) };
    if !board::load(app, &peer).await?.is_some_and(|on| on.wants(piece, round)) {
        return Ok(false);
    }
    let why = PHRASES.say(&peer.locale, "did_not_come").to_owned();
    let failed = Act::Failed { piece: piece.clone(), round, why };
    let came = take(app, &peer, &Actor::pauta(), Known::default(), &Wish::from(failed)).await?;
    Ok(matches!(came, Came::Done(_)))
}

/// No version comes: the piece says so, and why.
async fn give_up(errand: &Errand, peer: &Peer, failed: Act, known: Known) -> Ended {
    match take(&errand.app, peer, &Actor::pauta(), known, &Wish::from(failed)).await {
        Ok(Came::Done(_) | Came::LostFence) => Ended::Committed,
        Ok(Came::Nothing(_)) => Ended::Nothing,
        Err(rejection) => rejection.into(),
    }
}
