//! Brand kits: versions that are only ever added.

use super::{StoreError, Workspace, database::both, row::small};
use crate::{id::BrandId, time::Millis};

/// A version of a brand's kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitRow {
    /// From 1.
    pub version: u32,
    /// The kit, as JSON.
    pub body: String,
    /// Who made it, by name.
    pub who: String,
    pub at: Millis,
}

type Row = (i64, String, String, i64);

impl Workspace<'_> {
    /// The newest version; `None` where nobody has made one.
    pub async fn kit(&self, brand: &BrandId) -> Result<Option<KitRow>, StoreError> {
        Ok(self.kits(brand, 1).await?.pop())
    }

    /// The newest versions, the newest first, at most `limit`.
    pub async fn kits(&self, brand: &BrandId, limit: u32) -> Result<Vec<KitRow>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT version, body, who, at FROM kit WHERE workspace = $1 AND brand = $2 \
             ORDER BY version DESC LIMIT $3")
            .bind(self.id.as_str())
            .bind(brand.as_str())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(kit).collect()
    }

    pub async fn kit_version(&self, brand: &BrandId, version: u32) -> Result<Option<KitRow>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT version, body, who, at FROM kit WHERE workspace = $1 AND brand = $2 AND version = $3")
            .bind(self.id.as_str())
            .bind(brand.as_str())
            .bind(i64::from(version))
            .fetch_optional(db)
            .await)?;
        row.map(kit).transpose()
    }

    /// Adds a version after the newest, which has to be `row.version - 1`. `false` if somebody was faster, or the
    /// brand is not this workspace's: nothing is written.
    pub async fn put_kit(&self, brand: &BrandId, row: &KitRow) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "INSERT INTO kit (workspace, brand, version, body, who, at) \
             SELECT b.workspace, b.id, $3, $4, $5, $6 FROM brand b WHERE b.workspace = $1 AND b.id = $2 \
             AND (SELECT coalesce(max(k.version), 0) FROM kit k WHERE k.workspace = $1 AND k.brand = $2) = $3 - 1 \
             ON CONFLICT DO NOTHING")
            .bind(self.id.as_str())
            .bind(brand.as_str())
            .bind(i64::from(row.version))
            .bind(&row.body)
            .bind(&row.who)
            .bind(row.at.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written > 0)
    }
}

fn kit((version, body, who, at): Row) -> Result<KitRow, StoreError> {
    Ok(KitRow { version: small(version)?, body, who, at: Millis(at) })
}
