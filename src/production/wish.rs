//! What somebody wants done to a board. Some of it has to be looked up when its turn comes: whose newest version an
//! edit is made from, which number a version gets.

use super::{
    PHRASES, board,
    material::Material,
    picture::{self, Drawn, Easel},
    refuse::Stop,
};
use crate::{
    app::App,
    deliverable::{
        By, Check, Content, Gap, Kind, Made, Price, Source, Version,
        board::{Act, Actor, Board, Done, Offer, Piece, Refusal},
        is_link, put,
        scope::Difference,
        version::hash,
    },
    engine::parse,
    id::{AssetId, PieceId},
    store::AssetRow,
    time::Millis,
    turn::{Code, Peer, Rejection},
};
use std::collections::BTreeMap;

/// One wish.
#[derive(Clone, Debug)]
pub enum Wish {
    /// As the board takes it.
    Act(Box<Act>),
    /// A plan is offered.
    Offer(Box<Offer>),
    /// A package is started; the next one without a number.
    Start { package: Option<u32>, without: Vec<String> },
    /// A person's own words in place of those of a version, by their pointers.
    Edit { piece: PieceId, version: u32, texts: BTreeMap<String, String>, drawn: Drawn },
    /// One of the variations, with its pictures.
    Pick { piece: PieceId, variation: u32, drawn: Drawn },
    /// A generation came to its end.
    Delivered(Box<Delivery>),
}

/// In which conversation.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub app: &'a App,
    pub peer: &'a Peer,
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
        Self::Act(Box::new(act))
    }
}

impl Wish {
    pub fn edit(piece: PieceId, version: u32, texts: BTreeMap<String, String>) -> Self {
        Self::Edit { piece, version, texts, drawn: Drawn::default() }
    }

    pub fn pick(piece: PieceId, variation: u32) -> Self {
        Self::Pick { piece, variation, drawn: Drawn::default() }
    }

