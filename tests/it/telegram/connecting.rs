//! What an owner does at `/telegram`.

use super::Stage;
use crate::{
    harness::{
        app::{Start, TestApp},
        bot_api::{BotApi, Down, Limits},
        wait::until,
    },
    models::{fills, form, neighbour, words},
    people::guest::Guest,
};
use pauta::{id::BotId, store::Role};

/// A server that no bot speaks for yet, and a Telegram.
async fn alone() -> (TestApp, BotApi) {
    let telegram = BotApi::start().await;
    telegram.limits(Limits::none());
    let app = Start::new().set("PAUTA_TELEGRAM_API_URL", &telegram.url()).run().await;
    (app, telegram)
}

/// The home workspace's bots.
async fn bots(app: &TestApp) -> Vec<BotId> {
    let bots = app.app.store.workspace(&app.app.home.workspace).bots().await.unwrap();
    bots.into_iter().map(|bot| bot.id).collect()
}

/// Waits until the page says it.
async fn says(owner: &Guest<'_>, told: &str) {
    until(told, async || words(&owner.sees("/telegram").await).contains(told)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_connects_a_bot_and_disconnects_it() {
    let (app, telegram) = alone().await;
    let bot = telegram.bot("Padaria Sol", "padaria_bot");
    let olga = Guest::first_owner(&app).await;
    assert!(words(&olga.sees("/telegram").await).contains("No bot is connected yet."));
    assert!(olga.sees("/people").await.contains("href=\"/telegram\""));
    // As it is copied: with the end of the line.
    let (status, page) = fills(&olga, "/telegram", &[("token", &format!(" {}\n", bot.token))]).await;
    let page = page.as_str().unwrap();
    assert!(status == 200 && words(page).contains("The bot is connected."), "{page}");
    assert!(page.contains("Padaria Sol") && page.contains("href=\"https://t.me/padaria_bot\""), "{page}");
    says(&olga, "The bot answers.").await;
    assert!(words(&olga.sees("/telegram").await).contains("This server asks Telegram for them."));
    assert!(words(&olga.sees("/telegram?lang=pt").await).contains("O bot está respondendo."));
    let ana = telegram.user("Ana", "pt-BR").chat(&bot);
    ana.says("/start");
    // Who can invite, by name and not by address, unless the owner would rather not be named.
    ana.sees("Para entrar na sua equipe, peça um convite a Olga.").await;
    let names = format!("/telegram/{}/names", bots(&app).await.remove(0));
    assert!(words(&olga.sees("/telegram").await).contains("Never their e-mail addresses."));
    let (_, page) = fills(&olga, &names, &[("names", "hidden")]).await;
    assert!(words(page.as_str().unwrap()).contains("Reads no names."), "{page}");
    ana.says("/start");
    ana.sees_new("peça um convite a quem cuida da Pauta na sua empresa").await;
    let (_, page) = fills(&olga, &names, &[("names", "shown")]).await;
    assert!(words(page.as_str().unwrap()).contains("Done: it holds from now on."), "{page}");
    ana.says("/start");
    ana.sees_new("peça um convite a Olga.").await;
    assert!(!ana.screen().contains("@"), "{}", ana.screen());

    for path in
        ["/telegram", "/telegram?done=connected", "/telegram?lang=pt", "/people", "/account", "/metrics"]
    {
        assert!(!olga.get(path).await.1.to_string().contains(&bot.token[11..]), "{path}");
    }
    let id = bots(&app).await.remove(0);
    let path = format!("/telegram/{id}/disconnect");
    let (_, page) = fills(&olga, &path, &[]).await;
    let page = words(page.as_str().unwrap());
    assert!(page.contains("The bot is disconnected.") && page.contains("No bot is connected yet."), "{page}");
    let (_, page) = fills(&olga, &path, &[]).await;
    assert!(words(page.as_str().unwrap()).contains("Nothing changed: this bot was no longer here."));
    assert_eq!(telegram.calls("deleteWebhook"), 2, "once to be asked, once for good");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_connected_is_said() {
    let (app, telegram) = alone().await;
    let bot = telegram.bot("Pauta", "pauta_bot");
    let olga = Guest::first_owner(&app).await;
    let (_, rui) = neighbour(&app).await;
    assert_eq!(fills(&rui, "/telegram", &[("token", &bot.token)]).await.0, 200);
    let unknown = bot.token.replace("AAF7", "AAF8");
    let said = async |token: &str, status: u16, en: &str, pt: &str| {
        for (lang, told) in [("en", en), ("pt", pt)] {
            let came = fills(&olga, &format!("/telegram?lang={lang}"), &[("token", token)]).await;
            let page = came.1.as_str().unwrap();
            assert!(came.0 == status && words(page).contains(told), "{token}: {} {page}", came.0);
            assert!(token.is_empty() || !page.contains(token), "{token} is shown");
        }
    };
    for token in ["", "@pauta_bot", "8100000001", "../../getMe:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let asked = telegram.calls("getMe");
        said(token, 400, "does not look like a token", "não parece um token").await;
        assert_eq!(telegram.calls("getMe"), asked, "Telegram is not asked");
    }
    said(&unknown, 400, "Telegram knows no bot by this token.", "não conhece nenhum bot com este token")
        .await;
    said(&bot.token, 400, "already answers for another team", "já atende outra equipe").await;
    telegram.goes_down(Down::Closed);
    said(&bot.token, 503, "Telegram did not answer", "O Telegram não respondeu").await;
    assert_eq!(bots(&app).await, []);
}

/// A token that was taken back is said to be, and with the new one the bot goes on; it is still one bot.
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_goes_on_with_its_new_token() {
    let stage = Stage::new().await;
    let (app, telegram) = (&stage.app, &stage.telegram);
    let olga = Guest::first_owner(app).await;
    says(&olga, "The bot answers.").await;
    let ana = stage.person("Ana", "pt-BR");
    ana.says("/start");
    ana.sees("Para entrar na sua equipe").await;
    let renewed = telegram.revokes(&stage.bot);
    // It ends the question that is still open.
    ana.says("/help");
    says(&olga, "Telegram no longer takes this bot's token.").await;
    let before = bots(app).await;
    assert_eq!(fills(&olga, "/telegram", &[("token", &renewed.token)]).await.0, 200);
    telegram.all_taken().await;
    ana.sees_new("/resume").await;
    assert_eq!(bots(app).await, before);
    assert!(!words(&olga.sees("/telegram").await).contains("no longer takes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_come_in_and_only_to_their_own() {
    let stage = Stage::new().await;
    let app = &stage.app;
    let olga = Guest::first_owner(app).await;
    says(&olga, "The bot answers.").await;
    let id = bots(app).await.remove(0);
    let path = format!("/telegram/{id}/disconnect");
    let other = stage.telegram.bot("Outro", "outro_bot");
    for role in [Role::Marketer, Role::Approver, Role::Client] {
        let guest = Guest::member(app, "Ana", role).await;
        assert_eq!(guest.get("/telegram").await.0, 403);
        assert_eq!(fills(&guest, "/telegram", &[("token", &other.token)]).await.0, 403);
        assert_eq!(fills(&guest, &path, &[]).await.0, 403);
    }
    assert_ne!(Guest::new(app).get("/telegram").await.0, 200);
    let (_, rui) = neighbour(app).await;
    assert!(!rui.sees("/telegram").await.contains("pauta_bot"));
    let (_, page) = fills(&rui, &path, &[]).await;
    assert!(words(page.as_str().unwrap()).contains("Nothing changed"));
    for (path, fields) in [("/telegram", vec![("token", other.token.as_str())]), (&path, vec![])] {
        let forged = form(&olga, path, &fields).header("origin", "https://evil.example");
        assert_eq!(olga.sends(forged.header("sec-fetch-site", "cross-site")).await.0, 403, "{path}");
    }
    assert_eq!(bots(app).await, [id]);
}

/// What Telegram does not take, and what waits meanwhile, is said.
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_said() {
    let stage = Stage::new().await;
    let olga = Guest::first_owner(&stage.app).await;
    let ana = stage.person("Ana", "en");
    ana.says("/start");
    ana.sees("team").await;
    stage.telegram.misbehaves("sendMessage", 1_000, crate::harness::bot_api::Bad::TooMany(600));
    ana.says("/help");
    until("a message waits", async || {
        let page = words(&olga.sees("/telegram").await);
        page.contains("Waiting to be sent 1, since")
    })
    .await;
}
