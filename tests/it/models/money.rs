//! What it costs, in the people's money, and what it may cost.

use super::{asks, connected, fills, neighbour, words};
use crate::{
    harness::{app::TestApp, provider::Provider},
    people::guest::Guest,
};
use pauta::{id::WorkspaceId, llm::CallError};

/// A server that pays for every call.
async fn paying(model: &str) -> (TestApp, Provider) {
    let provider = Provider::start().await;
    let keys = format!("paid:client:{}", super::KEYS[1]);
    let app = connected(&provider).set("PAUTA_OPENAI_KEYS", &keys).set("PAUTA_LLM_TEXT", model).run().await;
    (app, provider)
}

async fn budget(app: &TestApp, workspace: &WorkspaceId) -> Option<i64> {
    app.app.store.workspace(workspace).budget().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn costs_are_told_in_reais_with_dollars_beside_and_an_unknown_one_is_unknown() {
    let (app, _provider) = paying("openai/gpt-5.4").await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    asks(&app, &home, "Oi").await.unwrap();
    let page = words(&olga.sees("/models?lang=pt").await);
    for told in [
        "Este espaço (Pauta) menos de R$ 0,01 de R$ 109,66 menos de US$ 0,01 de US$ 20,00",
        "Toda a instalação menos de R$ 0,01 de R$ 548,28",
        "1 US$ = BRL 5,4828 (Banco Central do Brasil, PTAX, venda, 2025-08-21)",
        "modelos gratuitos e locais continuam",
        "Por tarefa Tarefa Custo Melhorar o texto 1 chamada ·",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let page = words(&olga.sees("/models").await);
    assert!(page.contains("This workspace (Pauta) less than $0.01 of $20.00"), "{page}");
    assert!(!page.contains("BRL"), "{page}");

    let (app, _provider) = paying("openai/gpt-of-tomorrow").await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    asks(&app, &home, "Oi").await.unwrap();
    let page = words(&olga.sees("/models?lang=pt").await);
    for told in [
        "R$ 5,48 estão no lugar de 1 chamada de custo desconhecido.",
        "escritos 1 de custo desconhecido",
        "custo desconhecido · primeiras palavras",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_the_limit_and_it_holds() {
    let (app, provider) = paying("openai/gpt-5.4").await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    asks(&app, &home, "Oi").await.unwrap();
    for (typed, nano) in
        [("7,50", 7_500_000_000), ("US$ 30", 30_000_000_000), ("0.25", 250_000_000), ("0", 0)]
    {
        let (status, page) = fills(&olga, "/models/limit", &[("dollars", typed)]).await;
        assert_eq!((status, budget(&app, &home).await), (200, Some(nano)), "{typed}");
        assert!(words(page.as_str().unwrap()).contains("The limit is saved."), "{page}");
    }
    let page = words(&olga.sees("/models").await);
    assert!(page.contains("The limit is used up: until the month ends"), "{page}");
    assert!(page.contains("Back to the usual limit, $20.00"), "{page}");
    assert_eq!(asks(&app, &home, "Oi").await, Err(CallError::OverBudget { scope: "workspace" }));
    assert_eq!(provider.heard().len(), 1);
    assert!(words(&olga.sees("/models").await).contains("no answer: the budget was used up"));

    for typed in
        ["ten", "-1", "1e3", "1,2,3", "\"><script>alert(1)</script>", "9999999999999999999", "20000000"]
    {
        let (status, page) = fills(&olga, "/models/limit", &[("dollars", typed)]).await;
        let page = page.as_str().unwrap();
        assert_eq!((status, budget(&app, &home).await), (400, Some(0)), "{typed}");
        assert!(page.contains("aria-invalid") && !page.contains("<script>alert"), "{typed}: {page}");
    }
    let (status, page) = fills(&olga, "/models/limit", &[("dollars", "")]).await;
    assert_eq!((status, budget(&app, &home).await), (200, None));
    assert!(!words(page.as_str().unwrap()).contains("Back to the usual limit"), "{page}");
    asks(&app, &home, "Oi").await.unwrap();
}

/// Whoever does not run the installation cannot raise what it pays for them.
#[tokio::test(flavor = "multi_thread")]
async fn another_workspaces_owner_only_lowers_the_limit() {
    let (app, _provider) = paying("openai/gpt-5.4").await;
    let olga = Guest::first_owner(&app).await;
    let (there, rui) = neighbour(&app).await;
    assert!(words(&rui.sees("/models").await).contains("Up to $20.00 can be set here"));
    for (typed, status, kept) in [
        ("20.01", 400, None),
        ("5", 200, Some(5_000_000_000)),
        ("20", 200, Some(20_000_000_000)),
        ("21", 400, Some(20_000_000_000)),
    ] {
        let came = fills(&rui, "/models/limit", &[("dollars", typed)]).await;
        assert_eq!((came.0, budget(&app, &there).await), (status, kept), "{typed}: {came:?}");
    }
    assert_eq!(budget(&app, &app.app.home.workspace).await, None, "each their own");
    // What the operator gave is not taken away by looking at it.
    app.app.store.workspace(&there).set_budget(Some(50_000_000_000), pauta::time::Millis(1)).await.unwrap();
    assert!(words(&rui.sees("/models").await).contains("Up to $50.00 can be set here"));
    fills(&olga, "/models/limit", &[("dollars", "1")]).await;
    assert_eq!(budget(&app, &there).await, Some(50_000_000_000));
}
