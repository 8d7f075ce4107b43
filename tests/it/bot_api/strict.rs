//! What is taken and what is refused.

use super::{Here, refusal};
use serde_json::{Value, json};
use std::io::Cursor;
use teloxide::{
    ApiError, RequestError,
    net::Download,
    payloads::{
        AnswerCallbackQuerySetters, EditMessageTextSetters, SendDocumentSetters, SendMessageSetters,
        SendPhotoSetters,
    },
    requests::Requester,
    types::{
        BotCommand, CallbackQueryId, ChatId, FileId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile,
        MessageId, ParseMode,
    },
};

fn keyboard(button: &Value) -> Value {
    json!({ "text": "a", "reply_markup": { "inline_keyboard": [[button]] } })
}

#[tokio::test]
async fn messages_are_taken_and_refused_as_telegram_does() {
    let here = Here::new().await;
    let row = |many: usize| vec![json!({ "text": "a", "callback_data": "b" }); many];
    let rows = |many: usize, in_a_row: usize| json!({ "text": "a", "reply_markup": { "inline_keyboard": vec![row(in_a_row); many] } });
    let reply = |placeholder: String| json!({ "text": "a", "reply_markup": { "force_reply": true, "input_field_placeholder": placeholder } });
    let button = |why: &str| format!("can't parse inline keyboard button: {why}");
    let cases: Vec<(Value, String)> = vec![
        (json!({ "text": "a" }), String::new()),
        (json!({}), "message text is empty".into()),
        (json!({ "text": "" }), "message text is empty".into()),
        (json!({ "text": " \n" }), "text must be non-empty".into()),
        (json!({ "text": "a".repeat(4096) }), String::new()),
        (json!({ "text": "a".repeat(4097) }), "message is too long".into()),
        (json!({ "text": "😀".repeat(2048) }), String::new()),
        (json!({ "text": "😀".repeat(2049) }), "message is too long".into()),
        (json!({ "text": format!("<b>{}</b>", "&amp;".repeat(4096)), "parse_mode": "HTML" }), String::new()),
        (json!({ "text": "a", "parse_mode": "Word" }), "unsupported parse_mode".into()),
        (keyboard(&json!({ "text": "a", "callback_data": "é".repeat(32) })), String::new()),
        (keyboard(&json!({ "text": "a", "callback_data": "é".repeat(33) })), "BUTTON_DATA_INVALID".into()),
        (keyboard(&json!({ "text": "a", "callback_data": "" })), "BUTTON_DATA_INVALID".into()),
        (keyboard(&json!({ "text": "a" })), button("Text buttons are unallowed in the inline keyboard")),
        (keyboard(&json!({ "text": " ", "callback_data": "a" })), button("Field \"text\" must be non-empty")),
        (
            keyboard(&json!({ "text": "a", "callback_data": "a", "url": "https://a.example" })),
            button("A button must have exactly one action"),
        ),
        (
            keyboard(&json!({ "text": "a", "url": "http://localhost/" })),
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL".into(),
        ),
        (keyboard(&json!({ "text": "a", "url": "https://a.example/x" })), String::new()),
        (rows(12, 8), String::new()),
        (rows(13, 8), "reply markup is too long".into()),
        (rows(1, 9), "reply markup is too long".into()),
        (reply("é".repeat(64)), String::new()),
        (reply("é".repeat(65)), "PLACEHOLDER_INVALID".into()),
        (
            json!({ "text": "a", "reply_parameters": { "message_id": 5 } }),
            "message to be replied not found".into(),
        ),
        (
            json!({ "text": "a", "reply_parameters": { "message_id": 5, "allow_sending_without_reply": true } }),
            String::new(),
        ),
    ];
    for (params, why) in cases {
        let answer = here.to_ana("sendMessage", params.clone()).await;
        let expected = if why.is_empty() { why } else { format!("Bad Request: {why}") };
        assert_eq!(refusal(&answer), expected, "{params}");
    }
    let nowhere = here.raw("sendMessage", json!({ "chat_id": 7, "text": "a" })).await;
    assert_eq!(refusal(&nowhere), "Bad Request: chat not found");
    assert_eq!(
        refusal(&here.raw("sendMessage", json!({ "text": "a" })).await),
        "Bad Request: chat_id is empty"
    );
    assert_eq!(refusal(&here.raw("sendDice", json!({})).await), "Not Found");
    assert!(here.api.refused().contains(&("sendmessage".into(), "Bad Request: chat not found".into())));
}

