//! `pauta site`: the places where the chat stands.

use super::{failure::Failure, on_store::on_store};
use crate::{
    channel::web::{origin::registrable, token::Token},
    config::Config,
    id::{SiteId, WorkspaceId},
    store::{Accent, Identity, Site, Store},
    time::Clock,
};
use clap::Subcommand;

/// The longest name of a site.
const NAME_MAX: usize = 100;

#[derive(Debug, Subcommand)]
pub(super) enum SiteCommand {
    /// Show every site with its key, its origins and its colour
    List,
    /// Make a site for these origins, and print what to paste into its pages
    Add {
        /// How you call it
        name: String,
        /// Where its pages are, such as https://padaria.example; may be given more than once
        #[arg(long = "origin", required = true)]
        origins: Vec<String>,
        /// The dialogue tree that its conversations start with; without it, the first site's
        #[arg(long)]
        tree: Option<String>,
    },
    /// Let the pages of an origin open the site's chat
    Allow {
        /// The site's public key, as `list` shows it
        key: String,
        /// Such as https://www.padaria.example
        origin: String,
    },
    /// Take that back: open conversations there end when they next connect
    Forbid {
        /// The site's public key, as `list` shows it
        key: String,
        /// As `list` shows it
        origin: String,
    },
    /// Set the site's colour
    Accent {
        /// The site's public key, as `list` shows it
        key: String,
        /// Such as '#b4471f'; "none" for Pauta's own
        colour: String,
    },
    /// Make a new secret for the site to sign who its visitors are, and print it
    Identity {
        /// The site's public key, as `list` shows it
        key: String,
        /// Only visitors whom the site has signed for may speak
        #[arg(long, conflicts_with_all = ["optional", "off"])]
        require: bool,
        /// Anonymous visitors may speak again; the secret stays
        #[arg(long, conflicts_with = "off")]
        optional: bool,
        /// Forget the secret: everybody is anonymous
        #[arg(long)]
        off: bool,
    },
}

pub(super) async fn run(config: &Config, command: SiteCommand) -> Result<(), Failure> {
    on_store(config, async |store| told(config, store, command).await).await
}

/// Does it, and gives what the operator reads.
async fn told(config: &Config, store: &Store, command: SiteCommand) -> Result<String, Failure> {
    match command {
        SiteCommand::List => list(store).await,
        SiteCommand::Add { name, origins, tree } => add(config, store, &name, &origins, tree).await,
        SiteCommand::Allow { key, origin } => {
            let origin = registrable(&origin).map_err(Failure::ToMend)?;
            let (workspace, site) = found(store, &key).await?;
            let new = store.workspace(&workspace).allow_origin(&site, &origin).await?;
            Ok(format!("{origin} {} open this site's chat.", if new { "may now" } else { "could already" }))
        }
        SiteCommand::Forbid { key, origin } => {
            let (workspace, site) = found(store, &key).await?;
            // What is registered can be taken away however it came to be there.
            let origin = registrable(&origin).unwrap_or(origin);
            if store.workspace(&workspace).forbid_origin(&site, &origin).await? {
                return Ok(format!("{origin} may no longer open this site's chat."));
            }
            let told = "`pauta site list` shows those that are";
            Err(Failure::ToMend(format!("{origin} is not registered with this site; {told}.")))
        }
        SiteCommand::Accent { key, colour } => {
            let accent = match (colour.as_str(), Accent::parse(&colour)) {
                ("none", _) => None,
                (_, Some(accent)) => Some(accent),
                (_, None) => {
                    let told = "write six digits after a #, in quotes, such as '#b4471f', or none";
                    return Err(Failure::ToMend(format!("{colour:?} is no colour: {told}.")));
                }
            };
            let (workspace, site) = found(store, &key).await?;
            store.workspace(&workspace).set_site_accent(&site, accent.as_ref()).await?;
            let shown = accent.as_ref().map_or("Pauta's own colour", Accent::as_str);
            Ok(format!("The site's chat is now in {shown}."))
        }
        SiteCommand::Identity { key, require, optional, off } => {
            let (workspace, site) = found(store, &key).await?;
            let rows = store.workspace(&workspace);
            let (identity, told) = signing(rows.site_identity(&site).await?, require, optional, off)?;
            rows.set_site_identity(&site, &identity).await?;
            Ok(told)
        }
    }
}

