//! People do what people do, and the bot is told so, or may not any more.

use super::{Here, refusal};
use serde_json::{Value, json};
use teloxide::{
    ApiError, RequestError,
    payloads::GetUpdatesSetters,
    requests::Requester,
    types::{ChatId, Update, UpdateKind},
};

/// All that waits for the bot, as teloxide reads it.
async fn updates(here: &Here) -> Vec<Update> {
    here.bot().get_updates().offset(-100).await.unwrap()
}

#[tokio::test]
async fn what_a_person_sends_is_read_by_teloxide() {
    let here = Here::new().await;
    let chat = &here.chat;
    let said = chat.says("Oi, @pauta_bot");
    chat.replies(said, "Uma padaria");
    chat.edits(said, "Olá");
    chat.opens("convite_1");
    chat.sends_photo(b"no picture", "A fachada");
    chat.sends_document("brief.pdf", "application/pdf", b"%PDF");
    chat.sends_voice(b"OggS", 4);
    chat.sends_sticker("👍");
    chat.sends_location(-23.5, -46.6);
    here.to_ana("sendMessage", json!({ "text": "a", "reply_markup": { "inline_keyboard": [[{ "text": "Sim", "callback_data": "t:1:0" }]] } })).await;
    chat.presses("Sim").await;
    chat.blocks();
    chat.unblocks();
    let all = updates(&here).await;
    let kinds: Vec<&str> = all
        .iter()
        .map(|update| match &update.kind {
            UpdateKind::Message(message) if message.text().is_some() => "text",
            UpdateKind::Message(message) if message.photo().is_some() => "photo",
            UpdateKind::Message(message) if message.document().is_some() => "document",
            UpdateKind::Message(message) if message.voice().is_some() => "voice",
            UpdateKind::Message(message) if message.sticker().is_some() => "sticker",
            UpdateKind::Message(message) if message.location().is_some() => "location",
            UpdateKind::EditedMessage(_) => "edited",
            UpdateKind::CallbackQuery(_) => "press",
            UpdateKind::MyChatMember(member) if member.new_chat_member.is_banned() => "blocked",
            UpdateKind::MyChatMember(_) => "unblocked",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "text",
            "text",
            "text",
            "edited",
            "text",
            "photo",
            "document",
            "voice",
            "sticker",
            "location",
            "press",
            "blocked",
            "unblocked"
        ]
    );
    let UpdateKind::Message(replied) = &all[2].kind else { panic!() };
    assert_eq!(replied.reply_to_message().unwrap().text(), Some("Oi, @pauta_bot"));
    assert_eq!(replied.from.as_ref().unwrap().language_code.as_deref(), Some("pt-BR"));
}

#[tokio::test]
async fn who_may_not_be_written_to_is_told_in_telegrams_words() {
    let here = Here::new().await;
    let (bot, ana) = (here.bot(), ChatId(here.chat.chat_id()));
    let bia = here.api.user("Bia", "pt-BR");
    bia.chat(&here.robot);
    let to_bia = json!({ "chat_id": bia.id, "text": "a" });
    assert_eq!(refusal(&here.raw("sendMessage", to_bia.clone()).await), "Bad Request: chat not found");
    let group = here.api.group("Time", &[&here.ana, &bia]);
    group.adds(&here.robot, &here.ana);
    let met = here.raw("sendMessage", to_bia).await;
    assert_eq!(refusal(&met), "Forbidden: bot can't initiate conversation with a user");
    here.chat.blocks();
    let blocked = bot.send_message(ana, "a").await;
    assert!(matches!(blocked, Err(RequestError::Api(ApiError::BotBlocked))));
    assert!(bot.get_chat(ana).await.unwrap().is_private());
    here.chat.unblocks();
    here.ana.deactivates();
    let gone = bot.send_message(ana, "a").await;
    assert!(matches!(gone, Err(RequestError::Api(ApiError::UserDeactivated))));
}

