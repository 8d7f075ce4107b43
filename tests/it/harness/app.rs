//! A whole server on a port of its own, with data of its own.

use pauta::{
    app::App,
    config::Config,
    store::{Store, StoreConfig},
    time::Clock,
    web,
};
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A running server. Stops when dropped.
pub struct TestApp {
    pub app: App,
    pub address: SocketAddr,
    stop: CancellationToken,
    served: Option<JoinHandle<()>>,
    variables: Vec<(String, String)>,
    pub data: Arc<TempDir>,
}

/// How a server is started.
pub struct Start {
    variables: Vec<(String, String)>,
    database_bytes: Option<u64>,
    clock: Clock,
    data: Arc<TempDir>,
}

impl Start {
    pub fn new() -> Self {
        Self::at(Vec::new(), Arc::new(tempfile::tempdir().unwrap()))
    }

    /// On the data of another server, configured alike.
    pub fn beside(other: &TestApp) -> Self {
        Self::at(other.variables.clone(), other.data.clone())
    }

    /// On data that is there already.
    pub fn at(variables: Vec<(String, String)>, data: Arc<TempDir>) -> Self {
        Self { variables, database_bytes: None, clock: Clock::System, data }
    }

    /// By a clock of the test's own.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    pub fn set(mut self, variable: &str, value: &str) -> Self {
        self.variables.push((variable.into(), value.into()));
        self
    }

    pub fn tree(self, tree: &serde_json::Value) -> Self {
        let trees = self.data.path().join("trees");
        std::fs::create_dir_all(&trees).unwrap();
        let name = format!("{}.json", tree["id"].as_str().unwrap());
        std::fs::write(trees.join(name), tree.to_string()).unwrap();
        self
    }

    /// On a PostgreSQL at this address.
    pub fn postgres(self, url: &str) -> Self {
        self.set("DATABASE_URL", url)
    }

    /// On a disk with room for a database of so many bytes.
    pub fn room(mut self, bytes: u64) -> Self {
        self.database_bytes = Some(bytes);
        self
    }

    pub async fn run(self) -> TestApp {
        super::tls::ready();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = config(self.data.path(), &self.variables);
        let app = match self.database_bytes {
            None => App::open(config, self.clock, address).await.unwrap(),
            Some(bytes) => {
                let file = self.data.path().join("small.db");
                let store = StoreConfig::Sqlite { file, max_bytes: Some(bytes) };
                let store = Store::open(&store).await.unwrap();
                App::on(store, config, self.clock, address).await.unwrap()
            }
        };
        let stop = CancellationToken::new();
        let stopping = stop.clone().cancelled_owned();
        let served = TaskTracker::new().spawn(web::run(app.clone(), listener, stopping));
        let (variables, data) = (self.variables, self.data);
        TestApp { app, address, stop, served: Some(served), variables, data }
    }
}

/// The configuration of a test's server: nobody is held back unless the test says so.
pub fn config(data: &Path, variables: &[(String, String)]) -> Config {
    let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut environment = [
        set("PAUTA_DATA_DIR", data.join("data").to_str().unwrap()),
        set("PAUTA_TREES_DIR", data.join("trees").to_str().unwrap()),
        set("PAUTA_DOCUMENT_READER", env!("CARGO_BIN_EXE_pauta")),
        set("PAUTA_MESSAGES_PER_SECOND", "100000"),
        set("PAUTA_MESSAGE_BURST", "100000"),
        set("PAUTA_CONVERSATIONS_PER_MINUTE", "100000"),
        set("PAUTA_MAX_SOCKETS_PER_ADDRESS", "2000"),
        // No test depends on what runs on the machine.
        set("PAUTA_LLM", "rules"),
    ]
    .into_iter()
    .collect::<std::collections::BTreeMap<_, _>>();
    environment.extend(variables.iter().cloned());
    Config::load(&environment).unwrap()
}

impl TestApp {
    pub async fn start() -> Self {
        Start::new().tree(&super::trees::ten_questions()).run().await
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The public key of the site that `/` talks to.
    pub fn site(&self) -> String {
        self.app.home.site.clone()
    }

    /// One of its metrics.
    pub fn counts(&self, metric: &str) -> u32 {
        let shown = self.app.metrics.render();
        let count = shown.lines().find_map(|line| line.strip_prefix(metric)?.strip_prefix(' '));
        count.unwrap().parse().unwrap()
    }

    /// Begins to stop, as a signal does.
    pub fn begin_stop(&self) {
        self.stop.cancel();
    }

    /// Stops, and gives how long that took.
    pub async fn stop(mut self) -> Duration {
        let began = tokio::time::Instant::now();
        self.stop.cancel();
        if let Some(served) = self.served.take() {
            served.await.unwrap();
        }
        began.elapsed()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
