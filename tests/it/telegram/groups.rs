//! Groups: bound by an approver, decided in by approvers, seen by everybody.

use super::{
    Stage,
    pieces::{approve, card, none_refused, until_it_waits},
    things::listening,
};
use crate::{
    harness::{
        bot_api::{Bad, Person, Phone, group::Group, screen::Shown},
        provider::{Provider, Says},
        wait::until,
    },
    production::desk::Desk,
};
use pauta::{store::Role, turn};
use serde_json::json;

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

/// The same, where the bot reads all that is said, with the card of a piece that waits: the scene, the piece, the card.
async fn asked(stage: &Stage, desk: &mut Desk<'_>) -> (Scene, String, Shown) {
    stage.telegram.reads_all(&stage.bot);
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    let scene = scene(stage, desk).await;
    scene.anas.says(&format!("/start@pauta_bot {}", scene.code));
    let shown = card(desk, &scene.anas, &persona).await;
    (scene, persona, shown)
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
    let name = stage.called(&desk).await;
    anas.sees(&format!("Este grupo agora acompanha {name}.")).await;
    let shown = card(&desk, &anas, &persona).await;
    let toast = bias.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Só quem aprova"), "{toast}");
    assert_eq!(desk.view(&persona).await["state"], "in_review");
    let toast = anas.presses_old(&shown, "Editar o texto").is_answered().await;
    assert!(toast.contains("conversa só comigo"), "{toast}");
    // A button of another chat is worth nothing in this one.
    let own = card(&desk, &ana.chat(&stage.bot), &persona).await;
    let button = own.buttons().find(|button| button.label.starts_with('✅')).unwrap();
    let toast = anas.presses_data(shown.id, button.data.as_deref().unwrap()).is_answered().await;
    assert!(toast.contains("já passou"), "{toast}");
    let toast = anas.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Anotado"), "{toast}");
    let outcome = bias.sees("aprovada (Ana)").await;
    assert!(outcome.text.starts_with(&name), "of which campaign: {outcome}");
    ana.chat(&stage.bot).sees("aprovada (Ana)").await;
    let toast = anas.presses_old(&shown, approve(&shown)).is_answered().await;
    assert!(toast.contains("Ana"), "who was late hears by whom: {toast}");
    anas.says(&start);
    anas.sees("Este link já foi usado").await;
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

/// The words that a decision wants are the reply of whoever pressed: nobody else's, and nothing else that is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_asked_for_in_the_group_by_a_reply() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    let (Scene { group, anas, bia, .. }, persona, shown) = asked(&stage, &mut desk).await;
    let bias = bia.in_group(&group);
    anas.presses_old(&shown, "✏️ Pedir mudança").is_answered().await;
    let asked = anas.sees_new("Ana, responda a esta mensagem: o que deve mudar").await;
    bias.replies(asked.id, "mais longo");
    anas.says("bom dia");
    anas.replies_aloud(asked.id, b"OggS", 3);
    anas.sees_new("Ainda não consigo ouvir áudio aqui; pode escrever?").await;
    assert_eq!(desk.view(&persona).await["state"], "in_review", "nothing of that was the reply");
    anas.replies(asked.id, "mais curto");
    desk.hears_the_end().await;
    anas.sees_new("Quem cuida da peça recebe o seu pedido").await;
    anas.sees("“mais curto”").await;
    anas.presses("Reabrir").await.is_answered().await;
    until_it_waits(&desk, &persona).await;
    let now = anas.sees("espera a sua decisão (Ana)").await;
    anas.presses_old(&now, "Rejeitar").is_answered().await;
    let asked = anas.sees_new("Ana, responda a esta mensagem: por que rejeitar").await;
    anas.replies(asked.id, "não é o nosso público");
    bias.sees("rejeitada (Ana)").await;
    let view = desk.view(&persona).await;
    assert_eq!(view["decisions"].as_array().unwrap().last().unwrap()["comment"], "não é o nosso público");
    none_refused(&stage);
}

