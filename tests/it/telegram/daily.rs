//! One digest a day, in the morning, of what waits; and nobody is reminded at night.

use super::{Stage, pieces::none_refused};
use crate::{harness::wait::until, production::desk::Desk};
use jiff::{Timestamp, tz::TimeZone};
use pauta::{
    store::{NewTask, Role},
    time::{Clock, Millis},
    work::Work,
};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const DAY: i64 = 24 * 3_600_000;

/// This hour of tomorrow where the workspace is.
fn tomorrow_at(hour: i8) -> i64 {
    let zone = TimeZone::get("America/Sao_Paulo").unwrap();
    let now = Timestamp::from_millisecond(Clock::System.now().0).unwrap().to_zoned(zone);
    let day = now.tomorrow().unwrap();
    let at = day.with().time(jiff::civil::time(hour, 0, 0, 0)).build().unwrap();
    at.timestamp().as_millisecond()
}

async fn at(hour: i8) -> (Stage, Arc<AtomicI64>) {
    let at = Arc::new(AtomicI64::new(tomorrow_at(hour)));
    let clock = Clock::Fixed(at.clone());
    let stage = Stage::with(|start| start.set("PAUTA_TELEGRAM_QUIET_HOURS", "20-8").clock(clock)).await;
    (stage, at)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_told_once_a_day_in_the_morning_and_nothing_if_nothing_waits() {
    let (stage, clock) = at(15).await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let olga = stage.member("Olga", Role::Owner).await;
    let (member, ana, own) = stage.linked("Ana", Role::Approver).await;
    stage.asks(&desk, &olga, &member).await;
    own.says("/group");
    own.sees("Adicione o bot a um grupo").await;
    let url = own.link("Escolher o grupo");
    let code = url.strip_prefix("https://t.me/pauta_bot?startgroup=").unwrap().to_owned();
    let group = stage.telegram.group("Clínica", &[&ana]);
    group.adds(&stage.bot, &ana);
    let phone = ana.in_group(&group);
    phone.says(&format!("/start@pauta_bot {code}"));
    phone.sees("Este grupo agora acompanha").await;
    let waiting = desk.pieces().await.iter().filter(|piece| piece["state"] == "in_review").count();
    let told = || phone.screen().matches("uma decisão hoje").count();
    // A look at every chat happens every two seconds: another one is seen to have passed by its own word.
    let bot = stage.rows().bots().await.unwrap().remove(0).id;
    let told_on = async || {
        let digest = pauta::store::DigestDay { day: "x".into(), due: Millis(i64::MAX) };
        stage.rows().chats_to_tell(&bot, &digest, Some(phone.chat_id()), 1).await.unwrap().len()
    };
    assert_eq!((told(), told_on().await), (0, 1), "it was shown them this afternoon");

    clock.store(tomorrow_at(9) + DAY, Ordering::Relaxed);
    let words = match waiting {
        1 => "1 peça espera uma decisão hoje:".to_owned(),
        n => format!("{n} peças esperam uma decisão hoje:"),
    };
    let shown = phone.sees(&words).await;
    let title = desk.view(&desk.piece("persona").await).await["title"].as_str().unwrap().to_owned();
    assert!(shown.text.contains(&format!("· {title} · v1")), "{shown}");
    assert!(shown.text.contains(&format!("\n{}\n", stage.called(&desk).await)), "of which campaign: {shown}");
    phone.presses_old(&shown, &format!("Ver: {title}")).is_answered().await;
    own.sees(&words).await;

    // Later that day, whoever looks finds that it was told; the next day has its own, if something waits.
    clock.store(tomorrow_at(17) + DAY, Ordering::Relaxed);
    for piece in desk.pieces().await.iter().filter(|piece| piece["state"] == "in_review") {
        let (status, came) = desk.acts(piece["id"].as_str().unwrap(), "hold", json!({})).await;
        assert_eq!(status, 200, "{came}");
    }
    clock.store(tomorrow_at(9) + 2 * DAY, Ordering::Relaxed);
    let day = Millis(clock.load(Ordering::Relaxed)).local_in("America/Sao_Paulo").date().to_string();
    let digest = pauta::store::DigestDay { day, due: Millis(i64::MAX) };
    until("the chats were looked at", async || {
        stage.rows().chats_to_tell(&bot, &digest, None, 9).await.unwrap().is_empty()
    })
    .await;
    assert_eq!(told(), 1, "{}", phone.screen());
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_night_nobody_is_reminded() {
    let (stage, clock) = at(22).await;
    let app = &stage.app.app;
    let (conversation, piece) = (pauta::id::ConversationId::new(), pauta::id::PieceId::new());
    let work = Work::Remind { conversation, piece, version: 1, nth: 1 };
    let task = NewTask { key: "night".into(), work, priority: 0, due: Millis(0) };
    stage.rows().enqueue(&[task], app.clock.now()).await.unwrap();
    app.jobs.hint();
    let stands = async || {
        let task = stage.rows().task("night").await.unwrap().unwrap();
        (task.state, task.attempt)
    };
    until("it is put off", async || stands().await == ("queued".into(), 1)).await;
    // Until eight, and no longer.
    clock.fetch_add(10 * 3_600_000, Ordering::Relaxed);
    until("its time has come", async || stands().await.0 == "done").await;
}
