//! Webhooks and their messages: told once, kept with their attempts, nobody else's.

use super::db::{Db, NOW};
use pauta::{
    id::{WebhookId, WorkspaceId},
    store::{Attempt, NewDelivery, NewWebhook, WEBHOOKS_MAX, WebhookAdded},
    time::Millis,
};

fn hook(url: &str, events: &[&str]) -> NewWebhook {
    let events = events.iter().map(|event| (*event).to_owned()).collect();
    NewWebhook { id: WebhookId::new(), url: url.into(), secret: "whsec_c2VjcmV0".into(), events, at: NOW }
}

fn said(event: &str, key: &str) -> NewDelivery {
    NewDelivery { event: event.into(), key: key.into(), body: r#"{"a":1}"#.into(), at: NOW }
}

fn no(at: i64) -> Attempt {
    Attempt { at: Millis(NOW.0 + at), status: Some(500), ms: 7, error: "no".into() }
}

pub async fn a_webhook_is_added_once_and_forgotten_whole(db: Db) {
    let (here, one) = (db.here(), hook("https://one.example/", &["a", "b"]));
    assert_eq!(here.add_webhook(&one).await.unwrap(), WebhookAdded::Done);
    assert_eq!(here.add_webhook(&hook(&one.url, &["c"])).await.unwrap(), WebhookAdded::Known);
    for nth in 1..WEBHOOKS_MAX {
        let more = hook(&format!("https://{nth}.example/"), &["z"]);
        assert_eq!(here.add_webhook(&more).await.unwrap(), WebhookAdded::Done);
    }
    assert_eq!(here.add_webhook(&hook("https://x.example/", &[])).await.unwrap(), WebhookAdded::TooMany);
    let found = here.webhooks().await.unwrap().remove(0);
    assert_eq!(
        (found.id, found.url, found.events),
        (one.id.clone(), one.url.clone(), vec!["a".into(), "b".into()])
    );
    assert_eq!((found.created_at, found.failing_since, found.disabled), (NOW, None, None));

    assert_eq!(here.tell_webhooks(said("a", "a/1")).await.unwrap(), 1);
    assert!(here.remove_webhook(&one.id).await.unwrap());
    assert!(!here.remove_webhook(&one.id).await.unwrap());
    assert_eq!(here.deliveries(10).await.unwrap(), []);
    assert_eq!(db.texts("SELECT url FROM webhook WHERE secret <> ''").await.len(), WEBHOOKS_MAX as usize - 1);
    assert_eq!(here.tell_webhooks(said("a", "a/2")).await.unwrap(), 0, "it gets nothing more");
}

pub async fn what_happens_is_told_once_to_those_who_want_it(db: Db) {
    let (here, one, two) =
        (db.here(), hook("https://one.example/", &["a"]), hook("https://two.example/", &["a", "b"]));
    here.add_webhook(&one).await.unwrap();
    here.add_webhook(&two).await.unwrap();
    let (first, again) =
        tokio::join!(here.tell_webhooks(said("a", "a/1")), here.tell_webhooks(said("a", "a/1")));
    assert_eq!(first.unwrap() + again.unwrap(), 2, "one message for each");
    assert_eq!(here.tell_webhooks(said("b", "b/1")).await.unwrap(), 1);
    assert_eq!(here.tell_webhooks(said("c", "c/1")).await.unwrap(), 0);
    let log = here.deliveries(10).await.unwrap();
    assert_eq!(log.len(), 3);
    for line in &log {
        let task = here.task(&format!("deliver/{}/0", line.id)).await.unwrap().unwrap();
        assert_eq!((task.kind.as_str(), line.state.as_str(), line.tried), ("deliver", "waiting", 0));
    }
    assert!(here.disable_webhook(&one.id, "gone", NOW).await.unwrap());
    assert!(!here.disable_webhook(&one.id, "failing", NOW).await.unwrap(), "the first reason stands");
    assert_eq!(here.tell_webhooks(said("a", "a/2")).await.unwrap(), 1, "one that is off is told nothing");
    assert_eq!(here.webhooks().await.unwrap()[0].disabled, Some((NOW, "gone".into())));
    assert!(here.enable_webhook(&one.id).await.unwrap());
    assert!(!here.enable_webhook(&one.id).await.unwrap());
    assert_eq!(here.tell_webhooks(said("a", "a/2")).await.unwrap(), 1, "who was told is not told again");
    assert!(here.tell_webhook(&one.id, said("test", "t/1")).await.unwrap(), "whatever it wants to be told");
}

pub async fn attempts_are_kept_and_a_message_can_be_sent_again(db: Db) {
    let (here, one) = (db.here(), hook("https://one.example/", &["a"]));
    here.add_webhook(&one).await.unwrap();
    here.tell_webhooks(said("a", "a/1")).await.unwrap();
    let new = here.deliveries(1).await.unwrap().remove(0);
    let wanted = here.delivery_to_send(&new.id).await.unwrap().unwrap();
    assert_eq!(
        (wanted.url, wanted.secret, wanted.body),
        (one.url.clone(), one.secret.clone(), r#"{"a":1}"#.into())
    );
    assert_eq!((wanted.begun, wanted.failing_since, wanted.is_disabled), (0, None, false));

    let later = Some(Millis(NOW.0 + 60));
    assert!(here.note_attempt(&new, no(1), ("waiting", later)).await.unwrap());
    assert!(!here.note_attempt(&new, no(2), ("failed", None)).await.unwrap(), "somebody else was faster");
    let tried = here.delivery(&new.id).await.unwrap().unwrap();
    assert_eq!((tried.tried, &tried.attempts[..], tried.next), (1, &[no(1)][..], later));
    assert_eq!(here.webhooks().await.unwrap()[0].failing_since, Some(Millis(NOW.0 + 1)));
    assert!(!here.resend(&new.id, NOW).await.unwrap(), "it waits already");

    assert!(here.note_attempt(&tried, no(3), ("failed", None)).await.unwrap());
    assert_eq!(
        here.webhooks().await.unwrap()[0].failing_since,
        Some(Millis(NOW.0 + 1)),
        "of the first failure"
    );
    assert!(here.resend(&new.id, Millis(NOW.0 + 9)).await.unwrap());
    assert!(here.task(&format!("deliver/{}/2/{}", new.id, NOW.0 + 9)).await.unwrap().is_some());
    let wanted = here.delivery_to_send(&new.id).await.unwrap().unwrap();
    assert_eq!((wanted.begun, wanted.delivery.tried, wanted.delivery.state.as_str()), (2, 2, "waiting"));
    let yes = Attempt { status: Some(204), error: String::new(), ..no(10) };
    assert!(here.note_attempt(&wanted.delivery, yes, ("delivered", None)).await.unwrap());
    assert_eq!(here.webhooks().await.unwrap()[0].failing_since, None);

    let installation = db.store.installation();
    assert_eq!(installation.sweep_deliveries(NOW).await.unwrap(), 0);
    here.tell_webhooks(said("a", "a/2")).await.unwrap();
    assert_eq!(installation.sweep_deliveries(Millis(NOW.0 + 1)).await.unwrap(), 1, "what waits stays");
    let left = here.deliveries(10).await.unwrap().remove(0);
    here.drop_delivery(&left.id).await.unwrap();
    assert_eq!(here.delivery(&left.id).await.unwrap().unwrap().state, "dropped");
}

pub async fn another_workspace_has_no_part_in_it(db: Db) {
    let (here, one) = (db.here(), hook("https://one.example/", &["a"]));
    here.add_webhook(&one).await.unwrap();
    here.tell_webhooks(said("a", "a/1")).await.unwrap();
    let ours = here.deliveries(1).await.unwrap().remove(0);
    let origins = ["https://other.example".to_owned()];
    let there = db.store.installation().ensure_workspace("other", &origins, NOW).await.unwrap().0;
    for other in [db.store.workspace(&there), db.store.workspace(&WorkspaceId::new())] {
        assert_eq!((other.webhooks().await.unwrap(), other.deliveries(9).await.unwrap()), (vec![], vec![]));
        assert_eq!(other.delivery(&ours.id).await.unwrap(), None);
        assert!(other.delivery_to_send(&ours.id).await.unwrap().is_none());
        assert!(!other.note_attempt(&ours, no(1), ("failed", None)).await.unwrap());
        assert!(!other.resend(&ours.id, NOW).await.unwrap());
        other.drop_delivery(&ours.id).await.unwrap();
        assert!(!other.disable_webhook(&one.id, "gone", NOW).await.unwrap());
        assert!(!other.enable_webhook(&one.id).await.unwrap());
        assert!(!other.remove_webhook(&one.id).await.unwrap());
        assert!(!other.tell_webhook(&one.id, said("a", "a/9")).await.unwrap());
        assert_eq!(other.tell_webhooks(said("a", "a/8")).await.unwrap(), 0);
    }
    assert_eq!(here.deliveries(9).await.unwrap(), [ours], "nothing changed");
    assert_eq!(here.webhooks().await.unwrap()[0].failing_since, None);
}
