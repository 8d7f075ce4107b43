//! What is written in fields, version by version.

use super::{Made, told};
use crate::{harness::app::TestApp, models::fills, people::guest::Guest};
use pauta::{deliverable::board::Settings, store::Role};

#[tokio::test(flavor = "multi_thread")]
async fn each_save_is_a_version_and_an_earlier_one_can_be_had_again() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let made = Made::by(&olga, &app.app.home.workspace, "Padaria Sol").await;
    let mia = Guest::member(&app, "Mia", Role::Marketer).await;

    let voice = [("name", "Sol"), ("avoid_words", "barato\r\ngrátis\r\n"), ("must", "Pão é aqui")];
    let first = made.saves(&olga, 0, &voice).await;
    assert!(first.0 == 200 && told(&first).contains("The kit is saved."), "{first:?}");
    let colours = [("name", "Sol"), ("primary", "0A6B5E"), ("text", "#111"), ("background", "#fff")];
    let health = [("health", "on"), ("director", "Ana, CRM-SP 1")];
    let both: Vec<_> = colours.into_iter().chain(health).collect();
    let second = made.saves(&mia, 1, &both).await;
    assert!(told(&second).contains("Text on the background: 18.8: 1, good to read"), "{}", told(&second));
    let kit = made.kit().await;
    assert_eq!((kit.version, kit.palette.primary.as_str()), (2, "#0a6b5e"));
    assert!(kit.is_health() && kit.avoid_words.is_empty() && kit.health.director == "Ana, CRM-SP 1");

    let same = made.saves(&mia, 2, &both).await;
    assert!(told(&same).contains("Nothing changed."), "{}", told(&same));
    let back = fills(&olga, &made.path("/restore"), &[("version", "1")]).await;
    assert!(told(&back).contains("Version 3 · Olga"), "{}", told(&back));
    let kit = made.kit().await;
    assert_eq!(kit.avoid_words, ["barato", "grátis"]);
    assert!(!kit.is_health() && kit.palette.primary.is_empty());
    let makers = [(3, "Olga"), (2, "Mia"), (1, "Olga")].map(|(number, who)| (number, who.to_owned()));
    assert_eq!(made.makers().await, makers);
    let none = fills(&olga, &made.path("/restore"), &[("version", "9")]).await;
    assert_eq!(none.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_late_hears_who_was_faster_and_keeps_what_they_wrote() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let made = Made::by(&olga, &app.app.home.workspace, "Ótica Azul").await;
    let mia = Guest::member(&app, "Mia", Role::Marketer).await;
    assert_eq!(made.saves(&mia, 0, &[("name", "Ótica Azul"), ("tone", "calmo")]).await.0, 200);
    let late = made.saves(&olga, 0, &[("name", "Azul"), ("tone", "alegre")]).await;
    assert_eq!(late.0, 409);
    let page = late.1.as_str().unwrap();
    let said = told(&late);
    assert!(said.contains("Mia changed this kit meanwhile (version 1"), "{said}");
    assert!(said.contains("alegre") && said.contains("Now it is: calmo"), "{said}");
    assert!(page.contains(r#"value="Azul""#) && page.contains(r#"name="base" value="1""#), "{page}");
    assert_eq!(made.kit().await.tone, ["calmo"]);
    // The same form once more, as the browser has it now.
    assert_eq!(made.saves(&olga, 1, &[("name", "Azul"), ("tone", "alegre")]).await.0, 200);
    assert_eq!((made.kit().await.version, made.kit().await.tone), (2, vec!["alegre".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_said_beside_its_field() {
    let app = TestApp::start().await;
    let olga = Guest::first_owner(&app).await;
    let made = Made::by(&olga, &app.app.home.workspace, "Casa").await;
    let wrong = [("name", "Casa"), ("primary", "\"/><script>alert(1)</script>"), ("tone", "simples")];
    let came = made.saves(&olga, 0, &wrong).await;
    let page = came.1.as_str().unwrap();
    assert_eq!(came.0, 400);
    assert!(page.contains("Write the colour as #0a6b5e.") && page.contains("simples"), "{page}");
    assert!(!page.contains("<script>alert"), "what was typed is text: {page}");
    assert_eq!(made.kit().await.version, 0, "nothing was saved");
    for name in ["", "   ", &"a".repeat(81)] {
        assert_eq!(fills(&olga, "/kit", &[("name", name)]).await.0, 400, "{name}");
    }
    assert_eq!(fills(&olga, "/kit", &[("name", "Casa")]).await.0, 409, "there is one of this name");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_settles_how_the_workspace_approves() {
    let app = TestApp::start().await;
    let home = &app.app.home.workspace;
    let settings = async || pauta::app::kit::settings(&app.app, home).await.unwrap();
    // Whoever sits at a machine that is nobody's yet may, too.
    let nobody = Guest::new(&app);
    assert_eq!(fills(&nobody, "/kit/settings", &[("four_eyes", "on")]).await.0, 200);
    assert_eq!(settings().await, Settings { gate: false, four_eyes: true, ..Settings::default() });
    let olga = Guest::first_owner(&app).await;
    let mia = Guest::member(&app, "Mia", Role::Marketer).await;
    assert_eq!(fills(&mia, "/kit/settings", &[]).await.0, 403);
    assert!(!mia.sees("/kit").await.contains("/kit/settings"));
    assert_eq!(fills(&olga, "/kit/settings", &[("gate", "on")]).await.0, 200);
    assert_eq!(settings().await, Settings::default());
    let other = pauta::app::kit::settings(&app.app, &pauta::id::WorkspaceId::new()).await.unwrap();
    assert_eq!(other, Settings::default());
}