#[tokio::test]
async fn a_token_that_is_no_bots_is_unauthorized() {
    let here = Here::new().await;
    let old = here.bot();
    assert_eq!(old.get_me().await.unwrap().username(), "pauta_bot");
    let new = here.api.revokes(&here.robot);
    assert!(matches!(old.get_me().await, Err(RequestError::Api(ApiError::InvalidToken))));
    let bot = teloxide::Bot::new(new.token).set_api_url(here.api.url().parse().unwrap());
    assert_eq!(bot.get_me().await.unwrap().id.0, u64::try_from(here.robot.id).unwrap());
}

#[tokio::test]
async fn what_was_sent_is_edited_and_deleted() {
    let (here, key) = (Here::new().await, InlineKeyboardButton::callback("Padaria", "t:1:0"));
    let (bot, ana) = (here.bot(), ChatId(here.chat.chat_id()));
    let keys = InlineKeyboardMarkup::new([[key]]);
    let sent = bot.send_message(ana, "<b>Para quem?</b>").parse_mode(ParseMode::Html);
    let sent = sent.reply_markup(keys.clone()).await.unwrap();
    assert_eq!(sent.text(), Some("Para quem?"));
    let api = |error: RequestError| match error {
        RequestError::Api(error) => error,
        other => panic!("{other}"),
    };
    let edit = |id: MessageId, text: &str| bot.edit_message_text(ana, id, text).reply_markup(keys.clone());
    let same = edit(sent.id, "<b>Para quem?</b>").parse_mode(ParseMode::Html).await;
    assert_eq!(api(same.unwrap_err()), ApiError::MessageNotModified);
    assert!(edit(sent.id, "Para quem?").await.is_ok(), "without its bold it is another one");
    assert_eq!(api(edit(MessageId(3), "a").await.unwrap_err()), ApiError::MessageToEditNotFound);
    assert_eq!(api(edit(sent.id, &"a".repeat(4097)).await.unwrap_err()), ApiError::EditedMessageIsTooLong);
    let hers = MessageId(here.chat.shown()[0].id.try_into().unwrap());
    assert_eq!(api(edit(hers, "a").await.unwrap_err()), ApiError::MessageCantBeEdited);
    assert!(here.chat.has_button("Padaria"));
    bot.edit_message_reply_markup(ana, sent.id).await.unwrap();
    assert!(!here.chat.has_button("Padaria"));
    let again = bot.edit_message_reply_markup(ana, sent.id).await;
    assert_eq!(api(again.unwrap_err()), ApiError::MessageNotModified);
    let caption = here.to_ana("editMessageCaption", json!({ "message_id": sent.id.0, "caption": "a" })).await;
    assert_eq!(refusal(&caption), "Bad Request: there is no caption in the message to edit");
    bot.delete_message(ana, sent.id).await.unwrap();
    here.chat.sees_no_more("Para quem").await;
    let gone = bot.delete_message(ana, sent.id).await;
    assert_eq!(api(gone.unwrap_err()), ApiError::MessageToDeleteNotFound);
}

#[tokio::test]
async fn a_press_is_answered_once() {
    let here = Here::new().await;
    here.to_ana("sendMessage", keyboard(&json!({ "text": "Sim", "callback_data": "t:1:0" }))).await;
    let press = here.chat.presses("Sim").await;
    assert_eq!(here.api.answered(), (0, 1));
    let answer = || here.bot().answer_callback_query(CallbackQueryId(press.id.clone())).text("Certo.");
    answer().await.unwrap();
    assert_eq!(press.is_answered().await, "Certo.");
    assert_eq!(here.api.answered(), (1, 0));
    let error = "query is too old and response timeout expired or query ID is invalid";
    assert!(answer().await.unwrap_err().to_string().contains(error));
    let long = json!({ "callback_query_id": press.id, "text": "a".repeat(201) });
    assert_eq!(refusal(&here.raw("answerCallbackQuery", long).await), "Bad Request: MESSAGE_TOO_LONG");
}

