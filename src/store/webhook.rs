//! Webhooks: addresses that a workspace has told what happens.

use super::{
    StoreError, Workspace,
    database::both,
    row::{id, small},
};
use crate::{id::WebhookId, time::Millis};

/// Webhooks of a workspace.
pub const WEBHOOKS_MAX: u32 = 20;

/// A webhook, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    /// What it is told.
    pub events: Vec<String>,
    pub created_at: Millis,
    /// When the first attempt failed since one did not.
    pub failing_since: Option<Millis>,
    /// Since when it is told nothing, and why.
    pub disabled: Option<(Millis, String)>,
}

/// A webhook to be added. Does not show its secret.
#[derive(Clone)]
pub struct NewWebhook {
    pub id: WebhookId,
    pub url: String,
    pub secret: String,
    pub events: Vec<String>,
    pub at: Millis,
}

/// What became of one that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookAdded {
    Done,
    /// The workspace has one with this address.
    Known,
    /// There are [`WEBHOOKS_MAX`].
    TooMany,
}

type Row = (String, String, String, i64, Option<i64>, Option<i64>, String);

impl Workspace<'_> {
    /// The workspace's webhooks, the oldest first.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, url, events, created_at, failing_since, disabled_at, disabled_why FROM webhook \
             WHERE workspace = $1 ORDER BY created_at, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(webhook).collect()
    }

    pub async fn add_webhook(&self, new: &NewWebhook) -> Result<WebhookAdded, StoreError> {
        let added = both!(self.writing(), db => sqlx::query(
            "INSERT INTO webhook (id, workspace, url, secret, events, created_at, disabled_why) \
             SELECT $1, w.id, $3, $4, $5, $6, '' FROM workspace w WHERE w.id = $2 \
             AND (SELECT count(*) FROM webhook h WHERE h.workspace = $2) < $7 ON CONFLICT DO NOTHING")
            .bind(new.id.as_str())
            .bind(self.id.as_str())
            .bind(&new.url)
            .bind(&new.secret)
            .bind(new.events.join(" "))
            .bind(new.at.0)
            .bind(i64::from(WEBHOOKS_MAX))
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if added > 0 {
            return Ok(WebhookAdded::Done);
        }
        let count: i64 = both!(self.reading(), db => sqlx::query_scalar(
            "SELECT count(*) FROM webhook WHERE workspace = $1 AND url = $2")
            .bind(self.id.as_str())
            .bind(&new.url)
            .fetch_one(db)
            .await)?;
        Ok(if small(count)? > 0 { WebhookAdded::Known } else { WebhookAdded::TooMany })
    }

    /// Forgets a webhook with its secret and everything it was told. `false` if there is none.
    pub async fn remove_webhook(&self, webhook: &WebhookId) -> Result<bool, StoreError> {
        let (workspace, webhook) = (self.id.clone(), webhook.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                both!(&mut tx, db => sqlx::query(
                    "DELETE FROM webhook_delivery WHERE webhook = $1 AND workspace = $2")
                    .bind(webhook.as_str())
                    .bind(workspace.as_str())
                    .execute(&mut **db)
                    .await
                    .map(drop))?;
                let removed = both!(&mut tx, db => sqlx::query(
                    "DELETE FROM webhook WHERE id = $1 AND workspace = $2")
                    .bind(webhook.as_str())
                    .bind(workspace.as_str())
                    .execute(&mut **db)
                    .await
                    .map(|done| done.rows_affected()))?;
                tx.commit().await?;
                Ok(removed > 0)
            })
            .await
    }

    /// Tells a webhook nothing any more, because of `why`. `false` if that is so already, or there is none.
    pub async fn disable_webhook(
        &self,
        webhook: &WebhookId,
        why: &str,
        at: Millis,
    ) -> Result<bool, StoreError> {
        Ok(both!(self.writing(), db => sqlx::query(
            "UPDATE webhook SET disabled_at = $1, disabled_why = $2 WHERE id = $3 AND workspace = $4 \
             AND disabled_at IS NULL")
            .bind(at.0)
            .bind(why)
            .bind(webhook.as_str())
            .bind(self.id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }

    /// Tells a webhook again what happens from now on. `false` if it is told already, or there is none.
    pub async fn enable_webhook(&self, webhook: &WebhookId) -> Result<bool, StoreError> {
        Ok(both!(self.writing(), db => sqlx::query(
            "UPDATE webhook SET disabled_at = NULL, disabled_why = '', failing_since = NULL \
             WHERE id = $1 AND workspace = $2 AND disabled_at IS NOT NULL")
            .bind(webhook.as_str())
            .bind(self.id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected() > 0))?)
    }
}

fn webhook((key, url, events, created_at, failing, disabled, why): Row) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        id: id(&key)?,
        url,
        events: events.split_whitespace().map(str::to_owned).collect(),
        created_at: Millis(created_at),
        failing_since: failing.map(Millis),
        disabled: disabled.map(|at| (Millis(at), why)),
    })
}
