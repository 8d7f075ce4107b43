//! A person with a phone: what a test does and sees as one.

use super::{
    Inner, Robot,
    group::Group,
    html,
    screen::{self, Shown},
    world::{Chat, Message, Place, Query, World, now},
};
use axum::body::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Clone)]
pub struct Person {
    pub(super) inner: Arc<Inner>,
    pub id: i64,
    pub name: String,
}

impl Person {
    /// The chat with a bot. Until something is said in it, the bot can say nothing either.
    pub fn chat(&self, bot: &Robot) -> Phone {
        let place = Place::Private { bot: bot.id, user: self.id };
        self.inner.with(|world| {
            world.chats.entry(place).or_insert_with(|| Chat {
                kind: "private",
                bots: vec![bot.id],
                members: vec![self.id],
                ..Default::default()
            });
        });
        self.at(place)
    }

    pub fn in_group(&self, group: &Group) -> Phone {
        self.at(group.place())
    }

    fn at(&self, place: Place) -> Phone {
        Phone { inner: self.inner.clone(), user: self.id, place }
    }

    /// The account is deleted.
    pub fn deactivates(&self) {
        self.inner.with(|world| world.users.get_mut(&self.id).unwrap().deactivated = true);
    }
}

/// A chat on a person's phone.
#[derive(Clone)]
pub struct Phone {
    pub(super) inner: Arc<Inner>,
    pub user: i64,
    pub place: Place,
}

/// A button that was pressed.
pub struct Press {
    inner: Arc<Inner>,
    pub id: String,
}

impl Press {
    /// Waits until the bot answers it; gives what was shown for it.
    pub async fn is_answered(&self) -> String {
        let answer = |world: &World| world.queries.iter().find(|it| it.id == self.id)?.answer.clone();
        self.inner.waits(answer).await.expect("the button goes on turning: nobody answered it")
    }
}

impl Phone {
    /// The chat's id, as the bot sees it.
    pub fn chat_id(&self) -> i64 {
        self.place.id()
    }

    pub fn says(&self, text: &str) -> i64 {
        self.sends(written(text))
    }

    /// Comes by a link with something in it.
    pub fn opens(&self, payload: &str) -> i64 {
        self.says(&format!("/start {payload}"))
    }

    pub fn replies(&self, to: i64, text: &str) -> i64 {
        self.sends(Message { reply_to: Some(to), ..written(text) })
    }

    /// Changes what was said.
    pub fn edits(&self, id: i64, text: &str) {
        self.inner.with(|world| {
            let touched = world.ticks();
            let written = written(text);
            let message = world.message_mut(self.place, id).expect("there is no such message");
            (message.text, message.entities) = (written.text, written.entities);
            (message.edited, message.touched) = (Some(now()), touched);
            let message = message.clone();
            self.hears(world, &message, "edited_message");
        });
    }

    pub fn sends_photo(&self, bytes: &[u8], caption: &str) -> i64 {
        let (width, height) =
            image::load_from_memory(bytes).map_or((800, 600), |it| (it.width(), it.height()));
        self.shows("photo", caption, |world| world.photo(&Bytes::copy_from_slice(bytes), width, height))
    }

    /// Photos chosen together, as phones send them: each a message of its own, the first with what was written.
    pub fn sends_album(&self, photos: &[Vec<u8>], caption: &str) {
        let album = self.inner.with(|world| format!("136{}", world.fresh()));
        for (nth, photo) in photos.iter().enumerate() {
            let media = self.inner.with(|world| world.photo(&Bytes::copy_from_slice(photo), 8, 8));
            let said = written(if nth == 0 { caption } else { "" });
            self.sends(Message { media: Some(("photo", media)), album: album.clone(), ..said });
        }
    }

    pub fn sends_document(&self, name: &str, mime: &str, bytes: &[u8]) -> i64 {
        self.sends_document_with(name, mime, bytes, "")
    }

    /// The same with something written below it.
    pub fn sends_document_with(&self, name: &str, mime: &str, bytes: &[u8], caption: &str) -> i64 {
        let bytes = Bytes::copy_from_slice(bytes);
        self.shows("document", caption, |world| world.document(name, Some(mime), &bytes))
    }

