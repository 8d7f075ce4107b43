//! The brief as a watcher sees it: whole at first, then only what changed since.

use super::{Peer, Rejection, crowded, scene, talk};
use crate::{
    app::{
        App,
        talks::{Shown, Talk},
    },
    engine::{
        self, Running, Scene,
        brief::{Brief, Field, Heading, Progress, Score},
        context::Model,
        effect::{AskView, Control},
        state::{Status, Who},
    },
    time::Millis,
    tree::json::{Locale, SlotPath},
};
use serde::Serialize;

/// What changed in a brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BriefChange {
    /// What it is up to.
    pub seq: u64,
    /// Every field in order, if fields came, went or moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<SlotPath>>,
    /// With `order`: the chapters of the fields, in the order of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chapters: Option<Vec<Heading>>,
    /// The fields that changed.
    pub slots: Vec<Seen>,
    pub completeness: u32,
    pub score: Score,
    pub progress: Progress,
}

/// A field with the control that changes it. The frozen brief has fields alone: a control follows from the tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    #[serde(flatten)]
    pub field: Field,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Control>,
}

/// How a conversation stands, for somebody who just came.
#[derive(Clone, Debug)]
pub struct Standing {
    pub title: String,
    /// What it goes by: the campaign, the product, the brand; else the title.
    pub name: String,
    /// The tree's content hash.
    pub tree: String,
    pub locale: Locale,
    pub status: Status,
    pub seq: u64,
    /// Whether a brief of it was ever closed: only then there may be pieces.
    pub closed: bool,
    /// The question that is pending.
    pub pending: Option<AskView>,
    /// Its words.
    pub question: Option<String>,
    pub brief: BriefChange,
    /// The assists whose results are waited for.
    pub running: Vec<Running>,
    pub ai: Ai,
    /// Whether words can be made of speech.
    pub speech: bool,
    /// When that was so.
    pub now: Millis,
}

/// Whether a model helps, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ai {
    /// Whether the person agreed; `None`: they have not said.
    pub on: Option<bool>,
    pub connected: bool,
    /// Who runs it, by the name that people know; empty where none is connected.
    pub by: String,
    pub local: bool,
    /// Its answers were recorded before.
    pub simulated: bool,
}

impl Ai {
    pub fn of(talk: &Talk) -> Self {
        let (on, model) = (talk.state.ai, talk.world.context.model.as_ref());
        let connected = model.is_some();
        let Model { by, local, simulated, recorded: _, retention_days: _, keeps_days: _ } =
            model.cloned().unwrap_or_default();
        Self { on, connected, by, local, simulated }
    }
}

/// What the turn changed in the brief, and since which row that is; all of it if nobody has seen it yet.
pub fn after_turn(app: &App, talk: &mut Talk) -> (u64, Option<BriefChange>) {
    let before = talk.shown.as_ref().map_or(0, |shown| shown.seq);
    (before, bring_up(app, talk).since(before))
}

/// The whole brief.
pub fn whole(app: &App, talk: &mut Talk) -> BriefChange {
    bring_up(app, talk).whole()
}

/// What changed in the brief since `seq`, with all that happened up to the row `upto`; `None` if nothing did.
pub async fn brief_since(
    app: &App,
    peer: &Peer,
    seq: u64,
    upto: u64,
) -> Result<Option<BriefChange>, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::loaded(app, peer, &mut held, upto).await?;
    Ok(bring_up(app, talk).since(seq))
}

/// How the conversation stands.
pub async fn standing(app: &App, peer: &Peer) -> Result<Standing, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::current(app, peer, &mut held).await?;
    let locale = talk.state.locale.clone();
    let name = engine::overview::name(&bring_up(app, talk).shown.brief);
    Ok(Standing {
        name,
        title: talk.tree.text(&talk.tree.doc().title, &locale).to_owned(),
        tree: talk.tree.hash().to_owned(),
        seq: talk.state.seq,
        closed: talk.state.versions > 0,
        pending: engine::pending(&scene(app, talk), &talk.state),
        question: engine::question(&scene(app, talk), &talk.state),
        status: talk.state.status,
        running: engine::running(&scene(app, talk), &talk.state),
        ai: Ai::of(talk),
        speech: super::hears(app),
        brief: whole(app, talk),
        now: app.clock.now(),
        locale,
    })
}

