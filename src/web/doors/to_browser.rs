//! `/continue`: a link that was made in Telegram is opened in a browser. Only the button on the page uses it up: a
//! preview, a prefetch or a link that somebody was lured to changes nothing.

use crate::{
    channel::{
        telegram,
        web::{Door, limits::network, token::Token},
    },
    id::{ConversationId, VisitorId, WorkspaceId},
    store::{BotLink, BotLinkKind, Claim, Follows, NewVisitor, Site, StoreError},
    turn::{self, Code, Peer, Rejection},
    web::{
        caller,
        error::Refusal,
        people::{
            account::{Account, signed_in, told},
            enter::Paced,
            lock::Unlocked,
            sheet::{Fields, Sheet},
            words,
        },
    },
};
use askama::Template;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Template)]
#[template(path = "people/continue.html")]
struct Page {
    sheet: Sheet,
}

/// What stands behind the `#` of the link, and who this browser was before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    code: String,
    /// The visitor's token for the site that the page was told of.
    #[serde(default)]
    visitor: Option<String>,
    /// What the browser made up before it asked anything, and keeps until it has an answer: by it a new visitor's
    /// token can be had again, where the answer that told it was lost.
    #[serde(default)]
    nonce: Option<String>,
}

impl Shown {
    /// The tokens that this browser may have here: the one that it knows, and the one that the link makes it.
    fn tokens(&self) -> impl Iterator<Item = Token> {
        let known = self.visitor.as_deref().and_then(Token::parse);
        known.into_iter().chain(self.made())
    }

    /// The token of the visitor that this browser becomes by the link, the same each time that it asks.
    fn made(&self) -> Option<Token> {
        self.nonce.as_deref().and_then(Token::parse).map(|nonce| nonce.derived(&self.code))
    }
}

/// `GET /continue`: the same page for everybody; it knows no code and changes nothing.
pub async fn page(sheet: Sheet) -> Response {
    sheet.send(StatusCode::OK, &Page { sheet })
}

/// A link that can be used here, with where it leads.
struct Opened {
    /// This browser used it up itself, and was not told so.
    is_used: bool,
    workspace: WorkspaceId,
    link: BotLink,
    conversation: ConversationId,
    site: Site,
    /// The page that shows the conversation.
    go: String,
    /// Who is signed in here, in that workspace: their id and name.
    here: Option<(String, String)>,
}

/// `POST /continue/look`: who made the link, where, for what, and until when. Uses nothing up.
pub async fn look(
    State(door): State<Door>,
    sheet: Sheet,
    _: Unlocked,
    Paced(parts): Paced,
    Fields(shown): Fields<Shown>,
) -> Result<Response, Refusal> {
    let account = signed_in(&door, &parts).await?;
    let opened = open(&door, sheet, &shown, account.as_ref()).await?;
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let rows = door.app.store.workspace(&opened.workspace);
    let row = rows.conversation(&opened.conversation).await.map_err(failed)?.ok_or_else(|| spent(sheet))?;
    let (bot, _) = opened.link.chat.as_ref().ok_or_else(|| spent(sheet))?;
    let bot = rows.bot(bot).await.map_err(failed)?.ok_or_else(|| spent(sheet))?;
    // By the name that Telegram, the list and the pages have for it.
    let peer = Peer {
        workspace: opened.workspace.clone(),
        visitor: row.visitor,
        conversation: opened.conversation.clone(),
        zone: None,
        locale: sheet.lang.to_owned(),
    };
    let title = turn::called(&door.app, &peer).await?;
    let gaps = [("name", opened.link.name.as_str()), ("bot", &bot.username), ("title", &title)];
    let here = match &opened.here {
        Some((_, name)) => sheet.of("continue_as", name),
        None => sheet.say("continue_as_nobody").to_owned(),
    };
    Ok(Json(json!({
        "told": words().fill(sheet.lang, "continue_told", &gaps),
        "here": here,
        "site": opened.site.public_key,
        "expires_at": opened.link.expires_at.rfc3339(),
    }))
    .into_response())
}

/// `POST /continue/confirm`: uses the link up and lets this browser into the conversation.
pub async fn confirm(
    State(door): State<Door>,
    sheet: Sheet,
    _: Unlocked,
    Paced(parts): Paced,
    Fields(shown): Fields<Shown>,
) -> Result<Response, Refusal> {
    let account = signed_in(&door, &parts).await?;
    let opened = open(&door, sheet, &shown, account.as_ref()).await?;
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let (token, visitor) = match known(&door, sheet, &opened, &shown).await? {
        Some(known) => known,
        None if opened.is_used => return Err(spent(sheet)),
        None => {
            let address = caller::address(&door, &parts);
            let address = address.ok_or_else(|| Refusal::code(Code::Unavailable, sheet.lang))?;
            let pace = door.limits.conversations_of_address.bucket(network(address));
            pace.take().map_err(|wait| Rejection::new(Code::RateLimited, sheet.lang).retry_after(wait))?;
            made(&door, sheet, &opened, shown.made()).await?
        }
    };
    if let (Some(account), Some((member, _))) = (&account, &opened.here) {
        let switched = account.switch(member).await;
        switched.map_err(|_| Refusal::code(Code::Unavailable, sheet.lang))?;
    }
    let Some((bot, chat)) = &opened.link.chat else { return Err(spent(sheet)) };
    let name = opened.here.as_ref().map(|(_, name)| name.as_str());
    let follows = Follows::Guest { conversation: opened.conversation.clone(), visitor };
    let claim = Claim { code_hash: opened.link.code_hash.clone(), follows };
    let joined = opened.is_used
        || telegram::join_browser(&door.app, &opened.workspace, (bot, *chat), name, claim)
            .await
            .map_err(failed)?;
    if !joined {
        return Err(spent(sheet));
    }
    tracing::info!(conversation = %opened.conversation, "a conversation goes on in a browser");
    Ok(Json(json!({
        "go": opened.go, "site": opened.site.public_key, "token": token.expose(),
        "conversation": opened.conversation.as_str(),
    }))
    .into_response())
}

