//! Messages to webhooks: made once for each thing that happens, with every attempt to deliver them.

use super::{
    Installation, NewTask, StoreError, Workspace,
    database::{Tx, both},
    dialect_task,
    error::Unreadable,
    row::{id, small},
    task,
};
use crate::{
    id::{DeliveryId, WebhookId, WorkspaceId},
    time::Millis,
    work::Work,
};
use serde::{Deserialize, Serialize};

/// Attempts that are kept of one message, the last ones.
const KEPT: usize = 24;
/// Messages go before what nobody waits for.
const PRIORITY: i32 = 2;

/// Something to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    pub event: String,
    /// Unique to what happened: whoever was told it is not told again.
    pub key: String,
    /// As JSON.
    pub body: String,
    pub at: Millis,
}

/// A message to a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub event: String,
    /// `waiting`, `delivered`, `failed` or `dropped`.
    pub state: String,
    pub tried: u32,
    /// The last attempts, the oldest first.
    pub attempts: Vec<Attempt>,
    /// When it is tried again.
    pub next: Option<Millis>,
    pub created_at: Millis,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: Millis,
    /// Of the answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    pub ms: u64,
    /// Why it failed; the beginning of the answer, if it has words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
}

/// What it takes to send a message. Does not show the secret.
#[derive(Clone)]
pub struct ToSend {
    pub delivery: Delivery,
    pub url: String,
    pub secret: String,
    pub body: String,
    /// Attempts of earlier rounds.
    pub begun: u32,
    /// Since when attempts at this webhook fail.
    pub failing_since: Option<Millis>,
    pub is_disabled: bool,
}

type Row = (String, String, String, String, i64, String, Option<i64>, i64);
type SendRow = (String, String, String, i64, Option<i64>, Option<i64>);

impl Workspace<'_> {
    /// Makes a message for every webhook that wants to be told the event, and the work of sending each. Gives how
    /// many; a webhook that was told already gets none.
    pub async fn tell_webhooks(&self, new: NewDelivery) -> Result<u32, StoreError> {
        let wanted = self.webhooks().await?.into_iter();
        let wanted = wanted.filter(|hook| hook.disabled.is_none() && hook.events.contains(&new.event));
        self.deliver(wanted.map(|hook| hook.id).collect(), new).await
    }

    /// Makes a message for one webhook, whatever it wants to be told. `false` if there is none.
    pub async fn tell_webhook(&self, webhook: &WebhookId, new: NewDelivery) -> Result<bool, StoreError> {
        Ok(self.deliver(vec![webhook.clone()], new).await? > 0)
    }

    async fn deliver(&self, to: Vec<WebhookId>, new: NewDelivery) -> Result<u32, StoreError> {
        if to.is_empty() {
            return Ok(0);
        }
        let workspace = self.id.clone();
        self.store
            .transact(async move |pool| {
                let (mut tx, mut tasks) = (pool.begin().await?, Vec::new());
                for webhook in &to {
                    let delivery = DeliveryId::new();
                    if insert(&mut tx, &workspace, (webhook, &delivery), &new).await? {
                        tasks.push(send(&delivery, 0));
                    }
                }
                let rows: Vec<_> = task::rows(&workspace, &tasks, new.at).collect();
                dialect_task::insert_tasks(&mut tx, &rows).await?;
                tx.commit().await?;
                Ok(u32::try_from(tasks.len()).unwrap_or(u32::MAX))
            })
            .await
    }

    /// A message with all that it takes to send it.
    pub async fn delivery_to_send(&self, delivery: &DeliveryId) -> Result<Option<ToSend>, StoreError> {
        let Some(found) = self.delivery(delivery).await? else { return Ok(None) };
        let row: Option<SendRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT h.url, h.secret, d.body, d.begun, h.failing_since, h.disabled_at \
             FROM webhook_delivery d JOIN webhook h ON h.id = d.webhook AND h.workspace = d.workspace \
             WHERE d.workspace = $1 AND d.id = $2")
            .bind(self.id.as_str())
            .bind(delivery.as_str())
            .fetch_optional(db)
            .await)?;
        let Some((url, secret, body, begun, failing, disabled)) = row else { return Ok(None) };
        let (begun, failing_since) = (small(begun)?, failing.map(Millis));
        let is_disabled = disabled.is_some();
        Ok(Some(ToSend { delivery: found, url, secret, body, begun, failing_since, is_disabled }))
    }

    pub async fn delivery(&self, delivery: &DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let row: Option<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, webhook, event, state, tried, attempts, next, created_at FROM webhook_delivery \
             WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(delivery.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(read).transpose()
    }

    /// The last messages of all webhooks, the newest first.
    pub async fn deliveries(&self, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let rows: Vec<Row> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, webhook, event, state, tried, attempts, next, created_at FROM webhook_delivery \
             WHERE workspace = $1 ORDER BY created_at DESC, id DESC LIMIT $2")
            .bind(self.id.as_str())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(read).collect()
    }

    /// Notes an attempt, and what becomes of the message. `false` if it is no longer as it was `before`.
    pub async fn note_attempt(
        &self,
        before: &Delivery,
        attempt: Attempt,
        (state, next): (&'static str, Option<Millis>),
    ) -> Result<bool, StoreError> {
        let mut attempts = before.attempts.clone();
        attempts.push(attempt.clone());
        attempts.drain(..attempts.len().saturating_sub(KEPT));
        let attempts =
            serde_json::to_string(&attempts).expect("attempts are JSON: they are text and numbers");
        let failing = (state != "delivered").then_some(attempt.at.0);
        let (workspace, before) = (self.id.clone(), before.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let noted = both!(&mut tx, db => sqlx::query(
                    "UPDATE webhook_delivery SET state = $1, next = $2, attempts = $3, tried = tried + 1 \
                     WHERE workspace = $4 AND id = $5 AND tried = $6 AND state = 'waiting'")
                    .bind(state)
                    .bind(next.map(|at| at.0))
                    .bind(&attempts)
                    .bind(workspace.as_str())
                    .bind(before.id.as_str())
                    .bind(i64::from(before.tried))
                    .execute(&mut **db)
                    .await
                    .map(|done| done.rows_affected() > 0))?;
                // The time is that of the first failure: a success begins anew.
                both!(&mut tx, db => sqlx::query(
                    "UPDATE webhook SET failing_since = CASE WHEN $1 THEN coalesce(failing_since, $2) END \
                     WHERE workspace = $3 AND id = $4")
                    .bind(failing.is_some())
                    .bind(attempt.at.0)
                    .bind(workspace.as_str())
                    .bind(before.webhook.as_str())
                    .execute(&mut **db)
                    .await
                    .map(drop))?;
                tx.commit().await?;
                Ok(noted)
            })
            .await
    }

    /// A message that waits is not sent any more.
    pub async fn drop_delivery(&self, delivery: &DeliveryId) -> Result<(), StoreError> {
        both!(self.writing(), db => sqlx::query(
            "UPDATE webhook_delivery SET state = 'dropped', next = NULL WHERE workspace = $1 AND id = $2 \
             AND state = 'waiting'")
            .bind(self.id.as_str())
            .bind(delivery.as_str())
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Sends a message again, as the same one, as often as a new one. `false` if it waits to be sent, or there is
    /// none.
    pub async fn resend(&self, delivery: &DeliveryId, at: Millis) -> Result<bool, StoreError> {
        let (workspace, delivery) = (self.id.clone(), delivery.clone());
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                let begun: Option<i64> = both!(&mut tx, db => sqlx::query_scalar(
                    "UPDATE webhook_delivery SET state = 'waiting', begun = tried, next = NULL \
                     WHERE workspace = $1 AND id = $2 AND state <> 'waiting' RETURNING begun")
                    .bind(workspace.as_str())
                    .bind(delivery.as_str())
                    .fetch_optional(&mut **db)
                    .await)?;
                let Some(begun) = begun else { return Ok(false) };
                // A round that was dropped before its first attempt leaves a task of the same number.
                let again = NewTask {
                    key: format!("{}/{}", send(&delivery, begun).key, at.0),
                    ..send(&delivery, begun)
                };
                let tasks = [again];
                let rows: Vec<_> = task::rows(&workspace, &tasks, at).collect();
                dialect_task::insert_tasks(&mut tx, &rows).await?;
                tx.commit().await?;
                Ok(true)
            })
            .await
    }
}

