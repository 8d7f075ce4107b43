//! Every kind over every provider's wire, whose servers refuse a schema in another's dialect.

use super::order::order;
use crate::{
    harness::{
        app::config,
        provider::{
            Provider, copywriter,
            pieces::{self, Fault},
        },
    },
    store::db::{Db, NOW},
};
use pauta::{
    deliverable::{Check, Content, Kind, Level, Price},
    llm::{Boot, Llm},
    telemetry::Metrics,
    time::Clock,
    writer::{Order, Wanted, Writer},
};
use std::{sync::Arc, time::Duration};
use tokio_util::task::TaskTracker;

async fn gateway(db: &Db, variables: &[(&str, &str)]) -> Llm {
    let mut all = vec![("PAUTA_LLM".to_owned(), "auto".to_owned())];
    all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let config = config(db.dir.path(), &all);
    let (store, clock, metrics) = (&db.store, Clock::fixed(NOW), Arc::new(Metrics::new()));
    let boot =
        Boot { config: &config, bound: config.http.listen, store, clock, metrics, tasks: TaskTracker::new() };
    Llm::open(boot).await.unwrap()
}

fn of(db: &Db, kind: Kind) -> Order {
    Order { workspace: db.workspace.clone(), ..order(kind, Wanted::Fresh) }
}

async fn every_kind(key: &str, url: (&str, &str)) {
    let db = Db::sqlite().await;
    let conversation = db.conversation().await;
    let writer = Writer::new(gateway(&db, &[(key, "key-writer-0"), url]).await);
    for kind in Kind::ALL {
        let order = Order { conversation: conversation.clone(), ..of(&db, kind) };
        let written = writer
            .write(order, &|_: &Content| Vec::new())
            .await
            .unwrap_or_else(|why| panic!("{kind:?}: {why}"));
        assert!(
            written[0].checks.is_empty(),
            "{kind:?}: {:?} {}",
            written[0].checks,
            written[0].content.value()
        );
        assert!(written[0].cost != Price::Nothing && !written[0].sources.is_empty(), "{kind:?}");
    }
}

#[tokio::test]
async fn every_kind_over_openai() {
    let provider = Provider::start().await;
    provider.answers(copywriter::writes);
    every_kind("OPENAI_API_KEY", ("OPENAI_API_URL", &provider.openai())).await;
    assert_eq!(provider.heard().len(), Kind::ALL.len(), "none needed to be put right");
}

#[tokio::test]
async fn every_kind_over_gemini() {
    let provider = Provider::start().await;
    provider.answers(copywriter::writes);
    every_kind("GOOGLE_AI_API_KEY", ("GEMINI_API_URL", &provider.gemini())).await;
}

#[tokio::test]
async fn every_kind_over_anthropic() {
    let provider = Provider::start().await;
    provider.answers(copywriter::writes);
    every_kind("ANTHROPIC_API_KEY", ("ANTHROPIC_API_URL", &provider.anthropic())).await;
}

/// What anybody sees at once.
fn plainly_wrong(content: &Content) -> Vec<Check> {
    let text = content.value().to_string();
    let wrong = text.len() > 20_000 || ["customers", "97%", "barato"].iter().any(|word| text.contains(word));
    let check =
        || Check { rule: "wrong".into(), level: Level::Error, message: "x".into(), path: String::new() };
    wrong.then(check).into_iter().collect()
}

#[tokio::test]
async fn a_provider_that_misbehaves_once_is_put_right() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let conversation = db.conversation().await;
    let writer = Writer::new(
        gateway(&db, &[("OPENAI_API_KEY", "key-writer-0"), ("OPENAI_API_URL", &provider.openai())]).await,
    );
    let faults = [
        (Kind::AdRsa, Fault::Empty),
        (Kind::Email, Fault::Broken),
        (Kind::Sms, Fault::Link),
        (Kind::Article, Fault::Markup),
        (Kind::AdMeta, Fault::TooLong),
        (Kind::SocialPost, Fault::OtherLanguage),
        (Kind::ValueProposition, Fault::InventedNumber),
        (Kind::Layout, Fault::Forbidden("barato")),
    ];
    for (kind, fault) in faults {
        pieces::misbehaves(&provider, fault, 1);
        let before = provider.heard().len();
        let order = Order { conversation: conversation.clone(), ..of(&db, kind) };
        let written = writer.write(order, &plainly_wrong).await.unwrap();
        assert!(written[0].checks.is_empty(), "{fault:?}: {:?}", written[0].checks);
        assert_eq!(provider.heard().len() - before, 2, "{fault:?}");
    }
    pieces::takes(&provider, Duration::from_millis(20));
    let order = Order { conversation, ..of(&db, Kind::Persona) };
    assert!(writer.write(order, &|_: &Content| Vec::new()).await.is_ok());
    assert!(provider.heard().last().unwrap().at.elapsed() >= Duration::from_millis(20));
}
