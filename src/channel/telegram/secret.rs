//! What only Telegram and we know of a bot.

use crate::{app::App, config::Secret, store::Bot};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What is made from a token for this alone.
const PURPOSE: &[u8] = b"pauta telegram webhook";

/// The token of a bot; `None` if it was sealed with another key.
pub fn token(app: &App, bot: &Bot) -> Option<Secret<String>> {
    app.seal.unseal(&bot.sealed_token, bot.id.as_str())
}

/// What Telegram sends with each update to prove that it is Telegram: made from the token, so that nothing more has
/// to be kept. Hexadecimal, within the 256 characters that Telegram allows.
pub fn webhook_secret(app: &App, bot: &Bot) -> Option<String> {
    let token = token(app, bot)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(token.expose().as_bytes()).ok()?;
    mac.update(PURPOSE);
    Some(hex::encode(mac.finalize().into_bytes()))
}
