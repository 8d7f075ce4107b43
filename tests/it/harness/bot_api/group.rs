//! Groups: who is in them, and what becomes of them.

use super::{
    BotApi, Inner, Robot,
    phone::Person,
    world::{Chat, Message, Place, World},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

#[derive(Clone)]
pub struct Group {
    inner: Arc<Inner>,
    pub id: i64,
}

impl BotApi {
    pub fn group(&self, title: &str, members: &[&Person]) -> Group {
        let id = self.inner.with(|world| {
            let id = -world.fresh();
            let members = members.iter().map(|person| person.id).collect();
            let chat = Chat { title: title.into(), kind: "group", members, ..Default::default() };
            world.chats.insert(Place::Group(id), chat);
            id
        });
        Group { inner: self.inner.clone(), id }
    }
}

impl Group {
    pub fn place(&self) -> Place {
        Place::Group(self.id)
    }

    /// Somebody brings the bot in.
    pub fn adds(&self, bot: &Robot, by: &Person) {
        self.inner.with(|world| {
            world.chat_mut(self.place()).bots.push(bot.id);
            world.membership(self.place(), bot.id, by.id, ["left", "member"]);
            let new = world.user_json(bot.id);
            happens(world, self.place(), by.id, "new_chat_members", &json!([new]));
        });
    }

    /// Somebody throws the bot out.
    pub fn removes(&self, bot: &Robot, by: &Person) {
        self.inner.with(|world| {
            world.chat_mut(self.place()).bots.retain(|it| *it != bot.id);
            world.membership(self.place(), bot.id, by.id, ["member", "kicked"]);
        });
    }

    pub fn joins(&self, person: &Person) {
        self.inner.with(|world| {
            world.chat_mut(self.place()).members.push(person.id);
            let new = world.user_json(person.id);
            happens(world, self.place(), person.id, "new_chat_members", &json!([new]));
        });
    }

    pub fn leaves(&self, person: &Person) {
        self.inner.with(|world| {
            let left = world.user_json(person.id);
            happens(world, self.place(), person.id, "left_chat_member", &left);
            world.chat_mut(self.place()).members.retain(|it| *it != person.id);
        });
    }

    /// Becomes a supergroup, with another id: who writes to the old one is told so.
    pub fn migrates(&self, by: &Person) -> Self {
        let id = self.inner.with(|world| {
            let id = -1_001_000_000_000 - world.fresh();
            let old = world.chat(self.place());
            let chat = Chat {
                title: old.title.clone(),
                kind: "supergroup",
                bots: old.bots.clone(),
                members: old.members.clone(),
                ..Default::default()
            };
            world.chats.insert(Place::Group(id), chat);
            happens(world, self.place(), by.id, "migrate_to_chat_id", &json!(id));
            happens(world, Place::Group(id), by.id, "migrate_from_chat_id", &json!(self.id));
            world.chat_mut(self.place()).migrated = Some(id);
            id
        });
        Self { inner: self.inner.clone(), id }
    }

    /// Whether the bot is in it.
    pub fn has(&self, bot: &Robot) -> bool {
        self.inner.world.lock().unwrap().chat(self.place()).bots.contains(&bot.id)
    }
}

/// A message that nobody wrote: something became of the group.
fn happens(world: &mut World, place: Place, by: i64, what: &str, value: &Value) {
    let service = Map::from_iter([(what.to_owned(), value.clone())]);
    let id = world.puts(place, Message { from: by, service, ..Default::default() });
    let body = world.message_json(place, world.message(place, id).unwrap());
    world.tells(place, "message", &body);
}
