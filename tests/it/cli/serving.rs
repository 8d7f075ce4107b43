//! A real server process: how it starts, what the other commands make of it, how it stops, what it logs.

use super::{code, errors, free_address, pauta, prints};
use futures_util::{SinkExt, StreamExt};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// A server in `folder`; killed if the test ends before it.
struct Server {
    process: Child,
    address: String,
    log: PathBuf,
    /// The line that it printed when it was ready.
    ready: String,
}

impl Server {
    fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let address = free_address();
        let mut command = Command::new(env!("CARGO_BIN_EXE_pauta"));
        command.env_clear().envs(variables.iter().copied()).env("PAUTA_LISTEN", &address).current_dir(folder);
        // A file and not a pipe: nobody reads along, and a full pipe would stop the server.
        let log = folder.join(format!("{address}.log"));
        let mut process = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        Self { process, address, log, ready }
    }

    /// Runs another command beside it.
    fn beside(&self, folder: &Path, arguments: &[&str]) -> std::process::Output {
        pauta(folder, &[("PAUTA_LISTEN", &self.address)], arguments)
    }

    /// Tells it to stop; returns its exit code and everything that it logged.
    fn stop(mut self, signal: Signal) -> (Option<i32>, String) {
        let pid = Pid::from_child(&self.process);
        kill_process(pid, signal).unwrap();
        let code = self.process.wait().unwrap().code();
        (code, std::fs::read_to_string(&self.log).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.process.kill().unwrap();
            self.process.wait().unwrap();
        }
    }
}

#[test]
fn it_says_where_it_is_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    for signal in [Signal::TERM, Signal::INT] {
        let server = Server::start(folder.path(), &[("PAUTA_LLM", "rules")]);
        assert_eq!(server.ready, format!("Pauta is ready. Open http://{}/\n", server.address));
        assert_eq!(code(&server.beside(folder.path(), &["health"])), 0);
        let (code, log) = server.stop(signal);
        assert_eq!(code, Some(0), "{log}");
        assert!(log.contains("draining") && log.contains("stopped"), "{log}");
        assert!(log.contains("none connected; the built-in rules assist"), "{log}");
    }
}

#[test]
fn the_doctor_knows_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let output = server.beside(folder.path(), &["doctor"]);
    assert_eq!(code(&output), 0, "{}", prints(&output));
    assert!(prints(&output).contains("a Pauta is serving"), "{}", prints(&output));
    assert!(prints(&output).contains("is up to date"), "{}", prints(&output));
}

#[test]
fn a_second_server_on_the_same_address_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let output = server.beside(folder.path(), &[]);
    assert_eq!(code(&output), 4, "{}", errors(&output));
}

#[test]
fn a_backup_is_written_while_it_serves_and_serves_in_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let output = server.beside(folder.path(), &["backup", "copy.db"]);
    assert_eq!(code(&output), 0, "{}", errors(&output));
    let again = server.beside(folder.path(), &["backup", "copy.db"]);
    assert_eq!(code(&again), 1);
    assert!(errors(&again).contains("copy.db exists"), "{}", errors(&again));
    let restored = Server::start(folder.path(), &[("DATABASE_URL", "sqlite:copy.db")]);
    assert!(restored.ready.starts_with("Pauta is ready."), "{}", restored.ready);
}

#[test]
fn migrate_makes_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let output = pauta(folder.path(), &[], &["migrate"]);
    assert_eq!(code(&output), 0, "{}", errors(&output));
    assert!(folder.path().join("data/pauta.db").exists());
}

