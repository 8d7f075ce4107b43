//! What an owner is told of without looking: once, on the link.

use super::{asks, connected, fills, neighbour, words};
use crate::{
    harness::provider::{Bad, Provider, Says},
    people::guest::Guest,
};
use pauta::{store::Role, time::Millis};

/// What the link to the page says, on a page that has it.
async fn link(guest: &Guest<'_>, path: &str) -> String {
    let page = guest.sees(path).await;
    let link = page
        .split_once("<a href=\"/models\">")
        .map(|(_, rest)| rest.split("</a>").next().unwrap().to_owned());
    words(&link.unwrap_or_default())
}

/// F17.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_refused_is_told_once_to_whoever_runs_the_installation() {
    let provider = Provider::start().await;
    let app = connected(&provider).run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let ((there, rui), mia) = (neighbour(&app).await, Guest::member(&app, "Mia", Role::Marketer).await);
    assert_eq!(link(&olga, "/people").await, "AI models");
    provider.answers(|heard| match heard.key().as_deref() == Some(super::KEYS[0]) {
        true => Says::Bad(Bad::InvalidKey),
        false => Says::Fitting,
    });
    for workspace in [&home, &there, &home] {
        asks(&app, workspace, "Oi").await.unwrap();
    }
    assert_eq!(provider.heard().len(), 4, "it is asked once, not at every call");
    for path in ["/people", "/account"] {
        assert_eq!(link(&olga, path).await, "AI models 1 notice");
        assert_eq!(link(&rui, path).await, "AI models", "the keys are not theirs");
    }
    assert_eq!(link(&mia, "/account").await, "", "nothing for who is no owner");
    let page = words(&olga.sees("/models").await);
    assert!(page.contains("the key was refused, until") && page.contains("Change the key"), "{page}");
    let pool = app.app.llm.refused()[0].pool.clone();
    fills(&olga, "/models/clear", &[("pool", &pool), ("model", "*")]).await;
    assert_eq!(link(&olga, "/account").await, "AI models");
}

#[tokio::test(flavor = "multi_thread")]
async fn four_fifths_of_a_budget_are_told_to_its_owner() {
    let provider = Provider::start().await;
    let keys = format!("paid:client:{}", super::KEYS[1]);
    let app = connected(&provider).set("PAUTA_OPENAI_KEYS", &keys).run().await;
    let olga = Guest::first_owner(&app).await;
    let (there, rui) = neighbour(&app).await;
    let cost = match asks(&app, &there, "Oi").await.unwrap().cost {
        pauta::llm::Cost::Computed(nano) => nano,
        other => panic!("{other:?}"),
    };
    let limit = async |nano| app.app.store.workspace(&there).set_budget(Some(nano), Millis(1)).await.unwrap();
    limit(cost * 2).await;
    crate::harness::wait::until("it is in the books", async || {
        let month = pauta::llm::month(app.app.clock.now(), &app.app.config.budget.time_zone);
        app.app.store.workspace(&there).spent(&month).await.unwrap().used == cost
    })
    .await;
    assert_eq!(link(&rui, "/account").await, "AI models");
    limit(cost * 10 / 9).await;
    assert_eq!(link(&rui, "/account").await, "AI models 1 notice");
    assert!(words(&rui.sees("/models").await).contains("More than 80% of the limit is used."));
    assert_eq!(link(&olga, "/account").await, "AI models", "it is not her money");
}