impl Installation<'_> {
    /// Forgets the messages that were made before, unless they still wait.
    pub async fn sweep_deliveries(&self, before: Millis) -> Result<u64, StoreError> {
        Ok(both!(self.store.writing(), db => sqlx::query(
            "DELETE FROM webhook_delivery WHERE created_at < $1 AND state <> 'waiting'")
            .bind(before.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?)
    }
}

fn send(delivery: &DeliveryId, round: i64) -> NewTask {
    NewTask {
        key: format!("deliver/{delivery}/{round}"),
        work: Work::Deliver { delivery: delivery.clone() },
        priority: PRIORITY,
        due: Millis::default(),
    }
}

async fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (webhook, delivery): (&WebhookId, &DeliveryId),
    new: &NewDelivery,
) -> Result<bool, StoreError> {
    Ok(both!(tx, db => sqlx::query(
        "INSERT INTO webhook_delivery (id, workspace, webhook, event, key, body, state, tried, begun, attempts, \
         created_at) SELECT $1, h.workspace, h.id, $4, $5, $6, 'waiting', 0, 0, '[]', $7 FROM webhook h \
         WHERE h.id = $2 AND h.workspace = $3 ON CONFLICT DO NOTHING")
        .bind(delivery.as_str())
        .bind(webhook.as_str())
        .bind(workspace.as_str())
        .bind(&new.event)
        .bind(&new.key)
        .bind(&new.body)
        .bind(new.at.0)
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected() > 0))?)
}

fn read((key, hook, event, state, tried, attempts, next, at): Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: id(&key)?,
        webhook: id(&hook)?,
        event,
        state,
        tried: small(tried)?,
        attempts: serde_json::from_str(&attempts).map_err(|_| Unreadable("attempts"))?,
        next: next.map(Millis),
        created_at: Millis(at),
    })
}
