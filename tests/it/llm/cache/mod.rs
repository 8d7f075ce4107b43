//! Answers that were given before.

mod flights;
mod hits;
mod key;
mod redis;
mod rules;

use crate::store::db::{Db, NOW};
use pauta::{
    config::RedisUrl,
    id::WorkspaceId,
    llm::{
        Asked, CacheUse, CallError, Cost, Purpose, Reply,
        cache::{Cache, Found},
    },
    outside::{
        llm::{Answer, Finish, Piece, Provider, Request, Target, Turn, Usage},
        redis::Redis,
    },
    store::StoreConfig,
    telemetry::Metrics,
    time::Clock,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, time::Instant};
use tokio_util::task::TaskTracker;

/// A server's cache, with what stands around it.
struct Node {
    cache: Cache,
    metrics: Metrics,
    tasks: TaskTracker,
}

impl Node {
    fn on(db: &Db, clock: &Clock) -> Self {
        let (metrics, tasks) = (Metrics::new(), TaskTracker::new());
        let cache = Cache::in_database(db.store.clone(), clock.clone(), &metrics, tasks.clone());
        Self { cache, metrics, tasks }
    }

    fn on_redis(url: &RedisUrl, within: Duration) -> Self {
        let (metrics, tasks, clock) = (Metrics::new(), TaskTracker::new(), Clock::fixed(NOW));
        let redis = Redis::at(url, within).unwrap();
        let cache = Cache::in_redis(redis, clock, &metrics, tasks.clone());
        Self { cache, metrics, tasks }
    }

    /// Waits until everything was written that is to be.
    async fn written(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }

    fn counts(&self, metric: &str) -> u64 {
        let shown = self.metrics.render();
        let count = shown.lines().find_map(|line| line.strip_prefix(metric)?.strip_prefix(' ')?.parse().ok());
        count.unwrap_or_default()
    }

    fn bypassed(&self, reason: &str) -> u64 {
        self.counts(&format!("pauta_llm_cache_bypassed_total{{reason=\"{reason}\"}}"))
    }

    /// A call as the gateway makes it: the cache first, then the model, then the cache again.
    async fn ask(&self, asked: &Asked, model: &Model) -> Result<Heard, CallError> {
        let target = target();
        let mut heard = Heard::default();
        let say = &mut |piece: Piece<'_>| heard.note(&piece);
        let mut lead = match self.cache.look(asked, &target).await? {
            Found::Kept(kept) => {
                kept.replay(say);
                heard.reply = Some(kept.reply("event".into()));
                return Ok(heard);
            }
            Found::Missing(lead) => lead,
        };
        let mut both = |piece: Piece<'_>| {
            lead.hear(&piece);
            say(piece);
        };
        match model.answers(&mut both).await {
            Ok(answer) => {
                lead.keep(&answer, model.cost, &target);
                heard.reply = Some(reply(answer, model.cost));
                Ok(heard)
            }
            Err(error) => {
                lead.fail(&error);
                Err(error)
            }
        }
    }
}

fn reply(answer: Answer, cost: Cost) -> Reply {
    let Answer { text, finish, usage, model, id: _ } = answer;
    Reply { text, finish, usage, model, event: "event".into(), cost, cached: false }
}

/// What somebody who asked was told.
#[derive(Debug, Default)]
struct Heard {
    pieces: usize,
    text: String,
    reasoning: String,
    reply: Option<Reply>,
}

impl Heard {
    fn note(&mut self, piece: &Piece<'_>) {
        self.pieces += 1;
        match piece {
            Piece::Text(words) => self.text.push_str(words),
            Piece::Reasoning(words) => self.reasoning.push_str(words),
            Piece::Anew => unreachable!("what is kept is one answer"),
        }
    }

    fn reply(&self) -> &Reply {
        self.reply.as_ref().unwrap()
    }

    fn cached(&self) -> bool {
        self.reply().cached
    }
}

/// A model that counts how often it is asked, and how often at once.
struct Model {
    answer: Result<Answer, CallError>,
    cost: Cost,
    calls: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
    /// It answers when it is let.
    gate: Semaphore,
}

impl Model {
    fn says(text: &str) -> Self {
        let usage = Usage { input: Some(100), output: Some(20), ..Usage::default() };
        let (finish, id) = (Finish::Stop, Some("response".into()));
        Self::with(Ok(Answer { text: text.into(), finish, usage, model: "gpt-x-2027".into(), id }))
    }

    fn with(answer: Result<Answer, CallError>) -> Self {
        let zero = AtomicUsize::default;
        let (cost, gate) = (Cost::Computed(1_500), Semaphore::new(Semaphore::MAX_PERMITS));
        Self { answer, cost, calls: zero(), now: zero(), most: zero(), gate }
    }

    /// Lets nobody through until it is told.
    fn shut(mut self) -> Arc<Self> {
        self.gate = Semaphore::new(0);
        Arc::new(self)
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    async fn answers(&self, say: &mut (dyn FnMut(Piece<'_>) + Send)) -> Result<Answer, CallError> {
        struct Leaving<'a>(&'a AtomicUsize);
        impl Drop for Leaving<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let _leaving = Leaving(&self.now);
        self.gate.acquire().await.unwrap().forget();
        let answer = self.answer.clone()?;
        say(Piece::Reasoning("Pensei "));
        say(Piece::Reasoning("um pouco."));
        say(Piece::Text(&answer.text));
        Ok(answer)
    }
}

fn target() -> Target {
    Target {
        provider: Provider::OpenAi,
        base: "https://api.openai.com/v1/".parse().unwrap(),
        model: "gpt-x".into(),
        key: None,
        organisation: None,
        is_local: false,
        context: None,
    }
}

fn asked(workspace: &WorkspaceId, text: &str) -> Asked {
    Asked {
        workspace: workspace.clone(),
        conversation: None,
        purpose: Purpose::Text,
        request: Request {
            system: "Propose.".into(),
            turns: vec![Turn::user(text)],
            temperature: Some(0.7),
            max_tokens: 500,
            ..Request::default()
        },
        prompt: "refine/2".into(),
        locale: "pt-BR".into(),
        deadline: Instant::now() + Duration::from_secs(600),
        cache: CacheUse::On,
        repairs: false,
    }
}

/// Another workspace of the same installation.
async fn neighbour(db: &Db) -> WorkspaceId {
    db.store.installation().ensure_workspace("vizinho", &[], NOW).await.unwrap().0
}

/// Another server on the same database.
async fn beside(db: &Db, clock: &Clock) -> Node {
    let (metrics, tasks) = (Metrics::new(), TaskTracker::new());
    let config: &StoreConfig = &db.config;
    let store = pauta::store::Store::open(config).await.unwrap();
    let cache = Cache::in_database(store, clock.clone(), &metrics, tasks.clone());
    Node { cache, metrics, tasks }
}
