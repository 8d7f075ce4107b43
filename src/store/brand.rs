//! Brands and their kits: written by turns, offered again to the next conversation.

use super::{StoreError, Workspace};
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

impl Workspace<'_> {
    /// The workspace's own brands, by name.
    pub async fn brands(&self) -> Result<Vec<Brand>, StoreError> {
        todo!()
    }

    /// The brands that a visitor may use: their own and the workspace's, by name.
    pub async fn brands_of(&self, visitor: &VisitorId) -> Result<Vec<Brand>, StoreError> {
        let _ = visitor;
        todo!()
    }
}
