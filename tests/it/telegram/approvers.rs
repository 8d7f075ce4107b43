//! Pieces in the private chats of those who were asked to decide.

use super::{
    Stage,
    pieces::{approve, card, none_refused},
};
use crate::{
    harness::{
        bot_api::{Phone, screen::Shown},
        wait,
    },
    production::desk::Desk,
};
use pauta::{store::Role, time::Clock};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn two_who_decide_at_once_are_one_decision_and_the_other_hears_by_whom() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    let olga = stage.member("Olga", Role::Marketer).await;
    let (ana, _, anas) = stage.linked("Ana", Role::Approver).await;
    let (rui, _, ruis) = stage.linked("Rui", Role::Owner).await;
    stage.asks(&desk, &olga, &ana).await;
    let (status, came) = desk.post("approvers", json!({ "member": rui })).await;
    assert_eq!((status.as_u16(), came["are"].as_array().unwrap().len()), (200, 2), "{came}");
    let name = stage.called(&desk).await;
    anas.sees(&format!("Olga pediu a sua aprovação em {name}.")).await;
    assert!(card(&desk, &anas, &persona).await.text.starts_with(&name), "{}", anas.screen());
    let (one, two) = (card(&desk, &anas, &persona).await, card(&desk, &ruis, &persona).await);
    let (one, two) = (anas.presses_old(&one, approve(&one)), ruis.presses_old(&two, approve(&two)));
    let (one, two) = (one.is_answered().await, two.is_answered().await);
    let (first, late) = if one.contains("Anotado") { ("Ana", &two) } else { ("Rui", &one) };
    assert!(late.contains(first) && !late.contains("Anotado"), "{one} / {two}");
    anas.sees(&format!("aprovada ({first})")).await;
    ruis.sees(&format!("aprovada ({first})")).await;
    let view = desk.view(&persona).await;
    let decisions = view["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 1, "{view}");
    assert_eq!(
        (&decisions[0]["by"]["door"], &decisions[0]["by"]["name"]),
        (&json!("telegram"), &json!(first))
    );
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_asks_outside_of_the_team_and_nobody_is_asked_who_does_not_decide() {
    let stage = Stage::new().await;
    let desk = Desk::of(&stage.app).await;
    let (ana, _, _) = stage.linked("Ana", Role::Approver).await;
    let (status, _) = desk.post("approvers", json!({ "member": ana })).await;
    assert_eq!(status, 403, "a visitor without a name in the team");
    assert_eq!(desk.get("approvers").await.1, json!({ "can": [], "are": [] }));
    let olga = stage.member("Olga", Role::Owner).await;
    stage.asks(&desk, &olga, &ana).await;
    let listed = desk.get("approvers").await.1;
    assert_eq!(listed["can"], json!([{ "id": ana, "name": "Ana", "reached": true }]), "Olga has no Telegram");
    let (marketer, _, _) = stage.linked("Bia", Role::Marketer).await;
    for member in [json!(olga), json!(marketer), json!("nobody")] {
        let (status, came) = desk.post("approvers", json!({ "member": member })).await;
        assert_eq!((status.as_u16(), &came["code"]), (400, &json!("bad_frame")), "{came}");
    }
}

/// Somebody who blocked the bot misses nothing: what waits is shown once they let it in again.
#[tokio::test(flavor = "multi_thread")]
async fn who_blocked_the_bot_is_shown_what_waits_when_they_are_back() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    let olga = stage.member("Olga", Role::Owner).await;
    let (ana, _, phone) = stage.linked("Ana", Role::Approver).await;
    phone.blocks();
    stage.telegram.all_taken().await;
    stage.asks(&desk, &olga, &ana).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    phone.unblocks();
    let shown = card(&desk, &phone, &persona).await;
    // Whoever decides no more is told so at the button, and the piece waits on.
    assert_eq!(stage.rows().set_role(&ana, Role::Marketer).await.unwrap(), pauta::store::MemberChange::Done);
    let toast = phone.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Só quem aprova"), "{toast}");
    assert_eq!(desk.view(&persona).await["state"], "in_review");
}

/// At night nothing arrives that nobody in the chat has asked for; it is there in the morning.
#[tokio::test(flavor = "multi_thread")]
async fn at_night_pieces_wait_for_the_morning() {
    let hour = Clock::System.now().local_in("America/Sao_Paulo").hour();
    let hours = format!("{hour}-{}", (hour + 2) % 24);
    let stage = Stage::with(|start| start.set("PAUTA_TELEGRAM_QUIET_HOURS", &hours)).await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let olga = stage.member("Olga", Role::Owner).await;
    let (ana, _, phone) = stage.linked("Ana", Role::Approver).await;
    stage.asks(&desk, &olga, &ana).await;
    let chat = phone.chat_id();
    let bot = stage.rows().bots().await.unwrap().remove(0).id;
    let looked = async || stage.rows().watches(&bot, chat).await.unwrap().remove(0);
    wait::until("the chat is looked at", async || looked().await.wake_at.is_some()).await;
    let (watch, now) = (looked().await, stage.app.app.clock.now());
    let wake = watch.wake_at.unwrap();
    assert!(watch.seen > 0 && wake > now && wake.0 - now.0 <= 24 * 3_600_000, "{watch:?}");
    // What the person says is answered all the same.
    phone.says("/help");
    phone.sees_new("/summary").await;
    assert!(!phone.screen().contains("Aprovar") && !phone.screen().contains("Olga"), "{}", phone.screen());
}