/// A message that asks may come twice, where nobody knows whether it came: a reply to either copy is the reply.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_to_the_first_of_two_copies_counts() {
    let stage = Stage::new().await;
    let mut desk = Desk::of(&stage.app).await;
    let (Scene { group, anas, bia, .. }, persona, shown) = asked(&stage, &mut desk).await;
    let bias = bia.in_group(&group);
    let bot = stage.rows().bots().await.unwrap().remove(0).id;
    until("all was sent", async || stage.rows().sends_waiting(&bot).await.unwrap().0 == 0).await;
    stage.telegram.misbehaves("sendMessage", 1, Bad::DoneThenCut);
    anas.presses_old(&shown, "Rejeitar").is_answered().await;
    let copies = || {
        let shown = anas.shown().into_iter().filter(|one| one.text.contains("por que rejeitar"));
        shown.map(|one| one.id).collect::<Vec<_>>()
    };
    until("it came twice", async || copies().len() == 2).await;
    // Not to another message of the bot's, not to somebody's who says the same, not by somebody else.
    let words = anas.shown().into_iter().find(|one| one.id == copies()[0]).unwrap().text;
    let like_it = bias.says(&words);
    anas.replies(shown.id, "não é isto");
    anas.replies(like_it, "nem isto");
    bias.replies(copies()[0], "nem de mim");
    anas.replies(copies()[0], "não é o nosso público");
    bias.sees("rejeitada (Ana)").await;
    let view = desk.view(&persona).await;
    let decisions = view["decisions"].as_array().unwrap();
    assert_eq!((decisions.len(), &decisions[0]["comment"]), (1, &json!("não é o nosso público")), "{view}");
    // It was said: a reply to the other copy is none any more.
    anas.replies(copies()[1], "de novo");
    stage.telegram.all_taken().await;
    assert_eq!(desk.view(&persona).await["decisions"], view["decisions"]);
    none_refused(&stage);
}

/// With a model that hears, a voice message is its words: shown, and then taken, alone and in a group.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_decision_wants_is_spoken() {
    let provider = Provider::start().await;
    let stage = Stage::with(|start| listening(start, &provider)).await;
    let mut desk = Desk::of(&stage.app).await;
    desk.starts().await;
    desk.hears_the_end().await;
    let persona = desk.piece("persona").await;
    let Scene { ana, anas, code, .. } = scene(&stage, &desk).await;
    // Until now it was written without a model; from now on one may be asked.
    let input =
        serde_json::from_value(json!({ "type": "command", "name": "ai", "args": { "on": true } })).unwrap();
    let inbound = turn::Inbound { client_msg_id: "ai".into(), input, expect: None };
    turn::turn(&stage.app.app, &stage.peer(&desk).await, inbound).await.unwrap();
    anas.says(&format!("/start@pauta_bot {code}"));
    let own = ana.chat(&stage.bot);
    let shown = card(&desk, &anas, &persona).await;
    card(&desk, &own, &persona).await;
    anas.presses_old(&shown, "Rejeitar").is_answered().await;
    is_spoken(&desk, (&anas, &persona), &provider).await;
    // Taken back, and said again in her own chat.
    own.presses("Desfazer").await.is_answered().await;
    let waits = async || card(&desk, &own, &persona).await.buttons().any(|it| it.label == "Rejeitar");
    until("it waits again", waits).await;
    let again = card(&desk, &own, &persona).await;
    own.presses_old(&again, "Rejeitar").is_answered().await;
    is_spoken(&desk, (&own, &persona), &provider).await;
    none_refused(&stage);
}

/// Ana says why, and reads what was heard; it counts as if she had written it.
async fn is_spoken(desk: &Desk<'_>, (phone, piece): (&Phone, &str), provider: &Provider) {
    let asked = phone.sees_new("por que rejeitar").await;
    provider.next(Says::Text("Não é o nosso público".into()));
    phone.replies_aloud(asked.id, b"OggS\0\x02 the sound of it", 3);
    phone.sees_new("Ouvi: “Não é o nosso público”").await;
    until("it counts", async || desk.view(piece).await["state"] == "rejected").await;
    let decisions = desk.view(piece).await["decisions"].clone();
    assert_eq!(decisions.as_array().unwrap().last().unwrap()["comment"], "Não é o nosso público");
}
