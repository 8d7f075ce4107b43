//! The boards of conversations: pieces, their versions, what was decided.

use crate::id::{AssetId, PieceId};

/// What a turn writes of a board. Every body is JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PieceWrites {
    /// Inserted or replaced, by the version of the brief.
    pub board: Option<(u32, String)>,
    /// Inserted or replaced, by their ids.
    pub pieces: Vec<PieceRow>,
    /// Inserted.
    pub versions: Vec<VersionRow>,
    /// Inserted.
    pub decisions: Vec<DecisionRow>,
    /// Inserted.
    pub assets: Vec<AssetRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceRow {
    pub id: PieceId,
    pub brief: u32,
    pub node: String,
    pub state: String,
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    pub piece: PieceId,
    pub number: u32,
    pub sha256: String,
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    pub piece: PieceId,
    /// From 1, without a gap.
    pub seq: u32,
    pub body: String,
}

/// A picture of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetRow {
    pub id: AssetId,
    pub piece: PieceId,
    pub version: u32,
    /// What it is for: the name of a size.
    pub name: String,
    pub key: String,
    pub mime: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}
