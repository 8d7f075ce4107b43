//! Ids of everything that is a row: UUIDv7 as lower-case text, so that both databases store and sort them alike.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The id of a row of kind `K`. Two kinds do not mix: a visitor's id where a
/// conversation's is wanted does not compile.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<K> {
    text: Box<str>,
    #[serde(skip)]
    kind: std::marker::PhantomData<fn() -> K>,
}

/// The kinds of row that have an [`Id`].
pub mod kind {
    macro_rules! kinds { ($($(#[$doc:meta])* $name:ident)*) => { $($(#[$doc])* #[derive(Debug)] pub enum $name {})* } }
    kinds! {
        /// A tenant: everything a query reads or writes belongs to one.
        Workspace
        /// A place where the widget stands: a public key, its origins, its default tree.
        Site
        /// A brand of a workspace, with its kit.
        Brand
        /// A named person with a role.
        Member
        /// An anonymous person on a site, known by a token.
        Visitor
        /// A Telegram bot of a workspace.
        Bot
        /// One briefing conversation.
        Conversation
        /// Something that a person sent.
        File
        /// The bytes of a file, where they lie.
        Blob
        /// A call of a language model, with all its attempts.
        Call
        /// One thing that a brief became.
        Piece
        /// A picture that belongs to a version of a piece.
        Asset
        /// Something to be done beside the conversations.
        Task
        /// A link by which somebody without an account decides.
        Review
        /// An address that is told what happens.
        Webhook
        /// One message to a webhook.
        Delivery
    }
}

pub type WorkspaceId = Id<kind::Workspace>;
pub type SiteId = Id<kind::Site>;
pub type BrandId = Id<kind::Brand>;
pub type MemberId = Id<kind::Member>;
pub type VisitorId = Id<kind::Visitor>;
pub type BotId = Id<kind::Bot>;
pub type ConversationId = Id<kind::Conversation>;
pub type FileId = Id<kind::File>;
pub type CallId = Id<kind::Call>;
pub type PieceId = Id<kind::Piece>;
pub type AssetId = Id<kind::Asset>;
pub type TaskId = Id<kind::Task>;
pub type ReviewId = Id<kind::Review>;
pub type WebhookId = Id<kind::Webhook>;
pub type DeliveryId = Id<kind::Delivery>;

impl<K> Id<K> {
    /// A new id: time-ordered, with 74 random bits.
    #[expect(clippy::disallowed_methods, reason = "the one home of random row ids")]
    pub fn new() -> Self {
        Self::from_uuid(uuid::Uuid::now_v7())
    }

    /// Reads an id that came from outside; `None` unless it is a UUID.
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text).ok().map(Self::from_uuid)
    }

    fn from_uuid(uuid: uuid::Uuid) -> Self {
        Self { text: uuid.hyphenated().to_string().into(), kind: std::marker::PhantomData }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K> Default for Id<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: self.kind }
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
