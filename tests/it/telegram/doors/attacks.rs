//! Links of other people, old ones, used ones, and those that somebody was lured to (S11).

use super::{LASTS, PT, asks, begins_and_links, caller, chat, code, confirms, end, looks, passes, stage};
use crate::{
    harness::api::Caller,
    people::guest::{Guest, workspace},
};
use pauta::store::{BotLink, BotLinkKind, Role};
use pauta::{channel::web::token::Token, id::BotId, time::Millis};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_telegram_opens_once_and_only_by_its_button() {
    let (stage, clock) = stage().await;
    let web = Caller::starts(&stage.app).await;
    web.says("Pão de queijo").await;
    let (status, link) = asks(&web).await;
    assert_eq!((status, &link["expires_at"], &link["bot"]), (201, &json!(end(&clock)), &json!("pauta_bot")));
    assert!(link["qr"].as_str().unwrap().starts_with("<svg "));

    let ana = stage.person("Ana", "pt-BR");
    ana.opens(&code(&link));
    ana.sees("Alguém quer continuar aqui").await;
    assert_eq!(chat(&stage, &ana).await.unwrap().conversation, None, "opening it changes nothing");
    let bia = stage.person("Bia", "pt-BR");
    bia.opens(&code(&link));
    bia.sees("Aqui ela fica com Bia").await;
    ana.presses("Sim, continuar aqui").await.is_answered().await;
    // From now on in the conversation's language.
    ana.sees("This conversation goes on here and in the browser").await;
    ana.sees("Question 2?").await;
    assert!(!ana.screen().contains("Question 1?"), "not all that was said:\n{}", ana.screen());
    bia.presses("Sim, continuar aqui").await.is_answered().await;
    bia.sees("Este link já foi usado").await;
    assert_eq!(chat(&stage, &bia).await.unwrap().conversation, None);

    // Its time is over, whether it was shown before or not.
    let late = code(&asks(&web).await.1);
    bia.opens(&late);
    bia.sees_new("quer continuar aqui").await;
    passes(&clock, LASTS);
    bia.presses("Sim, continuar aqui").await.is_answered().await;
    bia.sees_new("Este link já foi usado").await;
    bia.opens(&late);
    bia.sees_new("Este link já foi usado").await;

    // A no is a no, and the link is worth nothing any more.
    let refused = code(&asks(&web).await.1);
    bia.opens(&refused);
    bia.sees_new("quer continuar aqui").await;
    bia.presses("Não continuar aqui").await.is_answered().await;
    bia.sees_new("a conversa fica só no navegador").await;
    bia.opens(&refused);
    bia.sees_new("Este link já foi usado").await;
    assert_eq!(chat(&stage, &bia).await.unwrap().conversation, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_is_in_a_conversation_makes_a_link_to_it() {
    let (stage, _) = stage().await;
    let (web, other) = (Caller::starts(&stage.app).await, Caller::starts(&stage.app).await);
    let strange = Caller { app: &stage.app, token: other.token, conversation: web.conversation.clone() };
    assert_eq!(asks(&strange).await.0, 404);
    let nobody = Caller { app: &stage.app, token: "0".repeat(64), conversation: web.conversation.clone() };
    assert_eq!(asks(&nobody).await.0, 401);

    let bare = crate::harness::app::TestApp::start().await;
    let (status, told) = asks(&Caller::starts(&bare).await).await;
    assert_eq!((status, told["code"].as_str()), (404, Some("not_found")), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_the_browser_opens_once_and_only_by_its_button() {
    let (stage, clock) = stage().await;
    let ana = stage.person("Ana", "pt-BR");
    let first = begins_and_links(&ana, PT).await;
    Guest::first_owner(&stage.app).await;
    let guest = Guest::new(&stage.app);
    for _ in 0..2 {
        assert!(guest.sees("/continue").await.contains("/people/continue.js"));
        let (status, told) = looks(&guest, &first).await;
        assert_eq!(status, 200, "{told}");
        let told = told["told"].as_str().unwrap().to_owned();
        assert!(told.starts_with("Ana, in Telegram (@pauta_bot)"), "{told}");
    }
    let (status, came) = confirms(&guest, &first, None).await;
    assert_eq!((status, &came["go"]), (200, &json!("/")), "{came}");
    let web = caller(&stage.app, &came);
    assert_eq!(web.get("messages").await.status(), 200);
    ana.sees("continua também em um navegador").await;
    for came in [looks(&guest, &first).await, confirms(&guest, &first, None).await] {
        assert_eq!(came.0, 401, "{came:?}");
    }

    ana.says("/link");
    ana.sees_new(PT[1]).await;
    let late = super::code_in(&ana);
    passes(&clock, LASTS);
    for came in [looks(&guest, &late).await, confirms(&guest, &late, None).await] {
        assert_eq!(came.0, 401, "{came:?}");
        assert!(came.1["message"].as_str().unwrap().contains("/link"), "{came:?}");
    }
    for wrong in ["", "x", &"0".repeat(64), &"g".repeat(64)] {
        assert_eq!(looks(&guest, wrong).await.0, 401, "{wrong}");
    }
}

/// The answer to a browser that was new may be lost with the server. What it made up before it asked lets it, and nobody
/// else, have the same answer again.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_browser_that_used_a_link_up_is_let_in_again() {
    let (stage, clock) = stage().await;
    let ana = stage.person("Ana", "pt-BR");
    let code = begins_and_links(&ana, PT).await;
    let guest = Guest::first_owner(&stage.app).await;
    let asks = async |what: &str, nonce: &str, visitor: Option<&str>| {
        let mut body = json!({ "code": code, "nonce": nonce });
        if let Some(visitor) = visitor {
            body["visitor"] = json!(visitor);
        }
        guest.post(&format!("/continue/{what}"), &body).await
    };
    let (nonce, other) = (Token::random(), Token::random());
    assert_eq!(asks("look", nonce.expose(), None).await.0, 200);
    let (status, lost) = asks("confirm", nonce.expose(), None).await;
    assert_eq!(status, 200, "{lost}");
    assert_ne!(lost["token"], nonce.expose(), "what it made up is no key by itself");
    let stranger = Caller::starts(&stage.app).await;
    for (nonce, visitor) in
        [(other.expose(), None), ("", None), ("x", None), (other.expose(), Some(&*stranger.token))]
    {
        for what in ["look", "confirm"] {
            assert_eq!(asks(what, nonce, visitor).await.0, 401, "{what} {nonce}");
        }
    }
    // It may come late: the browser is in already, and only does not know it.
    passes(&clock, LASTS);
    for what in ["look", "confirm", "confirm"] {
        let (status, came) = asks(what, nonce.expose(), None).await;
        assert_eq!(status, 200, "{what}: {came}");
        assert!(what == "look" || came == lost, "{came} instead of {lost}");
    }
    // One that was somebody already has its token, and may ask again, too.
    ana.says("/link");
    ana.sees_new(PT[1]).await;
    let second = super::code_in(&ana);
    for _ in 0..2 {
        let (status, came) = confirms(&guest, &second, Some(&stranger.token)).await;
        assert_eq!((status, &came["token"]), (200, &json!(stranger.token)), "{came}");
    }
    // A link that somebody else used stays what it is with the same nonce.
    ana.says("/link");
    ana.sees_new(PT[1]).await;
    assert_eq!(ana.screen().matches("continua também em um navegador").count(), 2, "{}", ana.screen());
    let third = super::code_in(&ana);
    assert_eq!(confirms(&Guest::new(&stage.app), &third, None).await.0, 200);
    assert_eq!(
        guest.post("/continue/confirm", &json!({ "code": third, "nonce": nonce.expose() })).await.0,
        401
    );
}

/// A link that leads elsewhere does not open here, and the other way round.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_for_one_door_and_one_workspace() {
    let (stage, clock) = stage().await;
    let web = Caller::starts(&stage.app).await;
    let to_telegram = code(&asks(&web).await.1);
    let guest = Guest::first_owner(&stage.app).await;
    for came in [looks(&guest, &to_telegram).await, confirms(&guest, &to_telegram, None).await] {
        assert_eq!(came.0, 401, "{came:?}");
    }
    let ana = stage.person("Ana", "pt-BR");
    let to_browser = begins_and_links(&ana, PT).await;
    let bia = stage.person("Bia", "pt-BR");
    bia.opens(&to_browser);
    bia.sees("Este link já foi usado").await;
    assert_eq!(looks(&guest, &to_browser).await.0, 200, "and it is still good where it leads");

    let there = workspace(&stage.app, "agência").await;
    let (token, now) = (Token::random(), Millis(clock.load(Ordering::Relaxed)));
    let link = BotLink {
        code_hash: token.hash(),
        kind: BotLinkKind::ToTelegram,
        chat: None::<(BotId, i64)>,
        conversation: None,
        visitor: None,
        member: None,
        name: "Eva".into(),
        expires_at: Millis(now.0 + LASTS),
    };
    let rows = stage.app.app.store.workspace(&there);
    rows.create_bot_link(&link, now).await.unwrap();
    bia.opens(token.expose());
    bia.sees_new("Este link já foi usado").await;
    assert!(rows.bot_link(&link.code_hash, now).await.unwrap().is_some(), "it was not used up either");
}

/// S11: whoever is lured into opening somebody's link joins that conversation at most. Nothing of their own is shown to
/// the one who made it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lured_owner_gives_nothing_away() {
    let (stage, _) = stage().await;
    let olga = Guest::first_owner(&stage.app).await;
    let hers = Caller::starts(&stage.app).await;
    hers.says("A campanha secreta").await;
    assert_eq!(olga.attaches(&hers).await, 200);
    let eve = stage.person("Eve", "pt-BR");
    let lure = begins_and_links(&eve, PT).await;

    // Olga's browser opens it; without the button, nothing.
    let (_, told) = looks(&olga, &lure).await;
    assert!(told["told"].as_str().unwrap().starts_with("Eve,"), "{told}");
    assert!(told["here"].as_str().unwrap().contains("Olga"), "{told}");
    let (status, came) = confirms(&olga, &lure, Some(&hers.token)).await;
    assert_eq!(status, 200, "{came}");
    assert_eq!(came["token"], hers.token.as_str(), "the browser stays who it was");
    let joined = caller(&stage.app, &came);
    assert_ne!(joined.conversation, hers.conversation);
    assert_eq!(joined.get("messages").await.status(), 200);

    // Eve sees the conversation that she began, and nothing else.
    let eves = chat(&stage, &eve).await.unwrap();
    let rows = stage.app.app.store.workspace(&stage.app.app.home.workspace);
    let list = rows.conversations_of(&eves.visitor.unwrap(), 9).await.unwrap();
    assert_eq!(list.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), [joined.conversation.as_str()]);
    assert_eq!(eves.member, None);
    eve.says("/resume");
    eve.sees_new("Seguimos com").await;
    assert!(!eve.screen().contains("secreta"), "{}", eve.screen());

    // The other way: Olga's own link, opened by Eve in Telegram, says whose it is.
    let (_, link) = asks(&hers).await;
    eve.opens(&code(&link));
    eve.sees_new("Olga quer continuar aqui").await;
}

