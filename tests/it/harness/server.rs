//! The real binary as a process of its own, on data that outlives it.

use rustix::process::{Pid, Signal, kill_process};
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// Longer than a start takes on a busy machine.
const START_WITHIN: Duration = Duration::from_secs(30);

/// A running server; killed when dropped.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    /// The public key of the site that `/` talks to.
    pub site: String,
    /// From the start of the process to the first page.
    pub ready_after: Duration,
    variables: Vec<(String, String)>,
    folder: Arc<TempDir>,
}

impl Server {
    /// Starts on a new folder with this tree beside the shipped ones; nobody is held back unless a variable
    /// says so.
    pub async fn start(tree: &serde_json::Value, variables: &[(&str, &str)]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        std::fs::create_dir(folder.path().join("trees")).unwrap();
        let name = format!("trees/{}.json", tree["id"].as_str().unwrap());
        std::fs::write(folder.path().join(name), tree.to_string()).unwrap();
        let address = free_address();
        let mut all: Vec<(String, String)> = [
            ("PAUTA_MESSAGES_PER_SECOND", "100000"),
            ("PAUTA_MESSAGE_BURST", "100000"),
            ("PAUTA_CONVERSATIONS_PER_MINUTE", "100000"),
            ("PAUTA_MAX_SOCKETS_PER_ADDRESS", "2000"),
            ("PAUTA_MAX_SOCKETS_PER_PERSON", "2000"),
            ("PAUTA_LOG", "error"),
            ("PAUTA_LLM", "rules"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Self::on(folder, address, all).await
    }

    async fn on(folder: Arc<TempDir>, address: SocketAddr, variables: Vec<(String, String)>) -> Self {
        super::tls::ready();
        let began = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_pauta"))
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("PAUTA_LISTEN", address.to_string())
            .env("PAUTA_DATA_DIR", folder.path().join("data"))
            .env("PAUTA_TREES_DIR", folder.path().join("trees"))
            .current_dir(folder.path())
            .arg("serve")
            .stdout(Stdio::null())
            .stderr(log(folder.path()))
            .spawn()
            .unwrap();
        let mut server =
            Self { process, address, site: String::new(), ready_after: Duration::ZERO, variables, folder };
        server.site = server.shows_its_page(began).await;
        server.ready_after = began.elapsed();
        server
    }

    /// The site's key, as a browser finds it.
    async fn shows_its_page(&self, began: Instant) -> String {
        loop {
            if let Ok(answer) = reqwest::get(format!("http://{}/", self.address)).await {
                let page = answer.text().await.unwrap();
                let (_, rest) = page.split_once(" site=\"").unwrap();
                return rest.split('"').next().unwrap().to_owned();
            }
            assert!(began.elapsed() < START_WITHIN, "the server does not come up: {}", self.log());
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends it as the kernel would: no handler runs.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Another one in its place: the same address, the same data.
    pub async fn again(&mut self) -> Self {
        self.kill();
        Self::on(self.folder.clone(), self.address, self.variables.clone()).await
    }

    /// Tells it to stop, as an operator's system does.
    pub fn terminate(&self) {
        kill_process(Pid::from_child(&self.process), Signal::TERM).unwrap();
    }

    /// Holds it still, with its sockets open: to whoever talks to it the line is dead.
    pub fn hang(&self) {
        kill_process(Pid::from_child(&self.process), Signal::STOP).unwrap();
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        kill_process(Pid::from_child(&self.process), Signal::CONT).unwrap();
    }

    /// Its exit code, if it has ended.
    pub fn ended(&mut self) -> Option<i32> {
        self.process.try_wait().unwrap().map(|status| status.code().expect("it ended by itself"))
    }

    /// Bytes of memory that it has in use.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    pub fn database(&self) -> PathBuf {
        self.folder().join("data/pauta.db")
    }

    /// What it logged, in this life and those before.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder().join("log")).unwrap()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// An address for servers that come and go. Its port is none that the kernel gives to those who connect: somebody who
/// knocks at a server that is gone could else be given its very port, and it could not come back.
fn free_address() -> SocketAddr {
    let mut ports = std::iter::repeat_with(|| rand::random_range(10_000..32_000));
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).ok()?.local_addr().ok();
    ports.find_map(free).unwrap()
}

/// Where it logs to.
fn log(folder: &Path) -> Stdio {
    let file = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log"));
    file.unwrap().into()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