#[tokio::test]
async fn a_group_has_privacy_and_moves_to_another_id() {
    let here = Here::new().await;
    let bia = here.api.user("Bia", "en");
    let group = here.api.group("Time", &[&here.ana]);
    group.adds(&here.robot, &here.ana);
    group.joins(&bia);
    let chat = bia.in_group(&group);
    chat.says("só entre nós");
    chat.says("/resumo");
    chat.says("/resumo@outro_bot");
    chat.says(&format!("e você, @{}?", here.robot.username));
    let sent = here.bot().send_message(ChatId(group.id), "Sim?").await.unwrap();
    chat.replies(sent.id.0.into(), "isso");
    let heard = |all: &[Update]| -> Vec<String> {
        let texts = all.iter().filter_map(|it| match &it.kind {
            UpdateKind::Message(message) => Some(message.text()?.to_owned()),
            _ => None,
        });
        texts.collect()
    };
    assert_eq!(heard(&updates(&here).await), ["/start", "/resumo", "e você, @pauta_bot?", "isso"]);
    here.api.reads_all(&here.robot);
    chat.says("agora também");
    assert_eq!(heard(&updates(&here).await).last().unwrap(), "agora também");
    let new = group.migrates(&here.ana);
    let old = here.bot().send_message(ChatId(group.id), "a").await;
    assert!(matches!(old, Err(RequestError::MigrateToChatId(to)) if to == ChatId(new.id)));
    here.bot().send_message(ChatId(new.id), "Cá estou").await.unwrap();
    bia.in_group(&new).sees("Cá estou").await;
    let moved = updates(&here).await;
    let moves = |all: &[Update]| {
        let all = all.iter().filter_map(|it| match &it.kind {
            UpdateKind::Message(message) => {
                message.migrate_to_chat_id().or(message.migrate_from_chat_id()).map(|id| id.0)
            }
            _ => None,
        });
        all.collect::<Vec<_>>()
    };
    assert_eq!(moves(&moved), [new.id, group.id]);
    here.bot().leave_chat(ChatId(new.id)).await.unwrap();
    assert!(!new.has(&here.robot));
    let left = here.bot().send_message(ChatId(new.id), "a").await;
    assert!(matches!(left, Err(RequestError::Api(ApiError::BotKickedFromSupergroup))));
    let other = here.api.group("Outro", &[&here.ana, &bia]);
    other.adds(&here.robot, &bia);
    other.leaves(&bia);
    other.removes(&here.robot, &here.ana);
    assert!(!other.has(&here.robot));
}

#[tokio::test]
async fn a_chat_is_seen_as_it_looks() {
    let here = Here::new().await;
    let keys: Value = json!({ "inline_keyboard": [
        [{ "text": "Padaria", "callback_data": "t:1:0" }, { "text": "Café", "callback_data": "t:1:1" }],
        [{ "text": "Ver no navegador", "url": "https://pauta.example/c/1" }],
    ] });
    let text = "<b>Para quem</b> é?\n1 < 2";
    let text = text.replace("1 <", "1 &lt;");
    here.to_ana("sendMessage", json!({ "text": text, "parse_mode": "HTML", "reply_markup": keys })).await;
    let asked = here.chat.sees_new("Para quem é?").await;
    assert_eq!(asked.labels(), [vec!["Padaria", "Café"], vec!["Ver no navegador"]]);
    assert_eq!(asked.entities[0]["type"], "bold");
    assert_eq!(here.chat.link("Ver no navegador"), "https://pauta.example/c/1");
    here.chat.presses("Café").await;
    here.to_ana("editMessageText", json!({ "message_id": asked.id, "text": "Para quem é? Café" })).await;
    let reply = json!({ "force_reply": true, "input_field_placeholder": "Nome do café" });
    here.to_ana("sendMessage", json!({ "text": "E o nome?", "reply_markup": reply })).await;
    here.chat.says("Grão_Fino");
    let first = here.chat.shown()[0].id;
    assert_eq!(
        here.chat.screen().replace(&format!("#{first}"), "#1"),
        format!(
            "#1 Ana: /start\n#{} Pauta (edited): Para quem é? Café\n#{} Pauta: E o nome?\n    reply: Nome do café\n\
             #{} Ana: Grão_Fino\n",
            asked.id,
            asked.id + 2,
            asked.id + 3
        )
    );
    let asks = here.chat.sees("E o nome?").await;
    assert!(asks.asks_reply && asks.placeholder.as_deref() == Some("Nome do café"));
    assert_eq!(
        here.chat.transcript(),
        "<p align=\"right\"><b>Ana</b><br>/start</p>\n\n**Pauta**\n\n> Para quem é? Café\n\n**Pauta**\n\n> E o nome?\n>\n> \
         _Nome do café_\n\n<p align=\"right\"><b>Ana</b><br>Grão\\_Fino</p>\n"
    );
    assert_eq!(here.chat.shown()[0].who, here.ana.name);
    let late = here.chat.presses_old(&asked, "Padaria");
    let forged = here.chat.presses_data(asked.id, "t:x:9");
    assert_ne!(late.id, forged.id);
    assert_eq!(here.api.answered(), (0, 3));
}
