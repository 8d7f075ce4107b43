//! A Telegram of the tests' own: a real Bot API server on a port of its own that knows bots, people, chats and groups,
//! refuses what Telegram refuses in Telegram's words, keeps its limits, and misbehaves when it is told to.
//!
//! ```ignore
//! let telegram = BotApi::start().await;
//! let bot = telegram.bot("Pauta", "pauta_bot");
//! let app = Start::new().set("PAUTA_TELEGRAM_API_URL", &telegram.url()).run().await;
//! let ana = telegram.user("Ana", "pt-BR").chat(&bot);
//! ana.says("/start");
//! ana.sees("Para quem").await;
//! ana.presses("Padaria").await.is_answered().await;
//! telegram.misbehaves("sendMessage", 1, Bad::DoneThenCut);
//! ```

mod call;
mod faults;
pub mod group;
mod html;
mod keyboard;
pub mod limits;
mod media;
mod messages;
mod methods;
pub mod phone;
mod postman;
mod refused;
pub mod screen;
mod updates;
pub mod world;

pub use faults::{Bad, Down};
pub use limits::Limits;
pub use phone::{Person, Phone};
use refused::Refused;
pub use world::Made;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    response::Response,
};
use call::Call;
use refused::response;
use serde_json::Value;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use world::{BotAccount, User, World};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Inner {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
}

impl Inner {
    /// Something happened: whoever waits looks again.
    fn stirs(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Changes something, and lets everybody know.
    fn with<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let done = change(&mut self.world.lock().unwrap());
        self.stirs();
        done
    }

    /// Waits until there is such a thing; `None` if there never is.
    async fn waits<T>(&self, look: impl Fn(&World) -> Option<T>) -> Option<T> {
        let (mut changed, end) = (self.changed.subscribe(), Instant::now() + PATIENCE);
        loop {
            changed.mark_unchanged();
            if let Some(found) = look(&self.world.lock().unwrap()) {
                return Some(found);
            }
            timeout_at(end, changed.changed()).await.ok()?.ok()?;
        }
    }
}

/// A bot that was made at @BotFather's.
#[derive(Clone, Debug)]
pub struct Robot {
    pub id: i64,
    pub token: String,
    pub username: String,
}

/// The running server. Stops when dropped.
pub struct BotApi {
    pub address: SocketAddr,
    inner: Arc<Inner>,
    tasks: [JoinHandle<()>; 2],
}

impl BotApi {
    pub async fn start() -> Self {
        super::tls::ready();
        let inner = Arc::new(Inner { world: Mutex::new(World::new()), changed: watch::Sender::new(0) });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router =
            Router::new().fallback(take).layer(DefaultBodyLimit::disable()).with_state(inner.clone());
        let tracker = tokio_util::task::TaskTracker::new();
        let served = tracker.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let posted = tracker.spawn(postman::works(inner.clone()));
        Self { address, inner, tasks: [served, posted] }
    }

