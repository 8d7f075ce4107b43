//! A Redis of the bench's own.

use crate::Failed;
use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(5);

/// Killed when dropped.
pub struct Redis {
    process: Child,
    pub url: String,
}

impl Redis {
    /// `None` where there is no Redis on this machine.
    pub fn start() -> Result<Option<Self>, Failed> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new("redis-server");
        command.args(["--port", &address.port().to_string(), "--bind", "127.0.0.1", "--save", ""]);
        let Ok(process) = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn() else { return Ok(None) };
        let redis = Self { process, url: format!("redis://{address}/") };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            if began.elapsed() > PATIENCE {
                return Err("redis-server does not come up".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Some(redis))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if self.process.kill().and_then(|()| self.process.wait()).is_err() {
            eprintln!("Redis could not be stopped");
        }
    }
}
