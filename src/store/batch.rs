//! One transaction for many turns: all together, or, if one of them stands out, each under its own savepoint.

use super::{
    StoreError,
    commit::{Base, Committed, Inbound, NewBrand, NewBrief, TurnWrite},
    database::{Pool, Tx, both},
    dialect::{self, Turn},
    dialect_task::{self, TaskRow},
    people::NewVisitor,
    piece_write,
    row::column,
    task,
};
use crate::id::{VisitorId, WorkspaceId};

/// What the writer is asked to write.
pub(super) struct Work {
    pub workspace: WorkspaceId,
    pub write: Write,
}

pub(super) enum Write {
    Turn(Box<TurnWrite>),
    Visitor(NewVisitor),
}

/// What became of each piece of work, in order.
pub(super) type Outcomes = Vec<Result<Committed, StoreError>>;

/// Why nothing of a batch was written.
pub(super) enum Failed {
    /// Before the commit was sent: doing it again is safe.
    Before(StoreError),
    /// At the commit: the database may have done it.
    AtCommit(StoreError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Before(error)
    }
}

impl Work {
    fn turn(&self) -> Option<Turn<'_>> {
        match &self.write {
            Write::Turn(write) => Some(Turn { workspace: &self.workspace, write }),
            Write::Visitor(_) => None,
        }
    }
}

/// Writes a batch with at most one turn per conversation. An `Ok` is durable.
pub(super) async fn write(pool: &Pool, batch: &[&Work]) -> Result<Outcomes, Failed> {
    let mut tx = pool.begin().await?;
    match together(&mut tx, batch).await {
        Ok(true) => {
            tx.commit().await.map_err(Failed::AtCommit)?;
            return Ok(batch.iter().map(|_| Ok(Committed::Done)).collect());
        }
        Ok(false) | Err(StoreError::Other(_)) => tx.rollback().await?,
        Err(error) => return Err(error.into()),
    }
    one_by_one(pool, batch).await
}

