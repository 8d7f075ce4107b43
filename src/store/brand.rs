//! Brands and their kits: written by turns, offered again to the next conversation.

use super::{
    StoreError, Workspace,
    database::both,
    row::{id, maybe_id},
};
use crate::{
    id::{BrandId, VisitorId},
    time::Millis,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    pub id: BrandId,
    pub name: String,
    /// The kit, as JSON.
    pub kit: String,
    /// `None`: the workspace's own.
    pub owner: Option<VisitorId>,
    pub updated_at: Millis,
}

type Row = (String, String, String, Option<String>, i64);

impl Workspace<'_> {
    /// The workspace's own brands, by name.
    pub async fn brands(&self) -> Result<Vec<Brand>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, kit, owner, updated_at FROM brand WHERE workspace = $1 AND owner IS NULL \
             ORDER BY name, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(brand).collect()
    }

    /// The brands that a visitor may use: their own, those of the same member's other browsers, and the
    /// workspace's, by name.
    pub async fn brands_of(&self, visitor: &VisitorId) -> Result<Vec<Brand>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, kit, owner, updated_at FROM brand \
             WHERE workspace = $1 AND (owner IS NULL OR owner = $2 OR owner IN (SELECT id FROM visitor \
             WHERE workspace = $1 AND member = (SELECT member FROM visitor WHERE workspace = $1 AND id = $2))) \
             ORDER BY name, id")
            .bind(self.id.as_str())
            .bind(visitor.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(brand).collect()
    }

    /// Every brand that somebody of the workspace has named, by name: for those who look after them all.
    pub async fn every_brand(&self, limit: u32) -> Result<Vec<Brand>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, kit, owner, updated_at FROM brand WHERE workspace = $1 ORDER BY name, id LIMIT $2")
            .bind(self.id.as_str())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(brand).collect()
    }

    /// A brand of the workspace, whoever named it.
    pub async fn brand(&self, id: &BrandId) -> Result<Option<Brand>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, name, kit, owner, updated_at FROM brand WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(brand).transpose()
    }

    /// Makes a brand: the workspace's own, or a visitor's. `false` if there is one of this name already.
    pub async fn create_brand(
        &self,
        id: &BrandId,
        name: &str,
        owner: Option<&VisitorId>,
        at: Millis,
    ) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "INSERT INTO brand (id, workspace, owner, name, kit, updated_at) \
             SELECT $1, w.id, $5, $3, '{}', $4 FROM workspace w WHERE w.id = $2 \
             AND NOT EXISTS (SELECT 1 FROM brand b WHERE b.workspace = $2 AND b.name = $3 \
             AND coalesce(b.owner, '') = coalesce($5, ''))")
            .bind(id.as_str())
            .bind(self.id.as_str())
            .bind(name)
            .bind(at.0)
            .bind(owner.map(VisitorId::as_str))
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }
}

fn brand((key, name, kit, owner, updated_at): Row) -> Result<Brand, StoreError> {
    Ok(Brand { id: id(&key)?, name, kit, owner: maybe_id(owner.as_deref())?, updated_at: Millis(updated_at) })
}
