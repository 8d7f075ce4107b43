//! `pauta webhooks`: which systems are told what happens, and how it went.

use super::{failure::Failure, on_store::on_store};
use crate::{
    config::Config,
    id::WebhookId,
    outside::{hook::secret, reach::Reach},
    store::{Delivery, NewWebhook, Store, Webhook, WebhookAdded, workspace_with_name},
    time::Clock,
    work::Happened,
};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum WebhooksCommand {
    /// Show every webhook with its events
    List,
    /// Tell an address of these events, and print the secret that its messages are signed with
    Add {
        /// Where the messages go: https, on the internet
        url: String,
        /// What it is told, such as piece.decided; may be given more than once. Without it, everything
        #[arg(long = "event")]
        events: Vec<String>,
        /// The workspace; without it, the first one
        #[arg(long)]
        workspace: Option<String>,
    },
    /// Forget a webhook, its secret and its messages
    Remove {
        /// Its id, as `list` shows it
        id: String,
    },
    /// Show the last messages, and how they went
    Log,
}

/// Messages of a workspace that are shown.
const SHOWN: u32 = 50;

pub(super) async fn run(config: &Config, command: WebhooksCommand) -> Result<(), Failure> {
    on_store(config, async |store| told(config, store, command).await).await
}

async fn told(config: &Config, store: &Store, command: WebhooksCommand) -> Result<String, Failure> {
    match command {
        WebhooksCommand::List => list(store).await,
        WebhooksCommand::Log => log(store).await,
        WebhooksCommand::Remove { id } => remove(store, &id).await,
        WebhooksCommand::Add { url, events, workspace } => {
            let reach = if config.webhooks.private { Reach::Network } else { Reach::Public };
            let url = reach.read(&url).map_err(|why| Failure::ToMend(format!("{url}: {why}.")))?;
            let known = |event: &String| Happened::EVENTS.contains(&event.as_str());
            if let Some(event) = events.iter().find(|event| !known(event)) {
                let all = Happened::EVENTS.join(", ");
                return Err(Failure::ToMend(format!("{event:?} is no event; there are {all}.")));
            }
            let events = if events.is_empty() { Happened::EVENTS.map(str::to_owned).into() } else { events };
            let (id, secret, at) = (WebhookId::new(), secret(rand::random()), Clock::System.now());
            add(store, workspace.as_deref(), NewWebhook { id, url: url.into(), secret, events, at }).await
        }
    }
}

async fn add(store: &Store, workspace: Option<&str>, new: NewWebhook) -> Result<String, Failure> {
    let all = store.installation().named_workspaces().await?;
    let found = all.into_iter().find(|(_, name)| workspace.is_none_or(|wanted| wanted == name));
    let (id, name) = found.ok_or_else(|| Failure::ToMend("there is no such workspace.".into()))?;
    match store.workspace(&id).add_webhook(&new).await? {
        WebhookAdded::Done => Ok(format!(
            "{}  {name}: {}\n\nIts secret, which is shown only now:\n{}",
            new.id,
            new.url,
            new.secret,
            name = workspace_with_name(&name)
        )),
        WebhookAdded::Known => Err(Failure::ToMend(format!("{} is told already.", new.url))),
        WebhookAdded::TooMany => Err(Failure::ToMend("the workspace tells as many as it may.".into())),
    }
}

async fn remove(store: &Store, id: &str) -> Result<String, Failure> {
    let unknown =
        || Failure::ToMend(format!("no webhook has the id {id:?}: `pauta webhooks list` shows them."));
    let webhook = WebhookId::parse(id).ok_or_else(unknown)?;
    for workspace in store.installation().workspaces().await? {
        if store.workspace(&workspace).remove_webhook(&webhook).await? {
            return Ok("It is told nothing any more.".into());
        }
    }
    Err(unknown())
}

async fn list(store: &Store) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for (id, name) in store.installation().named_workspaces().await? {
        lines.extend(store.workspace(&id).webhooks().await?.iter().map(|hook| line(&name, hook)));
    }
    Ok(if lines.is_empty() { "There is no webhook.".into() } else { lines.join("\n") })
}

fn line(workspace: &str, hook: &Webhook) -> String {
    let state = match &hook.disabled {
        Some((at, why)) => format!(" (off since {}: {why})", at.rfc3339()),
        None => String::new(),
    };
    let workspace = workspace_with_name(workspace);
    format!("{}  {workspace}: {} is told {}{state}", hook.id, hook.url, hook.events.join(", "))
}

async fn log(store: &Store) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for (id, name) in store.installation().named_workspaces().await? {
        lines.extend(store.workspace(&id).deliveries(SHOWN).await?.iter().map(|one| entry(&name, one)));
    }
    Ok(if lines.is_empty() { "Nothing was told yet.".into() } else { lines.join("\n") })
}

fn entry(workspace: &str, one: &Delivery) -> String {
    let last = one.attempts.last().map_or_else(String::new, |last| match last.status {
        Some(status) => format!(": {status} {}", last.error),
        None => format!(": {}", last.error),
    });
    let (at, tried) = (one.created_at.rfc3339(), one.tried);
    let workspace = workspace_with_name(workspace);
    let told = format!("{}  {at}  {workspace}: {} {} after {tried}{last}", one.id, one.event, one.state);
    told.trim_end().to_owned()
}
