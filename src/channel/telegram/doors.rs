//! Between the browser and Telegram, as the browser's side sees it: links that lead to the bot, and accounts that are
//! a member's no more.

use super::{
    desk::{Desk, Office},
    handle::LINK_MS,
    outgoing::Draft,
    render::Rich,
    words,
};
use crate::{
    app::App,
    channel::web::token::Token,
    id::{BotId, ConversationId, MemberId, VisitorId, WorkspaceId},
    store::{BotLink, BotLinkKind, ChatWritten, Claim, StoreError},
    time::Millis,
};
use std::sync::Arc;

/// What a link to the bot is for.
#[derive(Clone, Debug)]
pub enum Lead {
    /// A conversation of the browser goes on in Telegram.
    Conversation {
        conversation: ConversationId,
        visitor: VisitorId,
        member: Option<MemberId>,
        /// Who made it; empty for somebody of whom that is not known.
        name: String,
    },
    /// Whoever opens it confirms that they are this member.
    Member { member: MemberId, name: String },
}

/// A link to the bot. It is shown this once.
#[derive(Clone, Debug)]
pub struct Way {
    pub url: String,
    /// The bot, without the `@`.
    pub bot: String,
    pub expires_at: Millis,
}

/// Makes a link to the workspace's bot; `None` where it has none.
pub async fn lead(app: &App, workspace: &WorkspaceId, lead: Lead) -> Result<Option<Way>, StoreError> {
    let rows = app.store.workspace(workspace);
    let Some(bot) = rows.bot_to_lead_to().await? else { return Ok(None) };
    let (token, now) = (Token::random(), app.clock.now());
    let expires_at = Millis(now.0 + LINK_MS);
    let code_hash = token.hash();
    let link = match lead {
        Lead::Conversation { conversation, visitor, member, name } => BotLink {
            code_hash,
            kind: BotLinkKind::ToTelegram,
            chat: None,
            conversation: Some(conversation),
            visitor: Some(visitor),
            member,
            name,
            expires_at,
        },
        Lead::Member { member, name } => BotLink {
            code_hash,
            kind: BotLinkKind::Member,
            chat: None,
            conversation: None,
            visitor: None,
            member: Some(member),
            name,
            expires_at,
        },
    };
    rows.create_bot_link(&link, now).await?;
    let url = format!("https://t.me/{bot}?start={}", token.expose());
    Ok(Some(Way { url, bot, expires_at }))
}

/// A Telegram account is this member's no more, and is told so in its language. `false` if it was not theirs.
pub async fn unlink(
    app: &App,
    workspace: &WorkspaceId,
    (member, name): (&MemberId, &str),
    (bot, chat): (&BotId, i64),
) -> Result<bool, StoreError> {
    let rows = app.store.workspace(workspace);
    if !rows.unlink_chat(member, bot, chat).await? {
        return Ok(false);
    }
    tell(app, workspace, (bot, chat), ("unlinked", &[("name", name)]), None).await?;
    Ok(true)
}

/// Uses up a link that was made in a chat, and tells the chat that its conversation goes on in a browser too, and
/// whose that is, if it is known. `false` if the link is no longer good: then nothing was written.
pub async fn join_browser(
    app: &App,
    workspace: &WorkspaceId,
    chat: (&BotId, i64),
    name: Option<&str>,
    claim: Claim,
) -> Result<bool, StoreError> {
    let said: (&str, &[_]) = match name {
        Some(name) => ("joined_as", &[("name", name)]),
        None => ("joined_browser", &[]),
    };
    tell(app, workspace, chat, said, Some(claim)).await
}

/// Says something to a chat that answers nothing that was said there, and uses a link up with it. `false` if that is
/// no longer good, or the chat is gone.
async fn tell(
    app: &App,
    workspace: &WorkspaceId,
    (bot, chat): (&BotId, i64),
    (phrase, gaps): (&str, &[(&str, &str)]),
    claim: Option<Claim>,
) -> Result<bool, StoreError> {
    let rows = app.store.workspace(workspace);
    let Some(found) = rows.bot(bot).await? else { return Ok(false) };
    let office = Office { app: app.clone(), workspace: workspace.clone(), bot: Arc::new(found) };
    let name = format!("{phrase}.{}", app.clock.now().0);
    loop {
        let Some(row) = rows.bot_chat(bot, chat).await? else { return Ok(false) };
        let mut desk = Desk::new(&office, row, Vec::new(), None);
        let text = words::fill(desk.locale(), phrase, gaps);
        desk.put(Draft::text(Rich::of(&text).html()), name.clone(), 0);
        desk.claim.clone_from(&claim);
        match desk.close().await? {
            ChatWritten::Done => {
                app.outbox.ring();
                return Ok(true);
            }
            ChatWritten::Spent => return Ok(false),
            // Somebody else wrote the chat, and so went on: this ends.
            ChatWritten::Again => {}
        }
    }
}
