//! The beginning: who speaks, what they are told first, and a new conversation.

use super::{Halt, offer, refused, told};
use crate::{
    channel::telegram::{
        daily,
        desk::Desk,
        outgoing::Key,
        press::Action,
        render::{self, Show},
        tail, words,
    },
    id::VisitorId,
    store::{NewVisitor, Role},
    turn::{self, From, Opening},
};

/// Of those who can invite, so many are named.
const NAMED_MAX: usize = 3;

/// More rows than a conversation has before anybody says anything.
const BEGINNING_ROWS: u32 = 20;

/// Makes sure that the person of a private chat is somebody.
pub(super) async fn visitor(desk: &mut Desk) -> Result<(), Halt> {
    if desk.chat.visitor.is_some() {
        return Ok(());
    }
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let Some(site) = rows.sites().await?.into_iter().next() else {
        return Err(Halt::Later("the workspace has no site".into()));
    };
    let id = VisitorId::new();
    // Nobody can come in by this token: the chat itself is what the person is known by.
    let token_hash = format!("telegram:{id}");
    let new = NewVisitor { id: id.clone(), site: site.id, token_hash, time_zone: None, at: desk.now() };
    rows.create_visitor(new).await?;
    desk.chat.visitor = Some(id);
    Ok(())
}

/// What somebody is told who has no conversation here: where they are, who invites, and how to begin.
pub(super) async fn greet(desk: &mut Desk) -> Result<(), Halt> {
    if desk.chat.member.is_some() {
        return at_home(desk).await;
    }
    let who = inviters(desk).await?;
    let text = words::fill(desk.locale(), "no_invitation", &[("who", &who)]);
    let keys = ways(desk);
    offer(desk, &text, keys);
    Ok(())
}

/// What a member is told who has no conversation here: what waits for them, and how to begin.
async fn at_home(desk: &mut Desk) -> Result<(), Halt> {
    let mut keys = super::colleague::waiting(desk).await?;
    let pieces = daily::waiting(desk).await?.unwrap_or_default();
    let key = if keys.is_empty() && pieces.is_empty() { "member_nothing" } else { "member_waits" };
    let locale = desk.chat.locale.clone();
    desk.say(render::daily(&pieces, &Show::first(&locale)));
    keys.extend(ways(desk));
    offer(desk, words::say(&locale, key), keys);
    Ok(())
}

/// How somebody without a conversation can go on: with a brief of their own, or a look at the example.
fn ways(desk: &Desk) -> Vec<Vec<Key>> {
    let locale = desk.locale();
    let mut keys =
        vec![vec![Key::press(words::say(locale, "new_brief"), Action::Command { name: "new".into() })]];
    let example = desk.office.link("example");
    keys.extend(example.map(|url| vec![Key::link(words::say(locale, "see_example"), url)]));
    keys
}

/// What somebody is told whose link leads nowhere; without a conversation here, with the ways on that there are.
pub(super) fn expired(desk: &mut Desk) -> Result<(), Halt> {
    let text = words::say(desk.locale(), "expired_link").to_owned();
    let keys = if desk.chat.conversation.is_some() { Vec::new() } else { ways(desk) };
    offer(desk, &text, keys);
    Ok(())
}

/// Who can invite somebody: by their names, if the workspace lets them be told; never by an address.
async fn inviters(desk: &Desk) -> Result<String, Halt> {
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let mut names = Vec::new();
    if rows.bot_names_owners(&desk.office.bot.id).await? {
        let owners = rows.members().await?.into_iter().filter(|member| member.role == Role::Owner);
        let owners = owners.filter(|owner| owner.joined_at.is_some());
        names.extend(owners.map(|owner| owner.name).filter(|name| !name.is_empty() && !name.contains('@')));
        names.truncate(NAMED_MAX);
    }
    Ok(match names.split_last() {
        None => words::say(desk.locale(), "who_invites").to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, names)) => {
            words::fill(desk.locale(), "either", &[("names", &names.join(", ")), ("last", last)])
        }
    })
}

/// A new conversation in this chat, after the notice on what is kept.
pub(super) async fn new(desk: &mut Desk) -> Result<(), Halt> {
    let (office, Some(visitor)) = (desk.office.clone(), desk.chat.visitor.clone()) else { return Ok(()) };
    if is_untouched(desk).await? {
        // Whoever presses twice wants one brief: the question that it begins with is theirs already.
        match desk.is_press {
            true => desk.toast = Some(words::say(desk.locale(), "pressed_before").to_owned()),
            false => tail::again(desk).await,
        }
        return Ok(());
    }
    let rows = office.app.store.workspace(&office.workspace);
    let site = rows.sites().await?.into_iter().find_map(|site| Some((site.id, site.tree?)));
    let Some((site, tree)) = site else { return Err(Halt::Later("the site has no tree".into())) };
    let opening = Opening {
        workspace: office.workspace.clone(),
        site,
        visitor,
        zone: None,
        locales: vec![desk.chat.locale.clone()],
        from: From::Tree(tree),
    };
    match turn::start(&office.app, opening).await {
        Ok((peer, _)) => {
            notice(desk, "privacy").await?;
            desk.enter(peer.conversation);
            Ok(())
        }
        Err(rejection) => refused(desk, rejection),
    }
}

/// Whether the chat has a conversation in which nobody has said anything yet.
async fn is_untouched(desk: &Desk) -> Result<bool, Halt> {
    let Some(conversation) = &desk.chat.conversation else { return Ok(false) };
    let rows = desk.office.app.store.workspace(&desk.office.workspace);
    let first = rows.messages_after(conversation, 0, BEGINNING_ROWS).await?;
    Ok(first.len() < BEGINNING_ROWS as usize && first.iter().all(|row| row.kind != "said"))
}

/// Who keeps what is written here, once, before anything is: `key` is how that is said.
pub(super) async fn notice(desk: &mut Desk, key: &str) -> Result<(), Halt> {
    if std::mem::replace(&mut desk.state.noticed, true) {
        return Ok(());
    }
    let workspaces = desk.office.app.store.installation().named_workspaces().await?;
    let named = workspaces.into_iter().find(|(id, _)| *id == desk.office.workspace);
    // The first workspace is called `default`, which tells nobody anything.
    let who = named.map(|(_, name)| name).filter(|name| name != "default");
    let who = who.unwrap_or_else(|| desk.office.bot.name.clone());
    let text = words::fill(desk.locale(), key, &[("who", &who)]);
    told(desk, &text);
    Ok(())
}
