//! One chat while something is done in it: what it becomes, what is sent, which buttons that has. All of it is
//! written together in the end, or computed again.

use super::{
    call::{Call, Markup, buttons, markup},
    outgoing::{Draft, Key},
    state::{ChatState, Put},
};
use crate::{
    app::App,
    id::{ConversationId, MemberId, WorkspaceId},
    outside::reach::Reach,
    store::{Bot, BotChat, ChatWritten, Claim, Keyboard, NewSend, QuestionState, Settle, StoreError, Watch},
    time::Millis,
    turn::Peer,
};
use std::sync::Arc;

/// Characters of a token: 16 of 32, 80 bits.
const TOKEN: usize = 16;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A bot with all that answering for it needs.
#[derive(Clone, Debug)]
pub struct Office {
    pub app: App,
    pub workspace: WorkspaceId,
    pub bot: Arc<Bot>,
}

impl Office {
    /// A page of this server as a button may lead to; `None` where Telegram takes no such address: of this machine,
    /// or of its network.
    pub fn link(&self, path: &str) -> Option<String> {
        let url = &self.app.public_url;
        let is_public = Reach::Network.read(url.as_str()).is_ok()
            && url.domain().is_some_and(|domain| domain.contains('.') && !domain.ends_with(".local"));
        is_public.then(|| format!("{url}{path}"))
    }

    /// The page of a conversation's brief.
    pub fn brief(&self, conversation: &ConversationId) -> Option<String> {
        self.link(&format!("brief#{conversation}"))
    }

    /// The page of a conversation's pieces.
    pub fn campaign(&self, conversation: &ConversationId) -> Option<String> {
        self.link(&format!("campaign#conversation={conversation}"))
    }
}

/// The chat that is worked on.
#[derive(Debug)]
pub struct Desk {
    pub office: Office,
    pub chat: BotChat,
    pub state: ChatState,
    /// The chat and what it watches before anything was done here.
    as_read: (BotChat, Vec<Watch>),
    /// The update that is answered; what is sent is named after it.
    pub update: Option<i64>,
    sends: Vec<NewSend>,
    keyboards: Vec<Keyboard>,
    /// Who pressed, where that is not whose chat it is.
    pub presser: Option<MemberId>,
    /// What stands below the message that was put last.
    pub below: Option<Markup>,
    /// The update is a press: it leaves no words in the chat.
    pub is_press: bool,
    /// The send whose message says what came of the press.
    pub pressed: Option<String>,
    /// What the press is answered with, if it was one.
    pub toast: Option<String>,
    /// Conversations whose pieces the chat is shown beside its own.
    pub watches: Vec<Watch>,
    /// Somebody in the chat has just asked for what it is shown: no hour is too late for it.
    pub asked: bool,
    /// Whoever had put the bot out is there again: what was sent meanwhile may have come to nothing.
    pub is_back: bool,
    /// Of which conversation is what is put now, where that is not the chat's own.
    pub about: Option<ConversationId>,
    drafts: usize,
    /// The link that is used up with what is written.
    pub claim: Option<Claim>,
    /// The day whose digest is told by what is written.
    pub told: Option<String>,
    /// Questions of colleagues that are shown by what is written, and those that ended.
    pub shown: Vec<String>,
    pub ended: Vec<(String, QuestionState)>,
}

impl Desk {
    pub fn new(office: &Office, chat: BotChat, watches: Vec<Watch>, update: Option<i64>) -> Self {
        let state = ChatState::read(&chat.state);
        Self {
            office: office.clone(),
            as_read: (chat.clone(), watches.clone()),
            chat,
            state,
            update,
            sends: Vec::new(),
            keyboards: Vec::new(),
            presser: None,
            is_press: false,
            pressed: None,
            below: None,
            toast: None,
            watches,
            asked: false,
            is_back: false,
            about: None,
            drafts: 0,
            claim: None,
            told: None,
            shown: Vec::new(),
            ended: Vec::new(),
        }
    }

