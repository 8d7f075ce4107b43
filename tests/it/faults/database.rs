//! A database that is locked, or gone: nothing is acknowledged, the process stays up, and what was refused
//! is taken once it is back. (A disk that fills up: `full_disk`.)

use crate::harness::{
    app::{Start, TestApp},
    person::{Came, Person, new_id},
    postgres,
    proxy::Proxy,
    trees,
    wait::until,
};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

fn answer(person: &Person, text: &str) -> Value {
    json!({ "type": "answer", "client_msg_id": new_id(), "ask": person.ask["id"], "text": text })
}

async fn status(app: &TestApp, path: &str) -> u16 {
    reqwest::get(app.url(path)).await.unwrap().status().as_u16()
}

/// Refused with the documented code and a hint; nothing came of it.
fn is_refused(came: &Came) {
    assert_eq!(came.code(), "unavailable");
    assert!(came.answer["retry_after_ms"].as_u64().unwrap() > 0);
    assert_eq!(came.frames.len(), 1, "{came:?}");
}

/// The same frame is taken when the database is back, and once.
async fn is_taken(person: &mut Person, frame: &Value) {
    until("it recovers", async || person.does(frame.clone()).await.is_accepted()).await;
    assert!(person.does(frame.clone()).await.is_accepted());
    let times =
        person.rows.iter().filter(|row| row["from"] == "person" && row["text"] == frame["text"]).count();
    assert_eq!(times, 1);
}

/// F21 in small: another process holds the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_sqlite_refuses_and_recovers() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    let options = SqliteConnectOptions::new().filename(app.data.path().join("data/pauta.db"));
    let mut lock = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut lock).await.unwrap();
    let frame = answer(&ana, "held");
    is_refused(&ana.does(frame.clone()).await);
    assert_eq!((status(&app, "/readyz").await, status(&app, "/livez").await), (503, 200));
    sqlx::raw_sql("ROLLBACK").execute(&mut lock).await.unwrap();
    assert_eq!(status(&app, "/readyz").await, 200, "it can write again, though nobody has yet");
    is_taken(&mut ana, &frame).await;
}

/// Somebody moves the file away under the running server, and puts it back.
#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_file_that_is_gone_takes_no_answer() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    assert!(ana.says("before").await.is_accepted());
    let (data, away) = (app.data.path().join("data"), app.data.path().join("away"));
    std::fs::rename(&data, &away).unwrap();
    let frame = answer(&ana, "into the void");
    is_refused(&ana.does(frame.clone()).await);
    is_refused(&ana.does(frame.clone()).await);
    assert_eq!((status(&app, "/readyz").await, status(&app, "/livez").await), (503, 200));
    let begun = Person::at(app.address, &app.site(), json!({ "tree": "ten" })).await.err().unwrap();
    assert_eq!(begun["code"], "unavailable");
    std::fs::rename(&away, &data).unwrap();
    is_taken(&mut ana, &frame).await;
    assert_eq!(status(&app, "/readyz").await, 200);
}

async fn on_postgres() -> (TestApp, Proxy, String) {
    let direct = postgres::new_database().await;
    let mut through = url::Url::parse(&direct).unwrap();
    let target = format!("{}:{}", through.host_str().unwrap(), through.port().unwrap_or(5432));
    let proxy = Proxy::to(target).await;
    through.set_host(Some("127.0.0.1")).unwrap();
    through.set_port(Some(proxy.address.port())).unwrap();
    let app = Start::new().tree(&trees::ten_questions()).postgres(through.as_str()).run().await;
    (app, proxy, direct)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_postgres_refuses_and_recovers() {
    let (app, _proxy, url) = on_postgres().await;
    let mut ana = Person::meets(&app).await;
    let mut lock = PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN; LOCK TABLE event IN ACCESS EXCLUSIVE MODE").execute(&mut lock).await.unwrap();
    let frame = answer(&ana, "held");
    is_refused(&ana.does(frame.clone()).await);
    assert_eq!(status(&app, "/livez").await, 200);
    sqlx::raw_sql("ROLLBACK").execute(&mut lock).await.unwrap();
    is_taken(&mut ana, &frame).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_gone_refuses_and_recovers() {
    let (app, proxy, _) = on_postgres().await;
    let mut ana = Person::meets(&app).await;
    assert!(ana.says("before").await.is_accepted());
    proxy.cut();
    let frame = answer(&ana, "nobody listens");
    is_refused(&ana.does(frame.clone()).await);
    assert_eq!((status(&app, "/readyz").await, status(&app, "/livez").await), (503, 200));
    let resume = ana.resume();
    let come = Person::at(app.address, &app.site(), resume.clone()).await.err().unwrap();
    assert!(come == json!(503) || come["code"] == "unavailable", "{come}");
    proxy.mend();
    is_taken(&mut ana, &frame).await;
    assert_eq!(status(&app, "/readyz").await, 200);
    let whole = Person::says_hello(&app, resume).await;
    assert_eq!(whole.rows, ana.rows);
}
