use super::{
    Asked, CacheStatus, CallError, CallRecord, Cost, Ending, Ledger, Note, Price, Purpose, Records, Reply,
    Say, Sink,
    ask::{self, Brought, Run, Runner},
    breaker::Breakers,
    cache::{Bypass, Cache, Found},
    cassette::{CassetteError, Cassettes, Recorder},
    choose::{Gates, Pass},
    fleet::{Candidate, Fleet, full_name},
    keys::Key,
    lease::Leases,
    mode::{self, Mode},
    models::Models,
    operation::{Chat, Operation, Picture, Speech},
    page::Page,
    suspend::Suspensions,
};
use crate::{
    config::Config,
    id::{CallId, ConversationId, WorkspaceId},
    outside::{
        llm::{Client, Failure, ImageAnswer, ImageRequest, Piece, Sound, Transcript},
        redis::RedisError,
    },
    store::{Store, StoreError, Suspension},
    telemetry::Metrics,
    time::Clock,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// What the gateway is opened with.
pub struct Boot<'a> {
    pub config: &'a Config,
    /// The address that is listened on.
    pub bound: SocketAddr,
    /// With its schema up to date.
    pub store: &'a Store,
    pub clock: Clock,
    pub metrics: Arc<Metrics>,
    /// What runs beside the calls.
    pub tasks: TaskTracker,
}

/// Why there is no gateway.
#[derive(Debug, thiserror::Error)]
pub enum LlmError {
    #[error(
        "PAUTA_LLM is required, but there is no model{}; set a key such as OPENAI_API_KEY, or start a model server such as Ollama on this machine",
        told(.notes)
    )]
    NoModel { notes: Vec<Note> },
    #[error("PAUTA_LLM is replay, but PAUTA_LLM_CASSETTES names no folder")]
    NoCassettes,
    #[error(transparent)]
    Cassettes(#[from] CassetteError),
    #[error(transparent)]
    Client(#[from] Failure),
    #[error(transparent)]
    Cache(#[from] RedisError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn told(notes: &[Note]) -> String {
    let notes: Vec<String> = notes.iter().map(Note::to_string).collect();
    if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) }
}

/// The gateway. Cheap to clone.
#[derive(Clone)]
pub struct Llm(Arc<Inner>);

struct Inner {
    mode: Mode,
    fleet: Fleet,
    runner: Runner,
    cache: Cache,
    ledger: Ledger,
    records: Records,
    recorder: Option<Recorder>,
}

/// What an operator is told of the gateway. No key is in it.
#[derive(Clone, Debug)]
pub struct Status {
    pub mode: Mode,
    /// For each purpose, `provider/model` in the order in which they are asked.
    pub models: Vec<(Purpose, Vec<String>)>,
    pub keys: Vec<Arc<Key>>,
    /// Old ids in use, models without a key, servers that do not answer.
    pub notes: Vec<Note>,
    /// What rests now.
    pub suspensions: Vec<Suspension>,
}

impl std::fmt::Debug for Llm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Llm").field(&self.0.mode).finish()
    }
}

impl Llm {
    /// Finds out what answers, once.
    ///
    /// # Errors
    /// When a model is required and there is none, or the database cannot be read.
    pub async fn open(boot: Boot<'_>) -> Result<Self, LlmError> {
        let Boot { config, bound, store, clock, metrics, tasks } = boot;
        let client = Client::new()?;
        let (mode, fleet) =
            mode::resolve(&config.llm, Models::shipped(), &client, bound, clock.now()).await?;
        tracing::info!(%mode, "language models");
        for note in &fleet.notes {
            tracing::warn!(%note, "language models");
        }
        let suspensions = Suspensions::open(&fleet.keys, store, clock.clone(), tasks.clone()).await?;
        let gates = Gates { suspensions, breakers: Breakers::default(), leases: Leases::default() };
        let cache = Cache::open(config, store, clock.clone(), &metrics, tasks.clone()).await?;
        let ledger = Ledger::new(store, &config.budget, clock.clone(), metrics.clone(), tasks.clone());
        let secrets: Vec<_> = fleet.keys.iter().filter_map(|key| key.secret.clone()).collect();
        let recorder = config.llm.record.clone().filter(|_| matches!(mode, Mode::Models(_)));
        let recorder = recorder.map(|folder| Recorder::new(folder, secrets.clone(), tasks.clone()));
        let sink = Sink::Store(store.clone());
        let records = Records::new(sink, &config.records, secrets, metrics, tasks);
        let runner = Runner { client, gates, clock };
        Ok(Self(Arc::new(Inner { mode, fleet, runner, cache, ledger, records, recorder })))
    }

