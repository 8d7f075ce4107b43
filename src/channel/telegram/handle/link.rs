//! Links between doors. Whoever opens one sees who made it and who they are themselves, and confirms.

use super::{Halt, begin, offer, press as pressed, say, told};
use crate::{
    channel::{
        telegram::{desk::Desk, incoming::Incoming, outgoing::Key, press::Action, words},
        web::token::Token,
    },
    store::{BotLink, BotLinkKind, Claim, Follows, Keyboard},
    time::Millis,
};

/// How long a link can be opened: ten minutes at most, as the attack S11 of the design has it.
pub const LINK_MS: i64 = 10 * 60 * 1_000;

/// `/start` with a code: what would follow is shown, and asked for.
pub(super) async fn opened(desk: &mut Desk, code: &str) -> Result<(), Halt> {
    let Some(hash) = Token::parse(code).map(|token| token.hash()) else { return begin::expired(desk) };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let Some(link) = rows.bot_link(&hash, desk.now()).await? else { return begin::expired(desk) };
    let locale = desk.chat.locale.clone();
    let Some(Question { text, yes, no }) = asked(desk, &link) else { return begin::expired(desk) };
    let button =
        |label: &str, yes| Key::press(words::say(&locale, label), Action::Link { code: hash.clone(), yes });
    let keys = vec![vec![button(yes, true)], vec![button(no, false)]];
    offer(desk, &text, keys);
    Ok(())
}

/// What is asked before anything follows, with the labels of its buttons.
struct Question {
    text: String,
    yes: &'static str,
    no: &'static str,
}

/// `None` where the link is not for a private chat.
fn asked(desk: &Desk, link: &BotLink) -> Option<Question> {
    let (key, yes, no) = match link.kind {
        BotLinkKind::Member => ("link_confirm", "link_yes", "link_no"),
        BotLinkKind::ToTelegram => ("continue_confirm", "continue_yes", "continue_no"),
        BotLinkKind::ToBrowser | BotLinkKind::Group => return None,
    };
    let name = if link.name.is_empty() { words::say(desk.locale(), "somebody_there") } else { &link.name };
    let args = [("telegram", desk.chat.name.as_str()), ("name", name), ("team", &desk.office.bot.name)];
    Some(Question { text: words::fill(desk.locale(), key, &args), yes, no })
}

/// The message that asked says what was chosen; its buttons go, for they would do nothing more.
fn chosen(desk: &mut Desk, keyboard: &Keyboard, link: &BotLink, is_yes: bool) {
    let Some(Question { text, yes, no }) = asked(desk, link) else { return };
    let outcome = words::say(desk.locale(), if is_yes { yes } else { no }).to_owned();
    pressed::outcome(desk, keyboard, &text, &outcome);
}

/// The person said yes, or no, below the message that asked.
pub(super) async fn confirmed(
    desk: &mut Desk,
    heard: &Incoming,
    keyboard: &Keyboard,
    (hash, yes): (&str, bool),
) -> Result<(), Halt> {
    let (office, now) = (desk.office.clone(), desk.now());
    let rows = office.app.store.workspace(&office.workspace);
    let Some(link) = rows.bot_link(hash, now).await? else {
        desk.turn_over(keyboard, &[]);
        return begin::expired(desk);
    };
    chosen(desk, keyboard, &link, yes);
    let claim = |follows| Some(Claim { code_hash: hash.to_owned(), follows });
    if !yes {
        desk.claim = claim(Follows::Nothing);
        let is_account = link.kind == BotLinkKind::Member;
        return say(desk, if is_account { "link_refused" } else { "continue_refused" });
    }
    let Some(visitor) = desk.chat.visitor.clone() else { return Ok(()) };
    match link {
        BotLink { kind: BotLinkKind::Member, member: Some(member), name, .. } => {
            if !rows.may_attach(&visitor, &member).await? {
                desk.claim = claim(Follows::Nothing);
                return say(desk, "link_taken");
            }
            desk.chat.member = Some(member.clone());
            desk.claim = claim(Follows::Member { member: member.clone(), visitor });
            begin::notice(desk, "privacy_member").await?;
            let text = words::fill(desk.locale(), "linked", &[("name", &name)]);
            let decides = rows.member(&member).await?.is_some_and(|member| member.role.decides());
            let next = if decides { "linked_decides" } else { "linked_helps" };
            told(desk, &format!("{text}\n{}", words::say(desk.locale(), next)));
            Ok(())
        }
        BotLink { kind: BotLinkKind::ToTelegram, conversation: Some(conversation), .. } => {
            tracing::info!(%conversation, telegram = heard.chat, "a conversation goes on in Telegram");
            desk.claim = claim(Follows::Guest { conversation: conversation.clone(), visitor });
            begin::notice(desk, "privacy").await?;
            desk.enter(conversation);
            (desk.state.joins, desk.state.from_browser) = (true, true);
            Ok(())
        }
        _ => begin::expired(desk),
    }
}

/// `/link`: the same conversation in the browser.
pub(super) async fn to_browser(desk: &mut Desk) -> Result<(), Halt> {
    let Some(conversation) = desk.chat.conversation.clone() else { return say(desk, "no_conversation") };
    let (token, now) = (Token::random(), desk.now());
    let link = BotLink {
        code_hash: token.hash(),
        kind: BotLinkKind::ToBrowser,
        chat: Some((desk.office.bot.id.clone(), desk.chat.chat)),
        conversation: Some(conversation),
        visitor: desk.chat.visitor.clone(),
        member: desk.chat.member.clone(),
        name: desk.chat.name.clone(),
        expires_at: Millis(now.0 + LINK_MS),
    };
    desk.office.app.store.workspace(&desk.office.workspace).create_bot_link(&link, now).await?;
    let locale = desk.chat.locale.clone();
    let minutes = (LINK_MS / 60_000).to_string();
    let text = words::fill(&locale, "link_here", &[("minutes", &minutes)]);
    let path = format!("continue#{}", token.expose());
    match desk.office.link(&path) {
        Some(url) => offer(desk, &text, vec![vec![Key::link(words::say(&locale, "open_browser"), url)]]),
        // Telegram makes no button of an address on this machine.
        None => told(desk, &format!("{text}\n{}{path}", desk.office.app.public_url)),
    }
    Ok(())
}
