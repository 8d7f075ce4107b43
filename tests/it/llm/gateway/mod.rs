//! The gateway: keys and pools, what rests, failover, streams, mode.

mod books;
mod cassettes;
mod days;
mod failover;
mod loads;
mod mode;
mod pictures;
mod rest;
mod table;

use crate::{
    harness::{
        app::config,
        provider::{Provider, Says},
        wait::until,
    },
    store::db::{Db, NOW},
};
use pauta::{
    id::WorkspaceId,
    llm::{Asked, Boot, CacheUse, CallError, Llm, LlmError, Purpose, Reply},
    outside::llm::{Piece, Request, Turn},
    store::Suspension,
    telemetry::Metrics,
    time::Clock,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// A node: the gateway on a database, as a server opens it.
struct Node {
    llm: Llm,
    tasks: TaskTracker,
}

/// Longer than any of these calls takes.
const LONG: Duration = Duration::from_secs(100);

impl Node {
    /// Somebody asks, and goes away once a piece has come; the provider's call ends with them.
    async fn is_left_after_a_piece(&self, db: &Db, provider: &Provider) {
        let (says, pace) = Says::paced(&["um ", "dois ", "três"]);
        provider.next(says);
        pace.lets(1);
        let said = AtomicBool::new(false);
        let mut say = |_: Piece<'_>| {
            said.store(true, Ordering::Relaxed);
            true
        };
        tokio::select! {
            reply = self.llm.ask(asked(&db.workspace, LONG), &mut say) => panic!("{reply:?}"),
            () = until("a piece came", async || said.load(Ordering::Relaxed)) => {}
        }
        until("the provider's call ended", async || provider.heard()[0].is_gone()).await;
    }

    async fn open(db: &Db, variables: &[(&str, &str)]) -> Result<Self, LlmError> {
        Self::at(db, variables, &Clock::fixed(NOW)).await
    }

    async fn at(db: &Db, variables: &[(&str, &str)], clock: &Clock) -> Result<Self, LlmError> {
        let mut all = vec![("PAUTA_LLM".to_owned(), "auto".to_owned())];
        all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let (config, tasks) = (config(db.dir.path(), &all), TaskTracker::new());
        let bound = config.http.listen;
        let (store, clock, metrics) = (&db.store, clock.clone(), Arc::new(Metrics::new()));
        let llm =
            Llm::open(Boot { config: &config, bound, store, clock, metrics, tasks: tasks.clone() }).await?;
        Ok(Self { llm, tasks })
    }

    async fn ask(&self, db: &Db) -> Result<Reply, CallError> {
        self.llm.ask(asked(&db.workspace, LONG), &mut |_| true).await
    }

    /// What was said, in pieces, with how it ended.
    async fn told(&self, asked: Asked) -> (String, Result<Reply, CallError>) {
        let mut said = String::new();
        let reply = self
            .llm
            .ask(asked, &mut |piece| {
                if let Piece::Text(text) = piece {
                    said.push_str(text);
                }
                true
            })
            .await;
        (said, reply)
    }

    fn rests(&self) -> Vec<Suspension> {
        self.llm.status().suspensions
    }

    /// Waits until everything was written that is to be.
    async fn written(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}

fn asked(workspace: &WorkspaceId, within: Duration) -> Asked {
    Asked {
        workspace: workspace.clone(),
        conversation: None,
        purpose: Purpose::Text,
        request: Request {
            system: "Be brief.".into(),
            turns: vec![Turn::user("Oi")],
            max_tokens: 100,
            ..Request::default()
        },
        prompt: "test/1".into(),
        locale: "pt-BR".into(),
        deadline: Instant::now() + within,
        cache: CacheUse::Off,
        repairs: false,
    }
}

/// The keys that were used, in order.
fn keys(provider: &Provider) -> Vec<String> {
    provider.heard().iter().map(|heard| heard.key().unwrap_or_default()).collect()
}

/// The variables of an OpenAI at this server with these keys; nothing is tried twice by the same key.
fn openai<'a>(url: &'a str, keys: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("OPENAI_API_URL", url),
        ("PAUTA_OPENAI_KEYS", keys),
        ("PAUTA_LLM_TEXT", "openai/gpt-5.4"),
        ("OPENAI_MAX_RETRIES", "0"),
    ]
}
