//! Which sites a request's `Origin` belongs to. The browser sends it, and no page can forge it.

use crate::{
    app::App,
    id::{SiteId, WorkspaceId},
    store::StoreError,
};

/// The sites that registered exactly this origin. None for a missing one, for `null`, and for
/// everything that is not an origin.
pub async fn sites(app: &App, origin: Option<&str>) -> Result<Vec<(WorkspaceId, SiteId)>, StoreError> {
    let web = |origin: &&str| origin.starts_with("http://") || origin.starts_with("https://");
    match origin.filter(web) {
        Some(origin) => app.store.installation().sites_by_origin(origin).await,
        None => Ok(Vec::new()),
    }
}
