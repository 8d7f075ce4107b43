//! A piece as a person sees it: the one form for the chat, the campaign page and a review link.

use super::{
    Check, Family, Gap, Kind, Source, State,
    board::{Handled, Request, Staleness},
    content::SocialChannel,
};
use crate::{id::PieceId, time::Millis, tree::json::Locale};
use serde::Serialize;
use serde_json::Value;

/// A version of a piece with everything that is shown around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PieceView {
    pub id: PieceId,
    pub kind: Kind,
    pub family: Family,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<SocialChannel>,
    pub state: State,
    /// The version that is shown; 0 where there is none.
    pub version: u32,
    /// The newest.
    pub latest: u32,
    pub sha256: String,
    pub locale: Locale,
    pub content: Value,
    /// Every text of the content, in the order in which it is read.
    pub lines: Vec<Line>,
    pub checks: Vec<Check>,
    /// What it says differently from the version that it was made from.
    pub changes: Vec<LineChange>,
    pub rationale: String,
    pub sources: Vec<Source>,
    /// As a person reads it ("R$ 0,04", "sem custo de IA").
    pub cost: String,
    /// `rules`, a model's id, a person's name, `example`; empty for whoever looks.
    pub by: String,
    pub brief: u32,
    pub kit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<Staleness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    pub decisions: Vec<Handled>,
    pub history: Vec<HistoryLine>,
    /// Versions to pick from.
    pub variations: Vec<u32>,
    pub assets: Vec<AssetView>,
    /// What this person may do now, as the names of acts.
    pub actions: Vec<&'static str>,
    /// 1 the team, 2 the client.
    pub stage: u32,
    pub stages: u32,
    /// Until when the last decision can be taken back, by this person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// One text of a piece.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Where it stands, as a JSON pointer into the content.
    pub path: String,
    /// "Título 1".
    pub label: String,
    pub text: String,
    /// Its length as the channel counts.
    pub count: u32,
    pub unit: Unit,
    /// How long it may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Longer is refused by the channel; else it is only shown cut.
    pub hard: bool,
    /// It wants more than one row to be edited.
    pub long: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapView>,
}

/// How a channel counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Chars,
    Utf16,
    Graphemes,
    XWeighted,
    Gsm7Septets,
    Bytes,
    Pixels,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapView {
    pub path: String,
    pub label: String,
}

impl From<Gap> for GapView {
    fn from(gap: Gap) -> Self {
        Self { path: gap.path, label: gap.label }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineChange {
    pub path: String,
    pub label: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryLine {
    pub version: u32,
    pub by: String,
    pub at: Millis,
}

/// A picture, at an address that this person may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssetView {
    pub name: String,
    pub url: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}