/// The brief as it is now, closed or not.
pub async fn draft(app: &App, peer: &Peer) -> Result<Brief, Rejection> {
    let seat = app.talks.seat(&peer.conversation);
    let mut held = seat.sit().await.ok_or_else(|| crowded(peer))?;
    let talk = talk::current(app, peer, &mut held).await?;
    Ok(bring_up(app, talk).shown.brief.clone())
}

/// What a conversation goes by, in a list and where it is spoken of elsewhere.
pub async fn called(app: &App, peer: &Peer) -> Result<String, Rejection> {
    draft(app, peer).await.map(|brief| engine::overview::name(&brief))
}

/// Computes the brief if turns happened since, and notes what they changed.
fn bring_up<'a>(app: &App, talk: &'a mut Talk) -> Watched<'a> {
    let seq = talk.state.seq;
    let before = talk.shown.take();
    let shown = match before {
        Some(shown) if shown.seq == seq => shown,
        before => {
            let (brief, progress) = engine::brief_and_progress(&scene(app, talk), &talk.state);
            match before {
                Some(before) => before.turned_into(brief, progress, seq),
                None => Shown::first(brief, progress, seq),
            }
        }
    };
    let shown = talk.shown.insert(shown);
    let scene =
        Scene { tree: &talk.tree, context: &talk.world.context, who: &Who::Person, now: app.clock.now() };
    Watched { shown, scene }
}

impl Shown {
    fn first(brief: Brief, progress: Progress, seq: u64) -> Self {
        let changed = vec![seq; brief.fields.len()];
        Self { brief, progress, seq, changed, order: seq, figures: seq, since: seq }
    }

    fn turned_into(self, brief: Brief, progress: Progress, seq: u64) -> Self {
        let paths = |brief: &Brief| brief.fields.len();
        let moved = paths(&brief) != paths(&self.brief)
            || brief.fields.iter().zip(&self.brief.fields).any(|(new, old)| new.path != old.path);
        let changed = brief.fields.iter().enumerate().map(|(at, field)| {
            let at = if moved {
                self.brief.fields.iter().position(|old| old.path == field.path)
            } else {
                Some(at)
            };
            // In another language the control has other words, even where the field has not.
            let same = |at: &usize| self.brief.fields[*at] == *field && self.brief.locale == brief.locale;
            at.filter(same).map_or(seq, |at| self.changed[at])
        });
        let figures = |brief: &Brief| (brief.completeness, brief.score.clone());
        let refigured = progress != self.progress || figures(&brief) != figures(&self.brief);
        let reordered = moved || brief.chapters != self.brief.chapters;
        Self {
            changed: changed.collect(),
            order: if reordered { seq } else { self.order },
            figures: if refigured { seq } else { self.figures },
            since: self.since,
            brief,
            progress,
            seq,
        }
    }
}

/// A brief as it is now told, with the scene that its controls come from.
struct Watched<'a> {
    shown: &'a Shown,
    scene: Scene<'a>,
}

impl Watched<'_> {
    /// What changed after the row `seq`; `None` if nothing did.
    fn since(&self, seq: u64) -> Option<BriefChange> {
        if seq < self.shown.since {
            return Some(self.whole());
        }
        let changed = self.shown.changed.iter().map(|at| *at > seq);
        let slots: Vec<Seen> = self
            .fields()
            .zip(changed)
            .filter(|(_, changed)| *changed)
            .map(|(field, _)| self.seen(field))
            .collect();
        let ordered = self.shown.order > seq;
        if slots.is_empty() && !ordered && self.shown.figures <= seq {
            return None;
        }
        Some(self.change(ordered, slots))
    }

    fn whole(&self) -> BriefChange {
        self.change(true, self.fields().map(|field| self.seen(field)).collect())
    }

    fn change(&self, ordered: bool, slots: Vec<Seen>) -> BriefChange {
        let brief = &self.shown.brief;
        BriefChange {
            seq: self.shown.seq,
            order: ordered.then(|| self.fields().map(|field| field.path.clone()).collect()),
            chapters: ordered.then(|| brief.chapters.clone()),
            slots,
            completeness: brief.completeness,
            score: brief.score.clone(),
            progress: self.shown.progress,
        }
    }

    fn seen(&self, field: &Field) -> Seen {
        let slot = self.scene.tree.slot(&field.path);
        let input = slot.map(|slot| engine::control(&self.scene, slot, &self.shown.brief.locale));
        Seen { field: field.clone(), input }
    }

    fn fields(&self) -> std::slice::Iter<'_, Field> {
        self.shown.brief.fields.iter()
    }
}
