//! A real Redis for one test, on a port and a folder of its own; gone with it, or with the test process.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

/// Runs the server until its input ends, which is when the test process does, however that happens. The first
/// line says its process, so that a test can treat it badly.
const SCRIPT: &str = r#"
redis-server --port "$1" --bind 127.0.0.1 --dir "$2" --save "" --appendonly no --requirepass "$3" \
    --daemonize no --logfile "" </dev/null 2>&1 &
server=$!
echo "process $server"
cat >/dev/null
kill -KILL $server 2>/dev/null
wait $server
"#;

/// Its password, which is nowhere to be seen.
pub const PASSWORD: &str = "hush-hush";

/// A running server.
pub struct Redis {
    port: u16,
    folder: tempfile::TempDir,
    script: Child,
    process: String,
}

impl Redis {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Another test may take the port between the two lines.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if let Some((script, process)) = run(port, &folder) {
                return Self { port, folder, script, process };
            }
        }
        panic!("these tests need Redis: install its server (`apt install redis-server`)");
    }

    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/0", self.port)
    }

    /// Its process gets a signal: `KILL`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.process]).status().unwrap();
        assert!(sent.success(), "no signal {name}");
    }

    /// Runs again, empty, at the same address, after it was killed.
    pub fn again(&mut self) {
        self.end();
        let (script, process) = run(self.port, &self.folder).expect("the port is still free");
        (self.script, self.process) = (script, process);
    }

    fn end(&mut self) {
        drop(self.script.stdin.take());
        self.script.wait().unwrap();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.end();
    }
}

/// The script and the server's process, once it takes connections; `None` if it ended before.
fn run(port: u16, folder: &tempfile::TempDir) -> Option<(Child, String)> {
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "redis"]).arg(port.to_string()).arg(folder.path()).arg(PASSWORD);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut script = command.spawn().unwrap();
    let mut process = None;
    for line in BufReader::new(script.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(number) = line.strip_prefix("process ") {
            process = Some(number.to_owned());
        } else if line.contains("Ready to accept connections") {
            return Some((script, process?));
        } else if line.contains("Failed listening") || line.contains("not found") {
            break;
        }
    }
    drop(script.stdin.take());
    script.wait().unwrap();
    None
}