    pub fn now(&self) -> Millis {
        self.office.app.clock.now()
    }

    pub fn locale(&self) -> &str {
        &self.chat.locale
    }

    /// Whoever speaks in this chat, in its conversation. `None` without one.
    pub fn peer(&self) -> Option<Peer> {
        self.peer_in(self.chat.conversation.clone()?)
    }

    /// The same in another conversation.
    pub fn peer_in(&self, conversation: ConversationId) -> Option<Peer> {
        Some(Peer {
            workspace: self.office.workspace.clone(),
            visitor: self.chat.visitor.clone()?,
            conversation,
            zone: None,
            locale: self.chat.locale.clone(),
        })
    }

    /// By what the turn of this update is known: the same update twice is one turn.
    pub fn once(&self) -> String {
        format!("telegram:{}:{}", self.office.bot.telegram_id, self.update.unwrap_or_default())
    }

    /// What is sent now is named after: the update, or else the state of the chat that it is computed on. Computed
    /// again it has the same name.
    pub fn occasion(&self) -> String {
        match self.update {
            Some(update) => format!("u{update}"),
            None => format!("v{}", self.chat.version),
        }
    }

    /// Goes on with another conversation in this chat. The pieces that it shows can still be decided on.
    pub fn enter(&mut self, conversation: ConversationId) {
        self.chat.conversation = Some(conversation);
        self.chat.seen = 0;
        let former = std::mem::take(&mut self.state);
        let ChatState { pieces, held, asked, noticed, wanted, .. } = former;
        self.state = ChatState { pieces, held, asked, noticed, wanted, ..ChatState::default() };
    }

    /// Sends what answers this update, outside of the conversation's rows.
    pub fn say(&mut self, drafts: Vec<Draft>) -> Option<Put> {
        let occasion = self.occasion();
        let mut last = None;
        for draft in drafts {
            let name = format!("{occasion}.{}", self.drafts);
            self.drafts += 1;
            last = Some(self.put(draft, name, 0));
        }
        last
    }

    /// Sends a draft under a name of its own; what has the name already is not sent again.
    pub fn put(&mut self, draft: Draft, name: String, id: u64) -> Put {
        let token = token();
        self.below = markup(&draft, &token);
        let call = Call::Send { body: draft.body.clone(), markup: self.below.clone() };
        if !draft.keys.is_empty() {
            self.lay(token, &name, &draft.keys);
        }
        let put = Put {
            id,
            send: name.clone(),
            html: draft.body.html().to_owned(),
            caption: draft.body.has_caption(),
            has_keys: !draft.keys.is_empty(),
        };
        self.state.last = Some(name.clone());
        self.send(name, &call);
        put
    }

    /// A message that was sent becomes what came of it, and its buttons go.
    pub fn settle(&mut self, put: &Put, html: String, name: String) {
        let call = Call::Edit { of: put.send.clone(), html, caption: put.caption, markup: None };
        self.send(name, &call);
    }

    /// The buttons below the message of a send.
    fn lay(&mut self, token: String, send: &str, keys: &[Vec<Key>]) {
        self.keyboards.push(Keyboard {
            token,
            chat: self.chat.chat,
            conversation: self.about.clone().or_else(|| self.chat.conversation.clone()),
            send: send.to_owned(),
            keys: keys_json(keys),
            picked: "0".into(),
            used_at: None,
        });
    }

    /// A message that was sent becomes what came of it, with what can be done now.
    pub fn settle_with(&mut self, put: &Put, html: String, keys: &[Vec<Key>], name: String) {
        if keys.is_empty() {
            return self.settle(put, html, name);
        }
        let token = token();
        let markup = Some(buttons(keys, &token));
        let call = Call::Edit { of: put.send.clone(), html, caption: put.caption, markup };
        self.lay(token, &put.send, keys);
        self.send(name, &call);
    }