    /// Where it is found, as `PAUTA_TELEGRAM_API_URL` has it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn bot(&self, name: &str, username: &str) -> Robot {
        self.inner.with(|world| {
            let id = 8_100_000_000 + world.fresh();
            let token = format!("{id}:AAF7-g0gYncWnm5IyfZlpPRqRRv6kNAG{id}");
            world.bots.push(BotAccount {
                id,
                token: token.clone(),
                name: name.into(),
                username: username.into(),
                reads_all: false,
                mailbox: updates::Mailbox::default(),
                commands: std::collections::BTreeMap::new(),
                descriptions: std::collections::BTreeMap::new(),
            });
            Robot { id, token, username: username.into() }
        })
    }

    /// From now on the bot reads all that is said in groups.
    pub fn reads_all(&self, bot: &Robot) {
        self.inner.with(|world| world.bot_mut(bot.id).reads_all = true);
    }

    /// The bot's token is another one, and the old one worth nothing.
    pub fn revokes(&self, bot: &Robot) -> Robot {
        let token = format!("{}:AAG-another-token-for-this-bot-{}", bot.id, bot.id);
        self.inner.with(|world| world.bot_mut(bot.id).token.clone_from(&token));
        Robot { token, ..bot.clone() }
    }

    pub fn user(&self, name: &str, language: &str) -> Person {
        let id = self.inner.with(|world| {
            let id = 5_000_000_000 + world.fresh();
            let user = User { name: name.into(), language: language.into(), deactivated: false };
            world.users.insert(id, user);
            id
        });
        Person { inner: self.inner.clone(), id, name: name.into() }
    }

    pub fn limits(&self, limits: Limits) {
        self.inner.with(|world| world.limits = limits);
    }

    /// Goes wrong the next so many times that this method is called; `*` is any.
    pub fn misbehaves(&self, method: &str, times: usize, bad: Bad) {
        self.inner.with(|world| world.faults.add(method, times, &bad));
    }

    pub fn goes_down(&self, down: Down) {
        self.inner.with(|world| world.faults.down = Some(down));
    }

    /// All is well again.
    pub fn comes_back(&self) {
        self.inner.with(|world| world.faults.clear());
    }

    /// The next so many updates come twice.
    pub fn doubles(&self, bot: &Robot, updates: usize) {
        self.inner.with(|world| world.bot_mut(bot.id).mailbox.doubles = updates);
    }

    /// The next so many updates come together, the last one first.
    pub fn reorders(&self, bot: &Robot, updates: usize) {
        self.inner.with(|world| world.bot_mut(bot.id).mailbox.holds = updates);
    }

    /// Webhooks that begin like this are taken, and posted there.
    pub fn routes(&self, from: &str, to: &str) {
        self.inner.with(|world| world.routes.push((from.into(), to.into())));
    }

    /// Posts to a webhook as somebody who is not Telegram; gives the status.
    pub async fn forges(&self, url: &str, secret: Option<&str>, update: &Value) -> u16 {
        postman::post(&reqwest::Client::new(), url, secret, update).await.unwrap()
    }

    /// Puts an update as it is into a bot's mailbox: one that no phone would make.
    pub fn tells(&self, chat: &Phone, bot: &Robot, kind: &str, body: Value) {
        self.inner.with(|world| world.bot_mut(bot.id).mailbox.arrives(chat.place, kind, body));
    }

    /// Where a bot's webhook is, and the secret that it is posted with.
    pub fn hook(&self, bot: &Robot) -> Option<(String, Option<String>)> {
        let world = self.inner.world.lock().unwrap();
        world.bot(bot.id).mailbox.hook.as_ref().map(|hook| (hook.url.clone(), hook.secret.clone()))
    }

    /// How many polls there were, and how many of them another one ended.
    pub fn polls(&self, bot: &Robot) -> (usize, usize) {
        let world = self.inner.world.lock().unwrap();
        let mailbox = &world.bot(bot.id).mailbox;
        (mailbox.polls, mailbox.conflicts)
    }

    /// The commands that a bot has here: a scope's type (`chat:5` for one of a chat) and a language.
    pub fn commands(&self, bot: &Robot, scope: &str, language: &str) -> Option<Value> {
        let world = self.inner.world.lock().unwrap();
        world.bot(bot.id).commands.get(&(scope.into(), language.into())).cloned()
    }

    pub fn description(&self, bot: &Robot, language: &str) -> Option<String> {
        self.inner.world.lock().unwrap().bot(bot.id).descriptions.get(language).cloned()
    }

    /// Every call so far, except polls.
    pub fn made(&self) -> Vec<Made> {
        self.inner.world.lock().unwrap().made.clone()
    }

    /// How often a method was called, whatever came of it.
    pub fn calls(&self, method: &str) -> usize {
        self.made().iter().filter(|made| made.method.eq_ignore_ascii_case(method)).count()
    }

    /// How many messages were sent.
    pub fn sent(&self) -> usize {
        let sent = |made: &&Made| {
            made.method.starts_with("send") && made.method != "sendchataction" && made.answer.is_ok()
        };
        self.made().iter().filter(sent).count()
    }

    /// How often somebody was told to wait because of the limits; what a test made up does not count.
    pub fn limited(&self) -> usize {
        let limited = |made: &&Made| made.answer.as_ref().is_err_and(|it| it.code == 429) && !made.staged;
        self.made().iter().filter(limited).count()
    }

    /// What was refused and not made up: methods with what was said.
    pub fn refused(&self) -> Vec<(String, String)> {
        let made = self.made().into_iter().filter(|made| !made.staged);
        made.filter_map(|made| Some((made.method, made.answer.err()?.description))).collect()
    }

    /// Presses of buttons that were answered, and that were not.
    pub fn answered(&self) -> (usize, usize) {
        let world = self.inner.world.lock().unwrap();
        let answered = world.queries.iter().filter(|query| query.answer.is_some()).count();
        (answered, world.queries.len() - answered)
    }

    /// Waits until every update was taken: confirmed by a poll, or answered by a webhook.
    pub async fn all_taken(&self) {
        let empty =
            self.inner.waits(|world| world.bots.iter().all(|bot| bot.mailbox.queue.is_empty()).then_some(()));
        assert!(empty.await.is_some(), "updates were left over");
    }
}

