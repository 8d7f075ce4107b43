//! What is asked before a workspace is known. It yields ids only; everything else needs a `Workspace`.

use super::{
    Store, StoreError,
    database::{Tx, both},
    row::{count, id},
};
use crate::{
    id::{ConversationId, Id, SiteId, VisitorId, WorkspaceId},
    time::Millis,
};

/// The whole installation, across workspaces.
#[derive(Clone, Copy)]
pub struct Installation<'a> {
    pub(super) store: &'a Store,
}

/// The workspace that the first boot creates.
const DEFAULT: &str = "default";

/// A workspace as people read it: nobody named the first one, so that it is called as the product is.
pub fn workspace_title(name: &str) -> &str {
    if name == DEFAULT { "Pauta" } else { name }
}

/// The same for operators, who type the name.
pub fn workspace_with_name(name: &str) -> String {
    let title = workspace_title(name);
    if title == name { name.to_owned() } else { format!("{title} ({name})") }
}

type Pair = (String, String);

impl Installation<'_> {
    /// The workspace `default` and its site, created on the first boot.
    /// `origins` are added to the site's if they are not there yet.
    pub async fn ensure_default(
        &self,
        origins: &[String],
        at: Millis,
    ) -> Result<(WorkspaceId, SiteId), StoreError> {
        self.ensure_workspace(DEFAULT, origins, at).await
    }

    /// The workspace of that name and its first site, created if they are not there; `origins` as above.
    pub async fn ensure_workspace(
        &self,
        name: &str,
        origins: &[String],
        at: Millis,
    ) -> Result<(WorkspaceId, SiteId), StoreError> {
        let (name, origins) = (name.to_owned(), origins.to_vec());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let workspace = named_workspace(&mut tx, &name, at).await?;
                let site = first_site(&mut tx, &workspace, at).await?;
                for origin in &origins {
                    both!(&mut tx, db => sqlx::query(
                        "INSERT INTO site_origin (site, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                        .bind(&site)
                        .bind(origin)
                        .execute(&mut **db)
                        .await
                        .map(drop))?;
                }
                tx.commit().await?;
                Ok((id(&workspace)?, id(&site)?))
            })
            .await
    }

    /// The site with this public key.
    pub async fn site_by_key(&self, public_key: &str) -> Result<Option<(WorkspaceId, SiteId)>, StoreError> {
        let row: Option<Pair> = both!(self.store.reading(), db =>
            sqlx::query_as("SELECT workspace, id FROM site WHERE public_key = $1")
                .bind(public_key)
                .fetch_optional(db)
                .await)?;
        row.map(pair).transpose()
    }

    /// The sites that registered exactly this origin.
    pub async fn sites_by_origin(&self, origin: &str) -> Result<Vec<(WorkspaceId, SiteId)>, StoreError> {
        let rows: Vec<Pair> = both!(self.store.reading(), db => sqlx::query_as(
            "SELECT s.workspace, s.id FROM site s JOIN site_origin o ON o.site = s.id WHERE o.origin = $1 ORDER BY s.id")
            .bind(origin)
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(pair).collect()
    }

    /// The visitor with this token, for requests that name no site.
    pub async fn visitor_by_token(
        &self,
        token_hash: &str,
    ) -> Result<Option<(WorkspaceId, VisitorId)>, StoreError> {
        let row: Option<Pair> = both!(self.store.reading(), db =>
            sqlx::query_as("SELECT workspace, id FROM visitor WHERE token_hash = $1 \
                UNION ALL SELECT workspace, visitor FROM visitor_token WHERE token_hash = $1")
                .bind(token_hash)
                .fetch_optional(db)
                .await)?;
        row.map(pair).transpose()
    }

    /// The highest `seq` of each of these conversations, for those who watch them; at most a few hundred at once.
    pub async fn heads(&self, watched: &[ConversationId]) -> Result<Vec<(ConversationId, u64)>, StoreError> {
        if watched.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, i64)> = both!(self.store.reading(), db => {
            let mut query = sqlx::QueryBuilder::new("SELECT id, seq FROM conversation WHERE id IN (");
            let mut ids = query.separated(", ");
            for conversation in watched {
                ids.push_bind(conversation.as_str().to_owned());
            }
            ids.push_unseparated(")");
            // Every number of ids is another text: not worth a place among the prepared statements.
            query.build_query_as().persistent(false).fetch_all(db).await
        })?;
        rows.into_iter().map(|(head, seq)| Ok((id(&head)?, count(seq)?))).collect()
    }

    /// Every workspace, the oldest first.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError> {
        let rows: Vec<String> = both!(self.store.reading(), db =>
            sqlx::query_scalar("SELECT id FROM workspace ORDER BY created_at, id").fetch_all(db).await)?;
        rows.iter().map(|row| Ok(id(row)?)).collect()
    }
}

impl Installation<'_> {
    /// Every workspace with its name, the oldest first.
    pub async fn named_workspaces(&self) -> Result<Vec<(WorkspaceId, String)>, StoreError> {
        let rows: Vec<Pair> = both!(self.store.reading(), db =>
            sqlx::query_as("SELECT id, name FROM workspace ORDER BY created_at, id").fetch_all(db).await)?;
        rows.into_iter().map(|(key, name)| Ok((id(&key)?, name))).collect()
    }
}

fn pair<A, B>((first, second): Pair) -> Result<(Id<A>, Id<B>), StoreError> {
    Ok((id(&first)?, id(&second)?))
}

async fn named_workspace(tx: &mut Tx<'_>, name: &str, at: Millis) -> Result<String, StoreError> {
    both!(&mut *tx, db => sqlx::query(
        "INSERT INTO workspace (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(WorkspaceId::new().as_str())
        .bind(name)
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(both!(tx, db => sqlx::query_scalar("SELECT id FROM workspace WHERE name = $1")
        .bind(name)
        .fetch_one(&mut **db)
        .await)?)
}

/// The workspace's oldest site. The transaction that makes the workspace makes it too, so no other can be between.
async fn first_site(tx: &mut Tx<'_>, workspace: &str, at: Millis) -> Result<String, StoreError> {
    let found: Option<String> = both!(&mut *tx, db => sqlx::query_scalar(
        "SELECT id FROM site WHERE workspace = $1 ORDER BY created_at, id LIMIT 1")
        .bind(workspace)
        .fetch_optional(&mut **db)
        .await)?;
    if let Some(found) = found {
        return Ok(found);
    }
    let site = SiteId::new();
    both!(tx, db => sqlx::query(
        "INSERT INTO site (id, workspace, public_key, created_at) VALUES ($1, $2, $3, $4)")
        .bind(site.as_str())
        .bind(workspace)
        // Public by its nature: it is in every page that carries the widget.
        .bind(SiteId::new().as_str())
        .bind(at.0)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(site.as_str().to_owned())
}