    /// A keyboard with other keys below the same message.
    pub fn turn_over(&mut self, keyboard: &Keyboard, keys: &[Vec<Key>]) {
        let name = format!("u{}.keys", self.update.unwrap_or_default());
        let call = Call::Keys { of: keyboard.send.clone(), markup: buttons(keys, &keyboard.token) };
        self.send(name, &call);
    }

    /// Another page of a keyboard below the same message, with a token of its own.
    pub fn leaf(&mut self, keyboard: &Keyboard, keys: &[Vec<Key>], page: u32) {
        let leaf = leafed(keyboard, keys, page);
        self.turn_over(&leaf, keys);
        self.keyboards.push(leaf);
    }

    /// Another page of a message, words and keyboard.
    pub fn replace(&mut self, keyboard: &Keyboard, draft: Draft, page: u32) {
        let leaf = leafed(keyboard, &draft.keys, page);
        let name = format!("u{}.page", self.update.unwrap_or_default());
        let (html, markup) = (draft.body.html().to_owned(), markup(&draft, &leaf.token));
        self.send(name, &Call::Edit { of: keyboard.send.clone(), html, caption: false, markup });
        self.keyboards.push(leaf);
    }

    /// A conversation beside the chat's own was looked at up to this row.
    pub fn looks(&mut self, conversation: &ConversationId, seen: u64) {
        for watch in self.watches.iter_mut().filter(|watch| watch.conversation == *conversation) {
            watch.seen = watch.seen.max(seen);
        }
    }

    /// When what is held back of it is looked at again.
    pub fn wakes(&mut self, conversation: &ConversationId, at: Option<Millis>) {
        for watch in self.watches.iter_mut().filter(|watch| watch.conversation == *conversation) {
            watch.wake_at = at;
        }
    }

    /// A keyboard that was used.
    pub fn keep(&mut self, keyboard: Keyboard) {
        self.keyboards.push(keyboard);
    }

    fn send(&mut self, name: String, call: &Call) {
        self.sends.push(NewSend { name, call: call.json(), not_before: Millis(0) });
    }

    /// Writes everything; nothing where nothing happened.
    pub async fn close(self) -> Result<ChatWritten, StoreError> {
        let Self { office, mut chat, mut state, update, sends, keyboards, watches, claim, .. } = self;
        let (shown, ended, told, number) = (self.shown, self.ended, self.told, chat.chat);
        state.own.retain(|seq| *seq > chat.seen);
        chat.state = state.json();
        let at = office.app.clock.now();
        let rows = office.app.store.workspace(&office.workspace);
        let is_as_read = self.as_read.0 == chat && self.as_read.1 == watches;
        let is_still = is_as_read && update.is_none() && claim.is_none();
        let written = if is_still && sends.is_empty() && keyboards.is_empty() {
            ChatWritten::Done
        } else {
            let bot = office.bot.id.clone();
            let settle = Settle { bot, chat, sends, keyboards, watched: watches, update, claim, at };
            rows.settle_chat(settle).await?
        };
        if written == ChatWritten::Done {
            // What is not noted is sent under the same name again, which sends nothing.
            if let Some(day) = told {
                rows.digest_told(&office.bot.id, number, &day).await?;
            }
            for question in shown {
                rows.colleague_question_put(&question, at).await?;
            }
            for (question, state) in ended {
                rows.end_colleague_question(&question, state, at).await?;
            }
        }
        Ok(written)
    }
}

/// A page of a keyboard, with a token of its own.
fn leafed(keyboard: &Keyboard, keys: &[Vec<Key>], page: u32) -> Keyboard {
    let (token, keys) = (token(), keys_json(keys));
    Keyboard { token, keys, picked: page.to_string(), used_at: None, ..keyboard.clone() }
}

pub fn keys_json(keys: &[Vec<Key>]) -> String {
    serde_json::to_string(keys).expect("keys are JSON: their maps have strings")
}

fn token() -> String {
    let random: [u8; TOKEN] = rand::random();
    random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}
