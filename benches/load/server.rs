//! The server under load: the real binary, on its own folder and port.

use crate::{machine, talk::Failed};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// How the disk of the server behaves.
#[derive(Clone, Copy, Debug)]
pub enum Disk {
    AsItIs,
    /// Every sync takes so much longer, by `benches/slow_sync.c`.
    Slower {
        micros: u64,
    },
}

/// What the server stands on.
#[derive(Debug)]
pub struct Setup {
    pub disk: Disk,
    pub postgres: Option<String>,
    pub dir: PathBuf,
}

impl Setup {
    /// A folder on the disk that is measured, with the tree of ten questions.
    pub fn folder(&self) -> Result<TempDir, Failed> {
        fs::create_dir_all(&self.dir)?;
        let folder = TempDir::new_in(&self.dir)?;
        fs::create_dir(folder.path().join("trees"))?;
        fs::write(folder.path().join("trees/ten_questions.json"), include_str!("../ten_questions.json"))?;
        Ok(folder)
    }

    /// Starts the server without waiting for it.
    pub fn spawn(&self, folder: &TempDir) -> Result<Server, Failed> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_pauta"));
        command.env_clear().current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        for (name, value) in [
            ("PAUTA_TREES_DIR", "trees"),
            ("PAUTA_LOG", "warn"),
            ("PAUTA_MAX_SOCKETS", "18000"),
            ("PAUTA_MAX_SOCKETS_PER_ADDRESS", "18000"),
            ("PAUTA_MESSAGES_PER_SECOND", "1000000"),
            ("PAUTA_MESSAGE_BURST", "1000000"),
            ("PAUTA_CONVERSATIONS_PER_MINUTE", "1000000"),
        ] {
            command.env(name, value);
        }
        command.env("PAUTA_LISTEN", address.to_string());
        if let Some(url) = &self.postgres {
            command.env("DATABASE_URL", url);
        }
        if let Disk::Slower { micros } = self.disk {
            command.env("SLOW_SYNC_US", micros.to_string()).env("LD_PRELOAD", slow_sync()?);
        }
        Ok(Server { process: command.spawn()?, address })
    }

    /// Starts the server and waits until it says that it is ready.
    pub fn start(&self, folder: &TempDir) -> Result<Server, Failed> {
        let mut server = self.spawn(folder)?;
        let output = server.process.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.is_empty() { Err("the server did not start".into()) } else { Ok(server) }
    }
}

/// The shim, compiled.
fn slow_sync() -> Result<PathBuf, Failed> {
    let shim = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("slow_sync.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/slow_sync.c");
    let compiled = Command::new("cc")
        .args(["-O2", "-shared", "-fPIC", "-o"])
        .arg(&shim)
        .args([source, "-ldl"])
        .status()?;
    if compiled.success() { Ok(shim) } else { Err("cc could not compile benches/slow_sync.c".into()) }
}

/// A running server; it is killed when dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    pub address: SocketAddr,
}

impl Server {
    /// The processor time it has used.
    pub fn cpu(&self) -> Result<Duration, Failed> {
        machine::cpu_of(&self.process.id().to_string())
    }

    /// The memory it holds, in bytes.
    pub fn memory(&self) -> Result<u64, Failed> {
        machine::memory_of(self.process.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.kill().and_then(|()| self.process.wait()).is_err() {
            eprintln!("the server could not be stopped");
        }
    }
}
