//! Who calls the API: a visitor by their token. A handler that takes a [`Visitor`] serves nobody else.

use super::{caller::languages, error::Refusal};
use crate::{
    channel::web::{Door, token::Token},
    id::{ConversationId, MemberId, VisitorId, WorkspaceId},
    turn::{Code, Peer, Rejection},
};
use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};

/// A visitor whose token was in the request.
#[derive(Debug)]
pub struct Visitor {
    pub workspace: WorkspaceId,
    pub id: VisitorId,
    zone: Option<std::sync::Arc<str>>,
    /// Their site lets only those speak whom it has signed for, and has not signed for them.
    pub unsigned: bool,
    /// Who they are by their site's word.
    pub subject: Option<String>,
    /// Whose browser it is, if a member said so.
    pub member: Option<MemberId>,
    pub locale: String,
}

impl FromRequestParts<Door> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let locale = languages(&parts.headers).into_iter().next().unwrap_or_default();
        let bearer = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).and_then(Token::parse);
        let token = token.ok_or_else(|| Refusal::code(Code::Unauthorised, &locale))?.hash();
        let failed = |error| Refusal::from(Rejection::store(&error, &locale));
        let found = door.app.store.installation().visitor_by_token(&token).await.map_err(failed)?;
        let (workspace, id) = found.ok_or_else(|| Refusal::code(Code::Unauthorised, &locale))?;
        let row = door.app.store.workspace(&workspace).visitor_by_token(&token).await.map_err(failed)?;
        let row = row.ok_or_else(|| Refusal::code(Code::Unauthorised, &locale))?;
        let unsigned = row.identity_required && row.subject.is_none();
        let zone = row.time_zone.map(Into::into);
        let (member, subject) = (row.member, row.subject);
        Ok(Self { workspace, id, zone, unsigned, subject, member, locale })
    }
}

impl Visitor {
    /// This visitor in no conversation that is there yet.
    pub fn alone(&self) -> Peer {
        Peer {
            workspace: self.workspace.clone(),
            visitor: self.id.clone(),
            conversation: ConversationId::new(),
            zone: self.zone.clone(),
            locale: self.locale.clone(),
        }
    }

    /// This visitor in the conversation of that id, be it theirs or not: the turn looks.
    pub fn peer(self, conversation: &str) -> Result<Peer, Refusal> {
        let conversation = ConversationId::parse(conversation)
            .ok_or_else(|| Refusal::code(Code::UnknownConversation, &self.locale))?;
        let Self { workspace, id, zone, locale, .. } = self;
        Ok(Peer { workspace, visitor: id, conversation, zone, locale })
    }
}
