//! What a row to be sent holds: everything that the call needs, so that whoever sends it knows no conversation.

use super::outgoing::{Body, Draft, Key};
use serde::{Deserialize, Serialize};

/// A call of Telegram, as a row keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum Call {
    Send {
        body: Body,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        markup: Option<Markup>,
    },
    /// The message of an earlier send becomes this.
    Edit {
        /// Its name.
        of: String,
        html: String,
        /// It is the caption of a picture or a file.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        caption: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        markup: Option<Markup>,
    },
    /// Only its buttons become these.
    Keys { of: String, markup: Markup },
}

/// What stands below a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Markup {
    Keys(Vec<Vec<Button>>),
    /// The next text is asked for as a reply.
    Reply(String),
}

/// A button as Telegram gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    Press { label: String, data: String },
    Link { label: String, url: String },
}

impl Call {
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a call is JSON: its keys are strings")
    }
}

/// The buttons of a keyboard, each with the token and its own place in it.
pub fn buttons(keys: &[Vec<Key>], token: &str) -> Markup {
    let mut place = 0..;
    let mut button = |key: &Key| match key {
        Key::Press { label, .. } => {
            Button::Press { label: label.clone(), data: data(token, place.next().unwrap_or_default()) }
        }
        Key::Link { label, url } => Button::Link { label: label.clone(), url: url.clone() },
    };
    Markup::Keys(keys.iter().map(|row| row.iter().map(&mut button).collect()).collect())
}

/// What stands below a draft.
pub fn markup(draft: &Draft, token: &str) -> Option<Markup> {
    if let Some(placeholder) = &draft.reply {
        return Some(Markup::Reply(placeholder.clone()));
    }
    (!draft.keys.is_empty()).then(|| buttons(&draft.keys, token))
}

/// The data of a press: at most 64 bytes, of which none says what it does.
fn data(token: &str, place: usize) -> String {
    format!("t:{token}:{place}")
}

/// The token and the place of what was pressed.
pub fn pressed(data: &str) -> Option<(&str, usize)> {
    let (token, place) = data.strip_prefix("t:")?.split_once(':')?;
    Some((token, place.parse().ok()?))
}
