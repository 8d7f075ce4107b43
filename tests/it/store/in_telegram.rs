//! Rows that tests of Telegram begin with.

use super::db::NOW;
use pauta::{
    id::BotId,
    store::{Bot, BotChat, Settle},
};

/// A bot that is not kept yet.
pub fn bot(telegram_id: i64) -> Bot {
    Bot {
        id: BotId::new(),
        name: "Pauta".into(),
        username: "pauta_bot".into(),
        telegram_id,
        sealed_token: "sealed:42".into(),
        created_at: NOW,
    }
}

/// A chat that is not kept yet, a group's where the number is negative.
pub fn chat(chat: i64) -> BotChat {
    BotChat {
        chat,
        is_group: chat < 0,
        name: "Ana".into(),
        locale: "pt-BR".into(),
        visitor: None,
        member: None,
        conversation: None,
        seen: 0,
        state: "{}".into(),
        gone_at: None,
        version: 0,
    }
}

/// A chat alone, to be written.
pub fn settle(bot: &BotId, chat: BotChat) -> Settle {
    Settle {
        bot: bot.clone(),
        chat,
        sends: Vec::new(),
        keyboards: Vec::new(),
        watched: Vec::new(),
        update: None,
        claim: None,
        at: NOW,
    }
}
