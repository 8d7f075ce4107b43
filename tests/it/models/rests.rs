//! What rests is shown, and an owner ends it.

use super::{asks, connected, fills, words};
use crate::{
    harness::provider::{Bad, Provider, Says},
    people::guest::Guest,
};
use pauta::llm::CallError;

#[tokio::test(flavor = "multi_thread")]
async fn a_rest_is_shown_and_ended_and_the_next_call_goes_through() {
    let provider = Provider::start().await;
    let keys = format!("paid:agency:{}", super::KEYS[0]);
    let app = connected(&provider).set("PAUTA_OPENAI_KEYS", &keys).run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    provider.next(Says::Bad(Bad::RetrySeconds(7_200.0)));
    assert!(matches!(asks(&app, &home, "Oi").await, Err(CallError::Unavailable { .. })));
    assert!(asks(&app, &home, "Oi").await.is_err());
    assert_eq!(provider.heard().len(), 1, "nobody is asked while it rests");
    let page = words(&olga.sees("/models").await);
    for told in [
        "gpt-5.4: the minute's quota, until",
        "the provider says how long",
        "Its last words:",
        "Try again now",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let page = words(&olga.sees("/models?lang=pt").await);
    for told in ["gpt-5.4: cota por minuto, até", "prazo dado por quem fornece", "Tentar de novo agora"] {
        assert!(page.contains(told), "{told}: {page}");
    }

    for (pool, model) in
        [("", ""), ("openai/agency", ""), ("", "gpt-5.4"), ("openai/agency", "gpt-5"), ("x", "*")]
    {
        let (status, page) = fills(&olga, "/models/clear", &[("pool", pool), ("model", model)]).await;
        assert_eq!(status, 200);
        assert!(
            words(page.as_str().unwrap()).contains("That was resting no more."),
            "{pool} {model}: {page}"
        );
    }
    assert!(asks(&app, &home, "Oi").await.is_err(), "none of them was it");

    let (status, page) =
        fills(&olga, "/models/clear", &[("pool", "openai/agency"), ("model", "gpt-5.4")]).await;
    let page = words(page.as_str().unwrap());
    assert_eq!(status, 200);
    assert!(page.contains("The rest is over: the next call tries again."), "{page}");
    assert!(page.contains("paid in use") && !page.contains("Try again now"), "{page}");
    asks(&app, &home, "Oi").await.unwrap();
    assert_eq!(provider.heard().len(), 2);
    assert_eq!(app.app.store.installation().suspensions().await.unwrap(), []);
}
