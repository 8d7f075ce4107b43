//! Whether the bots can be spoken for: their tokens, the key that seals them, and what Telegram says of each.

use super::{Finding, bad, good, note, possible};
use crate::{
    app::{self, StartError},
    channel::telegram::{ConnectError, introduced},
    cli::failure::Sentence,
    config::{Config, Database},
    outside::{
        reach::Reach,
        seal::Seal,
        telegram::{BotApi, CallError, Refused, Telegram},
    },
    store::Bot,
};
use std::{fs, os::unix::fs::PermissionsExt};
use teloxide::{
    payloads::{GetMe, GetWebhookInfo},
    types::WebhookInfo,
};
use url::Url;

const PART: &str = "telegram";
/// The ports that Telegram brings updates to.
const PORTS: [u16; 4] = [443, 80, 88, 8443];

/// What there is to say of Telegram.
pub(super) async fn bots(config: &Config) -> Vec<Finding> {
    let Ok(bots) = known(config).await else {
        return vec![good(PART, "not known while the database cannot be read")];
    };
    let mut findings = vec![key(config, !bots.is_empty())];
    if bots.is_empty() && config.telegram.token.is_none() {
        findings.push(possible(
            PART,
            "no bot; owners connect one at /telegram, operators by `pauta telegram connect`",
        ));
        return findings;
    }
    findings.extend(webhook(config));
    let telegram = match Telegram::new(config.telegram.api_url.base().clone()) {
        Ok(telegram) => telegram,
        Err(error) => {
            findings.push(bad(PART, Sentence(error).to_string()));
            return findings;
        }
    };
    findings.extend(configured(config, &telegram, &bots).await);
    // What is wrong with the key is told as such.
    let seal = Seal::known(config).ok().flatten();
    for bot in &bots {
        let token = seal.as_ref().and_then(|seal| seal.unseal(&bot.sealed_token, bot.id.as_str()));
        findings.extend(match token {
            None => vec![bad(
                PART,
                format!(
                    "@{}: its token was sealed with another key; bring that key back, or connect the bot again",
                    bot.username
                ),
            )],
            Some(token) => asked(config, bot, &telegram.bot(token)).await,
        });
    }
    findings
}

async fn known(config: &Config) -> Result<Vec<Bot>, StartError> {
    if matches!(config.database(), Database::Sqlite(file) if !file.exists()) {
        return Ok(Vec::new());
    }
    let store = app::open_store(config).await?;
    let found = async {
        let mut all = Vec::new();
        for workspace in store.installation().workspaces().await? {
            all.extend(store.workspace(&workspace).bots().await?);
        }
        Ok(all)
    };
    let found = found.await;
    store.shutdown().await;
    found
}

/// Where the key comes from that seals what Pauta keeps for others.
fn key(config: &Config, is_needed: bool) -> Finding {
    let part = "secret key";
    let Some(path) = Seal::file(config) else { return good(part, "from PAUTA_SECRET_KEY") };
    let shown = path.display();
    let mode = match fs::metadata(&path) {
        Ok(about) => about.permissions().mode() & 0o777,
        Err(_) if !is_needed => {
            return good(part, format!("{shown} is not there yet; the first start makes it"));
        }
        Err(error) => return bad(part, format!("{shown}, which opens the tokens of the bots: {error}")),
    };
    if mode & 0o077 != 0 {
        return note(part, format!("{shown} can be read by others on this machine: chmod 600 {shown}"));
    }
    match fs::read(&path) {
        Ok(_) => good(part, format!("{shown}, for its owner alone; back it up apart from the database")),
        Err(error) => bad(part, format!("{shown} cannot be read: {error}")),
    }
}

