//! The gateway as a server opens it, on a database of its own, and the bare client beside it.

use crate::{Failed, provider::Provider};
use pauta::{
    config::{Config, Secret},
    id::WorkspaceId,
    llm::{Asked, Boot, CacheUse, Llm, Purpose},
    outside::llm::{Client, Request, Target, Timeouts, Turn},
    store::{Store, StoreConfig},
    telemetry::Metrics,
    time::Clock,
};
use sqlx::{Connection, SqliteConnection};
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

pub struct Node {
    pub llm: Llm,
    pub client: Client,
    pub target: Target,
    workspace: WorkspaceId,
    tasks: TaskTracker,
    store: Store,
    folder: TempDir,
}

impl Node {
    /// With one key of this tier, and what else is set.
    pub async fn open(
        dir: &Path,
        provider: &Provider,
        tier: &str,
        more: &[(&str, &str)],
    ) -> Result<Self, Failed> {
        let folder = TempDir::new_in(dir)?;
        let file = folder.path().join("pauta.db");
        let store = Store::open(&StoreConfig::Sqlite { file, max_bytes: None }).await?;
        store.migrate().await?;
        let clock = Clock::System;
        let (workspace, _) = store.installation().ensure_default(&[], clock.now()).await?;
        let (url, key) = (provider.url(), format!("{tier}:a:sk-bench-key"));
        let set = [
            ("PAUTA_LLM", "required"),
            ("OPENAI_API_URL", &*url),
            ("PAUTA_OPENAI_KEYS", &*key),
            ("PAUTA_LLM_TEXT", "openai/gpt-5.4"),
            ("PAUTA_BUDGET_MONTH", "1000000"),
            ("PAUTA_BUDGET_WORKSPACE_MONTH", "1000000"),
        ];
        let all = set.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config = Config::load(&all.collect::<BTreeMap<_, _>>())?;
        let (metrics, tasks, bound) = (Arc::new(Metrics::new()), TaskTracker::new(), config.http.listen);
        let boot = Boot { config: &config, bound, store: &store, clock, metrics, tasks: tasks.clone() };
        let llm = Llm::open(boot).await?;
        let target = Target {
            provider: pauta::outside::llm::Provider::OpenAi,
            base: url.parse()?,
            model: "gpt-5.4".into(),
            key: Some(Secret::new("sk-bench-key".to_owned())),
            organisation: None,
            is_local: false,
            context: None,
        };
        Ok(Self { llm, client: Client::new()?, target, workspace, tasks, store, folder })
    }

    /// A question of some 600 characters; `number` tells it from the others.
    pub fn asked(&self, number: usize, cache: CacheUse) -> Asked {
        let text =
            format!("{number}: {}", "Vendemos pão de fermentação natural na feira da vila. ".repeat(8));
        Asked {
            workspace: self.workspace.clone(),
            conversation: None,
            purpose: Purpose::Text,
            request: Request {
                system: "Be brief, and say only what was said to you.".into(),
                turns: vec![Turn::user(text)],
                max_tokens: 300,
                ..Request::default()
            },
            prompt: "bench/1".into(),
            locale: "pt-BR".into(),
            deadline: Instant::now() + Duration::from_secs(60),
            cache,
            repairs: false,
        }
    }

    /// The same by the client alone.
    pub async fn bare(&self, asked: &Asked) -> Result<(), Failed> {
        let seconds = Duration::from_secs;
        let times = Timeouts { first: seconds(12), stall: seconds(15), total: seconds(60) };
        self.client.chat(&self.target, &asked.request, &times, &mut |_| {}).await?;
        Ok(())
    }

    /// Waits until everything is written; gives what each call took without its waiting for the provider.
    pub async fn overheads(self) -> Result<Vec<Duration>, Failed> {
        self.tasks.close();
        self.tasks.wait().await;
        self.store.shutdown().await;
        let file = self.folder.path().join("pauta.db");
        let mut db = SqliteConnection::connect(&file.display().to_string()).await?;
        let rows: Vec<i64> = sqlx::query_scalar(
            "SELECT duration_us - waited_us FROM llm_call WHERE outcome = 'ok' ORDER BY id",
        )
        .fetch_all(&mut db)
        .await?;
        Ok(rows.into_iter().map(|micros| Duration::from_micros(micros.unsigned_abs())).collect())
    }

    /// Waits until everything is written.
    pub async fn written(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}
