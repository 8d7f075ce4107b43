//! F1: the real binary is killed again and again under load, and nothing that was acknowledged is lost.

use crate::harness::{
    person::{Person, new_id},
    trees,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// Kills in one run; more by the environment, for a longer look.
const KILLS: usize = 100;
const PEOPLE: usize = 8;

/// The server as a process of its own, killed when dropped.
struct Server(Child);

impl Server {
    fn start(folder: &Path, address: SocketAddr) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_pauta"))
            .env_clear()
            .env("PAUTA_LISTEN", address.to_string())
            .env("PAUTA_DATA_DIR", folder.join("data"))
            .env("PAUTA_TREES_DIR", folder.join("trees"))
            .env("PAUTA_MESSAGES_PER_SECOND", "100000")
            .env("PAUTA_MESSAGE_BURST", "100000")
            .env("PAUTA_CONVERSATIONS_PER_MINUTE", "100000")
            .env("PAUTA_LOG", "error")
            .current_dir(folder)
            .arg("serve")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// As the kernel would: no handler runs.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What one person knows: what was acknowledged, and what they were never told about.
struct Talk {
    person: Option<Person>,
    conversation: String,
    token: String,
    acknowledged: Vec<(String, u64)>,
    unheard: Option<Value>,
    said: usize,
}

/// The site's key, as a browser finds it; waits until the server is up.
async fn site(address: SocketAddr) -> String {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Ok(answer) = reqwest::get(format!("http://{address}/")).await {
            let page = answer.text().await.unwrap();
            let (_, rest) = page.split_once("data-site=\"").unwrap();
            return rest.split('"').next().unwrap().to_owned();
        }
        assert!(Instant::now() < until, "the server does not come up");
        sleep(Duration::from_millis(10)).await;
    }
}

impl Talk {
    async fn begins(address: SocketAddr, site: &str) -> Self {
        let hello = json!({ "tree": "ten", "locale": "en" });
        let person = Person::at(address, site, hello).await.unwrap();
        let (conversation, token) = (person.conversation.clone(), person.token.clone());
        Self { person: Some(person), conversation, token, acknowledged: Vec::new(), unheard: None, said: 0 }
    }

    /// Talks until the server is gone.
    async fn goes_on(mut self, address: SocketAddr, site: String) -> Self {
        loop {
            let frame = self.unheard.take().unwrap_or_else(|| {
                self.said += 1;
                json!({ "type": "answer", "client_msg_id": new_id(), "text": format!("said {}", self.said) })
            });
            self.unheard = Some(frame.clone());
            let person = match &mut self.person {
                Some(person) => person,
                None => {
                    let resume = json!({ "conversation": self.conversation, "token": self.token });
                    match Person::at(address, &site, resume).await {
                        Ok(person) => self.person.insert(person),
                        Err(_) => return self,
                    }
                }
            };
            match person.try_do(&frame, &frame["client_msg_id"]).await {
                Ok(came) if came.is_accepted() => {
                    let text = frame["text"].as_str().unwrap().to_owned();
                    self.acknowledged.push((text, came.answer["seq"].as_u64().unwrap()));
                    self.unheard = None;
                }
                Ok(_) => {}
                Err(_) => {
                    self.person = None;
                    return self;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_kills_lose_nothing_and_double_nothing() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("trees")).unwrap();
    std::fs::write(folder.path().join("trees/ten.json"), trees::questions("ten", 400).to_string()).unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = Server::start(folder.path(), address);
    let site = site(address).await;
    let mut talks = Vec::new();
    for _ in 0..PEOPLE {
        talks.push(Talk::begins(address, &site).await);
    }
    for _ in 0..KILLS {
        let talking: Vec<_> = talks
            .drain(..)
            .map(|talk| tokio_util::task::TaskTracker::new().spawn(talk.goes_on(address, site.clone())))
            .collect();
        sleep(Duration::from_millis(random.random_range(5..150))).await;
        server.kill();
        for talk in talking {
            talks.push(talk.await.unwrap());
        }
        server = Server::start(folder.path(), address);
        self::site(address).await;
    }
    let mut total = 0;
    for talk in &mut talks {
        let resume = json!({ "conversation": talk.conversation, "token": talk.token });
        let mut person = Person::at(address, &site, resume).await.unwrap();
        if let Some(frame) = talk.unheard.take() {
            assert!(person.does(frame).await.is_accepted());
        }
        for n in 1..=talk.said {
            let text = format!("said {n}");
            let times =
                person.rows.iter().filter(|row| row["from"] == "person" && row["text"] == *text).count();
            assert_eq!(times, 1, "seed {seed}: {text}");
        }
        for (text, seq) in &talk.acknowledged {
            let row = &person.rows[usize::try_from(seq - 1).unwrap()];
            assert_eq!(
                (row["seq"].as_u64(), row["text"].as_str()),
                (Some(*seq), Some(text.as_str())),
                "seed {seed}"
            );
        }
        total += talk.acknowledged.len();
    }
    assert!(total > KILLS, "there was a load: {total}");
    server.kill();
    assert_eq!(integrity(&folder.path().join("data/pauta.db")).await, "ok");
}

async fn integrity(file: &Path) -> String {
    use sqlx::Connection;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut database = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut database).await.unwrap()
}
