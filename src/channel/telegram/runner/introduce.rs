//! What Telegram is told of a bot before anything else: how its updates come, and its menu.

use super::{
    super::{desk::Office, secret::webhook_secret, words},
    trouble,
};
use crate::outside::telegram::{BotApi, CallError};
use std::time::Duration;
use teloxide::{
    payloads::{DeleteWebhook, SetMyCommands, SetMyCommandsSetters, SetWebhook, SetWebhookSetters},
    types::{AllowedUpdate, BotCommand},
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use url::Url;

/// How long is waited before it is said again.
const AGAIN: Duration = Duration::from_secs(2);

/// Tells Telegram, until it has heard. `false` if the bot is no longer ours.
pub(super) async fn introduce(office: &Office, api: &BotApi, stop: &CancellationToken) -> bool {
    loop {
        let wait = match tell(office, api).await {
            Ok(()) => {
                trouble::note(office, "").await;
                return true;
            }
            Err(CallError::Wait(wait)) => wait,
            Err(error) => {
                tracing::warn!(bot = office.bot.username, %error, "Telegram was not told of the bot");
                trouble::note(office, &trouble::word(&error)).await;
                AGAIN
            }
        };
        if stop.run_until_cancelled(sleep(wait)).await.is_none() {
            return false;
        }
    }
}

async fn tell(office: &Office, api: &BotApi) -> Result<(), CallError> {
    if office.app.config.telegram.webhook {
        let url = address(office);
        let secret = webhook_secret(&office.app, &office.bot).unwrap_or_default();
        let kinds = [
            AllowedUpdate::Message,
            AllowedUpdate::EditedMessage,
            AllowedUpdate::CallbackQuery,
            AllowedUpdate::MyChatMember,
        ];
        let set = SetWebhook::new(url).allowed_updates(kinds).secret_token(secret);
        api.call(&set).await?;
    } else {
        api.call(&DeleteWebhook::new()).await?;
    }
    for (code, locale) in [(None, "en"), (Some("pt"), "pt-BR"), (Some("en"), "en")] {
        let commands = words::commands(locale).into_iter();
        let commands = commands.map(|(name, about)| BotCommand::new(name, about)).collect::<Vec<_>>();
        let mut set = SetMyCommands::new(commands);
        if let Some(code) = code {
            set = set.language_code(code);
        }
        api.call(&set).await?;
    }
    Ok(())
}

/// Where Telegram brings the updates of a bot.
fn address(office: &Office) -> Url {
    let mut url = office.app.public_url.clone();
    url.set_path(&format!("telegram/{}", office.bot.id));
    url
}
