//! The server behind the page: the real binary on a folder and port of its own, with the campaign briefing.

use crate::{
    Failed,
    wire::{Quality, Wire},
};
use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// A running server; it is killed when dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    /// The way to it that it knows itself by: from elsewhere, it takes no socket.
    pub home: Wire,
    _folder: TempDir,
}

impl Server {
    /// Starts it and waits until it says that it is ready.
    pub async fn start(binary: &Path) -> Result<Self, Failed> {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let home = Wire::to(address, Quality::default()).await?;
        let mut command = Command::new(binary.canonicalize()?);
        command.env_clear().current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        for (name, value) in [
            ("PAUTA_LOG", "warn"),
            ("PAUTA_MESSAGES_PER_SECOND", "1000000"),
            ("PAUTA_MESSAGE_BURST", "1000000"),
            ("PAUTA_CONVERSATIONS_PER_MINUTE", "1000000"),
        ] {
            command.env(name, value);
        }
        let process = command
            .env("PAUTA_LISTEN", address.to_string())
            .env("PAUTA_PUBLIC_URL", format!("http://{}", home.address))
            .spawn()?;
        let mut server = Self { process, address, home, _folder: folder };
        let output = server.process.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.is_empty() { Err("the server did not start".into()) } else { Ok(server) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.kill().and_then(|()| self.process.wait()).is_err() {
            eprintln!("the server could not be stopped");
        }
    }
}
