//! The boards of conversations: pieces, their versions, what was decided.

use super::{
    StoreError, Workspace,
    database::both,
    row::{count, id, small},
};
use crate::id::{AssetId, ConversationId, PieceId};

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

impl PieceWrites {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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

/// The board of a conversation as its rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRows {
    pub brief: u32,
    pub body: String,
    /// The pieces of this brief version.
    pub pieces: Vec<PieceRow>,
}

type Piece = (String, i64, String, String, String);
type Asset = (String, String, i64, String, String, String, i64, i64, i64);

fn piece((key, brief, node, state, body): Piece) -> Result<PieceRow, StoreError> {
    Ok(PieceRow { id: id(&key)?, brief: small(brief)?, node, state, body })
}

fn version((key, number, sha256, body): (String, i64, String, String)) -> Result<VersionRow, StoreError> {
    Ok(VersionRow { piece: id(&key)?, number: small(number)?, sha256, body })
}

fn asset(
    (key, piece, version, name, blob, mime, width, height, bytes): Asset,
) -> Result<AssetRow, StoreError> {
    Ok(AssetRow {
        id: id(&key)?,
        piece: id(&piece)?,
        version: small(version)?,
        name,
        key: blob,
        mime,
        width: small(width)?,
        height: small(height)?,
        bytes: count(bytes)?,
    })
}

impl Workspace<'_> {
    /// The board of the conversation's newest brief version that has one.
    pub async fn board(&self, conversation: &ConversationId) -> Result<Option<BoardRows>, StoreError> {
        let newest: Option<(i64, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT brief, body FROM board WHERE workspace = $1 AND conversation = $2 ORDER BY brief DESC LIMIT 1")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .fetch_optional(db)
            .await)?;
        let Some((brief, body)) = newest else { return Ok(None) };
        let rows: Vec<Piece> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, brief, node, state, body FROM piece \
             WHERE workspace = $1 AND conversation = $2 AND brief = $3 ORDER BY id")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(brief)
            .fetch_all(db)
            .await)?;
        let pieces = rows.into_iter().map(piece).collect::<Result<_, _>>()?;
        Ok(Some(BoardRows { brief: small(brief)?, body, pieces }))
    }

    /// A piece of this conversation, of whichever brief version.
    pub async fn piece(
        &self,
        conversation: &ConversationId,
        piece_id: &PieceId,
    ) -> Result<Option<PieceRow>, StoreError> {
        let row: Option<Piece> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, brief, node, state, body FROM piece \
             WHERE workspace = $1 AND conversation = $2 AND id = $3")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(piece_id.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(piece).transpose()
    }

    /// Every version of a piece, the first first.
    pub async fn piece_versions(
        &self,
        conversation: &ConversationId,
        piece: &PieceId,
    ) -> Result<Vec<VersionRow>, StoreError> {
        let rows: Vec<(String, i64, String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT v.piece, v.number, v.sha256, v.body FROM piece_version v JOIN piece p ON p.id = v.piece \
             WHERE p.workspace = $1 AND p.conversation = $2 AND v.piece = $3 ORDER BY v.number")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(piece.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(version).collect()
    }

    pub async fn piece_version(
        &self,
        conversation: &ConversationId,
        piece: &PieceId,
        number: u32,
    ) -> Result<Option<VersionRow>, StoreError> {
        let row: Option<(String, i64, String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT v.piece, v.number, v.sha256, v.body FROM piece_version v JOIN piece p ON p.id = v.piece \
             WHERE p.workspace = $1 AND p.conversation = $2 AND v.piece = $3 AND v.number = $4")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(piece.as_str())
            .bind(i64::from(number))
            .fetch_optional(db)
            .await)?;
        row.map(version).transpose()
    }

    /// What was decided on a piece, as JSON, the first first.
    pub async fn piece_decisions(
        &self,
        conversation: &ConversationId,
        piece: &PieceId,
    ) -> Result<Vec<DecisionRow>, StoreError> {
        let rows: Vec<(String, i64, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT d.piece, d.seq, d.body FROM piece_decision d JOIN piece p ON p.id = d.piece \
             WHERE p.workspace = $1 AND p.conversation = $2 AND d.piece = $3 ORDER BY d.seq")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(piece.as_str())
            .fetch_all(db)
            .await)?;
        let decision = |(key, seq, body): (String, i64, String)| {
            Ok(DecisionRow { piece: id(&key)?, seq: small(seq)?, body })
        };
        rows.into_iter().map(decision).collect()
    }

    /// The pictures of a version.
    pub async fn piece_assets(
        &self,
        conversation: &ConversationId,
        piece: &PieceId,
        version: u32,
    ) -> Result<Vec<AssetRow>, StoreError> {
        let rows: Vec<Asset> = both!(self.reading(), db => sqlx::query_as(
            "SELECT a.id, a.piece, a.version, a.name, a.key, a.mime, a.width, a.height, a.bytes \
             FROM piece_asset a JOIN piece p ON p.id = a.piece \
             WHERE p.workspace = $1 AND p.conversation = $2 AND a.piece = $3 AND a.version = $4 ORDER BY a.id")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(piece.as_str())
            .bind(i64::from(version))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(asset).collect()
    }

    /// One picture of a piece.
    pub async fn piece_asset(
        &self,
        conversation: &ConversationId,
        piece: &PieceId,
        wanted: &AssetId,
    ) -> Result<Option<AssetRow>, StoreError> {
        let row: Option<Asset> = both!(self.reading(), db => sqlx::query_as(
            "SELECT a.id, a.piece, a.version, a.name, a.key, a.mime, a.width, a.height, a.bytes \
             FROM piece_asset a JOIN piece p ON p.id = a.piece \
             WHERE p.workspace = $1 AND p.conversation = $2 AND a.piece = $3 AND a.id = $4")
            .bind(self.id().as_str())
            .bind(conversation.as_str())
            .bind(piece.as_str())
            .bind(wanted.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(asset).transpose()
    }
}
