//! Bad days: the process is killed, Telegram is gone, slow, or says everything twice. Nothing is lost, and nothing is
//! said twice but where nobody can know whether it was said.

use super::{Stage, briefing::begins, walk::Walker};
use crate::harness::{
    app::Start,
    bot_api::{Bad, BotApi, Down, Limits, Phone},
    postgres,
    server::Server,
    wait::until,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sqlx::{Connection, SqliteConnection};
use std::time::{Duration, Instant};

const KILLS: usize = 50;
const PEOPLE: usize = 3;

async fn one(server: &Server, sql: &'static str) -> i64 {
    let mut database = SqliteConnection::connect(&server.database().display().to_string()).await.unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut database).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_no_answer_and_no_question() {
    let seed = rand::random::<u64>();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let telegram = BotApi::start().await;
    let (mut server, bot) = super::server(&telegram, KILLS + 2).await;
    let mut database = SqliteConnection::connect(&server.database().display().to_string()).await.unwrap();
    sqlx::query("UPDATE site SET tree = 'many'").execute(&mut database).await.unwrap();
    drop(database);
    let phones: Vec<Phone> =
        (0..PEOPLE).map(|n| telegram.user(&format!("Ana {n}"), "en").chat(&bot)).collect();
    for phone in &phones {
        begins(phone, "en").await;
        phone.sees("Question 1?").await;
    }
    let mut amid = 0;
    for nth in 1..=KILLS {
        let calls = telegram.made().len();
        for phone in &phones {
            phone.says(&format!("answer {nth}"));
        }
        // From before the updates are fetched to after everything was sent.
        let after = random.random_range(0..=PEOPLE);
        let question =
            if nth == 3 { "Question 4, after".to_owned() } else { format!("Question {}?", nth + 1) };
        until("so many calls were made", async || {
            telegram.made().len() >= calls + after || phones.iter().all(|phone| phone.times(&question) > 0)
        })
        .await;
        amid += usize::from(phones.iter().any(|phone| phone.times(&question) == 0));
        server = server.again().await;
        for phone in &phones {
            phone.sees(&question).await;
        }
    }
    assert!(amid * 2 > KILLS, "only {amid} of {KILLS} kills came amid");
    until("everything was noted", async || {
        one(&server, "SELECT count(*) FROM telegram_send WHERE ended_at IS NULL").await == 0
    })
    .await;
    let (said, doubtful) = (
        one(&server, "SELECT count(*) FROM message WHERE kind = 'said' AND body LIKE '%answer %'").await,
        one(&server, "SELECT count(*) FROM telegram_send WHERE is_doubtful").await,
    );
    assert_eq!(said, i64::try_from(KILLS * PEOPLE).unwrap(), "each answer counts once");
    let twice: usize = phones
        .iter()
        .map(|phone| {
            let all = (1..=KILLS + 1).map(|n| match n {
                4 => phone.times("Question 4, after"),
                n => phone.times(&format!("Question {n}?")),
            });
            all.map(|times| times.checked_sub(1).expect("a question is missing")).sum::<usize>()
        })
        .sum();
    println!("{amid} kills came amid, {doubtful} sends were in doubt, {twice} questions stand twice");
    assert!(i64::try_from(twice).unwrap() <= doubtful, "{twice} twice, {doubtful} in doubt");
    // A process that is gone may still be asking for updates, as far as Telegram knows; an edit that was made and
    // not noted is made again, and changes nothing.
    let known = |method: &str, why: &str| method == "getupdates" || why.contains("message is not modified");
    let refused = telegram.refused().into_iter().filter(|(method, why)| !known(method, why));
    assert_eq!(refused.collect::<Vec<_>>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_twice_and_out_of_order_counts_once_and_in_order() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    begins(&phone, "pt-BR").await;
    let mut ana = Walker::new(&stage, &phone, "pt-BR", "launch");
    ana.step().await;
    stage.telegram.doubles(&stage.bot, 100);
    for _ in 0..5 {
        ana.step().await;
    }
    stage.telegram.reorders(&stage.bot, 3);
    let (ask, _) = ana.sees_the_question().await;
    for text in ["um", "/help", "/repeat"] {
        phone.says(text);
    }
    ana.is_past(&ask).await;
    stage.telegram.all_taken().await;
    ana.sees_the_question().await;
    let app = &stage.app.app;
    let rows = app.store.workspace(&app.home.workspace);
    let events = rows.events(&ana.conversation().await).await.unwrap();
    let inputs: Vec<_> = events.iter().filter_map(|event| event.inbound.as_ref()).collect();
    // The five of doubled steps, the first one, and the three together.
    assert_eq!(inputs.len(), 1 + 5 + 3, "each update is one turn");
    assert_eq!(stage.telegram.refused(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_hours_loses_nothing_and_keeps_the_order() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    begins(&phone, "pt-BR").await;
    let ana = Walker::new(&stage, &phone, "pt-BR", "launch");
    ana.sees_the_question().await;
    for down in [Down::Closed, Down::Status(502)] {
        let seen = phone.shown().len();
        stage.telegram.goes_down(down);
        let peer = ana.peer().await;
        // At the other door the conversation goes on.
        let before = ana.standing().await.pending.unwrap().id;
        for (n, name) in ["help", "repeat", "help", "repeat"].into_iter().enumerate() {
            let input =
                serde_json::from_value(serde_json::json!({ "type": "command", "name": name })).unwrap();
            let client_msg_id = format!("{down:?} {n}");
            let inbound = pauta::turn::Inbound { client_msg_id, input, expect: None };
            pauta::turn::turn(&stage.app.app, &peer, inbound).await.unwrap();
        }
        let rows = stage.app.app.store.workspace(&peer.workspace);
        let bot = rows.bots().await.unwrap().remove(0);
        until("it waits", async || rows.sends_waiting(&bot.id).await.unwrap().0 > 3).await;
        let (_, oldest) = rows.sends_waiting(&bot.id).await.unwrap();
        assert!(oldest.is_some(), "its age can be seen");
        stage.telegram.comes_back();
        until("all of it is sent", async || rows.sends_waiting(&bot.id).await.unwrap().0 == 0).await;
        assert!(ana.standing().await.pending.unwrap().id >= before);
        ana.sees_the_question().await;
        let texts: Vec<String> = phone.shown()[seen..].iter().map(|shown| shown.text.clone()).collect();
        assert!(texts.len() >= 8, "{texts:#?}");
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "nothing twice: {texts:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_to_wait_waits_and_says_it_once() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    let other = stage.person("Bia", "pt-BR");
    stage.telegram.misbehaves("sendMessage", 1, Bad::TooMany(2));
    let began = Instant::now();
    phone.says("/start");
    until("it was told", async || stage.telegram.calls("sendMessage") > 0).await;
    other.says("/start");
    other.sees("Para entrar").await;
    assert!(began.elapsed() < Duration::from_secs(2), "another chat does not wait with it");
    phone.sees("Para entrar").await;
    assert!(began.elapsed() >= Duration::from_secs(2));
    assert_eq!(phone.times("Aqui se responde"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_limits_that_telegram_tells_nobody_is_ever_told_to_wait() {
    let telegram = BotApi::start().await;
    telegram.limits(Limits::told());
    let bot = telegram.bot("Pauta", "pauta_bot");
    let _app = Start::new()
        .set("PAUTA_TELEGRAM_API_URL", &telegram.url())
        .set("PAUTA_TELEGRAM_TOKEN", &bot.token)
        .run()
        .await;
    let phones: Vec<Phone> =
        (0..40).map(|n| telegram.user(&format!("Ana {n}"), "pt-BR").chat(&bot)).collect();
    for phone in &phones {
        phone.says("/start");
        phone.says("/help");
    }
    for phone in &phones {
        phone.sees("/summary").await;
    }
    assert_eq!(telegram.limited(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_never_come_are_asked_for_again() {
    let stage = Stage::new().await;
    let phone = stage.person("Ana", "pt-BR");
    stage.telegram.misbehaves("sendMessage", 1, Bad::Cut);
    stage.telegram.misbehaves("sendMessage", 1, Bad::Server(500));
    stage.telegram.misbehaves("getUpdates", 2, Bad::Server(502));
    begins(&phone, "pt-BR").await;
    let ana = Walker::new(&stage, &phone, "pt-BR", "launch");
    ana.sees_the_question().await;
    // What was done although nobody heard of it is the one thing that may stand twice.
    stage.telegram.misbehaves("sendMessage", 1, Bad::DoneThenCut);
    phone.says("/dance");
    until("it stands twice", async || phone.times("Não conheço esse comando") == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_webhook_it_is_the_same() {
    let stage = Stage::with(|start| {
        start.set("PAUTA_TELEGRAM_WEBHOOK", "true").set("PAUTA_PUBLIC_URL", "https://pauta.example")
    })
    .await;
    stage.telegram.routes("https://pauta.example", &format!("http://{}", stage.app.address));
    until("Telegram was told", async || stage.telegram.hook(&stage.bot).is_some()).await;
    let (url, secret) = stage.telegram.hook(&stage.bot).unwrap();
    assert!(secret.is_some_and(|secret| secret.len() == 64) && !url.contains(&stage.bot.token), "{url}");
    let phone = stage.person("Ana", "en");
    begins(&phone, "en").await;
    let mut ana = Walker::new(&stage, &phone, "en", "sales");
    for _ in 0..6 {
        ana.step().await;
    }
    assert_eq!(stage.telegram.polls(&stage.bot).0, 0, "it is not asked besides");
    assert_eq!(stage.telegram.refused().iter().filter(|(method, _)| method != "setwebhook").count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_one_speaks_and_the_other_goes_on() {
    let database = postgres::new_database().await;
    let stage = Stage::with(|start| start.postgres(&database)).await;
    let phone = stage.person("Ana", "en");
    begins(&phone, "en").await;
    let second = Start::beside(&stage.app).run().await;
    let ana = Walker::new(&stage, &phone, "en", "sales");
    ana.sees_the_question().await;
    let asked = stage.telegram.polls(&stage.bot);
    assert_eq!(asked.1, 0, "nobody asks twice at once: {asked:?}");
    let Stage { app, telegram, bot } = stage;
    app.stop().await;
    phone.says("/help");
    phone.sees_new("/summary").await;
    assert_eq!(telegram.polls(&bot).1, 0);
    drop(second);
}
