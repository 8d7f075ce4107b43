//! One call of Telegram from one row.

use super::super::{
    call::{Button, Call, Markup},
    desk::Office,
    outgoing::Body,
};
use super::attached::Sent;
use crate::{
    outside::{
        blob::{BlobError, Key},
        telegram::{BotApi, CallError, Refused, Upload},
    },
    store::{BotSend, StoreError},
};
use std::time::Duration;
use teloxide::{
    payloads::{
        EditMessageCaption, EditMessageCaptionSetters, EditMessageReplyMarkup, EditMessageReplyMarkupSetters,
        EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters,
    },
    types::{
        ChatId, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message,
        MessageId, ParseMode, ReplyMarkup,
    },
};
use url::Url;

/// How a call went.
pub(super) enum Performed {
    /// As this message, where it made one.
    Done(Option<i64>),
    /// Telegram asks to wait, or the bytes are not to be had now.
    Later(Duration, String),
    /// Nobody knows whether it was done.
    Silent(String),
    Refused(String),
    /// The chat has another number now, and so has the row.
    Moved,
}

pub(super) async fn perform(office: &Office, api: &BotApi, send: &BotSend, call: Call) -> Performed {
    match call {
        Call::Send { body, markup } => match body {
            Body::Text(html) => text(office, api, send, (html, markup)).await,
            Body::Photo { blob, caption } => {
                let bytes = match picture(office, &blob).await {
                    Ok(bytes) => bytes,
                    // Its words are not lost with it.
                    Err(Picture::Gone) if !caption.is_empty() => {
                        return text(office, api, send, (caption, markup)).await;
                    }
                    Err(Picture::Gone) => return Performed::Refused("the picture is gone".into()),
                    Err(Picture::NotNow(error)) => return Performed::Later(Duration::from_secs(10), error),
                };
                let fields = fields(send, caption, markup);
                let (method, field, name) = ("sendPhoto", "photo", "imagem.png".to_owned());
                file(office, api, send, Upload { method, field, name, bytes, fields }).await
            }
            Body::Document { name, text, caption } => {
                let (fields, bytes) = (fields(send, caption, markup), text.into_bytes());
                let (method, field) = ("sendDocument", "document");
                file(office, api, send, Upload { method, field, name, bytes, fields }).await
            }
            Body::File { blob, name, media, caption, link } => {
                let sent = Sent { blob, name, media, caption, link };
                attached(office, api, send, (sent, markup)).await
            }
        },
        Call::Edit { of, html, caption, markup } => {
            let message = match message(office, send, &of).await {
                Ok(message) => message,
                Err(performed) => return performed,
            };
            let keys = markup.map(keyboard);
            let edited = if caption {
                let mut call = EditMessageCaption::new(ChatId(send.chat), message)
                    .caption(html)
                    .parse_mode(ParseMode::Html);
                call.reply_markup = keys;
                api.call(&call).await.map(drop)
            } else {
                let mut call = EditMessageText::new(ChatId(send.chat), message, html)
                    .parse_mode(ParseMode::Html)
                    .link_preview_options(no_preview());
                call.reply_markup = keys;
                api.call(&call).await.map(drop)
            };
            ended(office, send, edited.map(|()| None)).await
        }
        Call::Keys { of, markup } => {
            let message = match message(office, send, &of).await {
                Ok(message) => message,
                Err(performed) => return performed,
            };
            let call = EditMessageReplyMarkup::new(ChatId(send.chat), message).reply_markup(keyboard(markup));
            let edited = api.call(&call).await;
            ended(office, send, edited.map(|_| None)).await
        }
    }
}

async fn text(
    office: &Office,
    api: &BotApi,
    send: &BotSend,
    (html, markup): (String, Option<Markup>),
) -> Performed {
    let mut call = SendMessage::new(ChatId(send.chat), html)
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    call.reply_markup = markup.map(reply_markup);
    let sent = api.call(&call).await;
    ended(office, send, sent.map(|message| Some(number(&message)))).await
}

async fn file(office: &Office, api: &BotApi, send: &BotSend, upload: Upload) -> Performed {
    let sent = api.upload(upload).await;
    ended(office, send, sent.map(|message| Some(number(&message)))).await
}

/// A file that somebody sent: a picture as one, else as a file; if Telegram takes neither, its words.
async fn attached(
    office: &Office,
    api: &BotApi,
    send: &BotSend,
    (sent, markup): (Sent, Option<Markup>),
) -> Performed {
    let words = sent.words();
    let bytes = match picture(office, &sent.blob).await {
        Ok(bytes) => bytes,
        Err(Picture::Gone) => return text(office, api, send, (words, markup)).await,
        Err(Picture::NotNow(error)) => return Performed::Later(Duration::from_secs(10), error),
    };
    let fields = fields(send, sent.caption.clone(), markup.clone());
    for upload in sent.ways(bytes, fields) {
        match api.upload(upload).await {
            Err(CallError::Refused(Refused::Other(why))) => {
                tracing::info!(number = send.number, why, "a file goes another way");
            }
            Err(CallError::Refused(Refused::TooLarge)) => {
                tracing::info!(number = send.number, "a file is too large to go as what it is");
            }
            done => return ended(office, send, done.map(|message| Some(number(&message)))).await,
        }
    }
    text(office, api, send, (words, markup)).await
}