/// What is a member's does not end up in a browser that another member uses.
#[tokio::test(flavor = "multi_thread")]
async fn a_members_link_is_not_for_another_member() {
    let (stage, _) = stage().await;
    let olga = Guest::first_owner(&stage.app).await;
    let mia = Guest::member(&stage.app, "Mia", Role::Marketer).await;
    let phone = stage.person("Mia P", "pt-BR");
    let (status, link) = mia.post("/account/telegram", &json!({})).await;
    assert_eq!(status, 201, "{link}");
    phone.opens(&code(&link));
    phone.presses("Ligar as contas").await.is_answered().await;
    phone.sees("esta conta agora é de Mia").await;
    // A member was told what is kept when the account was linked.
    let code = begins_and_links(&phone, ["O que você escreve aqui fica guardado", PT[1]]).await;

    for came in [looks(&olga, &code).await, confirms(&olga, &code, None).await] {
        assert_eq!(came.0, 403, "{came:?}");
        assert!(came.1["message"].as_str().unwrap().contains("Olga is signed in"), "{came:?}");
    }
    // Nor does it become another member's visitor's who has signed out.
    let olgas = Caller::starts(&stage.app).await;
    assert_eq!(olga.attaches(&olgas).await, 200);
    let (status, came) = confirms(&mia, &code, Some(&olgas.token)).await;
    assert_eq!(status, 200, "the refusals did not use it up: {came}");
    assert_ne!(came["token"], olgas.token.as_str());
    assert_eq!(caller(&stage.app, &came).get("messages").await.status(), 200);
    phone.sees("continua também em um navegador, com Mia").await;
}

/// S13, for what the doors add.
#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_opens_no_link() {
    let (stage, _) = stage().await;
    let olga = Guest::first_owner(&stage.app).await;
    let ana = stage.person("Ana", "pt-BR");
    let code = begins_and_links(&ana, PT).await;
    for path in ["/continue/look", "/continue/confirm", "/account/telegram", "/account/telegram/unlink"] {
        for (origin, site) in
            [("https://evil.test", "cross-site"), ("null", "cross-site"), ("", "same-origin")]
        {
            let mut asked = reqwest::Client::new().post(stage.app.url(path)).header("sec-fetch-site", site);
            if !origin.is_empty() {
                asked = asked.header("origin", origin);
            }
            let asked = asked.header("cookie", olga.cookie().unwrap()).json(&json!({ "code": code }));
            assert_eq!(asked.send().await.unwrap().status(), 403, "{path} from {origin}");
        }
        let read: (u16, Value) = olga.get(path).await;
        assert_eq!(read.0, 405, "{path} by reading");
    }
    assert_eq!(looks(&olga, &code).await.0, 200, "it is still good");
}
