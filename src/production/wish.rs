//! What somebody wants done to a board. Some of it has to be looked up when its turn comes: whose newest version an
//! edit is made from, which number a version gets.

use super::{board, material::Material, refuse::Stop};
use crate::{
    app::App,
    deliverable::{
        By, Check, Content, Made, Price, Source, Version,
        board::{Act, Actor, Board, Done, Offer, Piece, Refusal},
        put,
        scope::Difference,
        version::hash,
    },
    id::{AssetId, PieceId},
    store::AssetRow,
    time::Millis,
    turn::Peer,
};
use std::collections::BTreeMap;

/// One wish.
#[derive(Clone, Debug)]
pub enum Wish {
    /// As the board takes it.
    Act(Act),
    /// A plan is offered.
    Offer(Box<Offer>),
    /// A person's own words in place of those of a version, by their pointers.
    Edit { piece: PieceId, version: u32, texts: BTreeMap<String, String> },
    /// One of the variations.
    Pick { piece: PieceId, variation: u32 },
    /// A generation came to its end.
    Delivered(Box<Delivery>),
}

/// What came of a generation.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub piece: PieceId,
    pub round: u32,
    pub brief: u32,
    pub kit: u32,
    pub inputs: Vec<Made>,
    /// More than one: variations.
    pub texts: Vec<Text>,
}

/// One text of a piece, before it has a number.
#[derive(Clone, Debug)]
pub struct Text {
    pub content: Content,
    pub by: By,
    pub prompt: Option<String>,
    pub cost: Price,
    pub checks: Vec<Check>,
    pub sources: Vec<Source>,
    pub rationale: String,
    pub pictures: Vec<Picture>,
}

/// A picture of a text; its bytes are kept already.
#[derive(Clone, Debug)]
pub struct Picture {
    pub id: AssetId,
    pub name: String,
    pub key: String,
    pub mime: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}

impl From<Act> for Wish {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

impl Wish {
    /// What it comes to on this board.
    pub(super) async fn done(
        &self,
        app: &App,
        peer: &Peer,
        on: Option<&Board>,
        actor: &Actor,
        now: Millis,
    ) -> Result<Done, Stop> {
        if let Self::Offer(offer) = self {
            return Ok(Board::offer(on, (**offer).clone(), now)?);
        }
        let on = on.ok_or(Refusal::UnknownPiece)?;
        let act = match self {
            Self::Act(act) => act.clone(),
            Self::Edit { piece, version, texts } => {
                let before = parent(app, peer, on, piece, *version).await?;
                edited(app, peer, on, &before, texts, actor).await?.at(now)
            }
            Self::Pick { piece, variation } => {
                let it = on.pieces.get(piece).ok_or(Refusal::UnknownPiece)?;
                let chosen = board::version(app, peer, piece, *variation).await?;
                let chosen = chosen.ok_or(Refusal::StaleVersion { newest: it.version })?;
                let version = Version { number: it.last + 1, parent: Some(it.version), at: now, ..chosen };
                Act::Pick { piece: piece.clone(), variation: *variation, version }
            }
            Self::Delivered(delivery) => delivery.act(on, now)?,
            Self::Offer(_) => return Err(Refusal::NothingChanged.into()),
        };
        Ok(on.apply(act, actor, now)?)
    }

    /// The pictures of the versions that came of it.
    pub(super) fn assets(&self, done: &Done) -> Vec<AssetRow> {
        let Self::Delivered(delivery) = self else { return Vec::new() };
        let each = delivery.texts.iter().zip(&done.versions);
        each.flat_map(|(text, version)| text.pictures.iter().map(|picture| picture.row(version))).collect()
    }
}

impl Picture {
    fn row(&self, version: &Version) -> AssetRow {
        AssetRow {
            id: self.id.clone(),
            piece: version.piece.clone(),
            version: version.number,
            name: self.name.clone(),
            key: self.key.clone(),
            mime: self.mime.clone(),
            width: self.width,
            height: self.height,
            bytes: self.bytes,
        }
    }
}

impl Delivery {
    fn act(&self, on: &Board, now: Millis) -> Result<Act, Refusal> {
        let piece = on.pieces.get(&self.piece).ok_or(Refusal::UnknownPiece)?;
        let versions = self.texts.iter().zip(piece.last + 1..).map(|(text, number)| {
            let content = text.content.value();
            Version {
                piece: piece.id.clone(),
                kind: piece.kind,
                number,
                parent: (piece.version > 0).then_some(piece.version),
                locale: on.locale.clone(),
                sha256: hash(&content),
                content,
                brief: self.brief,
                kit: self.kit,
                inputs: self.inputs.clone(),
                by: text.by.clone(),
                prompt: text.prompt.clone(),
                cost: text.cost,
                checks: text.checks.clone(),
                sources: text.sources.clone(),
                rationale: text.rationale.clone(),
                notes: String::new(),
                at: now,
            }
        });
        let versions = versions.collect();
        Ok(Act::Delivered { piece: self.piece.clone(), round: self.round, versions })
    }
}

/// The newest version of a piece, if it is the one that somebody saw.
async fn parent(
    app: &App,
    peer: &Peer,
    on: &Board,
    piece: &PieceId,
    version: u32,
) -> Result<(Piece, Version), Stop> {
    let it = on.pieces.get(piece).ok_or(Refusal::UnknownPiece)?;
    let stale = || Refusal::StaleVersion { newest: it.version };
    if it.version != version {
        return Err(stale().into());
    }
    let found = board::version(app, peer, piece, version).await?.ok_or_else(stale)?;
    Ok((it.clone(), found))
}

/// An edit that is worded and looked through.
struct Edited(Version, Difference);

impl Edited {
    fn at(self, now: Millis) -> Act {
        let Self(version, changed) = self;
        Act::Edit { piece: version.piece.clone(), version: Version { at: now, ..version }, changed }
    }
}

async fn edited(
    app: &App,
    peer: &Peer,
    on: &Board,
    (piece, parent): &(Piece, Version),
    texts: &BTreeMap<String, String>,
    actor: &Actor,
) -> Result<Edited, Stop> {
    let unreadable = |message: String| Refusal::Unreadable { message };
    let content = Content::read(parent.kind, &parent.content).map_err(unreadable)?;
    let content = put(&content, texts).map_err(unreadable)?;
    let value = content.value();
    let changed = Difference::of(&parent.content, &value);
    let material = Material::of(app, peer, on.brief).await?;
    let before = match on.plan.node(&piece.node) {
        Some(node) => material.before(app, peer, on, node).await?,
        None => super::material::Before::default(),
    };
    let version = Version {
        number: piece.last + 1,
        parent: Some(parent.number),
        sha256: hash(&value),
        content: value,
        by: By::Person(actor.who.clone()),
        prompt: None,
        cost: Price::Nothing,
        checks: material.inspect(&content, &before, &on.locale, false),
        kit: material.kit.version,
        ..parent.clone()
    };
    Ok(Edited(version, changed))
}
