//! What a chat is to be shown, before it is numbered and its buttons have tokens.

use super::press::Action;
use serde::{Deserialize, Serialize};

/// One message of a bot. What one row becomes may be several of them; only the last has buttons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub body: Body,
    /// The rows of its inline keyboard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Vec<Key>>,
    /// The next text is asked for as a reply to this one, with this as its placeholder. Never together with keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

/// What a message is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// HTML as Telegram reads it (`b i s code pre a blockquote`); everything that people wrote is escaped in it.
    Text(String),
    /// A picture by the key of its blob.
    Photo { blob: String, caption: String },
    /// A text as a file.
    Document { name: String, text: String, caption: String },
    /// A file that somebody sent, by the key of its blob. Where it cannot go as what it is, its words go, with the link.
    File {
        blob: String,
        name: String,
        media: String,
        caption: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<String>,
    },
}

/// A button below a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Press {
        label: String,
        action: Action,
    },
    /// Opens a page.
    Link {
        label: String,
        url: String,
    },
}

impl Draft {
    /// A text without buttons.
    pub fn text(html: String) -> Self {
        Self { body: Body::Text(html), keys: Vec::new(), reply: None }
    }

    /// A text that the next message of the person is a reply to.
    pub fn asking(html: String, placeholder: String) -> Self {
        Self { body: Body::Text(html), keys: Vec::new(), reply: Some(placeholder) }
    }
}

impl Body {
    /// Its HTML: the text itself, or the caption.
    pub fn html(&self) -> &str {
        match self {
            Self::Text(html) => html,
            Self::Photo { caption, .. } | Self::Document { caption, .. } | Self::File { caption, .. } => {
                caption
            }
        }
    }

    /// Whether what can be edited of it is a caption.
    pub fn has_caption(&self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

impl Key {
    pub fn press(label: impl Into<String>, action: Action) -> Self {
        Self::Press { label: label.into(), action }
    }

    pub fn link(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Link { label: label.into(), url: url.into() }
    }

    pub fn label(&self) -> &str {
        match self {
            Self::Press { label, .. } | Self::Link { label, .. } => label,
        }
    }
}