/// What signing becomes, and what is said of it.
fn signing(now: Identity, require: bool, optional: bool, off: bool) -> Result<(Identity, String), Failure> {
    if off {
        let told = "The site signs for nobody any more; its visitors are anonymous.";
        return Ok((Identity { secret: None, required: false }, told.to_owned()));
    }
    if require || optional {
        if now.secret.is_none() {
            let told =
                "the site has no secret yet: make one first, with `pauta site identity` and its key alone.";
            return Err(Failure::ToMend(told.to_owned()));
        }
        let who = if require { "Only visitors whom the site signed for" } else { "Anonymous visitors too" };
        return Ok((Identity { required: require, ..now }, format!("{who} may speak from now on.")));
    }
    let secret = Token::random().expose().to_owned();
    let told = format!(
        "The site's new secret, shown only now; one that was there before is worth nothing any more:\n\n    {secret}\n\n\
         Keep it on the site's server, never in a page. docs/embed.md shows how to sign with it."
    );
    Ok((Identity { secret: Some(secret), ..now }, told))
}

async fn list(store: &Store) -> Result<String, Failure> {
    let mut told = Vec::new();
    for workspace in store.installation().workspaces().await? {
        told.extend(store.workspace(&workspace).sites().await?.iter().map(shown));
    }
    Ok(if told.is_empty() {
        "There is no site yet; `pauta` makes the first when it starts.".into()
    } else {
        told.join("\n\n")
    })
}

fn shown(site: &Site) -> String {
    let or = |text: Option<&str>, other: &str| text.unwrap_or(other).to_owned();
    let identity = match (site.signs, site.identity_required) {
        (false, _) => "anonymous visitors",
        (true, false) => "signs who its visitors are",
        (true, true) => "only visitors whom it signed for",
    };
    let origins =
        if site.origins.is_empty() { "nowhere yet".into() } else { site.origins.join("\n           ") };
    format!(
        "{}\n  key      {}\n  origins  {origins}\n  tree     {}\n  accent   {}\n  identity {identity}",
        site.name,
        site.public_key,
        or(site.tree.as_deref(), "none yet"),
        or(site.accent.as_ref().map(Accent::as_str), "Pauta's own"),
    )
}

async fn add(
    config: &Config,
    store: &Store,
    name: &str,
    origins: &[String],
    tree: Option<String>,
) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Failure::ToMend(format!(
            "a site's name has 1 to {NAME_MAX} characters, all on one line."
        )));
    }
    let origins: Result<Vec<String>, String> = origins.iter().map(|origin| registrable(origin)).collect();
    let origins = origins.map_err(Failure::ToMend)?;
    let now = Clock::System.now();
    let (workspace, _) = store.installation().ensure_default(&[], now).await?;
    let rows = store.workspace(&workspace);
    if let Some(tree) = &tree
        && rows.publications(tree).await?.is_empty()
    {
        return Err(Failure::ToMend(format!(
            "no tree {tree} is published here; the names are those of its files."
        )));
    }
    // Public by its nature: it is in every page that carries the widget.
    let key = SiteId::new().to_string();
    let site = rows.create_site(name, &key, now).await?;
    if let Some(tree) = &tree {
        rows.set_site_tree(&site, tree).await?;
    }
    for origin in &origins {
        rows.allow_origin(&site, origin).await?;
    }
    let server = config.public_url(config.http.listen).origin().ascii_serialization();
    Ok(format!(
        "{name} is there, for {}. Paste into its pages:\n\n    <script async src=\"{server}/pauta.js\" data-site=\"{key}\"></script>",
        origins.join(", ")
    ))
}

async fn found(store: &Store, key: &str) -> Result<(WorkspaceId, SiteId), Failure> {
    let site = store.installation().site_by_key(key).await?;
    site.ok_or_else(|| {
        Failure::ToMend(format!("no site has the key {key}; `pauta site list` shows those that are."))
    })
}