/// Why a picture is not there.
enum Picture {
    Gone,
    NotNow(String),
}

async fn picture(office: &Office, blob: &str) -> Result<Vec<u8>, Picture> {
    let key = Key::parse(blob).filter(|key| key.is_of(&office.workspace)).ok_or(Picture::Gone)?;
    office.app.blobs.get(&key).await.map_err(|error| match error {
        BlobError::Missing => Picture::Gone,
        error => Picture::NotNow(error.to_string()),
    })
}

/// The message that an earlier send became: it went before this one, or was refused.
async fn message(office: &Office, send: &BotSend, of: &str) -> Result<MessageId, Performed> {
    let rows = office.app.store.workspace(&office.workspace);
    became(rows.message_of(&office.bot.id, send.chat, of).await)
}

/// Where it became none there is nothing to be done; where that cannot be read, nobody knows yet.
fn became(found: Result<Option<i64>, StoreError>) -> Result<MessageId, Performed> {
    match found {
        Ok(found) => {
            let message = found.and_then(|found| i32::try_from(found).ok());
            message.map(MessageId).ok_or(Performed::Done(None))
        }
        Err(error) => Err(Performed::Later(Duration::from_secs(1), error.to_string())),
    }
}

fn number(message: &Message) -> i64 {
    i64::from(message.id.0)
}

async fn ended(office: &Office, send: &BotSend, result: Result<Option<i64>, CallError>) -> Performed {
    let rows = office.app.store.workspace(&office.workspace);
    match result {
        Ok(message) => Performed::Done(message),
        Err(CallError::Wait(wait)) => Performed::Later(wait, "Telegram asked to wait".into()),
        Err(CallError::Silent(error)) => Performed::Silent(error),
        Err(CallError::Moved(to)) => match rows.move_chat(&office.bot.id, send.chat, to).await {
            Ok(_) => Performed::Moved,
            Err(error) => Performed::Later(Duration::from_secs(1), error.to_string()),
        },
        Err(CallError::Refused(Refused::Same)) => Performed::Done(None),
        Err(CallError::Refused(Refused::Gone(why))) => {
            let gone = rows.chat_gone(&office.bot.id, send.chat, Some(office.app.clock.now())).await;
            if let Err(error) = gone {
                tracing::warn!(%error, "a chat that is gone cannot be noted");
            }
            Performed::Refused(why)
        }
        // Somebody has to connect the bot again; nothing is lost meanwhile.
        Err(CallError::Refused(Refused::Token)) => {
            Performed::Later(Duration::from_secs(30), "the token is not valid".into())
        }
        Err(CallError::Refused(refused)) => Performed::Refused(refused.to_string()),
    }
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

fn fields(send: &BotSend, caption: String, markup: Option<Markup>) -> Vec<(&'static str, String)> {
    let mut fields = vec![("chat_id", send.chat.to_string())];
    if !caption.is_empty() {
        fields.extend([("caption", caption), ("parse_mode", "HTML".into())]);
    }
    if let Some(markup) = markup.map(reply_markup) {
        let json = serde_json::to_string(&markup).expect("a keyboard is JSON: its keys are strings");
        fields.push(("reply_markup", json));
    }
    fields
}

fn reply_markup(markup: Markup) -> ReplyMarkup {
    match markup {
        Markup::Reply(placeholder) => {
            let mut reply = ForceReply::new();
            reply.input_field_placeholder = Some(placeholder);
            ReplyMarkup::ForceReply(reply)
        }
        keys @ Markup::Keys(_) => ReplyMarkup::InlineKeyboard(keyboard(keys)),
    }
}

pub(super) fn keyboard(markup: Markup) -> InlineKeyboardMarkup {
    let Markup::Keys(rows) = markup else { return InlineKeyboardMarkup::default() };
    let button = |button: Button| match button {
        Button::Press { label, data } => Some(InlineKeyboardButton::callback(label, data)),
        // Telegram takes no address of this machine.
        Button::Link { label, url } => Url::parse(&url).ok().map(|url| InlineKeyboardButton::url(label, url)),
    };
    let rows = rows.into_iter().map(|row| row.into_iter().filter_map(button).collect::<Vec<_>>());
    InlineKeyboardMarkup::new(rows.filter(|row| !row.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{io, sync::Arc};

    #[test]
    fn what_cannot_be_read_is_tried_again() {
        let unreachable = || StoreError::Unreachable(Arc::new(io::Error::other("away")));
        assert!(matches!(became(Err(unreachable())), Err(Performed::Later(..))));
        assert!(matches!(became(Ok(None)), Err(Performed::Done(None))));
        assert!(matches!(became(Ok(Some(7))), Ok(MessageId(7))));
    }
}
