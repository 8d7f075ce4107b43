//! From a `hello` to a peer: which site, which visitor, which conversation.

use super::{
    Door,
    frame::{Hello, PROTOCOL},
    identity,
    limits::network,
    token::Token,
};
use crate::{
    id::{ConversationId, SiteId, VisitorId, WorkspaceId},
    production::{self, Production},
    store::{NewVisitor, StoreError},
    turn::{self, Code, From, Opening, Peer, Rejection, Standing, rejection::phrases},
};
use std::{net::IpAddr, sync::Arc};

/// Where a request or a socket comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    /// The sites that its origin is registered with.
    pub sites: Vec<(WorkspaceId, SiteId)>,
    /// Whether it comes to an installation that is nobody's yet, from beyond this machine.
    pub locked: bool,
    /// It is a page of this server itself, which stands in for every site: as the frame that a site embeds.
    pub at_home: bool,
    /// The languages of its `Accept-Language`, the best first.
    pub locales: Vec<String>,
}

impl Caller {
    /// The language for sentences that belong to no conversation.
    pub fn locale(&self) -> &str {
        self.locales.first().map_or("", String::as_str)
    }
}

/// Somebody who introduced themselves.
#[derive(Debug)]
pub struct Session {
    pub peer: Peer,
    pub token: Token,
    pub standing: Standing,
    /// How far its pieces are, where there are any.
    pub production: Option<Production>,
    /// Whether it may be another browser's of the same member, who may cease to be one.
    pub shared: bool,
    /// The last row that the client has.
    pub after: u64,
    /// The bot in which the conversation can go on, where the workspace has one.
    pub telegram: Option<String>,
}

/// Takes a `hello`: starts a conversation, or comes back to one.
pub async fn open(door: &Door, caller: &Caller, hello: Hello) -> Result<Session, Rejection> {
    let locales: Vec<String> = hello.locale.iter().chain(&caller.locales).cloned().collect();
    let locale = locales.first().map_or("", String::as_str);
    if hello.protocol != PROTOCOL {
        return Err(Rejection::new(Code::UnsupportedProtocol, locale));
    }
    if caller.locked {
        return Err(Rejection::told(Code::Forbidden, phrases().say(locale, "locked").to_owned()));
    }
    let failed = |error: StoreError| Rejection::store(&error, locale);
    let site = door.app.store.installation().site_by_key(&hello.site).await.map_err(failed)?;
    let (workspace, site) = site
        .filter(|site| caller.at_home || caller.sites.contains(site))
        .ok_or_else(|| Rejection::new(Code::Forbidden, locale))?;
    let named = [&hello.conversation, &hello.copy_of, &hello.tree].into_iter().flatten().count();
    if hello.copy_of.is_some() && named > 1 {
        return Err(Rejection::told(Code::BadFrame, phrases().say(locale, "copy_alone").to_owned()));
    }
    let telegram = door.app.store.workspace(&workspace).bot_to_lead_to().await.map_err(failed)?;
    let known = known(door, &workspace, &site, &hello, locale).await?;
    let known = identity::person(door, (&workspace, &site), &hello, known, locale).await?;
    let unknown = || Rejection::new(Code::UnknownConversation, locale);
    if let Some(conversation) = &hello.conversation {
        let Person { token, visitor, zone, shared, .. } =
            known.ok_or_else(|| Rejection::new(Code::Unauthorised, locale))?;
        let conversation = ConversationId::parse(conversation).ok_or_else(unknown)?;
        let mut peer = Peer { workspace, visitor, conversation, zone, locale: locale.to_owned() };
        let standing = turn::standing(&door.app, &peer).await?;
        peer.locale.clone_from(&standing.locale);
        let after = hello.after_seq.unwrap_or_default();
        let production = match standing.closed {
            true => production::production(&door.app, &peer).await?,
            false => None,
        };
        return Ok(Session { peer, token, standing, production, shared, after, telegram });
    }
    let pace = door.limits.conversations_of_address.bucket(network(caller.address));
    pace.take().map_err(|wait| Rejection::new(Code::RateLimited, locale).retry_after(wait))?;
    let zone = hello.zone();
    let from = match &hello.copy_of {
        Some(of) => From::Copy(ConversationId::parse(of).ok_or_else(unknown)?),
        None => From::Tree(tree(door, &workspace, &site, hello.tree, locale).await?),
    };
    let Person { token, visitor, zone, .. } = match known {
        Some(known) => known,
        None if matches!(from, From::Copy(_)) => return Err(Rejection::new(Code::Unauthorised, locale)),
        None => visitor(door, &workspace, &site, zone).await.map_err(failed)?,
    };
    let (peer, _) = turn::start(&door.app, Opening { workspace, site, visitor, zone, locales, from }).await?;
    let standing = turn::standing(&door.app, &peer).await?;
    Ok(Session { peer, token, standing, production: None, shared: false, after: 0, telegram })
}

