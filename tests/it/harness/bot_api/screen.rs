//! A chat as it looks.

use super::{
    keyboard::Button,
    world::{Message, Place, World},
};
use std::fmt::{self, Display, Formatter, Write as _};

/// A message as it looks when it is seen.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: i64,
    pub who: String,
    pub is_bots: bool,
    /// In plain words: tags are gone.
    pub text: String,
    /// What Telegram reads in the words: bold, links, quotes, …
    pub entities: Vec<serde_json::Value>,
    /// `photo`, `document`, `voice`, … and its name if it has one.
    pub media: Option<(&'static str, String)>,
    /// The id to fetch what is shown by.
    pub file: Option<String>,
    pub rows: Vec<Vec<Button>>,
    pub placeholder: Option<String>,
    pub asks_reply: bool,
    pub reply_to: Option<i64>,
    pub is_edited: bool,
    pub touched: u64,
}

impl Shown {
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.rows.iter().flatten()
    }

    /// What stands on the buttons, row by row.
    pub fn labels(&self) -> Vec<Vec<&str>> {
        self.rows.iter().map(|row| row.iter().map(|it| it.label.as_str()).collect()).collect()
    }
}

impl Display for Shown {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        write!(to, "#{} {}", self.id, self.who)?;
        if let Some(reply_to) = self.reply_to {
            write!(to, " (to #{reply_to})")?;
        }
        if self.is_edited {
            write!(to, " (edited)")?;
        }
        write!(to, ":")?;
        if let Some((kind, name)) = &self.media {
            write!(to, " <{kind}{}{name}>", if name.is_empty() { "" } else { " " })?;
        }
        write!(to, " {}", self.text.replace('\n', "\n    "))?;
        for row in &self.rows {
            write!(to, "\n   ")?;
            for button in row {
                write!(to, " [ {} ]", button.label)?;
            }
        }
        if self.asks_reply {
            write!(to, "\n    reply: {}", self.placeholder.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

pub fn shown(world: &World, place: Place) -> Vec<Shown> {
    let Some(chat) = world.chats.get(&place) else { return Vec::new() };
    chat.messages.iter().filter(|message| !message.deleted).map(|message| one(world, message)).collect()
}

fn one(world: &World, message: &Message) -> Shown {
    let media = message.media.as_ref().map(|(kind, value)| {
        let name = value["file_name"].as_str().or(value["emoji"].as_str()).unwrap_or_default();
        (*kind, name.to_owned())
    });
    let file = message.media.as_ref().and_then(|(_, value)| {
        value["file_id"].as_str().or_else(|| value.as_array()?.last()?["file_id"].as_str()).map(str::to_owned)
    });
    let happened = message.service.keys().map(|what| format!("<{what}>")).collect::<String>();
    Shown {
        id: message.id,
        who: world.name(message.from).to_owned(),
        is_bots: world.bots.iter().any(|bot| bot.id == message.from),
        text: if happened.is_empty() { message.text.clone() } else { happened },
        entities: message.entities.clone(),
        media,
        file,
        rows: message.markup.rows.clone(),
        placeholder: message.markup.placeholder.clone(),
        asks_reply: message.markup.forces,
        reply_to: message.reply_to,
        is_edited: message.edited.is_some(),
        touched: message.touched,
    }
}

/// Markdown: the bot's in a quote on the left with its buttons below, the people's on the right.
pub fn transcript(shown: &[Shown]) -> String {
    let mut text = String::new();
    for message in shown {
        let media = message.media.as_ref().map(|(kind, name)| {
            let name = if name.is_empty() { String::new() } else { format!(": {name}") };
            format!("({kind}{name})")
        });
        let lines = media.iter().map(String::as_str).chain(message.text.lines()).map(escaped);
        if message.is_bots {
            let lines = lines.map(|line| format!("> {line}").trim_end().to_owned());
            let joined = lines.collect::<Vec<_>>().join("  \n");
            writeln!(text, "**{}**\n\n{joined}", escaped(&message.who)).unwrap();
            for row in &message.rows {
                let row: Vec<_> =
                    row.iter().map(|it| format!("`[ {} ]`", it.label.replace('`', "'"))).collect();
                writeln!(text, ">\n> {}", row.join(" ")).unwrap();
            }
            if let Some(placeholder) = &message.placeholder {
                writeln!(text, ">\n> _{}_", escaped(placeholder)).unwrap();
            }
        } else {
            let words = lines.collect::<Vec<_>>().join("<br>");
            writeln!(text, "<p align=\"right\"><b>{}</b><br>{words}</p>", escaped(&message.who)).unwrap();
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

/// A line of plain words that Markdown and HTML leave as they are.
fn escaped(line: &str) -> String {
    let mut text = String::new();
    for (at, next) in line.char_indices() {
        match next {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '*' | '_' | '`' | '[' | ']' | '\\' | '|' => text.extend(['\\', next]),
            '#' | '-' | '+' if at == 0 => text.extend(['\\', next]),
            other => text.push(other),
        }
    }
    text
}
