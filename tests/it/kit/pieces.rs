//! What pieces take from a kit, and what a kit learns from their edits.

use crate::{harness::app::TestApp, production::desk::Desk};
use pauta::{
    app::kit::{self, PAUTA},
    deliverable::kit::RuleState,
    id::{BrandId, ConversationId, PieceId},
    production::learn,
    turn::Peer,
};
use serde_json::{Value, json};

/// The brand that the briefing names, made by a member.
async fn brand(app: &TestApp) -> BrandId {
    let (id, rows) = (BrandId::new(), app.app.store.workspace(&app.app.home.workspace));
    assert!(rows.create_brand(&id, "Padaria Sol", None, app.app.clock.now()).await.unwrap());
    id
}

async fn peer(desk: &Desk<'_>) -> Peer {
    let conversation = ConversationId::parse(&desk.person.conversation).unwrap();
    let workspace = desk.app.app.home.workspace.clone();
    let row = desk.app.app.store.workspace(&workspace).conversation(&conversation).await.unwrap().unwrap();
    Peer { workspace, visitor: row.visitor, conversation, zone: None, locale: "pt-BR".into() }
}

fn named(name: &str) -> Value {
    json!({ "lines": { "/headline": name } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_keeps_to_the_kit_and_its_edits_teach_it() {
    let app = TestApp::start().await;
    let (home, mut desk) = (app.app.home.workspace.clone(), Desk::of(&app).await);
    let brand = brand(&app).await;
    let avoid = kit::change(&app.app, &home, &brand, "Ana", |kit| {
        kit.avoid_words.push("baratinho".into());
        true
    });
    assert_eq!(avoid.await.unwrap(), Some(1));
    desk.starts().await;
    desk.hears_the_end().await;
    let piece = desk.piece("value_proposition").await;
    assert_eq!(desk.view(&piece).await["kit"], 1, "the version says by which kit it was made");

    let (status, _) = desk.acts(&piece, "edit", named("Quem quer um procedimento baratinho")).await;
    assert_eq!(status, 200);
    let view = desk.view(&piece).await;
    let found = view["checks"].as_array().unwrap().iter().find(|check| check["rule"] == "avoid_word");
    assert_eq!(found.unwrap()["level"], "error", "{view}");
    let (status, refused) = desk.acts(&piece, "approve", json!({ "ticked": true })).await;
    assert_eq!(
        (status.as_u16(), &refused["code"]),
        (409, &json!("not_now")),
        "a draft with an error waits for nobody"
    );

    desk.acts(&piece, "edit", named("Quem marca um procedimento perto de casa")).await;
    desk.acts(&piece, "edit", named("Quem marca um exame perto de casa")).await;
    let (peer, id) = (peer(&desk).await, PieceId::parse(&piece).unwrap());
    let teaches = async || learn(&app.app, &peer, &id, 4).await.unwrap();
    assert_eq!(teaches().await, 0, "nobody has approved it");
    let (status, came) = desk.acts(&piece, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200, "{came}");
    assert_eq!(teaches().await, 1);
    assert_eq!(teaches().await, 0, "it is known");
    let rows = app.app.store.workspace(&home);
    let kit = kit::newest(&rows, &brand).await.unwrap();
    let rule = kit.rules.first().unwrap();
    assert_eq!((rule.instead_of.as_str(), rule.write.as_str()), ("procedimento", "exame"));
    assert!(rule.state == RuleState::Proposed && !rule.from.is_empty());
    assert_eq!((kit.version, kit.avoid_words), (2, vec!["baratinho".to_owned()]));
    assert_eq!(rows.kit(&brand).await.unwrap().unwrap().who, PAUTA);
}