/// The language that the conversation has now, in which a peer is told what was wrong; any tab may change it.
pub async fn follow(door: &Door, peer: &mut Peer) {
    let rows = door.app.store.workspace(&peer.workspace);
    match rows.conversation_of(&peer.visitor, &peer.conversation).await {
        Ok(Some(row)) => peer.locale = row.line.locale,
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "a conversation's language cannot be read"),
    }
}

/// A visitor with the token of this browser.
#[derive(Debug)]
pub struct Person {
    pub token: Token,
    pub visitor: VisitorId,
    pub zone: Option<Arc<str>>,
    /// Whether a member said that it is theirs.
    pub shared: bool,
    /// Who they are by their site's word.
    pub subject: Option<String>,
}

/// The visitor whose token this is, on this site. No token is nobody; a wrong one is refused.
async fn known(
    door: &Door,
    workspace: &WorkspaceId,
    site: &SiteId,
    hello: &Hello,
    locale: &str,
) -> Result<Option<Person>, Rejection> {
    let Some(token) = &hello.token else { return Ok(None) };
    let unauthorised = || Rejection::new(Code::Unauthorised, locale);
    let token = Token::parse(token).ok_or_else(unauthorised)?;
    let rows = door.app.store.workspace(workspace);
    let visitor = rows.visitor_by_token(&token.hash()).await.map_err(|e| Rejection::store(&e, locale))?;
    let visitor = visitor.filter(|visitor| visitor.site == *site).ok_or_else(unauthorised)?;
    let (zone, shared) = (visitor.time_zone.map(Arc::from), visitor.member.is_some());
    Ok(Some(Person { token, visitor: visitor.id, zone, shared, subject: visitor.subject }))
}

/// A new visitor.
async fn visitor(
    door: &Door,
    workspace: &WorkspaceId,
    site: &SiteId,
    zone: Option<String>,
) -> Result<Person, StoreError> {
    let token = Token::random();
    let id = VisitorId::new();
    let new = NewVisitor {
        id: id.clone(),
        site: site.clone(),
        token_hash: token.hash(),
        time_zone: zone.clone(),
        at: door.app.clock.now(),
    };
    door.app.store.workspace(workspace).create_visitor(new).await?;
    Ok(Person { token, visitor: id, zone: zone.map(Arc::from), shared: false, subject: None })
}

/// The tree that the visitor asked for, else the site's own.
async fn tree(
    door: &Door,
    workspace: &WorkspaceId,
    site: &SiteId,
    wanted: Option<String>,
    locale: &str,
) -> Result<String, Rejection> {
    if let Some(wanted) = wanted {
        return Ok(wanted);
    }
    let site = door.app.store.workspace(workspace).site(site).await;
    let site = site.map_err(|error| Rejection::store(&error, locale))?;
    site.and_then(|site| site.tree).ok_or_else(|| {
        tracing::error!("the site has no tree to start with");
        Rejection::new(Code::Unavailable, locale)
    })
}
