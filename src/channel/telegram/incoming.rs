//! An update as it concerns us: from whom, in which chat, and what. Read from what was kept as it came.

use crate::store::BotUpdate;
use serde::Deserialize;
use teloxide::types::{
    CallbackQuery, ChatKind, ChatMemberKind, FileMeta, MediaKind, Message, MessageKind, PublicChatKind,
    Update, UpdateKind, User,
};

/// The kinds of update that are asked for.
pub const KINDS: &[&str] = &["message", "edited_message", "callback_query", "my_chat_member"];

/// One update.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    pub chat: i64,
    pub is_group: bool,
    /// Of the group, or of the person.
    pub name: String,
    pub from: Option<Sender>,
    pub reply_to: Option<Replied>,
    pub what: What,
}

/// The message that it is a reply to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replied {
    pub id: i64,
    /// The bot that sent it, without the `@`.
    pub bot: Option<String>,
    pub text: String,
}

/// Who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub id: i64,
    pub name: String,
    /// As their app is set (IETF), if it says so.
    pub locale: Option<String>,
}

/// What it is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Text {
        text: String,
    },
    /// `/name rest`; in groups perhaps with the bot's name, else `None`.
    Command {
        name: String,
        to: Option<String>,
        rest: String,
    },
    File(Attached),
    Press {
        query: String,
        data: String,
    },
    /// A message that was changed after it was sent.
    Edited,
    Sticker,
    Location,
    /// Something that a briefing cannot use.
    Other,
    /// The bot can be written to again, or was put into a group.
    Came,
    /// The person blocked the bot, or put it out.
    Left,
    /// The group goes on under this number.
    Moved(i64),
    /// A notice of Telegram's own: nothing follows.
    Nothing,
}

/// A file that somebody sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    pub id: String,
    pub name: String,
    pub bytes: u64,
    pub media: Option<String>,
    /// Recorded with the microphone.
    pub is_voice: bool,
    /// What is called so only because it has to be called something.
    pub is_unnamed: bool,
    /// What was written below it.
    pub caption: String,
    /// What was chosen and sent together has the same.
    pub album: Option<String>,
}

impl Incoming {
    /// The press, if it is one: Telegram waits for it to be answered.
    pub fn query(&self) -> Option<&str> {
        match &self.what {
            What::Press { query, .. } => Some(query),
            _ => None,
        }
    }
}