    /// What answers, as it was decided at start.
    pub fn mode(&self) -> &Mode {
        &self.0.mode
    }

    /// Whether there is a model for a purpose.
    pub fn serves(&self, purpose: Purpose) -> bool {
        self.0.fleet.serves(purpose)
    }

    /// What the model costs that is asked first for a purpose; `None` without one.
    pub fn price(&self, purpose: Purpose) -> Option<Price> {
        self.0.fleet.of(purpose).first().map(Candidate::price)
    }

    /// What an operator is told.
    pub fn status(&self) -> Status {
        self.0.runner.gates.suspensions.keep_up();
        let suspensions = self.0.runner.gates.suspensions.list();
        Status { suspensions, ..status(&self.0.mode, &self.0.fleet) }
    }

    /// Keys that were refused and pools without credit, also after their rest: until a call by them succeeds.
    pub fn refused(&self) -> Vec<Suspension> {
        self.0.runner.gates.suspensions.refused(&self.0.fleet.keys)
    }

    /// Lets what rests be used again, at once here and within seconds on other nodes; `false` if nothing of
    /// that rests.
    ///
    /// # Errors
    /// When the database cannot be written; then it rests on.
    pub async fn clear(&self, pool: &str, model: &str) -> Result<bool, StoreError> {
        self.0.runner.gates.suspensions.clear(pool, model).await
    }

