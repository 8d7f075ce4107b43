//! Jobs: workers on real rows, with handlers of the tests' own.

mod bad_days;
mod kills;
mod ways;

use crate::{
    harness::{app::config, wait::until},
    store::db::Db,
};
use pauta::{
    app::App,
    id::ConversationId,
    job::Pace,
    store::{NewTask, StoreConfig},
    time::{Clock, Millis},
    work::Work,
};
use std::time::Duration;

/// Quick, and with a lease that no busy machine overruns by chance.
fn pace() -> Pace {
    Pace {
        poll: Duration::from_millis(20),
        beat: Duration::from_millis(50),
        lease: Duration::from_secs(2),
        backoff: Duration::from_millis(1),
        grace: Duration::from_millis(20),
        ..Pace::default()
    }
}

/// A process on that database, without its server.
async fn process(db: &Db, clock: Clock, more: &[(&str, &str)]) -> App {
    crate::harness::tls::ready();
    let url = match &db.config {
        StoreConfig::Postgres { url } => url.clone(),
        StoreConfig::Sqlite { file, .. } => format!("sqlite:{}", file.display()),
    };
    let mut variables = vec![("DATABASE_URL".to_owned(), url)];
    variables.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let address = "127.0.0.1:8080".parse().unwrap();
    App::open(config(db.dir.path(), &variables), clock, address).await.unwrap()
}

/// Work that says which it is by the conversation that it names.
fn named(id: &ConversationId, key: &str) -> NewTask {
    let work = Work::Nothing { conversation: Some(id.clone()), told: false };
    NewTask { key: key.into(), work, priority: 0, due: Millis::default() }
}

async fn state(db: &Db, key: &str) -> (String, u32) {
    let task = db.here().task(key).await.unwrap().unwrap();
    (task.state, task.attempt)
}

async fn comes_to(db: &Db, key: &str, wanted: &str) {
    until(&format!("{key} is {wanted}"), async || state(db, key).await.0 == wanted).await;
}

async fn stops(app: App) {
    app.draining.cancel();
    app.tasks.close();
    app.tasks.wait().await;
    app.store.shutdown().await;
}