/// The link of a code, if this browser may use it now, or did.
async fn open(
    door: &Door,
    sheet: Sheet,
    shown: &Shown,
    account: Option<&Account>,
) -> Result<Opened, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let hash = Token::parse(&shown.code).ok_or_else(|| spent(sheet))?.hash();
    let workspace = door.app.store.installation().workspace_of_bot_link(&hash).await.map_err(failed)?;
    let workspace = workspace.ok_or_else(|| spent(sheet))?;
    let rows = door.app.store.workspace(&workspace);
    let good = rows.bot_link(&hash, door.app.clock.now()).await.map_err(failed)?;
    let is_used = good.is_none();
    let link = match good {
        None => used(door, &workspace, &hash, shown).await.map_err(failed)?,
        good => good,
    };
    let link = link.filter(|link| link.kind == BotLinkKind::ToBrowser).ok_or_else(|| spent(sheet))?;
    let conversation = link.conversation.clone().ok_or_else(|| spent(sheet))?;
    let membership = account.and_then(|it| it.memberships().iter().find(|one| one.workspace == workspace));
    // A member's conversation is not to end up in a browser that another member uses.
    if let (Some(theirs), Some(here)) = (&link.member, membership)
        && here.member.id != *theirs
    {
        let told = words().fill(sheet.lang, "continue_other", &[("name", &here.member.name)]);
        return Err(Rejection::told(Code::Forbidden, told).into());
    }
    let sites = rows.sites().await.map_err(failed)?;
    let home = &door.app.home;
    let shown = match (account, membership) {
        (_, Some(_)) => sites.first().map(|site| site.public_key.clone()),
        (None, None) if home.workspace == workspace => Some(home.site.clone()),
        _ => None,
    };
    let at_home = sites.iter().find(|site| shown.as_ref() == Some(&site.public_key));
    let at_home = at_home.filter(|site| !site.identity_required);
    let (site, go) = match at_home {
        Some(site) => (site, "/".to_owned()),
        None => {
            let open = sites.iter().find(|site| !site.identity_required);
            let open = open.ok_or_else(|| told(Code::Forbidden, sheet.lang, "continue_signed"))?;
            (open, format!("/embed/{}", open.public_key))
        }
    };
    let here = membership.map(|here| (here.member.id.to_string(), here.member.name.clone()));
    Ok(Opened { is_used, link, conversation, site: site.clone(), go, here, workspace })
}

/// A link that was used up, if that let this very browser in: the server may have been killed before it said so.
async fn used(
    door: &Door,
    workspace: &WorkspaceId,
    hash: &str,
    shown: &Shown,
) -> Result<Option<BotLink>, StoreError> {
    let rows = door.app.store.workspace(workspace);
    let Some(link) = rows.used_bot_link(hash).await? else { return Ok(None) };
    let Some(conversation) = &link.conversation else { return Ok(None) };
    for token in shown.tokens() {
        if let Some(visitor) = rows.visitor_by_token(&token.hash()).await?
            && rows.may_see(&visitor.id, conversation).await?
        {
            return Ok(Some(link));
        }
    }
    Ok(None)
}

/// The visitor that this browser is on the site already. One of another member's is nobody here.
async fn known(
    door: &Door,
    sheet: Sheet,
    opened: &Opened,
    shown: &Shown,
) -> Result<Option<(Token, VisitorId)>, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let rows = door.app.store.workspace(&opened.workspace);
    for token in shown.tokens() {
        let Some(visitor) = rows.visitor_by_token(&token.hash()).await.map_err(failed)? else { continue };
        let is_theirs = match (&opened.link.member, &visitor.member) {
            (Some(theirs), Some(here)) => theirs == here,
            _ => true,
        };
        let is_in =
            !opened.is_used || rows.may_see(&visitor.id, &opened.conversation).await.map_err(failed)?;
        if visitor.site == opened.site.id && is_theirs && is_in {
            return Ok(Some((token, visitor.id)));
        }
    }
    Ok(None)
}

/// A new visitor, as a first `hello` makes one.
async fn made(
    door: &Door,
    sheet: Sheet,
    opened: &Opened,
    token: Option<Token>,
) -> Result<(Token, VisitorId), Refusal> {
    let (token, id) = (token.unwrap_or_else(Token::random), VisitorId::new());
    let new = NewVisitor {
        id: id.clone(),
        site: opened.site.id.clone(),
        token_hash: token.hash(),
        time_zone: None,
        at: door.app.clock.now(),
    };
    let created = door.app.store.workspace(&opened.workspace).create_visitor(new).await;
    created.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok((token, id))
}

/// Used, expired, made for something else and never made read alike.
fn spent(sheet: Sheet) -> Refusal {
    told(Code::Unauthorised, sheet.lang, "continue_spent")
}
