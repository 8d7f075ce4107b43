//! The tree library: immutable tree versions by content hash, and which of them a workspace publishes.

use super::{
    StoreError, Workspace,
    database::{Tx, both},
};
use crate::{id::WorkspaceId, time::Millis};

/// One version of a tree: the closure of a document and every tree that it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeVersion {
    /// Content hash of the closure.
    pub hash: String,
    /// The tree's id, the same in all its versions.
    pub tree: String,
    pub title: String,
    /// The closure, as JSON.
    pub body: String,
}

/// A version that is or was the published one of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub tree: String,
    pub hash: String,
    pub title: String,
    /// Who published it.
    pub who: String,
    pub at: Millis,
}

/// The number of the published version of a tree.
const LAST: &str = "SELECT p.number, p.hash FROM publication p WHERE p.workspace = $1 AND p.tree = $2 \
    ORDER BY p.number DESC LIMIT 1";

impl Workspace<'_> {
    /// Keeps a version (once: its hash is its name) and makes it the published one of its tree.
    /// Publishing what is published already changes nothing and gives `false`.
    pub async fn publish_tree(
        &self,
        version: &TreeVersion,
        who: &str,
        at: Millis,
    ) -> Result<bool, StoreError> {
        let (workspace, version, who) = (self.id.clone(), version.clone(), who.to_owned());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let last: Option<(i64, String)> = both!(&mut tx, db => sqlx::query_as(LAST)
                    .bind(workspace.as_str())
                    .bind(&version.tree)
                    .fetch_optional(&mut **db)
                    .await)?;
                if last.as_ref().is_some_and(|(_, hash)| *hash == version.hash) {
                    return Ok(false);
                }
                keep(&mut tx, &workspace, &version, at).await?;
                both!(&mut tx, db => sqlx::query(
                    "INSERT INTO publication (workspace, tree, number, hash, who, at) VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(workspace.as_str())
                    .bind(&version.tree)
                    .bind(last.map_or(1, |(number, _)| number + 1))
                    .bind(&version.hash)
                    .bind(&who)
                    .bind(at.0)
                    .execute(&mut **db)
                    .await
                    .map(drop))?;
                tx.commit().await?;
                Ok(true)
            })
            .await
    }

    pub async fn tree_by_hash(&self, hash: &str) -> Result<Option<TreeVersion>, StoreError> {
        let row: Option<(String, String, String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT hash, tree, title, body FROM tree_version WHERE workspace = $1 AND hash = $2")
            .bind(self.id.as_str())
            .bind(hash)
            .fetch_optional(db)
            .await)?;
        Ok(row.map(|(hash, tree, title, body)| TreeVersion { hash, tree, title, body }))
    }

    /// The published version of a tree.
    pub async fn published(&self, tree: &str) -> Result<Option<TreeVersion>, StoreError> {
        let last: Option<(i64, String)> = both!(self.reading(), db =>
            sqlx::query_as(LAST).bind(self.id.as_str()).bind(tree).fetch_optional(db).await)?;
        match last {
            Some((_, hash)) => self.tree_by_hash(&hash).await,
            None => Ok(None),
        }
    }

    /// What the workspace publishes now, by tree id.
    pub async fn library(&self) -> Result<Vec<Publication>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT p.tree, p.hash, v.title, p.who, p.at FROM publication p \
             JOIN tree_version v ON v.workspace = p.workspace AND v.hash = p.hash \
             WHERE p.workspace = $1 AND p.number = (SELECT max(l.number) FROM publication l \
             WHERE l.workspace = p.workspace AND l.tree = p.tree) ORDER BY p.tree")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(publication).collect())
    }

    /// Everything that was ever published of a tree, the last first.
    pub async fn publications(&self, tree: &str) -> Result<Vec<Publication>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT p.tree, p.hash, v.title, p.who, p.at FROM publication p \
             JOIN tree_version v ON v.workspace = p.workspace AND v.hash = p.hash \
             WHERE p.workspace = $1 AND p.tree = $2 ORDER BY p.number DESC")
            .bind(self.id.as_str())
            .bind(tree)
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(publication).collect())
    }
}

type Row = (String, String, String, String, i64);

fn publication((tree, hash, title, who, at): Row) -> Publication {
    Publication { tree, hash, title, who, at: Millis(at) }
}

async fn keep(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    version: &TreeVersion,
    at: Millis,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "INSERT INTO tree_version (workspace, hash, tree, title, body, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (workspace, hash) DO NOTHING")
        .bind(workspace.as_str())
        .bind(&version.hash)
        .bind(&version.tree)
        .bind(&version.title)
        .bind(&version.body)
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}
