//! The first boot, and every one after it: the workspace `default` with its site, and the trees from files.

use super::{StartError, trees};
use crate::{
    config::Config,
    id::WorkspaceId,
    store::Store,
    time::Millis,
    tree::{Library, Tree, json::TreeDoc},
};
use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc};
use url::{Host, Url};

/// The trees that are compiled in.
#[derive(rust_embed::RustEmbed)]
#[folder = "dialogue_trees"]
struct Shipped;

/// The tree that a new site starts with, if it is there.
const FIRST_TREE: &str = "campaign_briefing";
/// Who publishes at boot.
const BOOT: &str = "boot";

/// What the boot is about.
pub struct Boot<'a> {
    pub store: &'a Store,
    pub public_url: &'a Url,
    pub trees_dir: &'a Path,
    pub bound: SocketAddr,
    pub now: Millis,
}

/// The site that `/` talks to.
#[derive(Clone, Debug)]
pub struct Home {
    pub workspace: WorkspaceId,
    /// Its public key.
    pub site: String,
    /// The origins that this installation's own pages come from.
    pub origins: Vec<String>,
}

pub(super) async fn install(boot: &Boot<'_>) -> Result<Home, StartError> {
    let trees = load(boot.trees_dir)?;
    let home = furnished(boot, None, &trees).await?;
    for (id, name) in boot.store.installation().named_workspaces().await? {
        if id != home.workspace {
            furnished(boot, Some(&name), &trees).await?;
        }
    }
    Ok(home)
}

/// The workspace of that name, made if it is not there, with a site that this installation's pages talk to.
pub async fn workspace(boot: &Boot<'_>, name: Option<&str>) -> Result<Home, StartError> {
    furnished(boot, name, &load(boot.trees_dir)?).await
}

async fn furnished(boot: &Boot<'_>, name: Option<&str>, trees: &[Arc<Tree>]) -> Result<Home, StartError> {
    let (origins, installation) = (origins(boot), boot.store.installation());
    let (workspace, site) = match name {
        None => installation.ensure_default(&origins, boot.now).await?,
        Some(name) => installation.ensure_workspace(name, &origins, boot.now).await?,
    };
    publish(boot, &workspace, trees).await?;
    let rows = boot.store.workspace(&workspace);
    let row = rows.site(&site).await?.ok_or_else(|| StartError::Trees("there is no default site".into()))?;
    if let (None, Some(first)) = (&row.tree, first(trees)) {
        rows.set_site_tree(&site, first).await?;
    }
    Ok(Home { workspace, site: row.public_key, origins })
}

/// Whether nobody but this machine reaches the server: it listens on loopback, people are sent to loopback,
/// and there is no proxy that would make everybody look local.
pub fn only_here(config: &Config, bound: SocketAddr) -> bool {
    let public_is_local = match config.public_url(bound).host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    bound.ip().is_loopback() && public_is_local && config.http.trusted_proxies.is_empty()
}

/// The origins that `/` is reached by: the public one; on this machine alone, or where nobody said what
/// the public one is (a container with its port passed on), by both names of the machine.
fn origins(boot: &Boot<'_>) -> Vec<String> {
    let mut origins = vec![boot.public_url.origin().ascii_serialization()];
    let public_is_local = matches!(boot.public_url.host(), Some(Host::Ipv4(host)) if host.is_loopback());
    if boot.bound.ip().is_loopback() || public_is_local {
        origins.extend(["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{}", boot.bound.port())));
    }
    origins.sort();
    origins.dedup();
    origins
}

/// The trees that ship with the binary, replaced by those of the same id in the directory, and more from there.
pub fn load(dir: &Path) -> Result<Vec<Arc<Tree>>, StartError> {
    let mut texts = shipped_texts();
    texts.extend(read_dir(dir).map_err(|source| StartError::TreesDir { path: dir.to_owned(), source })?);
    checked(texts)
}

/// The trees as they ship, whatever the directory has.
pub fn shipped() -> Result<Vec<Arc<Tree>>, StartError> {
    checked(shipped_texts())
}

fn shipped_texts() -> Vec<(String, String)> {
    Shipped::iter()
        .filter(|name| name.ends_with(".json") && !name.contains('/'))
        .filter_map(|name| {
            Some((name.to_string(), String::from_utf8(Shipped::get(&name)?.data.into()).ok()?))
        })
        .collect()
}

fn checked(texts: Vec<(String, String)>) -> Result<Vec<Arc<Tree>>, StartError> {
    let mut findings = Vec::new();
    let mut docs = BTreeMap::new();
    for (name, text) in texts {
        match serde_json::from_str::<TreeDoc>(&text) {
            Ok(doc) => drop(docs.insert(doc.id.clone(), doc)),
            Err(error) => findings.push(format!("{name}: {error}")),
        }
    }
    let library = Library::of(docs.values().cloned());
    let mut trees = Vec::new();
    for (id, doc) in docs {
        match Tree::load(doc, &library) {
            Ok(tree) => trees.push(tree),
            Err(problems) => findings.extend(problems.iter().map(|problem| format!("{id}: {problem}"))),
        }
    }
    if findings.is_empty() { Ok(trees) } else { Err(StartError::Trees(findings.join("\n"))) }
}

/// The `*.json` of a directory, by name. One that is not there has none.
fn read_dir(dir: &Path) -> std::io::Result<Vec<(String, String)>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(&path)
                .map_err(|error| std::io::Error::new(error.kind(), format!("{name}: {error}")))?;
            texts.push((name, text));
        }
    }
    texts.sort();
    Ok(texts)
}

/// Publishes what is new. What the workspace has published by itself stays: a boot only moves a tree on
/// from what an earlier boot published.
async fn publish(boot: &Boot<'_>, workspace: &WorkspaceId, trees: &[Arc<Tree>]) -> Result<(), StartError> {
    let rows = boot.store.workspace(workspace);
    for tree in trees {
        let last = rows.publications(&tree.doc().id).await?.into_iter().next();
        let ours = last.as_ref().is_none_or(|last| last.who == BOOT && last.hash != tree.hash());
        if ours {
            rows.publish_tree(&trees::version(tree), BOOT, boot.now).await?;
            tracing::info!(tree = tree.doc().id, hash = tree.hash(), "tree published");
        }
    }
    Ok(())
}

/// The tree for a site that has none yet: the shipped one, else the first that no other tree calls.
fn first(trees: &[Arc<Tree>]) -> Option<&str> {
    let ids = || trees.iter().map(|tree| tree.doc().id.as_str());
    let called = |id: &str| trees.iter().any(|tree| tree.call(id).is_some());
    ids().find(|id| *id == FIRST_TREE).or_else(|| ids().find(|id| !called(id)))
}