#[tokio::test]
async fn pictures_and_files_are_real() {
    let here = Here::new().await;
    let (bot, ana) = (here.bot(), ChatId(here.chat.chat_id()));
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let sent = bot
        .send_photo(ana, InputFile::memory(png.clone()).file_name("a.png"))
        .caption("Padaria")
        .await
        .unwrap();
    assert_eq!(sent.caption(), Some("Padaria"));
    let file = sent.photo().unwrap().last().unwrap().file.id.clone();
    bot.send_photo(ana, InputFile::file_id(file.clone())).await.unwrap();
    let found = bot.get_file(file).await.unwrap();
    let mut bytes = Vec::new();
    bot.download_file(&found.path, &mut bytes).await.unwrap();
    assert_eq!(bytes, png);
    let refused = |error: RequestError| match error {
        RequestError::Api(ApiError::Unknown(told)) => told,
        other => other.to_string(),
    };
    let broken = bot.send_photo(ana, InputFile::memory("no picture")).await;
    assert!(matches!(broken, Err(RequestError::Api(ApiError::ImageProcessFailed))));
    let large = bot.send_photo(ana, InputFile::memory(vec![0; 10 * 1024 * 1024 + 1])).await;
    assert!(refused(large.unwrap_err()).contains("is too big for a photo"));
    let long = bot.send_photo(ana, InputFile::memory(png)).caption("a".repeat(1025)).await;
    assert_eq!(refused(long.unwrap_err()), "Bad Request: message caption is too long");
    let empty = bot.send_document(ana, InputFile::memory("")).await;
    assert_eq!(refused(empty.unwrap_err()), "Bad Request: file must be non-empty");
    let large = bot.send_document(ana, InputFile::memory(vec![0; 50 * 1024 * 1024 + 1])).await;
    assert!(matches!(large, Err(RequestError::Api(ApiError::RequestEntityTooLarge))));
    let piece = InputFile::memory("# Pão").file_name("peca.md");
    let sent =
        bot.send_document(ana, piece).caption("<b>Peça</b>").parse_mode(ParseMode::Html).await.unwrap();
    assert_eq!(sent.document().unwrap().file_name.as_deref(), Some("peca.md"));
    bot.edit_message_caption(ana, sent.id).await.unwrap();
    bot.send_voice(ana, InputFile::memory("OggS")).await.unwrap();
    assert_eq!(here.api.sent(), 4);
    let shown = here.chat.shown();
    let kinds: Vec<_> = shown.iter().filter_map(|it| it.media.as_ref()).map(|it| it.0).collect();
    assert_eq!(kinds, ["photo", "photo", "document", "voice"]);
    here.chat.sends_document("livro.pdf", "application/pdf", &vec![0; 20 * 1024 * 1024 + 1]);
    let book = here.chat.shown().pop().unwrap().file.unwrap();
    assert_eq!(refused(bot.get_file(FileId(book)).await.unwrap_err()), "Bad Request: file is too big");
    let unknown = bot.get_file(FileId("x".into())).await;
    assert_eq!(refused(unknown.unwrap_err()), "Bad Request: invalid file_id");
}

#[tokio::test]
async fn commands_and_descriptions_are_kept_by_scope_and_language() {
    let here = Here::new().await;
    let command = |name: &str, told: &str| json!({ "commands": [{ "command": name, "description": told }] });
    let cases = [
        (command("novo", "Começa outra conversa"), ""),
        (command("Novo", "Começa"), "BOT_COMMAND_INVALID"),
        (command("começar", "Começa"), "BOT_COMMAND_INVALID"),
        (command(&"a".repeat(33), "Começa"), "BOT_COMMAND_INVALID"),
        (command("novo", ""), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (command("novo", &"é".repeat(256)), ""),
        (command("novo", &"é".repeat(257)), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (
            json!({ "commands": vec![json!({ "command": "a", "description": "b" }); 101] }),
            "BOT_COMMANDS_TOO_MUCH",
        ),
        (json!({ "commands": [], "language_code": "pt-BR" }), "invalid language code specified"),
    ];
    for (params, why) in cases {
        let answer = here.raw("setMyCommands", params).await;
        assert_eq!(refusal(&answer).trim_start_matches("Bad Request: "), why);
    }
    let scope = json!({ "type": "chat", "chat_id": here.chat.chat_id() });
    let mut mine = command("resumo", "Mostra o resumo");
    (mine["scope"], mine["language_code"]) = (scope.clone(), json!("pt"));
    here.raw("setMyCommands", mine).await;
    let kept = here.api.commands(&here.robot, &format!("chat:{}", here.chat.chat_id()), "pt").unwrap();
    assert_eq!(kept[0]["command"], "resumo");
    let got = here.raw("getMyCommands", json!({ "scope": scope, "language_code": "pt" })).await;
    assert_eq!(got["result"], kept);
    let all: Vec<BotCommand> = here.bot().get_my_commands().await.unwrap();
    assert_eq!(all[0].command, "novo");
    here.raw("setMyDescription", json!({ "description": "Uma boa pergunta de cada vez." })).await;
    assert_eq!(here.api.description(&here.robot, "").unwrap(), "Uma boa pergunta de cada vez.");
    let long = here.raw("setMyDescription", json!({ "description": "a".repeat(513) })).await;
    assert_eq!(refusal(&long), "Bad Request: DESCRIPTION_TOO_LONG");
}
