//! Everything there is in this Telegram: bots, people, chats and what stands in them.

use super::{
    call::Call,
    faults::Faults,
    keyboard::Markup,
    limits::{Limits, Meter},
    refused::{Answer, Refused, bad, forbidden},
    updates::Mailbox,
};
use axum::body::Bytes;
use pauta::time::Clock;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where it is said. A private chat is another one for every bot; a group is one for all in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Private { bot: i64, user: i64 },
    Group(i64),
}

impl Place {
    /// The chat's id, as its bots see it.
    pub fn id(self) -> i64 {
        match self {
            Self::Private { user, .. } => user,
            Self::Group(id) => id,
        }
    }
}

#[derive(Debug)]
pub struct BotAccount {
    pub id: i64,
    pub token: String,
    pub name: String,
    pub username: String,
    /// Without privacy it reads all that is said in a group.
    pub reads_all: bool,
    pub mailbox: Mailbox,
    /// By scope and language.
    pub commands: BTreeMap<(String, String), Value>,
    /// By language.
    pub descriptions: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub language: String,
    pub deactivated: bool,
}

#[derive(Debug, Default)]
pub struct Chat {
    pub title: String,
    pub kind: &'static str,
    /// Somebody wrote to the bot: only then may it write.
    pub started: bool,
    pub blocked: bool,
    pub bots: Vec<i64>,
    pub members: Vec<i64>,
    pub migrated: Option<i64>,
    pub messages: Vec<Message>,
    /// When a person last did something here.
    pub acted: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Message {
    pub id: i64,
    pub from: i64,
    pub date: i64,
    /// Or the caption of what is shown.
    pub text: String,
    pub entities: Vec<Value>,
    /// A picture, a file, …: its field's name and value.
    pub media: Option<(&'static str, Value)>,
    /// Sent together with others; empty for none.
    pub album: String,
    /// What happened to the chat, rather than what was said in it.
    pub service: Map<String, Value>,
    pub markup: Markup,
    pub reply_to: Option<i64>,
    pub edited: Option<i64>,
    pub deleted: bool,
    /// When it last changed.
    pub touched: u64,
}

#[derive(Debug)]
pub struct Query {
    pub id: String,
    pub bot: i64,
    /// What was shown for it, once it is answered.
    pub answer: Option<String>,
}

#[derive(Debug)]
pub struct Stored {
    pub id: String,
    pub path: String,
    pub bytes: Bytes,
}

/// A call that was made, and what came of it.
#[derive(Clone, Debug)]
pub struct Made {
    pub bot: i64,
    pub method: String,
    pub params: Map<String, Value>,
    pub answer: Answer,
    /// It came before a bad day was over: made up, not limited in truth.
    pub staged: bool,
}

pub struct World {
    pub bots: Vec<BotAccount>,
    pub users: BTreeMap<i64, User>,
    pub chats: BTreeMap<Place, Chat>,
    pub queries: Vec<Query>,
    pub files: Vec<Stored>,
    pub made: Vec<Made>,
    pub limits: Limits,
    pub meter: Meter,
    pub faults: Faults,
    /// Addresses of webhooks, and where they lead in truth.
    pub routes: Vec<(String, String)>,
    /// Counts everything that happens.
    pub tick: u64,
    pub last_id: i64,
}

impl World {
    pub fn new() -> Self {
        Self {
            bots: Vec::new(),
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            queries: Vec::new(),
            files: Vec::new(),
            made: Vec::new(),
            limits: Limits::told(),
            meter: Meter::default(),
            faults: Faults::default(),
            routes: Vec::new(),
            tick: 1,
            last_id: 1_000,
        }
    }

    /// Another number than any before.
    pub fn fresh(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    pub fn ticks(&mut self) -> u64 {
        self.tick += 1;
        self.tick
    }

    pub fn bot(&self, id: i64) -> &BotAccount {
        self.bots.iter().find(|bot| bot.id == id).unwrap()
    }

    pub fn bot_mut(&mut self, id: i64) -> &mut BotAccount {
        self.bots.iter_mut().find(|bot| bot.id == id).unwrap()
    }

    pub fn chat(&self, place: Place) -> &Chat {
        &self.chats[&place]
    }

    pub fn chat_mut(&mut self, place: Place) -> &mut Chat {
        self.chats.get_mut(&place).unwrap()
    }

    /// What a bot calls this, if it knows it at all.
    pub fn known(&self, bot: i64, id: i64) -> Result<Place, Refused> {
        if id < 0 {
            let place = Place::Group(id);
            let chat = self.chats.get(&place).ok_or_else(|| bad("chat not found"))?;
            if let Some(to) = chat.migrated {
                return Err(Refused::migrated(to));
            }
            if !chat.bots.contains(&bot) {
                let kind = chat.kind;
                return Err(forbidden(&format!("bot was kicked from the {kind} chat")));
            }
            return Ok(place);
        }
        let place = Place::Private { bot, user: id };
        if self.chats.get(&place).is_some_and(|chat| chat.started) {
            return Ok(place);
        }
        let groups = self.chats.iter().filter(|it| matches!(it.0, Place::Group(_)));
        let mut groups = groups.map(|it| it.1);
        let met = groups.any(|chat| chat.bots.contains(&bot) && chat.members.contains(&id));
        Err(if met && self.users.contains_key(&id) {
            forbidden("bot can't initiate conversation with a user")
        } else {
            bad("chat not found")
        })
    }

    /// The same, where it may write.
    pub fn writable(&self, bot: i64, call: &Call) -> Result<Place, Refused> {
        let place = self.known(bot, call.chat_id()?)?;
        if let Place::Private { user, .. } = place {
            if self.users[&user].deactivated {
                return Err(forbidden("user is deactivated"));
            }
            if self.chat(place).blocked {
                return Err(forbidden("bot was blocked by the user"));
            }
        }
        Ok(place)
    }

    /// Puts a message into a chat, with an id of its own: in a supergroup counted by itself, elsewhere not.
    pub fn puts(&mut self, place: Place, mut message: Message) -> i64 {
        message.date = now();
        message.touched = self.ticks();
        let counted = self.chat(place).messages.last().map_or(1, |last| last.id + 1);
        message.id = if self.chat(place).kind == "supergroup" { counted } else { self.fresh() };
        let id = message.id;
        self.chat_mut(place).messages.push(message);
        id
    }

    pub fn message(&self, place: Place, id: i64) -> Option<&Message> {
        self.chat(place).messages.iter().find(|message| message.id == id && !message.deleted)
    }

    pub fn message_mut(&mut self, place: Place, id: i64) -> Option<&mut Message> {
        self.chat_mut(place).messages.iter_mut().find(|message| message.id == id && !message.deleted)
    }

    pub fn user_json(&self, id: i64) -> Value {
        if let Some(bot) = self.bots.iter().find(|bot| bot.id == id) {
            return json!({ "id": id, "is_bot": true, "first_name": bot.name, "username": bot.username });
        }
        let user = &self.users[&id];
        let mut json = json!({ "id": id, "is_bot": false, "first_name": user.name });
        if !user.language.is_empty() {
            json["language_code"] = json!(user.language);
        }
        json
    }

    pub fn name(&self, id: i64) -> &str {
        self.bots
            .iter()
            .find(|bot| bot.id == id)
            .map_or_else(|| self.users[&id].name.as_str(), |bot| bot.name.as_str())
    }

    pub fn chat_json(&self, place: Place) -> Value {
        match place {
            Place::Private { user, .. } => {
                json!({ "id": user, "type": "private", "first_name": self.users[&user].name })
            }
            Place::Group(id) => {
                let chat = self.chat(place);
                let mut json = json!({ "id": id, "type": chat.kind, "title": chat.title });
                if chat.kind == "group" {
                    json["all_members_are_administrators"] = json!(true);
                }
                json
            }
        }
    }

    pub fn message_json(&self, place: Place, message: &Message) -> Value {
        let mut json = json!({
            "message_id": message.id, "date": message.date,
            "from": self.user_json(message.from), "chat": self.chat_json(place),
        });
        let fields =
            if message.media.is_some() { ["caption", "caption_entities"] } else { ["text", "entities"] };
        if !message.text.is_empty() {
            json[fields[0]] = json!(message.text);
        }
        if !message.entities.is_empty() {
            json[fields[1]] = json!(message.entities);
        }
        if let Some((name, value)) = &message.media {
            json[*name] = value.clone();
        }
        if !message.album.is_empty() {
            json["media_group_id"] = json!(message.album);
        }
        json.as_object_mut().unwrap().extend(message.service.clone());
        if !message.markup.rows.is_empty() {
            json["reply_markup"] = message.markup.given.clone();
        }
        if let Some(edited) = message.edited {
            json["edit_date"] = json!(edited);
        }
        if let Some(to) = message.reply_to.and_then(|id| self.message(place, id)) {
            let once = Message { reply_to: None, ..to.clone() };
            json["reply_to_message"] = self.message_json(place, &once);
        }
        json
    }
}

pub fn now() -> i64 {
    Clock::System.now().0 / 1_000
}
