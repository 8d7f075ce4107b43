//! Invitations and links to come in by: made for pages and for the command line alike.

pub use super::words;
use crate::{
    channel::web::token::Token,
    id::{MemberId, WorkspaceId},
    store::{EntryKind, Member, NewEntryLink, Role, Store, StoreError},
    time::Millis,
};
use serde::Serialize;
use url::Url;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// An invitation waits for somebody who did not ask for it: a week has a working day in it for everybody.
const INVITE_MS: i64 = 7 * DAY_MS;
/// Whoever wants to sign in asked for the link just now; a day is for those who are asleep.
const SIGN_IN_MS: i64 = DAY_MS;
const NAME_MAX: usize = 80;
const EMAIL_MAX: usize = 254;

/// Somebody who is to become a member.
#[derive(Clone, Debug)]
pub struct Invitee {
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
}

impl Invitee {
    /// Reads what was typed; the mistake is the key of a sentence.
    pub fn read(name: &str, email: &str, role: Role) -> Result<Self, &'static str> {
        let (name, email) = (name.trim(), email.trim());
        if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            return Err("name_wanted");
        }
        let odd = |c: char| c.is_whitespace() || c.is_control();
        let parts = email.split_once('@').is_some_and(|(who, at)| !who.is_empty() && !at.is_empty());
        if !email.is_empty() && (!parts || email.len() > EMAIL_MAX || email.contains(odd)) {
            return Err("email_wanted");
        }
        let email = (!email.is_empty()).then(|| email.to_lowercase());
        Ok(Self { name: name.to_owned(), email, role })
    }

    /// The member, whose invitation waits.
    pub fn member(self, at: Millis) -> Member {
        Member {
            id: MemberId::new(),
            name: self.name,
            email: self.email,
            role: self.role,
            created_at: at,
            joined_at: None,
            sessions_since: at,
        }
    }
}

/// A link that is to be made.
#[derive(Clone, Copy)]
pub struct Making<'a> {
    pub store: &'a Store,
    pub public_url: &'a Url,
    pub workspace: &'a WorkspaceId,
    pub workspace_name: &'a str,
    /// A member's id, or the command line.
    pub by: &'a str,
    pub at: Millis,
    pub locale: &'a str,
}

/// A link that opens once. It is shown to whoever made it, and nowhere else.
#[derive(Clone, Serialize)]
pub struct Way {
    /// The token is behind the `#`: browsers send that to nobody, so it is in no log and no `Referer`, and
    /// whatever fetches the address to preview it uses nothing up.
    pub link: String,
    /// The same in a message for WhatsApp.
    pub whatsapp: String,
    /// What to say of it.
    pub told: String,
}

impl Making<'_> {
    /// Makes the link for a member; `also` are the same person's memberships elsewhere, which they are signed
    /// in as now. `None` if there is no such member.
    pub async fn link(
        &self,
        kind: EntryKind,
        member: &Member,
        also: Vec<MemberId>,
    ) -> Result<Option<Way>, StoreError> {
        let token = Token::random();
        let lasts = match kind {
            EntryKind::Invite => INVITE_MS,
            EntryKind::SignIn => SIGN_IN_MS,
        };
        let new = NewEntryLink {
            token_hash: token.hash(),
            member: member.id.clone(),
            also,
            kind,
            created_by: self.by.to_owned(),
            at: self.at,
            expires_at: Millis(self.at.0 + lasts),
        };
        let made = self.store.workspace(self.workspace).create_entry_link(new).await?;
        Ok(made.then(|| self.way(kind, &member.name, &token)))
    }

    fn way(&self, kind: EntryKind, name: &str, token: &Token) -> Way {
        let link = format!("{}enter#{}", self.public_url, token.expose());
        let words = words();
        let (told, message) = match kind {
            EntryKind::Invite => ("made_invite", "message_invite"),
            EntryKind::SignIn => ("made_sign_in", "message_sign_in"),
        };
        let gaps = [("name", name), ("workspace", self.workspace_name), ("link", &link)];
        let message = words.fill(self.locale, message, &gaps);
        let query: String = url::form_urlencoded::byte_serialize(message.as_bytes()).collect();
        // A form writes a space as `+`, which WhatsApp would show; a plus itself is escaped.
        let whatsapp = format!("https://wa.me/?text={}", query.replace('+', "%20"));
        Way { whatsapp, told: words.fill(self.locale, told, &[("name", name)]), link }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_or_told() {
        let read = |name: &str, email: &str| Invitee::read(name, email, Role::Client);
        let bia = read("  Bia ", " Bia@Example.org ").unwrap();
        assert_eq!((bia.name.as_str(), bia.email.as_deref()), ("Bia", Some("bia@example.org")));
        assert_eq!(read("Bia", "").unwrap().email, None);
        for name in ["", "  ", "a\u{0}b", "a\nb", &"x".repeat(81)] {
            assert_eq!(read(name, "").unwrap_err(), "name_wanted");
        }
        for email in ["x", "@", "a@", "@b", "a b@c", "a@b\u{0}"] {
            assert_eq!(read("Bia", email).unwrap_err(), "email_wanted", "{email}");
        }
    }
}