/// Which update, in which chat's order: read before anything else of it is, for it is kept even if the rest is strange.
#[derive(Debug, Deserialize)]
struct Envelope {
    update_id: i64,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

impl Envelope {
    /// The chat that it stands in; 0 for none.
    fn chat(&self) -> i64 {
        let of = |value: &serde_json::Value| value.get("chat")?.get("id")?.as_i64();
        let found =
            self.rest.values().find_map(|value| of(value).or_else(|| value.get("message").and_then(of)));
        found.unwrap_or_default()
    }
}

/// An update as it is kept; `None` if it has not even a number.
pub fn kept(raw: &str) -> Option<BotUpdate> {
    let envelope: Envelope = serde_json::from_str(raw).ok()?;
    Some(BotUpdate { update_id: envelope.update_id, chat: envelope.chat(), raw: raw.to_owned() })
}

/// Reads an update; `None` for one that belongs to no chat of ours.
pub fn read(raw: &str) -> Option<Incoming> {
    let update: Update = serde_json::from_str(raw).ok()?;
    match update.kind {
        UpdateKind::Message(message) => Some(message_of(&message)),
        UpdateKind::EditedMessage(message) => {
            let heard = message_of(&message);
            // Somebody who shares where they are moves about: that is no message.
            let moves = heard.what == What::Location;
            Some(Incoming { what: if moves { What::Nothing } else { What::Edited }, ..heard })
        }
        UpdateKind::CallbackQuery(query) => press(query),
        UpdateKind::MyChatMember(change) => {
            let is_in =
                !matches!(change.new_chat_member.kind, ChatMemberKind::Left | ChatMemberKind::Banned(_));
            let what = if is_in { What::Came } else { What::Left };
            Some(Incoming {
                chat: change.chat.id.0,
                is_group: !change.chat.is_private(),
                name: title(&change.chat).unwrap_or_else(|| change.from.full_name()),
                from: Some(sender(&change.from)),
                reply_to: None,
                what,
            })
        }
        _ => None,
    }
}

fn sender(user: &User) -> Sender {
    let id = i64::try_from(user.id.0).unwrap_or_default();
    Sender { id, name: user.full_name(), locale: user.language_code.clone() }
}

fn title(chat: &teloxide::types::Chat) -> Option<String> {
    match &chat.kind {
        ChatKind::Public(public) => match public.kind {
            PublicChatKind::Group | PublicChatKind::Supergroup(_) | PublicChatKind::Channel(_) => {
                public.title.clone()
            }
        },
        ChatKind::Private(_) => None,
    }
}

fn message_of(message: &Message) -> Incoming {
    let name =
        title(&message.chat).or_else(|| message.from.as_ref().map(User::full_name)).unwrap_or_default();
    Incoming {
        chat: message.chat.id.0,
        is_group: !message.chat.is_private(),
        name,
        from: message.from.as_ref().filter(|user| !user.is_bot).map(sender),
        reply_to: message.reply_to_message().map(replied),
        what: what(message),
    }
}

fn replied(to: &Message) -> Replied {
    let bot = to.from.as_ref().filter(|from| from.is_bot).and_then(|from| from.username.clone());
    Replied { id: to.id.0.into(), bot, text: to.text().unwrap_or_default().to_owned() }
}

fn press(query: CallbackQuery) -> Option<Incoming> {
    let chat = query.message.as_ref()?.chat();
    Some(Incoming {
        chat: chat.id.0,
        is_group: !chat.is_private(),
        name: title(chat).unwrap_or_else(|| query.from.full_name()),
        from: Some(sender(&query.from)),
        reply_to: None,
        what: What::Press { query: query.id.0, data: query.data.unwrap_or_default() },
    })
}

fn what(message: &Message) -> What {
    if let Some(to) = message.migrate_to_chat_id() {
        return What::Moved(to.0);
    }
    let MessageKind::Common(common) = &message.kind else { return What::Nothing };
    let caption = message.caption().unwrap_or_default().trim().to_owned();
    let album = message.media_group_id().map(|id| id.0.clone());
    match &common.media_kind {
        MediaKind::Text(text) => text_or_command(&text.text),
        MediaKind::Photo(photo) => photo.photo.last().map_or(What::Other, |size| {
            let name = format!("{}.jpg", message.id.0);
            let photo = attached(&size.file, name, Some("image/jpeg".into()));
            What::File(Attached { is_unnamed: true, caption, album, ..photo })
        }),
        MediaKind::Document(document) => {
            let document = &document.document;
            let name = document.file_name.clone().unwrap_or_default();
            let document =
                attached(&document.file, name, document.mime_type.as_ref().map(ToString::to_string));
            What::File(Attached { caption, album, ..document })
        }
        MediaKind::Voice(voice) => {
            let voice = &voice.voice;
            let media = voice.mime_type.as_ref().map(ToString::to_string);
            let voice = attached(&voice.file, "voz.ogg".into(), media);
            What::File(Attached { is_voice: true, caption, album, ..voice })
        }
        MediaKind::Audio(audio) => {
            let audio = &audio.audio;
            let name = audio.file_name.clone().unwrap_or_else(|| "audio.mp3".into());
            let audio = attached(&audio.file, name, audio.mime_type.as_ref().map(ToString::to_string));
            What::File(Attached { is_voice: true, caption, album, ..audio })
        }
        MediaKind::Sticker(_) => What::Sticker,
        MediaKind::Location(_) | MediaKind::Venue(_) => What::Location,
        MediaKind::Migration(_) => What::Nothing,
        _ => What::Other,
    }
}

/// A file by what Telegram says of every one, whatever it is.
fn attached(file: &FileMeta, name: String, media: Option<String>) -> Attached {
    Attached {
        id: file.id.0.clone(),
        name,
        bytes: file.size.into(),
        media,
        is_voice: false,
        is_unnamed: false,
        caption: String::new(),
        album: None,
    }
}

fn text_or_command(text: &str) -> What {
    let Some(rest) = text.strip_prefix('/') else { return What::Text { text: text.to_owned() } };
    let (head, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (name, to) = head.split_once('@').map_or((head, None), |(name, to)| (name, Some(to.to_owned())));
    let is_name =
        (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    match is_name {
        true => What::Command { name: name.to_ascii_lowercase(), to, rest: rest.trim().to_owned() },
        false => What::Text { text: text.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_a_name_perhaps_whose_and_a_rest() {
        let command = |name: &str, to: Option<&str>, rest: &str| What::Command {
            name: name.into(),
            to: to.map(Into::into),
            rest: rest.into(),
        };
        assert_eq!(text_or_command("/start c_1"), command("start", None, "c_1"));
        assert_eq!(text_or_command("/Summary@pauta_bot"), command("summary", Some("pauta_bot"), ""));
        for text in ["/", "/ 5", "/ção", "5/10"] {
            assert_eq!(text_or_command(text), What::Text { text: text.into() });
        }
    }

    #[test]
    fn an_update_says_in_whose_order_it_stands() {
        let chat = |json: &str| serde_json::from_str::<Envelope>(json).map(|e| (e.update_id, e.chat())).ok();
        assert_eq!(chat(r#"{"update_id":7,"message":{"chat":{"id":-5}}}"#), Some((7, -5)));
        assert_eq!(chat(r#"{"update_id":8,"callback_query":{"message":{"chat":{"id":5}}}}"#), Some((8, 5)));
        assert_eq!(chat(r#"{"update_id":9,"poll":{}}"#), Some((9, 0)));
        assert_eq!(chat(r#"{"message":{}}"#), None);
    }
}
