//! The menu that every page has beside the chat: where its reader may go.

use super::{account::Viewer, sheet::Sheet};
use crate::store::Role;

/// The menu as one page shows it.
#[derive(Debug)]
pub struct Nav {
    /// The page itself.
    pub here: &'static str,
    /// Whether they have an account; who has none may sign in.
    pub member: bool,
    /// Whether the brands are theirs to look at.
    pub kits: bool,
    /// Whether the workspace is theirs to keep.
    pub owner: bool,
    /// What waits on the page about models.
    pub notices: usize,
}

/// A link of the menu.
#[derive(Debug)]
pub struct Place {
    pub path: &'static str,
    pub name: &'static str,
    pub is_here: bool,
    pub badge: Option<String>,
}

impl Nav {
    /// As owners have it.
    pub fn of_owner(here: &'static str, notices: usize) -> Self {
        Self { here, member: true, kits: true, owner: true, notices }
    }

    /// As whoever looks has it. On a machine that is nobody's yet, whoever sits at it keeps everything.
    pub fn of(here: &'static str, viewer: &Viewer) -> Self {
        let (member, kits, owner) = match viewer {
            Viewer::Account(account) => (true, account.member().role != Role::Client, account.is_owner()),
            Viewer::Unowned => (true, true, true),
            Viewer::Locked | Viewer::Nobody => (false, false, false),
        };
        Self { here, member, kits, owner, notices: 0 }
    }

    pub fn places(&self, sheet: &Sheet) -> Vec<Place> {
        let places = [
            ("/", "to_chat", true),
            ("/kit", "to_kit", self.kits),
            ("/people", "to_people", self.owner),
            ("/models", "to_models", self.owner),
            ("/telegram", "to_telegram", self.owner),
            ("/webhooks", "to_webhooks", self.owner),
            ("/account", "to_account", self.member),
            ("/enter", "to_enter", !self.member),
        ];
        let shown = places.into_iter().filter(|(.., shown)| *shown);
        let place = |(path, name, _)| {
            let badge = if path == "/models" { sheet.notices(self.notices) } else { None };
            Place { path, name: sheet.say(name), is_here: path == self.here, badge }
        };
        shown.map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_leads_to_the_others_that_its_reader_may_see() {
        let of = |nav: Nav| -> Vec<_> {
            nav.places(&Sheet { lang: "en" }).into_iter().map(|place| (place.path, place.is_here)).collect()
        };
        let client = Nav { here: "/account", member: true, kits: false, owner: false, notices: 0 };
        assert_eq!(of(client), [("/", false), ("/account", true)]);
        assert_eq!(of(Nav::of("", &Viewer::Nobody)), [("/", false), ("/enter", false)]);
        let all = ["/", "/kit", "/people", "/models", "/telegram", "/webhooks", "/account"];
        for here in all {
            assert_eq!(of(Nav::of_owner(here, 1)), all.map(|path| (path, path == here)));
        }
    }
}
