//! Connecting a bot: Telegram says who it is, its token is sealed, and from then on somebody speaks for it.

use crate::{
    config::Secret,
    id::{BotId, WorkspaceId},
    outside::{
        seal::Seal,
        telegram::{CallError, Refused, Telegram},
    },
    store::{Bot, Store, StoreError},
    time::Millis,
};
use std::time::Duration;
use teloxide::{
    payloads::{DeleteWebhook, GetMe},
    types::Me,
};
use tokio::time::timeout;

/// How long Telegram is told that a bot is gone. Nothing hangs on it: what it still brings is turned away.
const FAREWELL: Duration = Duration::from_secs(3);

/// What it takes to connect a bot.
#[derive(Clone, Copy)]
pub struct Switchboard<'a> {
    pub store: &'a Store,
    pub telegram: &'a Telegram,
    pub seal: &'a Seal,
    pub now: Millis,
}

/// Why a bot is not connected.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// It does not look like one.
    #[error("this is no token of a bot: one is a number, a colon and some 35 letters")]
    NoToken,
    /// Telegram knows no bot by this token.
    #[error("Telegram knows no bot by this token")]
    NoBot,
    /// Another workspace has it: one bot speaks for one team.
    #[error("another workspace has this bot already")]
    Taken,
    #[error("Telegram does not answer: {0}")]
    Silent(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Switchboard<'_> {
    /// Connects the bot of a token as somebody pasted it; one that the workspace has already gets the new token.
    ///
    /// # Errors
    /// As [`ConnectError`] says. No error holds the token.
    pub async fn connect(&self, workspace: &WorkspaceId, token: Secret<String>) -> Result<Bot, ConnectError> {
        let (token, me) = introduced(self.telegram, &token).await?;
        let telegram_id = i64::try_from(me.user.id.0).map_err(|_| ConnectError::NoBot)?;
        let (name, username) = (me.user.first_name.clone(), me.user.username.clone().unwrap_or_default());
        let rows = self.store.workspace(workspace);
        if let Some(known) = rows.bots().await?.into_iter().find(|bot| bot.telegram_id == telegram_id) {
            let sealed_token = self.seal.seal(&token, known.id.as_str());
            let renewed = Bot { sealed_token, name, username, ..known };
            rows.renew_bot(&renewed).await?;
            return Ok(renewed);
        }
        let id = BotId::new();
        let bot = Bot {
            sealed_token: self.seal.seal(&token, id.as_str()),
            id,
            name,
            username,
            telegram_id,
            created_at: self.now,
        };
        if rows.create_bot(&bot).await? { Ok(bot) } else { Err(ConnectError::Taken) }
    }

    /// Forgets a bot, and has Telegram bring nothing more of it. `false` if it is not there.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn disconnect(&self, workspace: &WorkspaceId, id: &BotId) -> Result<bool, StoreError> {
        let rows = self.store.workspace(workspace);
        let Some(bot) = rows.bot(id).await? else { return Ok(false) };
        let is_gone = rows.remove_bot(id).await?;
        if let Some(token) = self.seal.unseal(&bot.sealed_token, id.as_str()) {
            let told = self.telegram.bot(token);
            if !matches!(timeout(FAREWELL, told.call(&DeleteWebhook::new())).await, Ok(Ok(_))) {
                tracing::info!(bot = bot.username, "Telegram was not told that the bot is gone");
            }
        }
        Ok(is_gone)
    }
}

/// The token as somebody pasted it, without what came along, and the bot that Telegram knows by it.
///
/// # Errors
/// As [`ConnectError`] says, but for what only a workspace can refuse.
pub async fn introduced(
    telegram: &Telegram,
    pasted: &Secret<String>,
) -> Result<(Secret<String>, Me), ConnectError> {
    let token = read(pasted.expose()).ok_or(ConnectError::NoToken)?;
    let me = telegram.bot(token.clone()).call(&GetMe::new()).await.map_err(|error| match error {
        CallError::Refused(Refused::Token) => ConnectError::NoBot,
        CallError::Silent(error) => ConnectError::Silent(error),
        error => ConnectError::Silent(error.to_string()),
    })?;
    Ok((token, me))
}

/// A token without what came along when it was copied; `None` for what cannot be one, which is asked nowhere: a token
/// is a part of addresses.
fn read(pasted: &str) -> Option<Secret<String>> {
    let token = pasted.trim();
    let (number, rest) = token.split_once(':')?;
    let is_number = (5..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_rest = (30..=80).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (is_number && is_rest).then(|| Secret::new(token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_from_what_is_none() {
        let token = "8100000001:AAF7-g0gYncWnm5IyfZlpPRqRRv6kNAG_12";
        for pasted in [token.to_owned(), format!(" {token}\r\n")] {
            assert_eq!(read(&pasted).unwrap().expose(), token);
        }
        let long = format!("{token}{}", "a".repeat(80));
        for other in [
            "",
            "@pauta_bot",
            "8100000001",
            "8100000001:",
            &token[..30],
            &long,
            "../etc:x",
            &format!("{token}/x"),
        ] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