/// Whoever is asked no more decides no more, and is told so at the button; whoever is left goes on.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_is_taken_back_and_whoever_is_left_decides() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    let (ana, _, anas) = stage.linked("Ana", Role::Approver).await;
    let (rui, _, ruis) = stage.linked("Rui", Role::Owner).await;
    let withdraw = format!("approvers/{ana}/withdraw");
    assert_eq!(desk.post(&withdraw, json!({})).await.0, 403, "that is the team's to say");
    let olga = stage.member("Olga", Role::Marketer).await;
    stage.asks(&desk, &olga, &ana).await;
    desk.post("approvers", json!({ "member": rui })).await;
    let (hers, his) = (card(&desk, &anas, &persona).await, card(&desk, &ruis, &persona).await);
    for _ in 0..2 {
        let (status, came) = desk.post(&withdraw, json!({})).await;
        assert_eq!((status.as_u16(), &came["are"]), (200, &json!([rui])), "{came}");
    }
    let is_over = |it: &Shown| {
        it.id == hers.id
            && it.text.contains("não está mais com você")
            && !it.text.contains("espera a sua decisão")
            && it.buttons().count() == 0
    };
    wait::until("her card says so", async || anas.shown().iter().any(is_over)).await;
    let toast = anas.presses_old(&hers, approve(&hers)).is_answered().await;
    assert!(toast.contains("não está mais com você"), "{toast}");
    assert!(!toast.contains("continua valendo"), "she has decided nothing: {toast}");
    assert_eq!(desk.view(&persona).await["state"], "in_review");
    // What comes of it, and what reminds of it, goes to whoever is left.
    let conversation = pauta::id::ConversationId::parse(&desk.person.conversation).unwrap();
    let left = stage.rows().watchers(&conversation).await.unwrap();
    assert_eq!(left.iter().map(|watcher| watcher.chat).collect::<Vec<_>>(), [ruis.chat_id()]);
    assert!(ruis.presses_old(&his, approve(&his)).is_answered().await.contains("Anotado"));
    ruis.sees("aprovada (Rui)").await;
    assert!(!anas.screen().contains("aprovada (Rui)"), "{}", anas.screen());
    // Asked again she is greeted again.
    let asked = anas.screen().matches("Olga pediu a sua aprovação em").count();
    desk.post("approvers", json!({ "member": ana })).await;
    wait::until("she is asked", async || {
        anas.screen().matches("Olga pediu a sua aprovação em").count() == asked + 1
    })
    .await;
    none_refused(&stage);
}

/// The cards of these pieces that can be decided on in a chat, once they are exactly one each, below `after`.
async fn cards(desk: &Desk<'_>, phone: &Phone, pieces: [&str; 2], after: i64) -> [Shown; 2] {
    let mut found = Vec::new();
    for piece in pieces {
        let view = desk.view(piece).await;
        let head = format!("{} · v{} · espera", view["title"].as_str().unwrap(), view["version"]);
        let is_card = |it: &Shown| it.id > after && it.text.contains(&head) && it.buttons().count() > 0;
        wait::until(&head, async || phone.shown().iter().any(is_card)).await;
        let mut all: Vec<Shown> = phone.shown().into_iter().filter(is_card).collect();
        assert_eq!(all.len(), 1, "{}", phone.screen());
        found.push(all.remove(0));
    }
    found.try_into().unwrap()
}

/// Each piece that waits already has a message of its own in a chat that joins, and what becomes of one is not
/// written over another. Asked again, she is shown them again.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_asked_late_gets_a_card_of_every_piece_that_waits() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let (persona, value) = (desk.piece("persona").await, desk.piece("value_proposition").await);
    let olga = stage.member("Olga", Role::Marketer).await;
    let (ana, _, anas) = stage.linked("Ana", Role::Approver).await;
    stage.asks(&desk, &olga, &ana).await;
    let [one, two] = cards(&desk, &anas, [&persona, &value], 0).await;
    assert_ne!(one.id, two.id);
    let last = one.id.max(two.id);
    assert_eq!(desk.post(&format!("approvers/{ana}/withdraw"), json!({})).await.0, 200);
    desk.post("approvers", json!({ "member": ana })).await;
    let [one, two] = cards(&desk, &anas, [&persona, &value], last).await;
    anas.presses_old(&one, approve(&one)).is_answered().await;
    let is_decided = |it: &Shown| it.id == one.id && it.text.contains("aprovada (Ana)");
    wait::until("it is decided", async || anas.shown().iter().any(is_decided)).await;
    let other = anas.shown().into_iter().find(|it| it.id == two.id).unwrap();
    assert_eq!(other.text, two.text);
    none_refused(&stage);
}