    /// What a gateway that was opened now would say, without what rests.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn look(config: &Config, bound: SocketAddr) -> Result<Status, LlmError> {
        let (client, now) = (Client::new()?, Clock::System.now());
        let (mode, fleet) = mode::resolve(&config.llm, Models::shipped(), &client, bound, now).await?;
        Ok(status(&mode, &fleet))
    }

    /// Asks for text. The pieces are said as they come; until a person is shown something another model may take
    /// over, which is said as [`Piece::Anew`], and after it a failure is [`CallError::BrokeOff`]. Dropping the
    /// future cancels the call at the provider.
    ///
    /// # Errors
    /// Each as it is to be told; see [`CallError`].
    pub async fn ask(&self, asked: Asked, say: &mut Say<'_>) -> Result<Reply, CallError> {
        let mut page = self.page(self.record_of(&asked));
        let told = self.told(&asked, &mut page, say).await;
        match (&told, &self.0.recorder) {
            (Err(error), _) => page.failed(error),
            (Ok(reply), Some(recorder)) => recorder.note(&asked, reply),
            (Ok(_), None) => {}
        }
        told
    }

    /// From the cache, else from a model.
    async fn told(&self, asked: &Asked, page: &mut Page, say: &mut Say<'_>) -> Result<Reply, CallError> {
        if let Some(cassettes) = &self.0.fleet.cassettes {
            self.0.cache.pass_by(Bypass::Simulated);
            return cassettes.play(asked, page, say);
        }
        let event = page.record.event.to_string();
        let ways = self.0.fleet.of(asked.purpose);
        let first = ways.iter().min_by_key(|way| (way.key.tier, way.rank)).ok_or(CallError::NoModel)?;
        let mut lead = match self.0.cache.look(asked, &ask::target(first)).await? {
            Found::Kept(kept) => {
                kept.replay(&mut |piece| {
                    say(piece);
                });
                let reply = kept.reply(event);
                page.given_before(&reply, kept.key());
                return Ok(reply);
            }
            Found::Missing(lead) => lead,
        };
        if let Some(key) = lead.key() {
            (page.record.cache, page.record.cache_key) = (CacheStatus::Miss, Some(key.hex()));
        }
        let mut heard = |piece: Piece<'_>| {
            lead.hear(&piece);
            say(piece)
        };
        let mut chat = Chat::new(asked.request.clone(), &mut heard);
        let brought = self.run(&mut chat, page, asked.purpose, asked.deadline).await;
        let Brought { answer, way } = match brought {
            Ok(brought) => brought,
            Err(error) => {
                lead.fail(&error);
                return Err(error);
            }
        };
        let cost = page.cost();
        lead.keep(&answer, cost, &ask::target(&way));
        page.record.ending = Ending::Answered;
        let model = if answer.model.is_empty() { way.model.id.to_string() } else { answer.model };
        let (text, finish, usage) = (answer.text, answer.finish, answer.usage);
        Ok(Reply { text, finish, usage, model, event, cost, cached: false })
    }

    /// Asks for pictures.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn image(&self, by: Wanted, wanted: &ImageRequest) -> Result<Made<ImageAnswer>, CallError> {
        self.made(by, Purpose::Image, String::new(), &mut Picture(wanted)).await
    }

    /// Asks for the words of a recording.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn transcribe(&self, by: Wanted, sound: &Sound) -> Result<Made<Transcript>, CallError> {
        let language = sound.language.clone().unwrap_or_default();
        self.made(by, Purpose::Speech, language, &mut Speech { sound, seconds: None }).await
    }

    async fn made<O: Operation>(
        &self,
        by: Wanted,
        purpose: Purpose,
        locale: String,
        operation: &mut O,
    ) -> Result<Made<O::Answer>, CallError> {
        let deadline = by.deadline;
        let record = CallRecord { locale, ..self.record(by, purpose) };
        let mut page = self.page(record);
        let brought = self.run(operation, &mut page, purpose, deadline).await;
        match brought {
            Ok(Brought { answer: what, .. }) => {
                page.record.ending = Ending::Answered;
                Ok(Made { what, cost: page.cost(), event: page.record.event.to_string() })
            }
            Err(error) => {
                page.failed(&error);
                Err(error)
            }
        }
    }

    fn record_of(&self, asked: &Asked) -> CallRecord {
        let Asked { workspace, conversation, purpose, request, prompt, locale, deadline, cache: _, repairs } =
            asked;
        let by = Wanted {
            workspace: workspace.clone(),
            conversation: conversation.clone(),
            prompt: prompt.clone(),
            deadline: *deadline,
        };
        let (request, locale) = (Some(request.clone()), locale.clone());
        CallRecord { request, locale, repairs: *repairs, ..self.record(by, *purpose) }
    }

    /// A record that nothing is known of yet: dropped now, nobody wanted it any more.
    fn record(&self, by: Wanted, purpose: Purpose) -> CallRecord {
        CallRecord {
            event: CallId::new(),
            workspace: by.workspace,
            conversation: by.conversation,
            purpose,
            prompt: by.prompt,
            locale: String::new(),
            request: None,
            answer: String::new(),
            model: None,
            at: self.0.runner.clock.now(),
            took: Duration::ZERO,
            cache: CacheStatus::Bypass,
            cache_key: None,
            simulated: false,
            repairs: false,
            ending: Ending::Cancelled,
            attempts: Vec::new(),
        }
    }

    fn page(&self, record: CallRecord) -> Page {
        Page::new(record, self.0.records.clone(), self.0.ledger.clone())
    }

    async fn run<O: Operation>(
        &self,
        operation: &mut O,
        page: &mut Page,
        purpose: Purpose,
        deadline: Instant,
    ) -> Result<Brought<O::Answer>, CallError> {
        let Inner { fleet, runner, .. } = &*self.0;
        Run { runner, ways: fleet.of(purpose), deadline, operation, page, pass: Pass::default() }
            .ended()
            .await
    }
}

fn status(mode: &Mode, fleet: &Fleet) -> Status {
    let models = fleet.by_purpose.iter().map(|(purpose, ways)| {
        let mut ways: Vec<_> = ways.iter().collect();
        ways.sort_by_key(|way| (way.key.tier, way.rank));
        let mut names: Vec<String> = Vec::new();
        for name in ways.iter().map(|way| full_name(&way.model)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (*purpose, names)
    });
    Status {
        mode: mode.clone(),
        models: models.chain(fleet.cassettes.iter().flat_map(Cassettes::models)).collect(),
        keys: fleet.keys.clone(),
        notes: fleet.notes.clone(),
        suspensions: Vec::new(),
    }
}

/// Who wants a picture or the words of a recording, and until when.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub workspace: WorkspaceId,
    pub conversation: Option<ConversationId>,
    /// Names it in the records.
    pub prompt: String,
    /// When the answer is of no use any more.
    pub deadline: Instant,
}

/// What was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made<T> {
    pub what: T,
    pub cost: Cost,
    /// Names the call in the records.
    pub event: String,
}
