//! A provider that is down or silent, an input that changes meanwhile, a process that dies.

use super::{agrees, another_tab, filled, helped, is_card, paced, provider, start, texts};
use crate::harness::{
    app::{Start, TestApp},
    person::Person,
    provider::{Bad, Provider, Says},
    server::Server,
    trees,
    wait::until,
};
use pauta::{engine::state::State, id::ConversationId, turn};
use serde_json::json;

const STANDS_IN: &str = "O modelo não respondeu agora; esta sugestão segue regras.";
const PRODUCT: &str = "Pão de fermentação natural, para famílias da vila, quentinho às 7h";

async fn card(of: &mut Person, slot: &str) {
    if !of.rows.iter().any(|row| is_card(row, slot)) {
        of.hears(|frame| is_card(frame, slot)).await;
    }
}

fn said(of: &Person, text: &str) -> usize {
    texts(of).iter().filter(|said| *said == text).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_is_stood_in_for_and_said_once() {
    let provider = Provider::start().await;
    provider.answers(|_| Says::Bad(Bad::ServerError(503)));
    let app = helped(&provider).await;
    let mut ana = agrees(&app).await;
    ana.says(PRODUCT).await;
    card(&mut ana, "product").await;
    let by = |of: &Person| of.rows.iter().rev().find_map(|row| row["card"]["by"].as_str().map(str::to_owned));
    assert_eq!(by(&ana).unwrap(), "rules");
    assert_eq!(said(&ana, STANDS_IN), 1);
    ana.presses(&["keep"]).await;
    ana.edits("product", "Bolo de milho sem açúcar, para famílias da vila, pronto às 6h").await;
    if !ana.rows.iter().any(|row| row["card"]["version"] == 2) {
        ana.hears(|frame| frame["card"]["version"] == 2).await;
    }
    assert_eq!(said(&ana, STANDS_IN), 1, "once in a row: {:?}", texts(&ana));
    ana.presses(&["keep"]).await;
    ana.says("Famílias da vila").await;
    ana.says("mais nada").await;
    let confirms = |ask: &serde_json::Value| super::buttons(ask).contains(&"confirm".to_owned());
    if !confirms(&ana.ask) {
        ana.hears(|frame| confirms(&frame["ask"])).await;
    }
    assert!(ana.presses(&["confirm"]).await.is_accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_spent_is_said_to_be_so_and_nobody_is_asked() {
    let provider = Provider::start().await;
    let app = start(&provider, &trees::helped(60)).set("PAUTA_BUDGET_CONVERSATION", "0.0001").run().await;
    let mut ana = agrees(&app).await;
    ana.says(PRODUCT).await;
    card(&mut ana, "product").await;
    let why = "O limite de gasto com IA foi atingido; esta sugestão segue regras.";
    assert_eq!((said(&ana, why), said(&ana, STANDS_IN)), (1, 0), "{:?}", texts(&ana));
    assert_eq!(provider.heard().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_provider_is_given_up_in_time() {
    let provider = Provider::start().await;
    provider.answers(|_| paced("{}").0);
    let app = start(&provider, &trees::helped(2)).run().await;
    let mut ana = agrees(&app).await;
    ana.says(PRODUCT).await;
    card(&mut ana, "product").await;
    assert_eq!(said(&ana, STANDS_IN), 1, "{:?}", texts(&ana));
    until("the provider is left", async || provider.heard()[0].is_gone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_input_makes_another_result() {
    let provider = provider().await;
    let (says, pace, _) = paced(&filled("product", "Do texto antigo"));
    provider.next(says);
    let app = helped(&provider).await;
    let mut ana = agrees(&app).await;
    ana.says("Pão de fermentação natural").await;
    provider.until_heard(1).await;
    ana.edits("product", "Bolo de milho").await;
    card(&mut ana, "product").await;
    pace.lets(100);
    assert_eq!(provider.heard().len(), 2);
    assert!(provider.heard()[1].prompt().contains("Bolo de milho"));
    until("the first is left", async || provider.heard()[0].is_gone()).await;
    let cards: Vec<_> = ana.rows.iter().filter(|row| is_card(row, "product")).collect();
    assert_eq!(cards.len(), 1);
    assert_ne!(cards[0]["card"]["fields"][0]["to"], "Do texto antigo");
}

async fn replayed(app: &TestApp, conversation: &str) -> (State, State) {
    let id = ConversationId::parse(conversation).unwrap();
    let rows = app.app.store.workspace(&app.app.home.workspace);
    let row = rows.conversation(&id).await.unwrap().unwrap();
    let tree = app.app.trees.pinned(&app.app.store, &app.app.home.workspace, &row.line.tree).await.unwrap();
    let events = rows.events(&id).await.unwrap();
    (turn::replay(&tree, &events).unwrap(), serde_json::from_str(&row.state).unwrap())
}

/// With everything in it: a model, the rules, a change of mind, a result that was not waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_replay_asks_no_model_and_reaches_the_snapshot() {
    let provider = provider().await;
    let app = helped(&provider).await;
    let mut ana = agrees(&app).await;
    ana.says("Pão de fermentação natural").await;
    card(&mut ana, "product").await;
    provider.next(Says::Text(filled("product", "Outro bom pão de fermentação natural")));
    ana.presses(&["another"]).await;
    if !ana.rows.iter().any(|row| row["card"]["version"] == 2) {
        ana.hears(|frame| frame["card"]["version"] == 2).await;
    }
    ana.presses(&["accept"]).await;
    ana.says("Famílias do bairro").await;
    card(&mut ana, "barrier").await;
    ana.commands("ai", json!({ "on": false })).await;
    ana.edits("audience", "Famílias da vila").await;
    ana.says("mais nada").await;
    let asked = provider.heard().len();
    let (replayed, stored) = replayed(&app, &ana.conversation).await;
    assert_eq!(replayed, stored);
    assert_eq!(provider.heard().len(), asked);
    assert_eq!((stored.ai, asked), (Some(false), 3));
}

/// F4: the process is killed in the middle of the words.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_servers_result_comes_once_and_costs_one_call_more() {
    let provider = provider().await;
    let (says, pace, _) = paced(&filled("product", "Do processo que morreu, e bem comprido"));
    provider.next(says);
    let url = provider.openai();
    let variables = [("PAUTA_LLM", "required"), ("OPENAI_API_KEY", "sk-test-1"), ("OPENAI_API_URL", &*url)];
    let mut server = Server::start(&trees::helped(60), &variables).await;
    let hello = json!({ "tree": "helped", "locale": "pt-BR" });
    let mut ana = Person::at(server.address, &server.site, hello).await.unwrap();
    ana.presses(&["ai_yes"]).await;
    ana.says("Pão de fermentação natural").await;
    pace.lets(8);
    ana.hears(|frame| frame["type"] == "partial").await;
    let server = server.again().await;
    // Nobody comes back, and still it is done.
    provider.until_heard(2).await;
    let mut ana = Person::at(server.address, &server.site, ana.resume()).await.unwrap();
    card(&mut ana, "product").await;
    assert_eq!(ana.rows.iter().filter(|row| is_card(row, "product")).count(), 1);
    ana.presses(&["accept"]).await;
    assert_eq!(ana.ask["path"], "audience");
    assert_eq!(provider.heard().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_leaves_it_to_the_next() {
    let provider = provider().await;
    let (says, _pace, _) = paced(&filled("product", "Do servidor que parou"));
    provider.next(says);
    let app = helped(&provider).await;
    let mut ana = agrees(&app).await;
    ana.says("Pão de fermentação natural").await;
    provider.until_heard(1).await;
    let beside = Start::beside(&app);
    assert!(app.stop().await < std::time::Duration::from_secs(4), "nobody waits for a model");
    let app = beside.run().await;
    let mut ana = another_tab(&app, &ana).await;
    card(&mut ana, "product").await;
    assert_eq!(provider.heard().len(), 2);
}

/// F18: whether the provider's name leads nowhere or nobody says a word there, turns are taken as ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_reached_holds_up_nobodys_turn() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/v1/", silent.local_addr().unwrap());
    for url in ["https://provider.invalid/v1/", &silent] {
        let start = Start::new().tree(&trees::helped(60)).set("PAUTA_LLM", "required");
        let app = start.set("OPENAI_API_KEY", "sk-test-1").set("OPENAI_API_URL", url).run().await;
        let mut waiting = Vec::new();
        for _ in 0..10 {
            let mut ana = agrees(&app).await;
            let began = tokio::time::Instant::now();
            assert!(ana.says(PRODUCT).await.is_accepted());
            assert!(ana.presses(&["skip"]).await.is_accepted(), "{url}: nobody has to wait for it");
            // The model itself has twelve seconds for its first word.
            assert!(began.elapsed() < std::time::Duration::from_secs(6), "{url}: {:?}", began.elapsed());
            waiting.push(ana);
        }
    }
}
