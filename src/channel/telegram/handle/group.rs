//! Groups: the bot speaks when it is addressed, and of pieces that are decided on there. Only approvers decide.

use super::{Halt, file, link::LINK_MS, offer, piece, press, reply, say, told};
use crate::{
    channel::{
        telegram::{
            board,
            desk::Desk,
            incoming::{Incoming, What},
            outgoing::Key,
            press::Action,
            state::{Next, Wanted},
            words,
        },
        web::token::Token,
    },
    id::ConversationId,
    outside::telegram::BotApi,
    production,
    store::{BotLink, BotLinkKind, Claim, Follows, Member, Watch, WatchKind},
    time::Millis,
    turn,
};

pub(super) async fn handle(desk: &mut Desk, api: &BotApi, heard: &Incoming) -> Result<(), Halt> {
    match &heard.what {
        What::Press { data, .. } => decide(desk, heard, data).await,
        What::Command { name, to, rest } => {
            let is_ours = to.as_ref().is_none_or(|to| to.eq_ignore_ascii_case(&desk.office.bot.username));
            match (is_ours, name.as_str()) {
                (false, _) => Ok(()),
                (true, "start") if !rest.is_empty() => bind(desk, heard, rest).await,
                // In a group several bots may be called so: one that was not meant stays silent.
                (true, _) if to.is_some() || name == "help" || name == "start" => {
                    say(desk, "group_addressed")
                }
                (true, _) => Ok(()),
            }
        }
        What::File(_) | What::Text { .. } => words_of(desk, api, heard).await,
        What::Edited | What::Sticker | What::Location | What::Other => Ok(()),
        What::Came | What::Left | What::Nothing | What::Moved(_) => Ok(()),
    }
}

/// The bot was put out: the group is shown nothing any more.
pub(super) async fn left(desk: &mut Desk) -> Result<(), Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    rows.end_watches(&desk.office.bot.id, desk.chat.chat).await?;
    desk.watches.clear();
    desk.state = Default::default();
    Ok(())
}

/// Whoever's account this is, if they are an approver: it is looked at with each press.
async fn approver(desk: &Desk, heard: &Incoming) -> Result<Option<Member>, Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let from = heard.from.as_ref().map_or(0, |from| from.id);
    // The number of a private chat is the person's.
    let own = rows.bot_chat(&desk.office.bot.id, from).await?;
    let member = match own.and_then(|chat| chat.member) {
        Some(member) => rows.member(&member).await?,
        None => None,
    };
    Ok(member.filter(|member| member.role.decides()))
}

async fn decide(desk: &mut Desk, heard: &Incoming, data: &str) -> Result<(), Halt> {
    let (keyboard, action) = match press::pressed(desk, data).await? {
        Ok(found) => found,
        Err(key) => {
            desk.answers(key);
            return Ok(());
        }
    };
    let Some(approver) = approver(desk, heard).await? else {
        desk.answers("not_approver");
        return Ok(());
    };
    desk.presser = Some(approver.id);
    let Action::Piece { piece, version, sha256, act } = action else {
        if let Action::Page { page } = action {
            return press::turn_page(desk, &keyboard, page).await;
        }
        desk.answers("old_button");
        return Ok(());
    };
    // A text is written anew in a chat of their own.
    if act.starts_with("edit") {
        desk.answers("words_alone");
        return Ok(());
    }
    piece::pressed(desk, (piece, version, sha256), &act).await?;
    if let (Some(next), Some(send), Some(from)) =
        (desk.state.next.take(), desk.state.last.clone(), &heard.from)
    {
        reply::want(desk, Wanted { by: from.id, send, next, asking: None });
    }
    Ok(())
}

