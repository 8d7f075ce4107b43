//! Walks the campaign briefing by phone: reads the question that is open, answers it by its buttons or in words, and
//! waits until the next one is there to be seen.

use super::Stage;
use crate::harness::{
    bot_api::{Phone, screen::Shown},
    briefing::{STEPS_MAX, answer},
    wait::until,
};
use pauta::{
    engine::effect::{AskView, Button, Message},
    id::ConversationId,
    store::BotChat,
    tree::json::SlotType,
    turn::{self, Peer, Standing},
};

/// Somebody who answers by phone.
pub struct Walker<'a> {
    pub stage: &'a Stage,
    pub phone: Phone,
    pub locale: &'static str,
    pub goal: &'static str,
    /// How deep they would like to go.
    pub depth: &'static str,
    /// The paths that were asked for.
    pub asked: Vec<String>,
}

impl<'a> Walker<'a> {
    pub fn new(stage: &'a Stage, phone: &Phone, locale: &'static str, goal: &'static str) -> Self {
        Self { stage, phone: phone.clone(), locale, goal, depth: "full", asked: Vec::new() }
    }

    /// The chat as the server has it.
    pub async fn chat(&self) -> BotChat {
        let app = &self.stage.app.app;
        let rows = app.store.workspace(&app.home.workspace);
        let bot = rows.bots().await.unwrap().remove(0);
        rows.bot_chat(&bot.id, self.phone.chat_id()).await.unwrap().expect("nobody has written yet")
    }

    pub async fn conversation(&self) -> ConversationId {
        self.chat().await.conversation.expect("there is no conversation in this chat")
    }

    pub async fn peer(&self) -> Peer {
        let chat = self.chat().await;
        Peer {
            workspace: self.stage.app.app.home.workspace.clone(),
            visitor: chat.visitor.unwrap(),
            conversation: chat.conversation.unwrap(),
            zone: None,
            locale: chat.locale,
        }
    }

    pub async fn standing(&self) -> Standing {
        turn::standing(&self.stage.app.app, &self.peer().await).await.unwrap()
    }

    /// The row of the question that is open.
    async fn question(&self, ask: &AskView) -> String {
        let app = &self.stage.app.app;
        let rows = app.store.workspace(&app.home.workspace);
        let row = rows.messages_after(&self.conversation().await, ask.id - 1, 1).await.unwrap().remove(0);
        serde_json::from_str::<Message>(&row.body).unwrap().text
    }

    /// Waits until the question that is open can be seen; gives it with its message.
    pub async fn sees_the_question(&self) -> (AskView, Shown) {
        let ask = self.standing().await.pending.expect("nothing is asked");
        let text = self.question(&ask).await;
        let line = text.lines().map(str::trim).rfind(|line| line.len() > 3).unwrap_or(&text).to_owned();
        let shown = self.phone.sees(&line).await;
        (ask, shown)
    }

    /// One question, answered.
    pub async fn step(&mut self) {
        let (ask, shown) = self.sees_the_question().await;
        self.asked.push(ask.path.clone());
        let press = |button: Option<&Button>| button.map(|button| button.label.clone());
        let own = |id: &str| press(ask.buttons.iter().find(|button| button.id == id));
        let option = |id: &str| press(ask.input.options.iter().find(|button| button.id == id));
        let several = matches!(ask.input.kind, SlotType::MultiChoice | SlotType::Rank);
        let label = match ask.path.as_str() {
            "depth" => option(self.depth),
            "goal" => option(self.goal).or_else(|| own("accept")),
            _ if own("accept").is_some() => own("accept"),
            _ if own("confirm").is_some() => own("confirm"),
            path => match answer(self.locale, path) {
                Some(_) => None,
                None => ["no_more", "unsure", "skip"].into_iter().find_map(own),
            },
        };
        let words = answer(self.locale, &ask.path);
        match (label, words, ask.input.options.first()) {
            (Some(label), ..) => self.presses(&shown, &label).await,
            (None, Some(text), _) => drop(self.phone.says(text)),
            (None, None, Some(first)) if several => {
                self.presses(&shown, &format!("☐ {}", first.label)).await;
                self.phone
                    .presses(if self.locale == "en" { "Done" } else { "Pronto" })
                    .await
                    .is_answered()
                    .await;
            }
            (None, None, Some(first)) => self.presses(&shown, &first.label).await,
            (None, None, None) => drop(self.phone.says("10")),
        }
        self.is_past(&ask).await;
    }

    /// Waits until the phone shows all that the conversation has.
    pub async fn sees_everything(&self) {
        let rows = self.stage.app.app.store.workspace(&self.stage.app.app.home.workspace);
        let bot = rows.bots().await.unwrap().remove(0);
        until("everything is shown", async || {
            self.chat().await.seen >= self.standing().await.seq
                && rows.sends_waiting(&bot.id).await.unwrap().0 == 0
        })
        .await;
    }

    /// Takes a proposal that came beside the questions.
    pub async fn takes_what_is_proposed(&self) {
        self.sees_everything().await;
        let take = if self.locale == "en" { "Use the suggestion" } else { "Usar a sugestão" };
        if self.phone.has_button(take) {
            self.phone.presses(take).await.is_answered().await;
            until("it is taken", async || !self.phone.has_button(take)).await;
            self.sees_everything().await;
        }
    }

    /// Presses a button of this message by its label, which may be cut short.
    async fn presses(&self, shown: &Shown, label: &str) {
        let button = shown
            .buttons()
            .find(|button| button.label == label || label.starts_with(button.label.trim_end_matches('…')));
        let label = button.map_or_else(|| label.to_owned(), |button| button.label.clone());
        self.phone.presses(&label).await.is_answered().await;
    }

    /// Waits until something else is asked, or nothing.
    pub async fn is_past(&self, ask: &AskView) {
        let what = format!("past {} {:?} in\n{}", ask.path, ask.input.kind, self.phone.screen());
        let id = ask.id;
        until(&what, async || self.standing().await.pending.is_none_or(|now| now.id != id)).await;
    }

    /// Answers everything, until the brief is closed.
    pub async fn walks_to_the_end(&mut self) {
        while !self.standing().await.closed {
            self.step().await;
            assert!(self.asked.len() < STEPS_MAX, "still at {:?}", self.asked.last());
        }
    }
}