    pub fn sends_voice(&self, bytes: &[u8], seconds: i64) -> i64 {
        self.shows("voice", "", |world| world.voice(&Bytes::copy_from_slice(bytes), seconds))
    }

    /// A voice message in reply to something.
    pub fn replies_aloud(&self, to: i64, bytes: &[u8], seconds: i64) -> i64 {
        let media = self.inner.with(|world| world.voice(&Bytes::copy_from_slice(bytes), seconds));
        self.sends(Message { reply_to: Some(to), media: Some(("voice", media)), ..written("") })
    }

    pub fn sends_sticker(&self, emoji: &str) -> i64 {
        self.shows("sticker", "", |world| world.sticker(emoji))
    }

    pub fn sends_location(&self, latitude: f64, longitude: f64) -> i64 {
        self.shows("location", "", |_| json!({ "latitude": latitude, "longitude": longitude }))
    }

    fn shows(&self, kind: &'static str, caption: &str, made: impl FnOnce(&mut World) -> Value) -> i64 {
        let media = self.inner.with(|world| made(world));
        self.sends(Message { media: Some((kind, media)), ..written(caption) })
    }

    fn sends(&self, message: Message) -> i64 {
        self.inner.with(|world| {
            let chat = world.chat_mut(self.place);
            assert!(chat.members.contains(&self.user), "not in this chat");
            assert!(!chat.blocked, "the bot is blocked");
            chat.started = true;
            let id = world.puts(self.place, Message { from: self.user, ..message });
            let message = world.message(self.place, id).unwrap().clone();
            world.chat_mut(self.place).acted = message.touched;
            self.hears(world, &message, "message");
            id
        })
    }

    /// Tells the bots that are to know: in a group not of all that is said.
    fn hears(&self, world: &mut World, message: &Message, kind: &str) {
        let body = world.message_json(self.place, message);
        for id in world.chat(self.place).bots.clone() {
            let bot = world.bot(id);
            let mention = format!("@{}", bot.username).to_lowercase();
            let text = message.text.to_lowercase();
            let command = text.starts_with('/')
                && text
                    .split_whitespace()
                    .next()
                    .is_some_and(|it| !it.contains('@') || it.ends_with(&mention));
            let to_it =
                message.reply_to.and_then(|it| world.message(self.place, it)).map(|it| it.from) == Some(id);
            let private = matches!(self.place, Place::Private { .. });
            if private || bot.reads_all || command || to_it || text.contains(&mention) {
                world.bot_mut(id).mailbox.arrives(self.place, kind, body.clone());
            }
        }
    }

    /// Presses the newest button of this name; waits for it to be there.
    pub async fn presses(&self, label: &str) -> Press {
        let found = self.inner.waits(|world| {
            self.shown_in(world).into_iter().rev().find(|it| it.buttons().any(|it| it.label == label))
        });
        let message = found.await.unwrap_or_else(|| panic!("no button [{label}] in\n{}", self.screen()));
        self.presses_old(&message, label)
    }

    /// Presses a button as it was when this was seen, whatever became of the message since.
    pub fn presses_old(&self, message: &Shown, label: &str) -> Press {
        let button = message.buttons().find(|button| button.label == label);
        let button = button.unwrap_or_else(|| panic!("no button [{label}] on {message}"));
        let data = button.data.clone().unwrap_or_else(|| panic!("[{label}] is a link"));
        self.presses_data(message.id, &data)
    }

    /// Sends whatever as a button's data, as a phone that is not Telegram's could.
    pub fn presses_data(&self, message: i64, data: &str) -> Press {
        let id = self.inner.with(|world| {
            let id = format!("48{}", world.fresh());
            let touched = world.ticks();
            world.chat_mut(self.place).acted = touched;
            let found = world.chat(self.place).messages.iter().find(|it| it.id == message);
            let from = found.map(|it| it.from);
            let shown = match found.filter(|it| !it.deleted) {
                Some(message) => world.message_json(self.place, message),
                // Telegram shows a bot so much of a message that is gone.
                None => json!({ "chat": world.chat_json(self.place), "message_id": message, "date": 0 }),
            };
            let bots = &world.chat(self.place).bots;
            let bot = from.filter(|it| bots.contains(it)).unwrap_or(bots[0]);
            let query = json!({ "id": id, "from": world.user_json(self.user), "message": shown,
                "chat_instance": format!("-{}", 77_000 + self.place.id().abs()), "data": data });
            world.queries.push(Query { id: id.clone(), bot, answer: None });
            world.bot_mut(bot).mailbox.arrives(self.place, "callback_query", query);
            id
        });
        Press { inner: self.inner.clone(), id }
    }

