//! The brief as a watcher sees it: whole at first, then only what changed since.

use super::{Peer, Rejection, crowded, scene, talk};
use crate::{
    app::{
        App,
        talks::{Shown, Talk},
    },
    engine::{
        self,
        brief::{Brief, Field, Progress, Score},
        effect::AskView,
    },
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
    /// The fields that changed.
    pub slots: Vec<Field>,
    pub completeness: u32,
    pub score: Score,
}

/// How a conversation stands, for somebody who just came.
#[derive(Clone, Debug)]
pub struct Standing {
    pub title: String,
    /// The tree's content hash.
    pub tree: String,
    pub locale: Locale,
    pub seq: u64,
    /// The question that is pending.
    pub pending: Option<AskView>,
    pub brief: BriefChange,
    pub progress: Progress,
}

/// What the turn changed in the brief, and since which row that is; all of it if nobody has seen it yet.
pub fn after_turn(app: &App, talk: &mut Talk) -> (u64, Option<BriefChange>) {
    let before = talk.shown.as_ref().map_or(0, |shown| shown.seq);
    (before, bring_up(app, talk).since(before))
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
    Ok(Standing {
        title: talk.tree.text(&talk.tree.doc().title, &locale).to_owned(),
        tree: talk.tree.hash().to_owned(),
        seq: talk.state.seq,
        pending: engine::pending(&scene(app, talk), &talk.state),
        brief: bring_up(app, talk).whole(),
        progress: engine::progress(&scene(app, talk), &talk.state),
        locale,
    })
}

/// Computes the brief if turns happened since, and notes what they changed.
fn bring_up<'a>(app: &App, talk: &'a mut Talk) -> &'a Shown {
    let seq = talk.state.seq;
    let before = talk.shown.take();
    let shown = match before {
        Some(shown) if shown.seq == seq => shown,
        before => {
            let brief = engine::brief(&scene(app, talk), &talk.state);
            match before {
                Some(before) => before.turned_into(brief, seq),
                None => Shown::first(brief, seq),
            }
        }
    };
    talk.shown.insert(shown)
}

impl Shown {
    fn first(brief: Brief, seq: u64) -> Self {
        let changed = vec![seq; brief.fields.len()];
        Self { brief, seq, changed, order: seq, score: seq, since: seq }
    }

    fn turned_into(self, brief: Brief, seq: u64) -> Self {
        let paths = |brief: &Brief| brief.fields.len();
        let moved = paths(&brief) != paths(&self.brief)
            || brief.fields.iter().zip(&self.brief.fields).any(|(new, old)| new.path != old.path);
        let changed = brief.fields.iter().enumerate().map(|(at, field)| {
            let at = if moved {
                self.brief.fields.iter().position(|old| old.path == field.path)
            } else {
                Some(at)
            };
            at.filter(|at| self.brief.fields[*at] == *field).map_or(seq, |at| self.changed[at])
        });
        let rescored = brief.score != self.brief.score || brief.completeness != self.brief.completeness;
        Self {
            changed: changed.collect(),
            order: if moved { seq } else { self.order },
            score: if rescored { seq } else { self.score },
            since: self.since,
            brief,
            seq,
        }
    }

    fn since(&self, seq: u64) -> Option<BriefChange> {
        if seq < self.since {
            return Some(self.whole());
        }
        let slots: Vec<Field> = self.fields_since(seq).cloned().collect();
        let order = (self.order > seq).then(|| self.order());
        if slots.is_empty() && order.is_none() && self.score <= seq {
            return None;
        }
        Some(self.change(order, slots))
    }

    fn whole(&self) -> BriefChange {
        self.change(Some(self.order()), self.brief.fields.clone())
    }

    fn change(&self, order: Option<Vec<SlotPath>>, slots: Vec<Field>) -> BriefChange {
        let (completeness, score) = (self.brief.completeness, self.brief.score.clone());
        BriefChange { seq: self.seq, order, slots, completeness, score }
    }

    fn order(&self) -> Vec<SlotPath> {
        self.brief.fields.iter().map(|field| field.path.clone()).collect()
    }

    fn fields_since(&self, seq: u64) -> impl Iterator<Item = &Field> {
        self.brief.fields.iter().zip(&self.changed).filter(move |(_, at)| **at > seq).map(|(field, _)| field)
    }
}