/// Writes everything, or says `false` if some piece found its place taken: then nothing of it may be committed.
async fn together(tx: &mut Tx<'_>, batch: &[&Work]) -> Result<bool, StoreError> {
    for work in batch {
        if let Write::Visitor(visitor) = &work.write {
            insert_visitor(tx, &work.workspace, visitor).await?;
        }
    }
    let turns: Vec<Turn<'_>> = batch.iter().filter_map(|work| work.turn()).collect();
    if turns.is_empty() {
        return Ok(true);
    }
    if dialect::insert_events(tx, &turns).await? != turns.len() as u64 {
        return Ok(false);
    }
    let mut grown = Vec::with_capacity(turns.len());
    for turn in &turns {
        match turn.write.base {
            Base::Version(base) => grown.push((*turn, base)),
            Base::New { .. } if insert_conversation(tx, turn).await? == 0 => return Ok(false),
            Base::New { .. } => {}
        }
    }
    if dialect::update_heads(tx, &grown).await? != grown.len() as u64 {
        return Ok(false);
    }
    dialect::insert_messages(tx, &turns).await?;
    if !follow(tx, &turns).await? {
        return Ok(false);
    }
    for turn in &turns {
        if let Some(brief) = &turn.write.brief {
            insert_brief(tx, turn, brief).await?;
        }
        if let Some(brand) = &turn.write.brand
            && put_brand(tx, turn, brand).await? == 0
        {
            return Ok(false);
        }
        if !turn.write.pieces.is_empty() && !piece_write::write(tx, turn).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Ends the tasks whose results the turns are, and enqueues those that follow. `false` if a fence was lost.
async fn follow(tx: &mut Tx<'_>, turns: &[Turn<'_>]) -> Result<bool, StoreError> {
    for turn in turns {
        // Nearly always one turn of a batch at most has a fence; they end at times of their own.
        if let Some(fence) = &turn.write.fence
            && dialect_task::end_tasks(tx, &[fence], turn.write.at).await? == 0
        {
            return Ok(false);
        }
    }
    let rows: Vec<TaskRow<'_>> =
        turns.iter().flat_map(|turn| task::rows(turn.workspace, &turn.write.tasks, turn.write.at)).collect();
    dialect_task::insert_tasks(tx, &rows).await?;
    Ok(true)
}

/// Each piece under its own savepoint: a loser or a poisoned turn leaves no row, the others are written.
async fn one_by_one(pool: &Pool, batch: &[&Work]) -> Result<Outcomes, Failed> {
    let mut tx = pool.begin().await?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for work in batch {
        let mut savepoint = tx.savepoint().await?;
        let outcome = match together(&mut savepoint, &[work]).await {
            Ok(true) => {
                savepoint.commit().await?;
                Ok(Committed::Done)
            }
            Ok(false) => {
                savepoint.rollback().await?;
                why_not(&mut tx, work).await
            }
            Err(error @ StoreError::Other(_)) => {
                savepoint.rollback().await?;
                Err(error)
            }
            Err(error) => return Err(error.into()),
        };
        outcomes.push(outcome);
    }
    tx.commit().await.map_err(Failed::AtCommit)?;
    Ok(outcomes)
}

/// Why a turn found its place taken.
async fn why_not(tx: &mut Tx<'_>, work: &Work) -> Result<Committed, StoreError> {
    let Some(Turn { workspace, write }) = work.turn() else { return Ok(Committed::StaleVersion) };
    if let Some(inbound) = &write.event.inbound {
        let found: Option<(String, String)> = both!(&mut *tx, tx => sqlx::query_as(INBOUND)
            .bind(workspace.as_str())
            .bind(write.conversation.as_str())
            .bind(&inbound.client_msg_id)
            .fetch_optional(&mut **tx)
            .await)?;
        if let Some((body_hash, reply)) = found {
            let client_msg_id = inbound.client_msg_id.clone();
            return Ok(Committed::Duplicate(Inbound { client_msg_id, body_hash, reply }));
        }
    }
    match &write.fence {
        Some(fence) if !task::holds(tx, fence).await? => Ok(Committed::LostFence),
        _ => Ok(Committed::StaleVersion),
    }
}

/// `$1` workspace, `$2` conversation, `$3` client_msg_id.
pub(super) const INBOUND: &str = "SELECT e.body_hash, e.reply FROM event e \
    JOIN conversation c ON c.id = e.conversation \
    WHERE c.workspace = $1 AND e.conversation = $2 AND e.client_msg_id = $3";

async fn insert_visitor(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    visitor: &NewVisitor,
) -> Result<(), StoreError> {
    both!(tx, tx => sqlx::query(
        "INSERT INTO visitor (id, workspace, site, token_hash, time_zone, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(visitor.id.as_str())
        .bind(workspace.as_str())
        .bind(visitor.site.as_str())
        .bind(&visitor.token_hash)
        .bind(&visitor.time_zone)
        .bind(visitor.at.0)
        .execute(&mut **tx)
        .await
        .map(drop))?;
    Ok(())
}

async fn insert_conversation(tx: &mut Tx<'_>, turn: &Turn<'_>) -> Result<u64, StoreError> {
    let Base::New { visitor, site } = &turn.write.base else { return Ok(0) };
    let (head, at) = (&turn.write.head, turn.write.at.0);
    Ok(both!(tx, tx => sqlx::query(
        "INSERT INTO conversation (id, workspace, visitor, site, version, seq, status, locale, title, tree, \
         created_at, updated_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT DO NOTHING")
        .bind(turn.write.conversation.as_str())
        .bind(turn.workspace.as_str())
        .bind(visitor.as_str())
        .bind(site.as_str())
        .bind(column(turn.write.base.next()))
        .bind(column(head.seq))
        .bind(&head.status)
        .bind(&head.locale)
        .bind(&head.title)
        .bind(&head.tree)
        .bind(at)
        .bind(at)
        .bind(&head.state)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected()))?)
}

async fn insert_brief(tx: &mut Tx<'_>, turn: &Turn<'_>, brief: &NewBrief) -> Result<(), StoreError> {
    both!(tx, tx => sqlx::query(
        "INSERT INTO brief (conversation, version, hash, body, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(turn.write.conversation.as_str())
        .bind(i64::from(brief.version))
        .bind(&brief.hash)
        .bind(&brief.body)
        .bind(turn.write.at.0)
        .execute(&mut **tx)
        .await
        .map(drop))?;
    Ok(())
}

/// Inserts or replaces a brand; 0 if its id belongs to another workspace or another owner.
async fn put_brand(tx: &mut Tx<'_>, turn: &Turn<'_>, brand: &NewBrand) -> Result<u64, StoreError> {
    Ok(both!(tx, tx => sqlx::query(
        "INSERT INTO brand (id, workspace, owner, name, kit, updated_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kit = excluded.kit, updated_at = excluded.updated_at \
         WHERE brand.workspace = excluded.workspace \
         AND (brand.owner = excluded.owner OR (brand.owner IS NULL AND excluded.owner IS NULL))")
        .bind(brand.id.as_str())
        .bind(turn.workspace.as_str())
        .bind(brand.owner.as_ref().map(VisitorId::as_str))
        .bind(&brand.name)
        .bind(&brand.kit)
        .bind(turn.write.at.0)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected()))?)
}
