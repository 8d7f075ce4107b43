//! Everything that a turn or a job needs, built once from the configuration and handed on.

pub mod assists;
pub mod bell;
pub mod install;
pub mod kit;
pub mod jobs;
pub mod pictures;
mod quiet;
pub mod rates;
pub mod sweep;
pub mod talks;
pub mod trees;

use crate::{
    assist::Assistant,
    config::{Config, Database},
    document::Documents,
    engine::context::Model,
    llm::{self, Llm, LlmError, Mode},
    outside::{
        blob::Blobs,
        bus::Bus,
        hook::Hooks,
        http::HttpError,
        reach::Reach,
        seal::{NoKey, Seal},
        telegram::Telegram,
    },
    store::{Store, StoreConfig, StoreError},
    telemetry::Metrics,
    time::Clock,
    writer::Writer,
};
use assists::Assists;
use bell::Bell;
use install::{Boot, Home, install, only_here};
use jobs::Jobs;
use pictures::Pictures;
use std::{
    net::SocketAddr,
    ops::Deref,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use talks::Talks;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use trees::Trees;
use url::Url;

/// The running installation. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

/// What an [`App`] is made of.
pub struct Parts {
    pub config: Config,
    /// The address by which people reach this server.
    pub public_url: Url,
    /// The site that `/` talks to.
    pub home: Home,
    /// Whether nobody but this machine reaches the server.
    pub only_here: bool,
    /// Whether somebody was seen to be a member; the last owner cannot go, so it stays true.
    settled: AtomicBool,
    pub store: Store,
    pub bus: Bus,
    pub blobs: Blobs,
    pub documents: Documents,
    /// Draws layouts, and cleans what people send.
    pub pictures: Pictures,
    pub clock: Clock,
    pub metrics: Arc<Metrics>,
    /// The language models, or the knowledge that there are none.
    pub llm: Llm,
    /// Proposes, by a model or by the rules.
    pub assistant: Assistant<Llm>,
    /// Writes pieces, by a model.
    pub writer: Writer<Llm>,
    /// What it works on.
    pub assists: Assists,
    /// The work beside the conversations that this process does.
    pub jobs: Jobs,
    /// Sends messages to other systems.
    pub hooks: Hooks,
    /// Speaks to Telegram's Bot API.
    pub telegram: Telegram,
    /// Rung when Telegram brought something.
    pub bell: Bell,
    /// Rung when something is to be sent to Telegram.
    pub outbox: Bell,
    /// Seals what is kept for others.
    pub seal: Seal,
    pub talks: Talks,
    pub trees: Trees,
    /// Everything that runs beside the requests; a stopping server waits for it.
    pub tasks: TaskTracker,
    /// Cancelled when the server begins to drain.
    pub draining: CancellationToken,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the data directory {} cannot be made", path.display())]
    DataDir { path: PathBuf, source: std::io::Error },
    #[error("the dialogue trees in {} cannot be read", path.display())]
    TreesDir { path: PathBuf, source: std::io::Error },
    /// Every finding, a line each.
    #[error("the dialogue trees have mistakes:\n{0}")]
    Trees(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Llm(#[from] LlmError),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    NoKey(#[from] NoKey),
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database, brings it up to date, publishes the trees and makes sure that there is a
    /// workspace with a site. `bound` is the address that is listened on.
    pub async fn open(config: Config, clock: Clock, bound: SocketAddr) -> Result<Self, StartError> {
        let store = open_store(&config).await?;
        Self::on(store, config, clock, bound).await
    }

    /// Whether the installation has a member. One that has none is nobody's yet.
    pub async fn has_members(&self) -> Result<bool, StoreError> {
        if !self.settled.load(Ordering::Relaxed) {
            let settled = self.store.installation().members().await? > 0;
            self.settled.store(settled, Ordering::Relaxed);
        }
        Ok(self.settled.load(Ordering::Relaxed))
    }

    /// The model that is connected, as people are told of it.
    pub fn model(&self) -> Option<Model> {
        let kept = self.config.records.prompt_days.0;
        match self.llm.mode() {
            Mode::Models(by) => Some(Model {
                by: by.by.clone(),
                local: by.is_local,
                retention_days: kept,
                keeps_days: by.keeps_days.map(u32::from),
                recorded: self.config.llm.record.is_some(),
                simulated: false,
            }),
            Mode::Replay(replayed) => {
                let by = replayed.by.clone();
                Some(Model { by, retention_days: kept, simulated: true, ..Model::default() })
            }
            Mode::Rules => None,
        }
    }

    /// The same on a store that is open already.
    pub async fn on(
        store: Store,
        config: Config,
        clock: Clock,
        bound: SocketAddr,
    ) -> Result<Self, StartError> {
        store.migrate().await?;
        if matches!(config.database(), Database::Sqlite(_)) {
            // The file is this process's own: whoever worked on assists and jobs before is gone.
            store.installation().free_assists().await?;
            store.installation().free_tasks(clock.now()).await?;
            store.installation().free_bots().await?;
        }
        let public_url = config.public_url(bound);
        let (now, trees_dir) = (clock.now(), config.data.trees_dir.as_path());
        let reach = if config.webhooks.private { Reach::Network } else { Reach::Public };
        let (metrics, tasks) = (Arc::new(Metrics::new()), TaskTracker::new());
        let boot = llm::Boot {
            config: &config,
            bound,
            store: &store,
            clock: clock.clone(),
            metrics: metrics.clone(),
            tasks: tasks.clone(),
        };
        let llm = Llm::open(boot).await?;
        let home = install(&Boot { store: &store, public_url: &public_url, trees_dir, bound, now }).await?;
        Ok(Self(Arc::new(Parts {
            only_here: only_here(&config, bound),
            settled: AtomicBool::new(false),
            public_url,
            home,
            talks: Talks::new(config.limits.state_cache.0),
            trees: Trees::default(),
            bus: Bus::in_process(),
            blobs: Blobs::open(config.blob_place()),
            documents: Documents::new(config.data.document_reader.clone()),
            pictures: Pictures::default(),
            metrics,
            assistant: Assistant::new(llm.clone()),
            writer: Writer::new(llm.clone()),
            llm,
            assists: Assists::default(),
            jobs: Jobs::default(),
            hooks: Hooks::new(reach)?,
            telegram: Telegram::new(config.telegram.api_url.base().clone())?,
            bell: Bell::default(),
            outbox: Bell::default(),
            seal: Seal::open(&config)?,
            tasks,
            draining: CancellationToken::new(),
            config,
            store,
            clock,
        })))
    }
}

/// Opens the configured database, as it is: nothing is migrated.
pub async fn open_store(config: &Config) -> Result<Store, StartError> {
    let store = match config.database() {
        Database::Sqlite(file) => {
            let dir = file.parent().map(PathBuf::from).unwrap_or_default();
            let made = std::fs::create_dir_all(&dir);
            made.map_err(|source| StartError::DataDir { path: dir, source })?;
            StoreConfig::Sqlite { file, max_bytes: None }
        }
        Database::Postgres(url) => StoreConfig::Postgres { url: url.expose().clone() },
    };
    Ok(Store::open(&store).await?)
}
