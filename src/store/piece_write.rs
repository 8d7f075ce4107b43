//! What a turn writes of its conversation's board.

use super::{
    StoreError,
    database::{Tx, both},
    dialect::Turn,
    piece::{AssetRow, DecisionRow, PieceRow, VersionRow},
    row::column,
};

/// Writes all of it; `false` if a piece is not this conversation's: then nothing of the turn may be committed.
pub(super) async fn write(tx: &mut Tx<'_>, turn: &Turn<'_>) -> Result<bool, StoreError> {
    let pieces = &turn.write.pieces;
    if let Some((brief, body)) = &pieces.board {
        put_board(tx, turn, *brief, body).await?;
    }
    let mut written = 0;
    for row in &pieces.pieces {
        written += put_piece(tx, turn, row).await?;
    }
    for row in &pieces.versions {
        written += insert_version(tx, turn, row).await?;
    }
    for row in &pieces.decisions {
        written += insert_decision(tx, turn, row).await?;
    }
    for row in &pieces.assets {
        written += insert_asset(tx, turn, row).await?;
    }
    let wanted = pieces.pieces.len() + pieces.versions.len() + pieces.decisions.len() + pieces.assets.len();
    Ok(written == wanted as u64)
}

async fn put_board(tx: &mut Tx<'_>, turn: &Turn<'_>, brief: u32, body: &str) -> Result<(), StoreError> {
    both!(tx, tx => sqlx::query(
        "INSERT INTO board (workspace, conversation, brief, body, updated_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (conversation, brief) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at")
        .bind(turn.workspace.as_str())
        .bind(turn.write.conversation.as_str())
        .bind(i64::from(brief))
        .bind(body)
        .bind(turn.write.at.0)
        .execute(&mut **tx)
        .await
        .map(drop))?;
    Ok(())
}

async fn put_piece(tx: &mut Tx<'_>, turn: &Turn<'_>, row: &PieceRow) -> Result<u64, StoreError> {
    Ok(both!(tx, tx => sqlx::query(
        "INSERT INTO piece (id, workspace, conversation, brief, node, state, body, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (id) DO UPDATE SET brief = excluded.brief, node = excluded.node, state = excluded.state, \
         body = excluded.body, updated_at = excluded.updated_at \
         WHERE piece.workspace = excluded.workspace AND piece.conversation = excluded.conversation")
        .bind(row.id.as_str())
        .bind(turn.workspace.as_str())
        .bind(turn.write.conversation.as_str())
        .bind(i64::from(row.brief))
        .bind(&row.node)
        .bind(&row.state)
        .bind(&row.body)
        .bind(turn.write.at.0)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected()))?)
}

async fn insert_version(tx: &mut Tx<'_>, turn: &Turn<'_>, row: &VersionRow) -> Result<u64, StoreError> {
    Ok(both!(tx, tx => sqlx::query(
        "INSERT INTO piece_version (piece, number, sha256, body, at) SELECT p.id, $4, $5, $6, $7 FROM piece p \
         WHERE p.id = $1 AND p.workspace = $2 AND p.conversation = $3")
        .bind(row.piece.as_str())
        .bind(turn.workspace.as_str())
        .bind(turn.write.conversation.as_str())
        .bind(i64::from(row.number))
        .bind(&row.sha256)
        .bind(&row.body)
        .bind(turn.write.at.0)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected()))?)
}

async fn insert_decision(tx: &mut Tx<'_>, turn: &Turn<'_>, row: &DecisionRow) -> Result<u64, StoreError> {
    Ok(both!(tx, tx => sqlx::query(
        "INSERT INTO piece_decision (piece, seq, body, at) SELECT p.id, $4, $5, $6 FROM piece p \
         WHERE p.id = $1 AND p.workspace = $2 AND p.conversation = $3")
        .bind(row.piece.as_str())
        .bind(turn.workspace.as_str())
        .bind(turn.write.conversation.as_str())
        .bind(i64::from(row.seq))
        .bind(&row.body)
        .bind(turn.write.at.0)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected()))?)
}

async fn insert_asset(tx: &mut Tx<'_>, turn: &Turn<'_>, row: &AssetRow) -> Result<u64, StoreError> {
    Ok(both!(tx, tx => sqlx::query(
        "INSERT INTO piece_asset (id, piece, version, name, key, mime, width, height, bytes) \
         SELECT $4, p.id, $5, $6, $7, $8, $9, $10, $11 FROM piece p \
         WHERE p.id = $1 AND p.workspace = $2 AND p.conversation = $3")
        .bind(row.piece.as_str())
        .bind(turn.workspace.as_str())
        .bind(turn.write.conversation.as_str())
        .bind(row.id.as_str())
        .bind(i64::from(row.version))
        .bind(&row.name)
        .bind(&row.key)
        .bind(&row.mime)
        .bind(i64::from(row.width))
        .bind(i64::from(row.height))
        .bind(column(row.bytes))
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected()))?)
}
