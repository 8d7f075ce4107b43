//! A picture goes the same way as words: pools, failover, budgets, records.

use super::{LONG, Node, keys};
use crate::{
    harness::provider::{Bad, Provider, Says},
    store::db::Db,
};
use pauta::{
    llm::{CallError, Cost, Purpose, Wanted},
    outside::llm::ImageRequest,
};
use tokio::time::Instant;

fn by(db: &Db) -> Wanted {
    let (workspace, prompt) = (db.workspace.clone(), "picture/1".into());
    Wanted { workspace, conversation: None, prompt, deadline: Instant::now() + LONG }
}

fn bread() -> ImageRequest {
    let (size, quality) = (Some("1024x1536".into()), Some("low".into()));
    ImageRequest { prompt: "Um pão.".into(), images: vec![], size, quality, count: 1 }
}

async fn open(db: &Db, provider: &Provider, budget: &str) -> Node {
    let url = provider.openai();
    let variables = [
        ("OPENAI_API_URL", url.as_str()),
        ("PAUTA_OPENAI_KEYS", "paid:a:key-one-0,paid:b:key-two-0"),
        ("OPENAI_MAX_RETRIES", "0"),
        ("PAUTA_BUDGET_MONTH", budget),
    ];
    Node::open(db, &variables).await.unwrap()
}

#[tokio::test]
async fn a_picture_is_made_by_the_next_pool_paid_for_and_kept() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let node = open(&db, &provider, "20").await;
    assert!(node.llm.serves(Purpose::Image));
    provider.next(Says::Bad(Bad::PerDay));
    let made = node.llm.image(by(&db), &bread()).await.unwrap();
    assert!(made.what.images[0].bytes.starts_with(b"\x89PNG"));
    let Cost::Computed(nano) = made.cost else { panic!("{:?}", made.cost) };
    assert!(nano > 0);
    let used = keys(&provider);
    assert!(used.len() == 2 && used[0] != used[1], "{used:?}");
    assert_eq!(provider.heard()[1].path, "images/generations");
    let rests = node.rests();
    assert_eq!(
        (rests.len(), rests[0].model.as_str(), rests[0].reason.as_str()),
        (1, "gpt-image-2", "per_day")
    );

    node.llm.image(by(&db), &bread()).await.unwrap();
    assert_eq!(keys(&provider)[2], used[1], "who rests is not asked");
    node.written().await;
    let kept = db.here().calls(10).await.unwrap();
    assert_eq!(kept.len(), 2);
    let first = kept.iter().find(|call| call.id == made.event).unwrap();
    assert_eq!((first.attempts, first.cost, first.prompt.as_str()), (2, Some(nano), "picture/1"));
    let operations =
        db.texts("SELECT operation_name || ' ' || output_type || ' ' || outcome FROM llm_call").await;
    assert_eq!(operations, ["generate_content image ok"; 2]);
}

#[tokio::test]
async fn a_picture_that_no_budget_pays_for_is_not_asked_for() {
    let (db, provider) = (Db::sqlite().await, Provider::start().await);
    let node = open(&db, &provider, "0").await;
    let refused = node.llm.image(by(&db), &bread()).await.unwrap_err();
    assert_eq!(refused, CallError::OverBudget { scope: "installation" });
    assert_eq!(provider.heard().len(), 0);
}
