//! Groups: bound by an approver, decided in by approvers, seen by everybody.

use super::{
    Stage,
    pieces::{approve, card, none_refused},
};
use crate::{
    harness::bot_api::{Person, Phone, group::Group},
    production::desk::Desk,
};
use pauta::store::Role;

/// A group in which Ana, who decides, follows a campaign; Bia is in it too, and nobody knows who she is.
struct Scene {
    group: Group,
    ana: Person,
    anas: Phone,
    bia: Person,
    code: String,
}

async fn scene(stage: &Stage, desk: &Desk<'_>) -> Scene {
    let olga = stage.member("Olga", Role::Owner).await;
    let (member, ana, own) = stage.linked("Ana", Role::Approver).await;
    let bia = stage.telegram.user("Bia", "pt-BR");
    stage.asks(desk, &olga, &member).await;
    own.says("/group");
    own.sees("Adicione o bot a um grupo").await;
    let url = own.link("Escolher o grupo");
    let code = url.strip_prefix("https://t.me/pauta_bot?startgroup=").unwrap().to_owned();
    let group = stage.telegram.group("Clínica", &[&ana, &bia]);
    group.adds(&stage.bot, &ana);
    let anas = ana.in_group(&group);
    Scene { group, ana, anas, bia, code }
}

#[tokio::test(flavor = "multi_thread")]
async fn approvers_decide_in_a_group_and_everybody_sees_it() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    let Scene { group, ana, anas, bia, code } = scene(&stage, &desk).await;
    let bias = bia.in_group(&group);
    let start = format!("/start@pauta_bot {code}");
    bias.says(&start);
    bias.sees("Este convite é de outra pessoa").await;
    anas.says(&start);
    anas.sees("Este grupo agora acompanha").await;
    let shown = card(&desk, &anas, &persona).await;
    let toast = bias.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Só quem aprova"), "{toast}");
    assert_eq!(desk.view(&persona).await["state"], "in_review");
    let toast = anas.presses_old(&shown, "✏️ Pedir mudança").is_answered().await;
    assert!(toast.contains("conversa só comigo"), "{toast}");
    // A button of another chat is worth nothing in this one.
    let own = card(&desk, &ana.chat(&stage.bot), &persona).await;
    let button = own.buttons().find(|button| button.label.starts_with('✅')).unwrap();
    let toast = anas.presses_data(shown.id, button.data.as_deref().unwrap()).is_answered().await;
    assert!(toast.contains("já passou"), "{toast}");
    let toast = anas.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Anotado"), "{toast}");
    bias.sees("aprovada (Ana)").await;
    ana.chat(&stage.bot).sees("aprovada (Ana)").await;
    let toast = anas.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Ana"), "who was late hears by whom: {toast}");
    anas.says(&start);
    anas.sees("Este convite já foi usado").await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_moves_goes_on_and_one_that_puts_the_bot_out_is_told_nothing_more() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    let Scene { group, ana, anas, code, .. } = scene(&stage, &desk).await;
    anas.says(&format!("/start@pauta_bot {code}"));
    anas.sees("Este grupo agora acompanha").await;
    let moved = group.migrates(&ana);
    stage.telegram.all_taken().await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    card(&desk, &ana.in_group(&moved), &persona).await;
    moved.removes(&stage.bot, &ana);
    stage.telegram.all_taken().await;
    moved.adds(&stage.bot, &ana);
    ana.in_group(&moved).sees("não acompanho nenhuma campanha aqui").await;
    let conversation = pauta::id::ConversationId::parse(&desk.person.conversation).unwrap();
    let left = stage.rows().watchers(&conversation).await.unwrap();
    assert_eq!(left.len(), 1, "only Ana's own chat: {left:?}");
}
