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
use teloxide::payloads::GetMe;

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
    /// Connects the bot of a token; one that the workspace has already gets the new token.
    ///
    /// # Errors
    /// As [`ConnectError`] says. No error holds the token.
    pub async fn connect(
        &self,
        workspace: &WorkspaceId,
        token: Secret<String>,
    ) -> Result<Bot, ConnectError> {
        let me = self.telegram.bot(token.clone()).call(&GetMe::new()).await.map_err(|error| match error {
            CallError::Refused(Refused::Token) => ConnectError::NoBot,
            error => ConnectError::Silent(error.to_string()),
        })?;
        let telegram_id = i64::try_from(me.user.id.0).map_err(|_| ConnectError::NoBot)?;
        let rows = self.store.workspace(workspace);
        if let Some(known) = rows.bots().await?.into_iter().find(|bot| bot.telegram_id == telegram_id) {
            let sealed_token = self.seal.seal(&token, known.id.as_str());
            rows.renew_bot(&known.id, &sealed_token).await?;
            return Ok(Bot { sealed_token, ..known });
        }
        let id = BotId::new();
        let bot = Bot {
            sealed_token: self.seal.seal(&token, id.as_str()),
            id,
            name: me.user.first_name.clone(),
            username: me.user.username.clone().unwrap_or_default(),
            telegram_id,
            created_at: self.now,
        };
        if rows.create_bot(&bot).await? { Ok(bot) } else { Err(ConnectError::Taken) }
    }
}
