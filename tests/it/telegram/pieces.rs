//! Pieces on the phone of whoever made the brief: shown, decided on, changed; the strict server takes every message.

use super::Stage;
use crate::{
    harness::{
        bot_api::{Phone, screen::Shown},
        wait,
    },
    production::desk::Desk,
};
use pauta::{deliverable::Gap, store::Role};
use serde_json::{Value, json};

/// A finished brief, its first pieces made, on Ana's phone too.
pub async fn shown(stage: &Stage) -> (Desk<'_>, Phone, String) {
    let mut desk = Desk::of(&stage.app).await;
    let ana = stage.person("Ana", "pt-BR");
    stage.goes_on(&desk, &ana).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    (desk, ana, persona)
}

/// The card of a piece as it is now, once it is there.
pub async fn card(desk: &Desk<'_>, phone: &Phone, piece: &str) -> Shown {
    let view = desk.view(piece).await;
    phone.sees(&format!("{} · v{} · ", view["title"].as_str().unwrap(), view["version"])).await
}

/// What stands on the button that approves.
pub fn approve(card: &Shown) -> &str {
    let mut labels = card.buttons().map(|button| button.label.as_str());
    labels
        .find(|label| label.starts_with('✅'))
        .unwrap_or_else(|| panic!("nothing to approve with on {card}"))
}

pub fn none_refused(stage: &Stage) {
    let refused = stage.telegram.refused();
    assert!(refused.is_empty(), "Telegram takes every message: {refused:?}");
}

