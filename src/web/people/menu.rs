//! The account's part of the page `/`: who is here, and the ways to the pages about people.

use super::{account::Viewer, sheet::Sheet, words};
use crate::{
    channel::web::Door,
    store::{Member, StoreError},
};
use askama::Template;

/// The menu as light DOM of `<pauta-chat>`.
#[derive(Debug, Template)]
#[template(path = "people/menu.html")]
pub struct Menu<'a> {
    sheet: Sheet,
    viewer: &'a Viewer,
}

/// Letters of a name that the page's header has room for on a phone.
const SHORT: usize = 12;

impl Menu<'_> {
    /// The first name, for a header that is narrow.
    fn short(&self, member: &Member) -> String {
        let first = member.name.split_whitespace().next().unwrap_or_default();
        first.chars().take(SHORT).collect()
    }

    /// A phrase in either language: the chat may be switched to another without a new page.
    fn said(&self, lang: &str, key: &'static str) -> &'static str {
        words().say(lang, key)
    }

    /// Whether the page's visitor is to be known as a member's browser.
    pub fn is_member(&self) -> bool {
        matches!(self.viewer, Viewer::Account(_))
    }
}

/// The menu for whoever looks at the page.
pub fn menu(viewer: &Viewer, sheet: Sheet) -> Menu<'_> {
    Menu { sheet, viewer }
}

/// The public key of the site that the page talks to: the current workspace's, else the home one.
pub async fn site(door: &Door, viewer: &Viewer) -> Result<String, StoreError> {
    let Viewer::Account(account) = viewer else { return Ok(door.app.home.site.clone()) };
    let sites = door.app.store.workspace(&account.current().workspace).sites().await?;
    Ok(sites.into_iter().next().map_or_else(|| door.app.home.site.clone(), |site| site.public_key))
}