    /// What it comes to on this board.
    pub(super) async fn done(
        &self,
        at: At<'_>,
        on: Option<&Board>,
        actor: &Actor,
        now: Millis,
    ) -> Result<Done, Stop> {
        if let Self::Offer(offer) = self {
            return Ok(Board::offer(on, (**offer).clone(), now)?);
        }
        let on = on.ok_or(Refusal::UnknownPiece)?;
        let act = match self {
            Self::Act(act) => (**act).clone(),
            Self::Start { package, without } => {
                Act::Start { package: package.unwrap_or_else(|| next(on)), without: without.clone() }
            }
            Self::Edit { piece, version, texts, drawn } => {
                let before = parent(at, on, piece, *version).await?;
                let Edited(mut version, changed) = edited(at, on, &before, texts, actor).await?;
                version.checks.extend(drawn.checks.iter().cloned());
                Act::Edit { piece: version.piece.clone(), version: Version { at: now, ..version }, changed }
            }
            Self::Pick { piece, variation, drawn: _ } => {
                let it = on.pieces.get(piece).ok_or(Refusal::UnknownPiece)?;
                let chosen = board::version(at.app, at.peer, piece, *variation).await?;
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
        let of = |pictures: &[Picture], version: &Version| -> Vec<AssetRow> {
            pictures.iter().map(|picture| picture.row(version)).collect()
        };
        match self {
            Self::Delivered(delivery) => {
                let each = delivery.texts.iter().zip(&done.versions);
                each.flat_map(|(text, version)| of(&text.pictures, version)).collect()
            }
            Self::Edit { drawn, .. } | Self::Pick { drawn, .. } => {
                done.versions.iter().flat_map(|version| of(&drawn.pictures, version)).collect()
            }
            Self::Act(_) | Self::Offer(_) | Self::Start { .. } => Vec::new(),
        }
    }

    /// Draws what an edited layout shows, and hands on the pictures of what is taken as it is. What is refused
    /// later leaves no row of them.
    pub(super) async fn illustrate(&mut self, app: &App, peer: &Peer) -> Result<(), Rejection> {
        match self {
            Self::Edit { piece, version, texts, drawn } => {
                let Some(on) = board::load(app, peer).await? else { return Ok(()) };
                let Ok((it, parent)) = parent(At { app, peer }, &on, piece, *version).await else {
                    return Ok(());
                };
                if !matches!(parent.kind, Kind::Layout | Kind::Image) {
                    return Ok(());
                }
                drawn.pictures = picture::same(app, peer, (piece, *version)).await;
                let edited = Content::read(parent.kind, &parent.content).and_then(|was| put(&was, texts));
                let (Ok(content @ Content::Layout(_)), Some(node)) = (edited, on.plan.node(&it.node)) else {
                    return Ok(());
                };
                let material = Material::of(app, peer, on.brief).await?;
                let before = material.before(app, peer, &on, node).await?;
                let (material, before, locale) = (&material, &before, on.locale.as_str());
                let easel = Easel { app, peer, node, material, before, locale, model_until: None };
                *drawn = easel.draw(&content).await.map_err(|error| {
                    tracing::warn!(%error, "an edited layout cannot be kept");
                    Rejection::new(Code::Unavailable, &peer.locale).retry_after(1_000)
                })?;
            }
            Self::Pick { piece, variation, drawn } => {
                drawn.pictures = picture::same(app, peer, (piece, *variation)).await;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Text {
    /// With what was drawn for it.
    pub(super) fn illustrated(&mut self, drawn: Drawn) {
        self.pictures = drawn.pictures;
        self.checks.extend(drawn.checks);
        self.cost = self.cost.and(drawn.cost);
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
    pub(super) fn act(&self, on: &Board, now: Millis) -> Result<Act, Refusal> {
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

/// The package that comes next, once everything that was started is there; until then the one that was started last,
/// so that a second confirmation starts nothing.
fn next(on: &Board) -> u32 {
    let count = on.count();
    if count.done < count.of {
        return on.started;
    }
    let packages = on.plan.nodes.iter().map(|node| node.package);
    packages.filter(|n| *n > on.started).min().unwrap_or(on.started)
}

/// The newest version of a piece, if it is the one that somebody saw.
async fn parent(at: At<'_>, on: &Board, piece: &PieceId, version: u32) -> Result<(Piece, Version), Stop> {
    let it = on.pieces.get(piece).ok_or(Refusal::UnknownPiece)?;
    let stale = || Refusal::StaleVersion { newest: it.version };
    if it.version != version {
        return Err(stale().into());
    }
    let found = board::version(at.app, at.peer, piece, version).await?.ok_or_else(stale)?;
    Ok((it.clone(), found))
}

/// An edit that is worded and looked through.
struct Edited(Version, Difference);

async fn edited(
    at: At<'_>,
    on: &Board,
    (piece, parent): &(Piece, Version),
    texts: &BTreeMap<String, String>,
    actor: &Actor,
) -> Result<Edited, Stop> {
    let unreadable = |message: String| Refusal::Unreadable { message };
    if let Some(text) = no_link(parent.kind, texts) {
        let message = PHRASES.fill(&at.peer.locale, "no_link", &[("text", text)]);
        return Err(Rejection::told(Code::BadFrame, message).into());
    }
    let content = Content::read(parent.kind, &parent.content).map_err(unreadable)?;
    let content = put(&content, texts).map_err(unreadable)?;
    let value = content.value();
    let changed = Difference::of(&parent.content, &value);
    let material = Material::of(at.app, at.peer, on.brief).await?;
    let before = match on.plan.node(&piece.node) {
        Some(node) => material.before(at.app, at.peer, on, node).await?,
        None => super::material::Before::default(),
    };
    let said = material.said(&before, &on.locale);
    let version = Version {
        number: piece.last + 1,
        parent: Some(parent.number),
        sha256: hash(&value),
        content: value,
        by: By::Person(actor.who.clone()),
        prompt: None,
        cost: Price::Nothing,
        checks: material.inspect(&content, &said, &on.locale, false),
        kit: material.kit.version,
        ..parent.clone()
    };
    Ok(Edited(version, changed))
}

/// A text that was written where an address belongs, and is none. What is still missing stays missing, and what a
/// template fills in is not known yet.
fn no_link(kind: Kind, texts: &BTreeMap<String, String>) -> Option<&str> {
    let written = texts.iter().filter(|(pointer, _)| is_link(kind, pointer)).map(|(_, text)| text.trim());
    let mut links = written.filter(|text| !text.is_empty() && !Gap::any(text) && !text.contains("{{"));
    links.find(|text| parse::link(text).is_none())
}