    /// Where a button that is a link leads.
    pub fn link(&self, label: &str) -> String {
        let shown = self.shown();
        let mut all = shown.iter().rev().flat_map(Shown::buttons).filter(|it| it.label == label);
        let url = all.find_map(|it| it.url.clone());
        url.unwrap_or_else(|| panic!("no link [{label}] in\n{}", self.screen()))
    }

    pub fn blocks(&self) {
        self.turns(true, ["member", "kicked"]);
    }

    pub fn unblocks(&self) {
        self.turns(false, ["kicked", "member"]);
    }

    fn turns(&self, blocked: bool, statuses: [&str; 2]) {
        let Place::Private { bot, user } = self.place else { panic!("a group cannot be blocked") };
        self.inner.with(|world| {
            world.chat_mut(self.place).blocked = blocked;
            world.membership(self.place, bot, user, statuses);
        });
    }

    /// Waits until a message of a bot's says this, now or since long; gives the newest that does.
    pub async fn sees(&self, part: &str) -> Shown {
        self.finds(part, |_, _| true).await
    }

    /// The same, said or changed after what the person last did.
    pub async fn sees_new(&self, part: &str) -> Shown {
        self.finds(part, |shown, acted| shown.touched > acted).await
    }

    async fn finds(&self, part: &str, fits: impl Fn(&Shown, u64) -> bool) -> Shown {
        let found = self.inner.waits(|world| {
            let acted = world.chat(self.place).acted;
            let all = self.shown_in(world).into_iter().rev();
            let mut all = all.filter(|it| it.is_bots && fits(it, acted));
            all.find(|it| it.text.contains(part))
        });
        found.await.unwrap_or_else(|| panic!("never seen: {part}\nin\n{}", self.screen()))
    }

    /// Waits until this is nowhere in the chat any more.
    pub async fn sees_no_more(&self, part: &str) {
        let gone = self.inner.waits(|world| {
            (!self.shown_in(world).iter().any(|it| it.to_string().contains(part))).then_some(())
        });
        assert!(gone.await.is_some(), "still there: {part}\nin\n{}", self.screen());
    }

    /// Whether such a button is anywhere in the chat as it stands.
    pub fn has_button(&self, label: &str) -> bool {
        self.shown().iter().flat_map(Shown::buttons).any(|it| it.label == label)
    }

    /// Every message of the chat as it looks now.
    pub fn shown(&self) -> Vec<Shown> {
        self.shown_in(&self.inner.world.lock().unwrap())
    }

    /// How many of the bot's messages begin like this.
    pub fn times(&self, words: &str) -> usize {
        self.shown().iter().filter(|shown| shown.is_bots && shown.text.starts_with(words)).count()
    }

    fn shown_in(&self, world: &World) -> Vec<Shown> {
        screen::shown(world, self.place)
    }

    /// The same, to be read.
    pub fn screen(&self) -> String {
        self.shown().iter().map(|it| format!("{it}\n")).collect()
    }

    /// The chat in Markdown, as it looks: the bot on the left, the person on the right.
    pub fn transcript(&self) -> String {
        screen::transcript(&self.shown())
    }
}

/// What a person writes, with what a phone finds in it: commands and mentions.
fn written(text: &str) -> Message {
    let mut entities = Vec::new();
    for word in text.split_whitespace() {
        let kind = match word.chars().next() {
            Some('/') if word.len() > 1 => "bot_command",
            Some('@') if word.len() > 1 => "mention",
            _ => continue,
        };
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        entities
            .push(json!({ "type": kind, "offset": html::length(&text[..at]), "length": html::length(word) }));
    }
    Message { text: text.into(), entities, ..Default::default() }
}
