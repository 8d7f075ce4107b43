//! F6 on the real binary: two processes on one database. The one that makes a piece falls silent, the other takes the
//! job over, and what the first one brings when it is back is refused.

use crate::harness::{
    launch::{self, Launch, Said},
    postgres,
    provider::{Pace, Provider, Says, copywriter},
    server::Server,
    wait::until,
};
use sqlx::{Connection, PgConnection};

/// More pieces than any answer has.
const EVERYTHING: usize = 1_000_000;

/// A process with a model of its own.
struct Side {
    server: Server,
    provider: Provider,
    /// Lets the model speak.
    pace: Pace,
}

impl Side {
    async fn starts(database: &str, lease: &str) -> Self {
        let (provider, (_, pace)) = (Provider::start().await, Says::paced(&[]));
        let held = pace.clone();
        provider.answers(move |heard| copywriter::writes_slowly(heard, &held));
        let url = provider.openai();
        let mut set = launch::with_model(&url).to_vec();
        set.extend([("DATABASE_URL", database), ("PAUTA_JOB_LEASE", lease)]);
        Self { server: Server::start(&launch::tree(), &set).await, provider, pace }
    }

    /// Pieces that it has tried to make, to whatever end.
    async fn tried(&self) -> usize {
        let url = format!("http://{}/metrics", self.server.address);
        let metrics = reqwest::get(url).await.unwrap().text().await.unwrap();
        let counts = metrics.lines().filter_map(|line| {
            let rest = line.strip_prefix("pauta_job_seconds_count{")?;
            rest.contains(r#"kind="generate""#).then(|| rest.split_once("} ").unwrap().1)
        });
        counts.map(|count| count.parse::<usize>().unwrap()).sum()
    }
}

struct Two {
    silent: Side,
    other: Side,
    launch: Launch,
    db: PgConnection,
}

impl Two {
    /// One is stopped in the middle of a piece, and the other has begun it anew.
    async fn taken_over() -> Self {
        let database = postgres::new_database().await;
        // By the time that it gives a sign of life again, its result is there: nobody tells it first that it is late.
        let silent = Side::starts(&database, "60m").await;
        let said = Said { brand: "Padaria Sol", alone: true };
        let mut launch = Launch::plans(silent.server.address, &silent.server.site, said).await;
        launch.starts(1).await;
        silent.provider.until_heard(1).await;
        silent.server.hang();
        silent.pace.lets(EVERYTHING);

        let other = Side::starts(&database, "1s").await;
        other.provider.until_heard(1).await;
        launch.moves_to(other.server.address, &other.server.site).await;
        let db = PgConnection::connect(&database).await.unwrap();
        let mut two = Self { silent, other, launch, db };
        assert_eq!(two.tasks().await, [("running".to_owned(), 2)], "the same job, another attempt");
        assert_eq!(two.launch.each_card_is_there_once().await, 0);
        two
    }

    /// Each job that makes a piece: how it stands, and its attempts.
    async fn tasks(&mut self) -> Vec<(String, i64)> {
        let sql = "SELECT state, attempt FROM task WHERE kind = 'generate' ORDER BY created_at, id";
        sqlx::query_as(sql).fetch_all(&mut self.db).await.unwrap()
    }

    /// The other one brings the piece, and what follows from it.
    async fn delivers(&self) {
        self.other.pace.lets(EVERYTHING);
        until("everything is there", async || self.launch.is_ready().await).await;
    }

    /// The first one is back, and has done with its attempt.
    async fn is_back(&self) {
        self.silent.server.go_on();
        until("it has tried", async || self.silent.tried().await > 0).await;
    }

    /// However it went: a card for each piece, a version, a job.
    async fn ends_well(mut self) {
        let made = self.launch.each_card_is_there_once().await;
        assert!(made > 1, "what needs the first piece came too");
        let versions: i64 =
            sqlx::query_scalar("SELECT count(*) FROM piece_version").fetch_one(&mut self.db).await.unwrap();
        let tasks = self.tasks().await;
        assert_eq!((versions, tasks.len()), (i64::try_from(made).unwrap(), made));
        assert!(tasks.iter().all(|(state, _)| state == "done"), "{tasks:?}");
        assert_eq!(tasks[0].1, 2);
    }
}

/// While the other one is at it the piece is still wanted: only the number of the attempt keeps the late result out.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_stopped_process_brings_late_is_refused_while_another_is_at_it() {
    let mut two = Two::taken_over().await;
    two.is_back().await;
    assert_eq!(two.launch.each_card_is_there_once().await, 0, "nothing of it was written");
    assert_eq!(two.tasks().await, [("running".to_owned(), 2)], "and the other's attempt goes on");
    two.delivers().await;
    two.ends_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stopped_process_brings_after_another_has_delivered_is_dropped() {
    let two = Two::taken_over().await;
    two.delivers().await;
    two.is_back().await;
    two.ends_well().await;
}
