//! A member's Telegram accounts, at `/account`.

use super::{asks, chat, code, end, stage};
use crate::{harness::api::Caller, people::guest::Guest};
use pauta::store::Role;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_links_an_account_and_unlinks_it() {
    let (stage, clock) = stage().await;
    let olga = Guest::first_owner(&stage.app).await;
    assert!(olga.sees("/account").await.contains("No Telegram account is linked to yours."));
    let (status, link) = olga.post("/account/telegram", &json!({})).await;
    assert_eq!((status, &link["expires_at"]), (201, &json!(end(&clock))), "{link}");
    let ana = stage.person("Olga T", "pt-BR");
    ana.opens(&code(&link));
    ana.sees("Ligar esta conta do Telegram (Olga T) a Olga").await;
    assert_eq!(chat(&stage, &ana).await.unwrap().member, None, "opening it changes nothing");
    ana.presses("Ligar as contas").await.is_answered().await;
    ana.sees("esta conta agora é de Olga").await;
    let page = olga.sees("/account").await;
    assert!(page.contains("Olga T") && page.contains("linked on "), "{page}");

    // Her conversations of the browser are hers in Telegram too.
    let web = Caller::starts(&stage.app).await;
    web.says("Pão de queijo").await;
    assert_eq!(olga.attaches(&web).await, 200);
    let join = code(&asks(&web).await.1);
    ana.opens(&join);
    ana.sees("Olga quer continuar aqui").await;
    ana.presses("Sim, continuar aqui").await.is_answered().await;
    ana.sees("Question 2?").await;

    // Only whose it is may unlink it.
    let mia = Guest::member(&stage.app, "Mia", Role::Marketer).await;
    let linked = chat(&stage, &ana).await.unwrap();
    let rows = stage.app.app.store.workspace(&stage.app.app.home.workspace);
    let bot = rows.bots().await.unwrap().remove(0).id;
    let which = json!({ "bot": bot.as_str(), "chat": linked.chat.to_string() });
    assert_eq!(mia.post("/account/telegram/unlink", &which).await.0, 404);
    assert_eq!(Guest::new(&stage.app).post("/account/telegram/unlink", &which).await.0, 401);
    assert_eq!(olga.post("/account/telegram/unlink", &json!({ "bot": "x", "chat": "y" })).await.0, 404);
    assert!(chat(&stage, &ana).await.unwrap().member.is_some());
    assert_eq!(olga.post("/account/telegram/unlink", &which).await.0, 200);
    ana.sees("is Olga's no more").await;
    web.says("Só no navegador").await;
    ana.says("o que ela disse?");
    ana.sees_new("start a new brief").await;
    assert!(!ana.screen().contains("Só no navegador"), "{}", ana.screen());
    assert!(olga.sees("/account").await.contains("No Telegram account is linked to yours."));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_one_members() {
    let (stage, _) = stage().await;
    let olga = Guest::first_owner(&stage.app).await;
    let mia = Guest::member(&stage.app, "Mia", Role::Marketer).await;
    let phone = stage.person("Ana", "pt-BR");
    phone.opens(&code(&olga.post("/account/telegram", &json!({})).await.1));
    phone.presses("Ligar as contas").await.is_answered().await;
    phone.sees("agora é de Olga").await;
    phone.opens(&code(&mia.post("/account/telegram", &json!({})).await.1));
    phone.sees("a Mia").await;
    phone.presses("Ligar as contas").await.is_answered().await;
    phone.sees("já é de outra pessoa da equipe").await;
    assert!(mia.sees("/account").await.contains("No Telegram account is linked to yours."));
    assert_eq!(Guest::new(&stage.app).post("/account/telegram", &json!({})).await.0, 401);
    let bare = crate::harness::app::TestApp::start().await;
    let owner = Guest::first_owner(&bare).await;
    let page = owner.sees("/account").await;
    assert!(!page.contains("account/telegram"), "without a bot nothing can be linked: {page}");
    assert_eq!(owner.post("/account/telegram", &json!({})).await.0, 404);
}
