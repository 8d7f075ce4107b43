//! The chat on somebody else's site: what pages of other origins may load and call, the frame, and signed visitors.

mod frames;
mod identity;
mod origins;
mod page;

use crate::harness::app::TestApp;
use pauta::{
    id::{SiteId, WorkspaceId},
    store::Identity,
    time::Millis,
};

/// The origin that the bakery's pages have.
pub const BAKERY: &str = "https://padaria.example";
/// What the bakery signs with.
pub const SECRET: &str = "a secret that only the bakery's server knows";

/// The bakery's site on this server: its key and its id.
pub struct Bakery {
    pub key: String,
    pub workspace: WorkspaceId,
    pub id: SiteId,
}

impl Bakery {
    pub async fn on(app: &TestApp) -> Self {
        let rows = app.app.store.workspace(&app.app.home.workspace);
        let key = SiteId::new().to_string();
        let id = rows.create_site("Padaria", &key, Millis(1_763_700_000_000)).await.unwrap();
        assert!(rows.allow_origin(&id, BAKERY).await.unwrap());
        assert!(rows.set_site_tree(&id, "ten").await.unwrap());
        Self { key, workspace: app.app.home.workspace.clone(), id }
    }

    pub async fn signs(&self, app: &TestApp, required: bool) {
        let identity = Identity { secret: Some(SECRET.into()), required };
        assert!(
            app.app.store.workspace(&self.workspace).set_site_identity(&self.id, &identity).await.unwrap()
        );
    }
}
