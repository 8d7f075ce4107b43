//! The process is killed again and again while pieces are made: whoever comes back has a card for each, once.

use crate::harness::{
    launch::{self, Launch, Said},
    provider::{Provider, pieces},
    server::Server,
    wait::until,
};
use pauta::store::ATTEMPTS;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sqlx::{Connection, SqliteConnection};
use std::time::Duration;

const KILLS: usize = 50;
/// Another campaign is started when fewer pieces than that are left to make.
const LEFT_MIN: i64 = 12;
/// How long the model takes for each: most of a piece's time is spent on waiting for it.
const MODEL: Duration = Duration::from_millis(30);

/// How far the process comes before it is killed.
#[derive(Clone, Copy, Debug)]
enum Until {
    /// So many more cards are there.
    Cards(i64),
    /// The model was asked so many more times.
    Asked(usize),
    /// The model has answered so many more times.
    Answered(usize),
}

impl Until {
    fn drawn(random: &mut StdRng) -> Self {
        match random.random_range(0..3) {
            0 => Self::Cards(random.random_range(1..=4)),
            1 => Self::Asked(random.random_range(1..=6)),
            _ => Self::Answered(random.random_range(1..=5)),
        }
    }
}

/// A server that is killed, with those who come back to it.
struct Fan {
    server: Server,
    provider: Provider,
    db: SqliteConnection,
    launches: Vec<Launch>,
}

impl Fan {
    async fn starts() -> Self {
        let provider = Provider::start().await;
        pieces::takes(&provider, MODEL);
        let server = Server::start(&launch::tree(), &launch::with_model(&provider.openai())).await;
        launch::without_gate(&server).await;
        let file = server.database();
        let db = SqliteConnection::connect(&file.display().to_string()).await.unwrap();
        Self { server, provider, db, launches: Vec::new() }
    }

    async fn counts(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.db).await.unwrap()
    }

    async fn cards(&mut self) -> i64 {
        self.counts("SELECT count(*) FROM piece_version").await
    }

    /// Work that is begun and not ended.
    async fn running(&mut self) -> i64 {
        self.counts("SELECT count(*) FROM task WHERE kind = 'generate' AND state = 'running'").await
    }

    /// Whether somebody would have to look after it, were the process to die now: it has died with it before.
    async fn is_last_attempt(&mut self) -> bool {
        let count = "SELECT max(attempt) FROM task WHERE state = 'running'";
        let attempt: Option<i64> = sqlx::query_scalar(count).fetch_one(&mut self.db).await.unwrap();
        attempt.is_some_and(|attempt| attempt >= i64::from(ATTEMPTS))
    }

    /// There is enough to make: another campaign has all its packages started, if need be.
    async fn has_work(&mut self) {
        let left = "SELECT count(*) FROM piece WHERE NOT EXISTS \
            (SELECT 1 FROM piece_version WHERE piece = piece.id)";
        if self.counts(left).await >= LEFT_MIN {
            return;
        }
        let brand = format!("Padaria {}", self.launches.len() + 1);
        let said = Said { brand: &brand, alone: false };
        let launch = Launch::plans(self.server.address, &self.server.site, said).await;
        for package in 1..=launch.packages().await {
            launch.starts(package).await;
        }
        self.launches.push(launch);
    }

    async fn comes(&mut self, wanted: Until) {
        let (cards, asked) = (self.cards().await, self.provider.heard().len());
        let answered = |fan: &Self| fan.provider.heard().iter().filter(|heard| heard.is_done()).count();
        let before = answered(self);
        until(&format!("{wanted:?}"), async || match wanted {
            Until::Cards(more) => self.cards().await >= cards + more,
            Until::Asked(more) => self.provider.heard().len() >= asked + more,
            Until::Answered(more) => answered(self) >= before + more,
        })
        .await;
    }

    /// Kills the process where it stands, as soon as no work has to be given up for it. Gives what it leaves undone.
    async fn dies(&mut self) -> i64 {
        loop {
            // Held still it can be looked at: what is seen is what the kill finds.
            self.server.hang();
            if !self.is_last_attempt().await {
                break;
            }
            self.server.go_on();
            until("a last attempt is over", async || !self.is_last_attempt().await).await;
        }
        let undone = self.running().await;
        self.server = self.server.again().await;
        undone
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_no_piece_and_double_none() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut fan = Fan::starts().await;
    let mut in_the_middle = 0;
    for _ in 0..KILLS {
        fan.has_work().await;
        fan.comes(Until::drawn(&mut random)).await;
        in_the_middle += usize::from(fan.dies().await > 0);
    }
    let mut made = 0;
    for at in 0..fan.launches.len() {
        until("everything is there", async || fan.launches[at].is_ready().await).await;
        let listed = fan.launches[at].listed().await;
        let wanted = listed["pieces"].as_array().unwrap().len();
        assert_eq!(fan.launches[at].each_card_is_there_once().await, wanted, "{listed}");
        made += i64::try_from(wanted).unwrap();
    }
    println!(
        "{in_the_middle} of {KILLS} kills left pieces half made; {made} pieces in {} campaigns",
        fan.launches.len()
    );
    assert!(in_the_middle > KILLS / 2, "{in_the_middle} kills found work under way");
    assert_eq!(fan.cards().await, made, "a version of each piece");
    let ended = "SELECT count(*) FROM task WHERE kind = 'generate' AND state = 'done'";
    assert_eq!(fan.counts(ended).await, made, "a task for each, and none besides");
    assert_eq!(fan.counts("SELECT count(*) FROM task WHERE kind = 'generate'").await, made);
    assert_eq!(fan.counts("SELECT count(*) FROM task WHERE state = 'failed'").await, 0);
    assert!(fan.counts("SELECT max(attempt) FROM task").await > 1, "some were begun anew");
    fan.server.kill();
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut fan.db).await.unwrap();
    assert_eq!(whole, "ok");
}
