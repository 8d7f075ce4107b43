//! Where a blob is. A key is made here or read from a row; nothing of it ever comes from outside.

use crate::{
    id::{Id, WorkspaceId, kind},
    time::Millis,
};

/// Names of lower-case letters, digits and hyphens, between slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

/// What a blob is for: the part of a key after its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Something that a person sent.
    References,
    Fonts,
    Logos,
    /// Pictures that were made for pieces.
    Posts,
    /// Documents that were made: exports.
    Docs,
}

impl Key {
    /// A new place in a workspace; its last part cannot be guessed.
    pub fn new(workspace: &WorkspaceId, shelf: Shelf, at: Millis) -> Self {
        let day = at.day_in("UTC");
        let name = Id::<kind::Blob>::new();
        let month = format!("{:04}/{:02}", day.year(), day.month());
        Self(match shelf {
            Shelf::References => format!("ws/{workspace}/references/{month}/{name}"),
            Shelf::Fonts => format!("ws/{workspace}/fonts/{name}"),
            Shelf::Logos => format!("ws/{workspace}/logos/{name}"),
            Shelf::Posts => format!("ws/{workspace}/generated/posts/{month}/{name}"),
            Shelf::Docs => format!("ws/{workspace}/generated/docs/{name}"),
        })
    }

    /// A new place for something that a person sent.
    pub fn reference(workspace: &WorkspaceId, at: Millis) -> Self {
        Self::new(workspace, Shelf::References, at)
    }

    /// Where all of a workspace lies.
    pub fn folder_of(workspace: &WorkspaceId) -> String {
        format!("ws/{workspace}/")
    }

    /// The key up to its last part.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Reads a key of a row; `None` for what this version would never have made.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        text.split('/').all(plain).then(|| Self(text.to_owned()))
    }

    /// Whether it lies in this workspace: a row of another one leads nowhere.
    pub fn is_of(&self, workspace: &WorkspaceId) -> bool {
        self.0.strip_prefix("ws/").is_some_and(|rest| rest.split('/').next() == Some(workspace.as_str()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_leads_elsewhere() {
        for bad in ["", "/", "/etc", "../x", "a/../b", "a//b", "a/.", "a\\b", "A", "a.b", "a\0b", "a/"] {
            assert_eq!(Key::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_key_is_laid_out_by_workspace_and_use() {
        let (here, there) = (WorkspaceId::new(), WorkspaceId::new());
        for (shelf, place) in [
            (Shelf::References, "references/2025/11/"),
            (Shelf::Fonts, "fonts/"),
            (Shelf::Logos, "logos/"),
            (Shelf::Posts, "generated/posts/2025/11/"),
            (Shelf::Docs, "generated/docs/"),
        ] {
            let key = Key::new(&here, shelf, Millis(1_763_700_000_000));
            assert!(key.as_str().starts_with(&format!("ws/{here}/{place}")), "{key:?}");
            assert!(key.is_of(&here) && !key.is_of(&there));
            assert_eq!(Key::parse(key.as_str()).as_ref(), Some(&key));
        }
    }
}