/// The piece can be decided on.
pub async fn until_it_waits(desk: &Desk<'_>, piece: &str) {
    wait::until("it waits", async || desk.view(piece).await["state"] == "in_review").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_started_and_a_piece_approved_and_taken_back() {
    let stage = Stage::new().await;
    let (desk, ana) = (Desk::of(&stage.app).await, stage.person("Ana", "pt-BR"));
    stage.goes_on(&desk, &ana).await;
    ana.presses("Gerar as peças").await.is_answered().await;
    ana.sees_no_more("Gerar as peças").await;
    let card = ana.sees("Para quem · v1").await;
    let part = "peças prontas. O resto começa quando você seguir com a proposta de valor.";
    let said = ana.sees_new(part).await;
    assert!(said.text.starts_with("2 de "), "{said}");
    let toast = ana.presses_old(&card, approve(&card)).is_answered().await;
    assert!(toast.contains("Anotado"), "{toast}");
    ana.sees("aprovada (Ana)").await;
    ana.presses("Desfazer").await.is_answered().await;
    ana.sees_no_more("Desfazer").await;
    assert!(ana.has_button(approve(&card)), "it can be decided again");
    assert_eq!(ana.screen().matches(part).count(), 1, "{}", ana.screen());
    let persona = desk.piece("persona").await;
    assert_eq!(desk.view(&persona).await["state"], "in_review");
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_a_new_card_and_the_old_buttons_say_so() {
    let stage = Stage::new().await;
    let (desk, ana, persona) = shown(&stage).await;
    let old = card(&desk, &ana, &persona).await;
    let line = desk.view(&persona).await["lines"][0].clone();
    ana.presses_old(&old, "Editar o texto").is_answered().await;
    ana.sees("qual texto você quer mudar?").await;
    ana.presses(line["label"].as_str().unwrap()).await.is_answered().await;
    let asked = ana.sees_new("mande o texto como deve ficar").await;
    assert!(asked.asks_reply && asked.text.contains(line["text"].as_str().unwrap()), "{asked}");
    ana.replies(asked.id, "Mães do bairro");
    let new = ana.sees_new("· v2").await;
    assert!(new.text.contains("Mães do bairro"), "{new}");
    ana.sees("Já existe a v2").await;
    let toast = ana.presses_old(&old, approve(&old)).is_answered().await;
    assert!(toast.contains("Já existe a v2"), "{toast}");
    let is_again = |it: &Shown| it.id > new.id && it.text.contains("· v2") && it.buttons().count() > 0;
    wait::until("the newest version is shown again", async || ana.shown().iter().any(is_again)).await;
    assert_eq!(desk.view(&persona).await["version"], 2);
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_asked_for_in_words_and_a_rejection_wants_them() {
    let stage = Stage::new().await;
    let (mut desk, ana, persona) = shown(&stage).await;
    let old = card(&desk, &ana, &persona).await;
    ana.presses_old(&old, "✏️ Pedir mudança").is_answered().await;
    let asked = ana.sees_new("o que deve mudar?").await;
    assert_eq!(asked.placeholder.as_deref(), Some("O que deve mudar"));
    ana.sends_voice(b"OggS", 3);
    ana.sees_new("Ainda não consigo ouvir áudio aqui; pode escrever?").await;
    ana.replies(asked.id, "mais curto");
    desk.hears_the_end().await;
    // The rules have no other words for it, and whoever looks after the piece is told.
    ana.sees_new("Ana pediu uma mudança na versão 1: “mais curto”").await;
    ana.presses("Reabrir").await.is_answered().await;
    until_it_waits(&desk, &persona).await;
    let now = ana.sees("espera a sua decisão (Ana)").await;
    ana.presses_old(&now, "Rejeitar").is_answered().await;
    let asked = ana.sees_new("por que rejeitar?").await;
    ana.replies(asked.id, "   ");
    ana.presses_old(&now, "Rejeitar").is_answered().await;
    let asked = ana.sees_new("por que rejeitar?").await;
    ana.replies(asked.id, "não é o nosso público");
    ana.sees_new("rejeitada").await;
    let view = desk.view(&persona).await;
    assert_eq!(view["state"], "rejected");
    let said: Vec<&Value> = view["decisions"].as_array().unwrap().iter().collect();
    assert_eq!(said.last().unwrap()["comment"], "não é o nosso público");
    ana.presses("Reabrir").await.is_answered().await;
    ana.sees_new("rascunho").await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_lifted_and_the_browser_s_outcome_is_seen_here() {
    let stage = Stage::new().await;
    let (desk, ana, persona) = shown(&stage).await;
    let old = card(&desk, &ana, &persona).await;
    ana.presses_old(&old, "⏸ Segurar").is_answered().await;
    ana.sees("segurada").await;
    ana.presses("Liberar").await.is_answered().await;
    ana.sees_no_more("segurada").await;
    assert_eq!(desk.view(&persona).await["state"], "in_review");
    let (status, came) = desk.acts(&persona, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200, "{came}");
    let outcome = ana.sees("aprovada").await;
    assert!(!outcome.buttons().any(|button| button.label.starts_with('✅')), "{outcome}");
    let toast = ana.presses_old(&old, approve(&old)).is_answered().await;
    assert!(!toast.contains("Anotado"), "{toast}");
    assert_eq!(desk.view(&persona).await["decisions"].as_array().unwrap().len(), 3);
    none_refused(&stage);
}

impl Desk<'_> {
    /// Fills what is missing in a piece, so that somebody can decide on it.
    async fn fills(&self, piece: &str) {
        let view = self.view(piece).await;
        let mut lines = serde_json::Map::new();
        for line in view["lines"].as_array().unwrap() {
            let text = line["text"].as_str().unwrap();
            if !Gap::all(text).is_empty() {
                let filled =
                    if text.contains("link") { "https://padariasol.com.br/pao" } else { "Peça já o seu" };
                lines.insert(line["path"].as_str().unwrap().into(), json!(filled));
            }
        }
        if !lines.is_empty() {
            let (status, came) = self.acts(piece, "edit", json!({ "lines": lines })).await;
            assert_eq!(status, 200, "{came}");
        }
    }
}

/// Pictures, long texts, and more of them than anybody wants one by one.
#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_and_many_that_wait_are_one_message() {
    let stage = Stage::new().await;
    let (mut desk, ana, _) = shown(&stage).await;
    let gate = desk.piece("value_proposition").await;
    assert_eq!(desk.acts(&gate, "approve", json!({ "ticked": true })).await.0, 200);
    desk.hears_the_end().await;
    let left = |production: &Value| {
        production["packages"].as_array().unwrap().len() as u64 > production["started"].as_u64().unwrap()
    };
    while left(&desk.production().await) {
        ana.presses("Gerar as peças").await.is_answered().await;
        desk.hears_the_end().await;
    }
    for piece in desk.pieces().await {
        if piece["state"] == "draft" {
            desk.fills(piece["id"].as_str().unwrap()).await;
        }
    }
    let pieces = desk.pieces().await;
    let layout = pieces.iter().find(|piece| piece["kind"] == "layout").expect("a layout in the plan");
    card(&desk, &ana, layout["id"].as_str().unwrap()).await;
    assert!(stage.telegram.calls("sendPhoto") > 0, "its picture came with it");
    let waiting: Vec<_> = pieces.iter().filter(|piece| piece["state"] == "in_review").collect();
    assert!(waiting.len() > 5, "{pieces:?}");

    let olga = stage.member("Olga", Role::Owner).await;
    let (rui, _, ruis) = stage.linked("Rui", Role::Approver).await;
    stage.asks(&desk, &olga, &rui).await;
    ruis.sees(&format!("{} peças esperam a sua decisão", waiting.len())).await;
    let title = waiting[0]["title"].as_str().unwrap();
    ruis.presses(&format!("Ver: {title}")).await.is_answered().await;
    let shown = card(&desk, &ruis, waiting[0]["id"].as_str().unwrap()).await;
    ruis.presses_old(&shown, approve(&shown)).is_answered().await;
    ruis.sees("aprovada (Rui)").await;
    ana.sees("aprovada (Rui)").await;
    none_refused(&stage);
}
