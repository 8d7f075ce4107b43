//! What is asked for in words, and reaches whoever it is for: changes, reasons, addresses; in the language of whoever
//! reads it.

use super::{
    Stage,
    pieces::{approve, card, none_refused, shown},
};
use crate::{
    harness::{bot_api::Phone, wait::until},
    production::desk::Desk,
};
use pauta::{
    deliverable::{Kind, lines::fields},
    store::{BotLinkKind, Role},
};
use serde_json::{Value, json};

/// How often the card of a piece stands in a chat.
fn cards(phone: &Phone, title: &str) -> usize {
    phone.shown().iter().filter(|it| it.text.contains(&format!("{title} · v1"))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_only_a_person_can_make_is_read_by_whoever_makes_it() {
    let stage = Stage::new().await;
    let (desk, ana, persona) = shown(&stage).await;
    let olga = stage.member("Olga", Role::Owner).await;
    let (leo, _, leos) = stage.linked("Léo", Role::Approver).await;
    stage.asks(&desk, &olga, &leo).await;
    card(&desk, &ana, &persona).await;
    let his = card(&desk, &leos, &persona).await;
    leos.presses_old(&his, "✏️ Pedir mudança").is_answered().await;
    let asked = leos.sees_new("o que deve mudar?").await;
    assert!(!asked.text.contains("áudio"), "nobody hears one here: {asked}");
    leos.replies(asked.id, "Em inglês, por favor, e com o preço");
    leos.sees_new("Quem cuida da peça recebe o seu pedido").await;
    let told = ana.sees("Léo pediu uma mudança na versão 1: “Em inglês, por favor, e com o preço”").await;
    for phone in [&ana, &leos] {
        let now = phone.sees("mudança pedida (Léo)").await;
        assert!(now.text.contains("“Em inglês, por favor, e com o preço”"), "{now}");
        let asks = ["espera a sua decisão", "O que fazer com esta versão?"];
        assert!(!asks.iter().any(|words| now.text.contains(words)), "it was decided on: {now}");
    }
    let view = desk.view(&persona).await;
    assert_eq!(view["state"], "changes_requested");
    assert_eq!(view["request"]["text"], "Em inglês, por favor, e com o preço");
    let title = view["title"].as_str().unwrap();
    assert_eq!((cards(&ana, title), cards(&leos, title)), (1, 1), "no card came twice");
    ana.presses_old(&told, "Editar o texto").is_answered().await;
    ana.sees_new("qual texto você quer mudar?").await;
    // Nobody makes it: whoever decides can go on with what there is, and take that back.
    assert_eq!(desk.acts(&persona, "reopen", json!({})).await.0, 200);
    assert!(desk.view(&persona).await["request"].is_null());
    assert_eq!(desk.acts(&persona, "undo", json!({})).await.0, 200);
    let view = desk.view(&persona).await;
    assert_eq!(
        (&view["state"], &view["request"]["by"]["name"]),
        (&json!("changes_requested"), &json!("Léo"))
    );
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_outlives_what_is_only_shown() {
    let stage = Stage::new().await;
    let (desk, ana, persona) = shown(&stage).await;
    let old = card(&desk, &ana, &persona).await;
    ana.presses_old(&old, "Rejeitar").is_answered().await;
    let mut last = ana.sees_new("por que rejeitar?").await;
    for command in ["/help", "/summary", "/language"] {
        ana.says(command);
        let again = ana.sees_new("por que rejeitar?").await;
        assert!(again.id > last.id && again.asks_reply, "{again}");
        last = again;
    }
    ana.says("não é o nosso público");
    ana.sees("rejeitada").await;
    // Another command ends it, and says so; a reply to the message that asked counts all the same.
    let gate = desk.piece("value_proposition").await;
    let other = card(&desk, &ana, &gate).await;
    ana.presses_old(&other, "Rejeitar").is_answered().await;
    let asked = ana.sees_new("por que rejeitar?").await;
    ana.says("/skip");
    ana.sees_new("nada foi decidido").await;
    ana.replies(asked.id, "cedo demais");
    until("it is rejected", async || desk.view(&gate).await["state"] == "rejected").await;
    assert_eq!(desk.view(&gate).await["decisions"][0]["comment"], "cedo demais");
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_product_says_is_in_the_language_of_whoever_reads_it() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let (olga, kim) = (stage.member("Olga", Role::Owner).await, stage.member("Kim", Role::Approver).await);
    let phone = stage.person("Kim", "en");
    phone.opens(&stage.code(BotLinkKind::Member, None, Some(&kim)).await);
    phone.presses("Link the accounts").await.is_answered().await;
    let kept = phone.sees("What you write here is kept by").await;
    assert!(!kept.text.contains("question"), "nobody asks an approver one: {kept}");
    stage.asks(&desk, &olga, &kim).await;
    let persona = desk.piece("persona").await;
    let shown = card(&desk, &phone, &persona).await;
    let label = |locale| fields(Kind::Persona)[0].label(locale, &[]);
    let (pt, en) = (format!("{}: ", label("pt-BR")), format!("{}: ", label("en")));
    assert!(shown.text.contains(&en) && !shown.text.contains(&pt), "{shown}");
    assert_eq!(desk.acts(&persona, "approve", json!({ "ticked": true })).await.0, 200);
    let toast = phone.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("was already approved by"), "{toast}");
    none_refused(&stage);
}

/// The address of a piece's action, where the brief does not say it.
fn address(view: &Value) -> Option<&Value> {
    let lines = view["lines"].as_array()?;
    lines.iter().find(|line| line["path"] == "/link/url" && line["text"].as_str().unwrap().contains('⟦'))
}

/// Whoever was away is shown the drafts that wait for them; what is missing in one is said in words.
#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_finds_the_drafts_and_fills_in_what_is_missing() {
    let stage = Stage::new().await;
    let (mut desk, ana, _) = shown(&stage).await;
    ana.blocks();
    stage.telegram.all_taken().await;
    let gate = desk.piece("value_proposition").await;
    assert_eq!(desk.acts(&gate, "approve", json!({ "ticked": true })).await.0, 200);
    desk.hears_the_end().await;
    while desk.production().await["packages"].as_array().unwrap().len() as u64
        > desk.production().await["started"].as_u64().unwrap()
    {
        desk.starts().await;
        desk.hears_the_end().await;
    }
    let mut drafts = desk.pieces().await;
    drafts.retain(|piece| piece["state"] == "draft");
    assert!(!drafts.is_empty(), "something is missing in the brief");
    ana.unblocks();
    let mut found = None;
    for draft in &drafts {
        let id = draft["id"].as_str().unwrap();
        let shown = card(&desk, &ana, id).await;
        assert!(!shown.text.contains('⟦'), "{shown}");
        let view = desk.view(id).await;
        if let Some(line) = address(&view) {
            found.get_or_insert((id.to_owned(), shown, line["label"].as_str().unwrap().to_owned()));
        }
    }
    let (id, shown, label) = found.expect("a draft without the address of its action");
    ana.presses_old(&shown, "Editar o texto").is_answered().await;
    let lines = ana.sees_new("qual texto você quer mudar?").await;
    ana.presses_old(&lines, &label).is_answered().await;
    let asked = ana.sees_new("mande o texto como deve ficar").await;
    assert!(asked.text.contains("[falta: link]"), "{asked}");
    ana.replies(asked.id, "vem pra loja");
    ana.sees_new("“vem pra loja” não é um").await;
    ana.says("padariasol.com.br/pao");
    until("it is taken", async || desk.view(&id).await["version"] == 2).await;
    let now = card(&desk, &ana, &id).await;
    assert!(now.text.contains("padariasol.com.br/pao") && !now.text.contains('⟦'), "{now}");
    let refused = stage.telegram.refused();
    assert!(refused.iter().all(|(_, why)| why.contains("blocked by the user")), "{refused:?}");
}