/// The words for a decision, written or spoken, as a reply to the message that asked for them: all else that is said
/// in a group is none of the bot's business. Whether whoever says them may decide is looked at now.
async fn words_of(desk: &mut Desk, api: &BotApi, heard: &Incoming) -> Result<(), Halt> {
    let Some(found) = reply::wanted(desk, heard).await? else { return Ok(()) };
    let Wanted { next: Next::Comment { piece, version, sha256, act }, .. } = &found else { return Ok(()) };
    let Some(approver) = approver(desk, heard).await? else { return say(desk, "not_approver") };
    desk.presser = Some(approver.id);
    let words = match &heard.what {
        What::Text { text } => Some(text.clone()),
        What::File(sent) if sent.is_voice => file::heard_of(desk, api, (piece, sent)).await?,
        _ => return say(desk, "words_wanted"),
    };
    // Without words the same message can be replied to again.
    let Some(words) = words else { return Ok(()) };
    desk.state.wanted.retain(|wanted| wanted.send != found.send);
    piece::commented(desk, (piece, *version, sha256.clone()), act, &words).await
}

/// `/group`: a link by which whoever asked for it, and nobody else, binds a group to a campaign.
pub(super) async fn link(desk: &mut Desk) -> Result<(), Halt> {
    if !piece::decides(desk).await? {
        return say(desk, "not_approver");
    }
    let Some((conversation, name)) = campaign(desk).await? else { return say(desk, "group_not_now") };
    let (token, now) = (Token::random(), desk.now());
    let link = BotLink {
        code_hash: token.hash(),
        kind: BotLinkKind::Group,
        chat: Some((desk.office.bot.id.clone(), desk.chat.chat)),
        conversation: Some(conversation),
        visitor: desk.chat.visitor.clone(),
        member: desk.chat.member.clone(),
        name: name.clone(),
        expires_at: Millis(now.0 + LINK_MS),
    };
    desk.office.app.store.workspace(&desk.office.workspace).create_bot_link(&link, now).await?;
    let minutes = (LINK_MS / 60_000).to_string();
    let text = words::fill(desk.locale(), "group_link", &[("minutes", &minutes), ("name", &name)]);
    let url = format!("https://t.me/{}?startgroup={}", desk.office.bot.username, token.expose());
    let key = Key::link(words::say(desk.locale(), "group_add"), url);
    offer(desk, &text, vec![vec![key]]);
    Ok(())
}

/// The campaign that a private chat is about: its own, or the one that it was asked to decide on last.
async fn campaign(desk: &Desk) -> Result<Option<(ConversationId, String)>, Halt> {
    let watched = desk.watches.iter().map(|watch| &watch.conversation);
    for conversation in desk.chat.conversation.iter().chain(watched) {
        let Some(seat) = board::seat(desk, conversation).await? else { continue };
        let known = production::production(&desk.office.app, &seat.peer).await;
        if known.is_ok_and(|known| known.is_some())
            && let Ok(name) = turn::called(&desk.office.app, &seat.peer).await
        {
            return Ok(Some((conversation.clone(), name)));
        }
    }
    Ok(None)
}

/// `/start@bot <code>` in a group.
async fn bind(desk: &mut Desk, heard: &Incoming, code: &str) -> Result<(), Halt> {
    let Some(hash) = Token::parse(code).map(|token| token.hash()) else { return say(desk, "expired_link") };
    let (office, now) = (desk.office.clone(), desk.now());
    let rows = office.app.store.workspace(&office.workspace);
    let link = rows.bot_link(&hash, now).await?.filter(|link| link.kind == BotLinkKind::Group);
    let Some(BotLink { conversation: Some(conversation), member: Some(member), name, .. }) = link else {
        return say(desk, "expired_link");
    };
    if approver(desk, heard).await?.is_none_or(|approver| approver.id != member) {
        return say(desk, "group_not_you");
    }
    let watch = Watch { conversation, kind: WatchKind::Group, member, seen: 0, wake_at: None };
    desk.claim = Some(Claim { code_hash: hash, follows: Follows::Watch(watch) });
    let text = words::fill(desk.locale(), "group_bound", &[("name", &name)]);
    told(desk, &text);
    Ok(())
}