/// At the most talkative, the log of a conversation holds neither its token nor its words.
#[tokio::test]
async fn the_log_keeps_tokens_and_words_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[("PAUTA_LOG", "trace"), ("PAUTA_LOG_FORMAT", "json")]);
    let page = reqwest::get(format!("http://{}/", server.address)).await.unwrap().text().await.unwrap();
    let site = page.split(" site=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut request = format!("ws://{}/ws", server.address).into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{}", server.address).parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    let hello = serde_json::json!({"type": "hello", "protocol": 1, "site": site});
    socket.send(Message::text(hello.to_string())).await.unwrap();
    let answer = serde_json::json!({
        "type": "answer", "client_msg_id": "00000000-0000-7000-8000-000000000001", "text": "xyzzy-plugh",
    });
    socket.send(Message::text(answer.to_string())).await.unwrap();
    let (mut token, mut conversation) = (None, String::new());
    while let Some(message) = socket.next().await {
        let frame: serde_json::Value = serde_json::from_str(message.unwrap().to_text().unwrap()).unwrap();
        match frame["type"].as_str() {
            Some("welcome") => {
                token = frame["token"].as_str().map(str::to_owned);
                conversation = frame["conversation"].as_str().unwrap().to_owned();
            }
            Some("accepted") => break,
            Some("rejected") => panic!("{frame}"),
            _ => {}
        }
    }
    let token = token.expect("a token in the welcome");
    let messages = format!("http://{}/api/v1/conversations/{conversation}/messages", server.address);
    let read = reqwest::Client::new().get(&messages).bearer_auth(&token).send().await.unwrap();
    assert!(read.text().await.unwrap().contains("xyzzy-plugh"));
    assert_eq!(reqwest::get(format!("{messages}?token={token}")).await.unwrap().status(), 401);
    let (_, log) = server.stop(Signal::TERM);
    for secret in [token.as_str(), "xyzzy-plugh"] {
        let told: Vec<_> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
    assert!(log.lines().all(|line| line.starts_with('{')), "every line is JSON");
    assert!(log.contains("\"conversation\""), "the turn's span names the conversation:\n{log}");
}

/// The way of a first owner where the server is not on the owner's machine, with the log at its most talkative:
/// neither the link's token nor the session's cookie is in it.
#[tokio::test]
async fn an_invitation_is_printed_while_it_serves_and_lets_its_owner_in() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("PAUTA_PUBLIC_URL", "http://pauta.test"), ("PAUTA_LOG", "trace")];
    let server = Server::start(folder.path(), &variables);
    let command = |arguments: &[&str]| {
        let variables =
            [("PAUTA_LISTEN", server.address.as_str()), ("PAUTA_PUBLIC_URL", "http://pauta.test")];
        pauta(folder.path(), &variables, arguments)
    };
    let locked = prints(&command(&["doctor"]));
    assert!(locked.contains("BAD  people") && locked.contains("pauta invite"), "{locked}");
    let output = command(&["invite", "--name", "Ana", "--email", "ana@example.org"]);
    assert_eq!(code(&output), 0, "{}", errors(&output));
    let printed = prints(&output);
    let link =
        printed.lines().map(str::trim).find(|line| line.starts_with("http://pauta.test/enter#")).unwrap();
    let token = link.split_once('#').unwrap().1.to_owned();
    assert!(printed.contains("https://wa.me/?text=Ol%C3%A1%2C%20Ana"), "{printed}");
    assert!(prints(&command(&["doctor"])).contains("unlocked, 1 member"));

    let client = reqwest::Client::new();
    let url = |path: &str| format!("http://{}{path}", server.address);
    assert_eq!(client.get(url("/enter")).send().await.unwrap().status(), 200);
    let body = serde_json::json!({ "token": token });
    for path in ["/enter/look", "/enter"] {
        let post = client.post(url(path)).header("origin", "http://pauta.test").json(&body);
        let answer = post.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let Some(cookie) = answer.headers().get("set-cookie") else { continue };
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let page = client.get(url("/people")).header("cookie", &cookie).send().await.unwrap();
        assert!(page.text().await.unwrap().contains("ana@example.org"));
        let (_, log) = server.stop(Signal::TERM);
        for secret in [token.as_str(), &cookie["pauta=".len()..]] {
            let told: Vec<_> = log.lines().filter(|line| line.contains(secret)).collect();
            assert!(told.is_empty(), "{}", told.join("\n"));
        }
        return;
    }
    panic!("no session began");
}

#[test]
fn an_invitation_makes_what_it_needs_and_no_second_person() {
    let folder = tempfile::tempdir().unwrap();
    let invite = |more: &[&str]| pauta(folder.path(), &[], &[&["invite"], more].concat());
    let link = |output: &std::process::Output| {
        assert_eq!(code(output), 0, "{}", errors(output));
        prints(output).lines().find(|line| line.contains("/enter#")).unwrap().to_owned()
    };
    assert_ne!(link(&invite(&[])), link(&invite(&[])), "a lost link is made anew");
    link(&invite(&["--workspace", "Agência", "--role", "client", "--name", "Bia"]));
    let doctor = pauta(folder.path(), &[("PAUTA_LISTEN", &free_address())], &["doctor"]);
    assert!(prints(&doctor).contains("unlocked, 2 members"), "{}", prints(&doctor));
    assert_eq!(code(&invite(&["--role", "king"])), 2);
    for wrong in [&["--email", "x"][..], &["--name", " "], &["--workspace", " "]] {
        let output = invite(wrong);
        assert_eq!(code(&output), 1);
        assert!(!errors(&output).contains("enter#"), "{}", errors(&output));
    }
}
