//! F1 and F2: the process is killed again and again, and nothing that was acknowledged is lost.

use crate::harness::{
    person::{Person, new_id, send},
    server::Server,
    trees,
    wait::until,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::sleep;
use tokio_util::task::TaskTracker;

/// Kills in one run, unless [`MORE`] says another number.
const KILLS: usize = 100;
const MORE: &str = "PAUTA_TEST_KILLS";
const PEOPLE: usize = 8;
/// How long a server may take to be there again after a kill, but for one start in a hundred.
const READY_WITHIN: Duration = Duration::from_secs(5);

#[expect(clippy::disallowed_methods, reason = "the tests' one door for a longer run")]
fn kills() -> usize {
    std::env::var(MORE).map_or(KILLS, |number| number.parse().unwrap())
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

impl Talk {
    async fn begins(server: &Server) -> Self {
        let hello = json!({ "tree": "ten", "locale": "en" });
        let person = Person::at(server.address, &server.site, hello).await.unwrap();
        let (conversation, token) = (person.conversation.clone(), person.token.clone());
        Self { person: Some(person), conversation, token, acknowledged: Vec::new(), unheard: None, said: 0 }
    }

    fn resume(&self) -> Value {
        json!({ "conversation": self.conversation, "token": self.token })
    }

    /// Talks until the server is gone. What was not answered is sent again when it is back.
    async fn goes_on(mut self, address: SocketAddr, site: String, heard: Arc<AtomicUsize>) -> Self {
        loop {
            let frame = self.unheard.take().unwrap_or_else(|| {
                self.said += 1;
                json!({ "type": "answer", "client_msg_id": new_id(), "text": format!("said {}", self.said) })
            });
            self.unheard = Some(frame.clone());
            let mut person = match self.person.take() {
                Some(person) => person,
                None => match Person::at(address, &site, self.resume()).await {
                    Ok(person) => person,
                    Err(_) => return self,
                },
            };
            let Ok(came) = person.try_do(&frame, &frame["client_msg_id"]).await else { return self };
            self.person = Some(person);
            if came.is_accepted() {
                let text = frame["text"].as_str().unwrap().to_owned();
                heard.fetch_add(1, Ordering::Relaxed);
                self.acknowledged.push((text, came.answer["seq"].as_u64().unwrap()));
                self.unheard = None;
            }
        }
    }

    /// Holds what this person knows against what the database has.
    async fn holds(&mut self, server: &Server) {
        let mut person = Person::at(server.address, &server.site, self.resume()).await.unwrap();
        if let Some(frame) = self.unheard.take() {
            assert!(person.does(frame).await.is_accepted());
        }
        for n in 1..=self.said {
            assert_eq!(times(&person, &format!("said {n}")), 1, "said {n}");
        }
        for (text, seq) in &self.acknowledged {
            let row = &person.rows[usize::try_from(seq - 1).unwrap()];
            assert_eq!((row["seq"].as_u64(), row["text"].as_str()), (Some(*seq), Some(text.as_str())));
        }
    }
}

fn times(person: &Person, text: &str) -> usize {
    person.rows.iter().filter(|row| row["from"] == "person" && row["text"] == text).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_kills_lose_nothing_and_double_nothing() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut server = Server::start(&trees::questions("ten", 400), &[]).await;
    let mut talks = Vec::new();
    for _ in 0..PEOPLE {
        talks.push(Talk::begins(&server).await);
    }
    let (mut starts, heard) = (Vec::new(), Arc::new(AtomicUsize::new(0)));
    let tasks = TaskTracker::new();
    for _ in 0..kills() {
        let talking: Vec<_> = talks
            .drain(..)
            .map(|talk| tasks.spawn(talk.goes_on(server.address, server.site.clone(), heard.clone())))
            .collect();
        // Somewhere in the load, be the machine fast or busy.
        let enough = heard.load(Ordering::Relaxed) + random.random_range(0..20);
        until("there is a load", async || heard.load(Ordering::Relaxed) >= enough).await;
        sleep(Duration::from_millis(random.random_range(0..20))).await;
        server.kill();
        for talk in talking {
            talks.push(talk.await.unwrap());
        }
        server = server.again().await;
        starts.push(server.ready_after);
    }
    for talk in &mut talks {
        talk.holds(&server).await;
    }
    starts.sort();
    assert!(starts[starts.len() * 99 / 100 - 1] <= READY_WITHIN, "ready again in {starts:?}");
    let total: usize = talks.iter().map(|talk| talk.acknowledged.len()).sum();
    assert!(total > 4 * kills(), "there was a load: {total}");
    println!("{total} acknowledged answers, ready again within {:?}", starts.last().unwrap());
    server.kill();
    assert_eq!(integrity(&server.database()).await, "ok");
}

/// F2: killed after the commit, before anybody heard of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_the_commit_and_the_acknowledgement() {
    let mut server = Server::start(&trees::ten_questions(), &[]).await;
    let hello = json!({ "tree": "ten", "locale": "en" });
    let mut ana = Person::at(server.address, &server.site, hello).await.unwrap();
    let mut database = open(&server.database()).await;
    let frame =
        json!({ "type": "answer", "client_msg_id": new_id(), "ask": ana.ask["id"], "text": "unheard" });
    send(ana.socket(), &frame).await;
    until("the answer is committed", async || {
        let count = "SELECT count(*) FROM message WHERE body LIKE '%unheard%'";
        let committed: i64 = sqlx::query_scalar(count).fetch_one(&mut database).await.unwrap();
        committed > 0
    })
    .await;
    server = server.again().await;
    let resume = json!({ "conversation": ana.conversation, "token": ana.token, "after_seq": ana.seq() });
    let mut again = Person::at(server.address, &server.site, resume).await.unwrap();
    assert_eq!(times(&again, "unheard"), 1, "it was committed before the kill");
    let rows = again.rows.clone();
    let came = again.does(frame).await;
    assert!(came.is_accepted());
    assert_eq!(came.answer["seq"], rows[0]["seq"]);
    assert_eq!(again.rows, rows, "sent again it is not taken again");
}

async fn open(file: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await.unwrap()
}

async fn integrity(file: &Path) -> String {
    sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut open(file).await).await.unwrap()
}
