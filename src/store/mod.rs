//! The rows: one `Store` over SQLite and PostgreSQL; every query belongs to a workspace.

mod backup;
mod batch;
mod bot;
mod bot_chat;
mod bot_claim;
mod bot_digest;
mod bot_link;
mod bot_member;
mod bot_send;
mod bot_state;
mod bot_update;
mod bot_watch;
mod brand;
mod brief;
mod cached;
mod colleague;
mod commit;
mod conversation;
mod cron;
mod database;
mod delivery;
mod dialect;
mod dialect_task;
mod entry;
mod error;
mod file;
mod installation;
mod kit;
mod lease;
mod library;
mod llm_call;
mod llm_history;
mod llm_rows;
mod member;
mod people;
mod piece;
mod piece_write;
mod queue;
mod review;
mod row;
mod settings;
mod site;
mod spend;
mod subject;
mod suspension;
mod task;
mod webhook;
mod writer;

pub use bot::Bot;
pub use bot_chat::{BotChat, ChatWritten};
pub use bot_claim::{Claim, Follows};
pub use bot_digest::DigestDay;
pub use bot_link::{BotLink, BotLinkKind};
pub use bot_member::LinkedChat;
pub use bot_send::{BotSend, Keyboard, NewSend, Sent, Settle};
pub use bot_state::BotState;
pub use bot_update::BotUpdate;
pub use bot_watch::{Watch, WatchKind, Watcher};
pub use brand::Brand;
pub use brief::{Brief, BriefLine};
pub use colleague::{ColleagueQuestion, QuestionState};
pub use commit::{Base, Committed, Head, Inbound, NewBrand, NewBrief, NewEvent, NewMessage, TurnWrite};
pub use conversation::{Conversation, ConversationLine, Event, Message};
pub use database::guarded_writers;
pub use delivery::{Attempt, Delivery, NewDelivery, ToSend};
pub use entry::{EntryKind, EntryLink, NewEntryLink};
pub use error::{Cause, StoreError};
pub use file::{Added, File, FileLimits};
pub use installation::{Installation, workspace_title, workspace_with_name};
pub use kit::KitRow;
pub use lease::{DueAssist, Lease};
pub use library::{Publication, TreeVersion};
pub use llm_call::{LlmAttempt, LlmAttemptLine, LlmCall, LlmCallLine, LlmPromptLine, LlmText, LlmUsageLine};
pub use member::{Member, MemberChange, Membership, Role};
pub use people::{NewVisitor, Visitor};
pub use piece::{AssetRow, BoardRows, DecisionRow, PieceRow, PieceWrites, VersionRow};
pub use review::{NewReview, Review};
pub use settings::SettingsRow;
pub use site::{Accent, Identity, Site};
pub use spend::{Booked, Booking, Charge, Hold, SpendLimits, SpendScope, Spent};
pub use subject::{NewToken, Subject};
pub use suspension::Suspension;
pub use task::{
    ATTEMPTS, Beat, Claimed, Failed, Fence, NewTask, Outcome, Settled, Spare, Task, TaskCounts, TaskError,
};
pub use webhook::{NewWebhook, WEBHOOKS_MAX, Webhook, WebhookAdded};

use crate::id::WorkspaceId;
use database::{Pool, Pools, both};
use sqlx::migrate::Migrator;
use std::{path::PathBuf, sync::Arc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The schema, in order; the same text for both databases.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Where the rows are.
#[derive(Clone)]
pub enum StoreConfig {
    /// A file that belongs to this process; its directory exists.
    Sqlite {
        file: PathBuf,
        /// The file grows no further than this; then writes give [`StoreError::Full`].
        /// `None`: as far as the disk lets it.
        max_bytes: Option<u64>,
    },
    /// A `postgres://` address, with its password.
    Postgres { url: String },
}

/// The database, opened. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    config: StoreConfig,
    pools: Pools,
    writer: writer::Writer,
    /// Every task that writes: shutdown waits for them.
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A tenant's rows: the only way to a query that reads or writes one.
#[derive(Clone)]
pub struct Workspace<'a> {
    store: &'a Store,
    id: WorkspaceId,
}

impl Store {
    /// Connects, checks the engine's version and starts the writer. Does not migrate.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let pools = Pools::open(config).await?;
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let writer = writer::Writer::start(&pools, &tasks, &stop);
        Ok(Self { inner: Arc::new(Inner { config: config.clone(), pools, writer, tasks, stop }) })
    }

    /// Brings the schema up to date; does nothing if it is.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        dialect::migrate(self.writing(), &MIGRATIONS).await
    }

    /// Does the database answer, is its schema this version's, and, if it refused the last batch, would it
    /// take one now? For readiness.
    pub async fn check(&self) -> Result<(), StoreError> {
        if let Some(place) = &self.inner.pools.place {
            place.check()?;
        }
        let found: Option<i64> = match both!(self.reading(), pool =>
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(pool).await)
        .map_err(StoreError::from)
        {
            Ok(found) => found,
            // No such table: nothing was ever migrated.
            Err(StoreError::Other(_)) => None,
            Err(error) => return Err(error),
        };
        let wanted = MIGRATIONS.iter().map(|migration| migration.version).max();
        if found > wanted {
            return Err(StoreError::newer(found.unwrap_or_default()));
        }
        if found < wanted {
            let told = "the database's schema is older than this version: run `pauta migrate`";
            return Err(StoreError::Refused(told.into()));
        }
        if self.inner.writer.failed() {
            self.writing().begin().await?.rollback().await?;
        }
        Ok(())
    }

    /// Writes what was accepted, then closes. Later writes give [`StoreError::Closed`].
    pub async fn shutdown(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        self.writing().close().await;
        self.reading().close().await;
    }

    pub fn installation(&self) -> Installation<'_> {
        Installation { store: self }
    }

    pub fn workspace(&self, id: &WorkspaceId) -> Workspace<'_> {
        Workspace { store: self, id: id.clone() }
    }

    fn reading(&self) -> &Pool {
        &self.inner.pools.read
    }

    fn writing(&self) -> &Pool {
        &self.inner.pools.write
    }

    /// Runs a transaction of more than one statement to its end, even if the caller goes away.
    async fn transact<T, F, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send,
        W: FnOnce(Pool) -> F + Send + 'static,
        F: 'static,
    {
        if self.inner.stop.is_cancelled() {
            return Err(StoreError::Closed);
        }
        let task = self.inner.tasks.spawn(work(self.writing().clone()));
        task.await.unwrap_or(Err(StoreError::Closed))
    }
}

impl Workspace<'_> {
    pub fn id(&self) -> &WorkspaceId {
        &self.id
    }

    fn reading(&self) -> &Pool {
        self.store.reading()
    }

    fn writing(&self) -> &Pool {
        self.store.writing()
    }
}