impl Drop for BotApi {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn take(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let down = inner.world.lock().unwrap().faults.down;
    match down {
        Some(Down::Closed) => faults::cut(),
        Some(Down::Status(status)) => return response(&Err(faults::server(status))),
        None => {}
    }
    let path = request.uri().path().replace("%2F", "/").replace("%3A", ":");
    let not_found = || response(&Err(Refused::new(404, "Not Found")));
    let (is_file, rest) = match path.strip_prefix("/file/bot") {
        Some(rest) => (true, Some(rest)),
        None => (false, path.strip_prefix("/bot")),
    };
    let Some((token, rest)) = rest.and_then(|rest| rest.split_once('/')) else { return not_found() };
    let bot = inner.world.lock().unwrap().bots.iter().find(|bot| bot.token == token).map(|bot| bot.id);
    let Some(bot) = bot else { return response(&Err(Refused::new(401, "Unauthorized"))) };
    if is_file {
        let bytes = inner.world.lock().unwrap().file(rest);
        return bytes.map_or_else(not_found, |bytes| Response::new(Body::from(bytes)));
    }
    let call = match Call::read(rest, request).await {
        Ok(call) => call,
        Err(refused) => return response(&Err(refused)),
    };
    answers(&inner, bot, call).await
}

async fn answers(inner: &Inner, bot: i64, call: Call) -> Response {
    let bad = inner.world.lock().unwrap().faults.take(&call.method);
    let staged = match &bad {
        Some(Bad::TooMany(seconds)) => Some(Refused::too_many(*seconds)),
        Some(Bad::Server(status)) => Some(faults::server(*status)),
        Some(Bad::Says(code, description)) => Some(Refused::new(*code, description)),
        Some(Bad::Hang | Bad::Cut) => Some(Refused::new(0, "no answer")),
        _ => None,
    };
    if let Some(Bad::Slow(time)) = &bad {
        tokio::time::sleep(*time).await;
    }
    let is_staged = staged.is_some();
    let answer = match staged {
        Some(refused) => Err(refused),
        None if call.method == "getupdates" => updates::poll(inner, bot, &call).await,
        None => inner.world.lock().unwrap().does(bot, &call),
    };
    if call.method != "getupdates" {
        let answer = answer.clone();
        let made = Made { bot, method: call.method, params: call.params, answer, staged: is_staged };
        inner.with(|world| world.made.push(made));
    }
    match bad {
        Some(Bad::Hang | Bad::DoneThenHang) => faults::hang().await,
        Some(Bad::Cut | Bad::DoneThenCut) => faults::cut(),
        Some(Bad::DoneThen(status)) => response(&Err(faults::server(status))),
        _ => response(&answer),
    }
}