/// Whether Telegram can bring anything to where it is told to.
fn webhook(config: &Config) -> Option<Finding> {
    if !config.telegram.webhook {
        return None;
    }
    let url = config.public_url(config.http.listen);
    let why = match Reach::Public.read(url.as_str()) {
        Err(why) => format!("{why}"),
        Ok(_) if !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) => {
            "Telegram knows no port but 443, 80, 88 and 8443".to_owned()
        }
        Ok(_) => return None,
    };
    let told = format!("PAUTA_TELEGRAM_WEBHOOK is set, but Telegram cannot bring anything to {url}: {why}");
    Some(if config.telegram.api_url.is_near() {
        note(PART, format!("{told}; a Bot API server of one's own may"))
    } else {
        bad(
            PART,
            format!(
                "{told}; set PAUTA_PUBLIC_URL to an https address of the internet, or leave the webhook off"
            ),
        )
    })
}

/// What becomes of the token in the configuration, which a start connects; nothing where that has been.
async fn configured(config: &Config, telegram: &Telegram, bots: &[Bot]) -> Option<Finding> {
    let part = "PAUTA_TELEGRAM_TOKEN";
    match introduced(telegram, config.telegram.token.as_ref()?).await {
        Ok((_, me)) if bots.iter().any(|bot| u64::try_from(bot.telegram_id) == Ok(me.user.id.0)) => None,
        Ok((_, me)) => {
            let name = me.user.username.unwrap_or_default();
            Some(good(PART, format!("{part} is that of @{name}, which the next start connects")))
        }
        Err(error @ ConnectError::NoToken) => {
            Some(bad(PART, format!("{part}: {error}; copy the whole line from @BotFather's message")))
        }
        Err(error @ ConnectError::NoBot) => {
            Some(bad(PART, format!("{part}: {error}; send /token to @BotFather and copy the current one")))
        }
        Err(error) => Some(bad(PART, format!("{part}: {error}"))),
    }
}

/// What Telegram says of a bot.
async fn asked(config: &Config, bot: &Bot, api: &BotApi) -> Vec<Finding> {
    let name = &bot.username;
    let me = match api.call(&GetMe::new()).await {
        Ok(me) => me,
        Err(CallError::Refused(Refused::Token)) => {
            let told =
                "Telegram no longer takes its token; connect it again with the one that @BotFather shows";
            return vec![bad(PART, format!("@{name}: {told}"))];
        }
        Err(error) => return vec![bad(PART, format!("@{name}: {error}"))],
    };
    let mut findings = vec![good(PART, format!("@{name} is {}", me.user.first_name))];
    if me.user.username.as_ref().is_some_and(|now| now != name) {
        let now = me.user.username.unwrap_or_default();
        findings.push(possible(
            PART,
            format!("@{name} is called @{now} now; connect it again, so that links lead there"),
        ));
    }
    match api.call(&GetWebhookInfo::new()).await {
        Ok(info) => findings.extend(comes(config, bot, &info)),
        Err(error) => findings.push(bad(PART, format!("@{name}: {error}"))),
    }
    findings
}

/// How its updates come, held against how they should.
fn comes(config: &Config, bot: &Bot, info: &WebhookInfo) -> Vec<Finding> {
    let (name, waiting) = (&bot.username, info.pending_update_count);
    let mut wanted = config.public_url(config.http.listen);
    wanted.set_path(&format!("telegram/{}", bot.id));
    let first = match (&info.url, config.telegram.webhook) {
        (None, false) => good(PART, format!("@{name} is asked for its updates, {waiting} wait at Telegram")),
        (Some(url), true) if *url == wanted => {
            good(PART, format!("@{name} has its updates brought to {url}, {waiting} wait at Telegram"))
        }
        (Some(url), is_webhook) => {
            let here = if is_webhook { wanted.to_string() } else { "nowhere: this server asks".to_owned() };
            note(
                PART,
                format!(
                    "@{name}: Telegram brings its updates to {}, not to {here}; the next start sets it",
                    host(url)
                ),
            )
        }
        (None, true) => {
            note(PART, format!("@{name}: Telegram brings its updates nowhere yet; the next start sets it"))
        }
    };
    let failed = info.last_error_message.as_ref().map(|told| {
        note(PART, format!("@{name}: Telegram could not bring an update, the last time because of: {told}"))
    });
    std::iter::once(first).chain(failed).collect()
}

/// Another program's address may have a secret in its path.
fn host(url: &Url) -> String {
    url.origin().ascii_serialization()
}
