//! What arrives, how often, and what happens when nobody takes it.

use super::{
    adds, happens, last, message, near,
    receiver::{Receiver, Says},
    tried,
};
use crate::{
    harness::{app::Start, wait::until},
    people::guest::Guest,
};
use pauta::time::{Clock, Millis};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

const NOON: i64 = 1_790_000_000_000;
const WAITS: [u64; 7] = [60, 300, 1_800, 7_200, 18_000, 28_800, 28_800];

/// A clock that the test moves, and the hand to move it.
fn clock() -> (Clock, Arc<AtomicI64>) {
    let hand = Arc::new(AtomicI64::new(NOON));
    (Clock::Fixed(hand.clone()), hand)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_signed_and_comes_once() {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (_, secret) = adds(&olga, &receiver.url).await;
    assert_eq!((happens(&app, &home, "ready/1").await, happens(&app, &home, "ready/1").await), (1, 0));
    let sent = last(&app).await;
    tried(&app, &sent.id, 1).await;
    let got = receiver.got();
    assert_eq!(got.len(), 1);
    assert_eq!((got[0].id.as_str(), got[0].idempotency_key.as_str()), (sent.id.as_str(), sent.id.as_str()));
    assert_eq!(got[0].content_type, "application/json");
    let body = got[0].checked(&secret).expect("the signature is the secret's");
    assert_eq!((&body["type"], &body["data"]["key"]), (&"piece.ready".into(), &"ready/1".into()));
    let age = app.app.clock.now().0 / 1_000 - got[0].timestamp.parse::<i64>().unwrap();
    assert!((0..60).contains(&age), "{age}");
    let mut forged = got[0].clone();
    forged.body = forged.body.replace("ready/1", "ready/2");
    assert_eq!(forged.checked(&secret), None);
    let kept = message(&app, &sent.id).await;
    assert_eq!((kept.state.as_str(), kept.attempts[0].status), ("delivered", Some(204)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_tried_for_a_day_and_then_a_person_may_send_it_again() {
    let (clock, hand) = clock();
    let (app, receiver) = (near().clock(clock).run().await, Receiver::start().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (_, secret) = adds(&olga, &receiver.url).await;
    for _ in 0..8 {
        receiver.answers(Says::Status(500, "closed for lunch"));
    }
    happens(&app, &home, "ready/1").await;
    let sent = last(&app).await.id;
    for (nth, wait) in (1..).zip(WAITS) {
        let line = tried(&app, &sent, nth).await;
        let next = Millis(app.app.clock.now().0).after(Duration::from_secs(wait));
        assert_eq!((line.state.as_str(), line.next), ("waiting", Some(next)));
        hand.store(next.0, Ordering::Relaxed);
    }
    let line = tried(&app, &sent, 8).await;
    assert_eq!((line.state.as_str(), line.next, line.attempts.len()), ("failed", None, 8));
    assert_eq!(line.attempts[7].error, "closed for lunch");
    assert!(olga.sees("/webhooks").await.contains("closed for lunch"));
    assert!(
        app.app.store.workspace(&home).webhooks().await.unwrap()[0].disabled.is_none(),
        "one day is not three"
    );

    let (status, page) = olga.post(&format!("/webhooks/deliveries/{sent}/resend"), &().into()).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(tried(&app, &sent, 9).await.state, "delivered");
    let got = receiver.got();
    assert_eq!(got.len(), 9);
    assert!(
        got.iter().all(|one| one.id == sent.as_str() && one.body == got[0].body),
        "the same message each time"
    );
    assert!(got.iter().all(|one| one.checked(&secret).is_some()));
    assert_ne!(got[0].timestamp, got[8].timestamp, "an attempt is signed for its own time");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_more_or_takes_nothing_for_days_is_told_nothing_more() {
    let (clock, hand) = clock();
    let (app, receiver) = (near().clock(clock).run().await, Receiver::start().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (hook, _) = adds(&olga, &receiver.url).await;
    receiver.answers(Says::Status(410, ""));
    happens(&app, &home, "ready/1").await;
    let rows = app.app.store.workspace(&home);
    let off = async || rows.webhooks().await.unwrap()[0].disabled.clone();
    until("it is off", async || off().await.is_some()).await;
    assert_eq!((off().await.unwrap().1, last(&app).await.state), ("gone".into(), "failed".into()));
    assert_eq!(happens(&app, &home, "ready/2").await, 0);
    assert!(olga.sees("/webhooks").await.contains("answered 410"));

    olga.post(&format!("/webhooks/{hook}/enable"), &().into()).await;
    assert_eq!(off().await, None);
    for nth in 0..16 {
        receiver.answers(Says::Status(503, ""));
        // Two messages, one a long time after the other.
        if nth % 8 == 0 {
            hand.fetch_add(4 * 86_400_000, Ordering::Relaxed);
            assert_eq!(happens(&app, &home, &format!("slow/{nth}")).await, 1);
        }
        let sent = last(&app).await.id;
        let line = tried(&app, &sent, nth % 8 + 1).await;
        hand.store(line.next.unwrap_or(app.app.clock.now()).0, Ordering::Relaxed);
    }
    until("it is off again", async || off().await.is_some()).await;
    assert_eq!(off().await.unwrap().1, "failing");
}

/// What was enqueued before the server died arrives when another one runs.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_outlives_the_server() {
    let (app, receiver) = (near().run().await, Receiver::start().await);
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (_, secret) = adds(&olga, &receiver.url).await;
    app.app.draining.cancel();
    happens(&app, &home, "ready/1").await;
    let sent = last(&app).await.id;
    assert_eq!(message(&app, &sent).await.tried, 0);
    let start = Start::beside(&app);
    app.stop().await;
    let app = start.run().await;
    tried(&app, &sent, 1).await;
    assert_eq!(receiver.got().len(), 1);
    assert!(receiver.got()[0].checked(&secret).is_some());
}
