use super::failure::Failure;
use crate::{
    app::{self, StartError, install},
    config::Config,
    store::{EntryKind, Member, Role, Store, workspace_title, workspace_with_name},
    time::{Clock, Millis},
    web::invite::{Invitee, Making, Way, words},
};
use clap::Args;

/// Who is invited, and where to.
#[derive(Debug, Args)]
pub(super) struct Invite {
    /// The person's name
    #[arg(long, default_value = "Owner")]
    name: String,
    /// The person's e-mail; whoever has it already gets a new link instead of a second membership
    #[arg(long, default_value = "")]
    email: String,
    /// What they may do: owner, marketer, approver or client
    #[arg(long, default_value = "owner", value_parser = role)]
    role: Role,
    /// The workspace, made if it is not there [default: the one that `/` talks to]
    #[arg(long)]
    workspace: Option<String>,
    /// The language of the message for WhatsApp: pt-BR or en
    #[arg(long, default_value = "pt-BR")]
    language: String,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| "must be owner, marketer, approver or client".into())
}

/// Makes somebody a member and prints the link by which they come in. The server may go on serving meanwhile.
pub(super) async fn run(config: &Config, invite: Invite) -> Result<(), Failure> {
    let told = |key| Failure::ToMend(words().say("en", key).to_owned());
    let invitee = Invitee::read(&invite.name, &invite.email, invite.role).map_err(told)?;
    let name = invite.workspace.as_deref().map(str::trim);
    if name
        .is_some_and(|name| name.is_empty() || name.chars().count() > 80 || name.contains(char::is_control))
    {
        return Err(Failure::ToMend("a workspace needs a name of up to 80 letters.".into()));
    }
    let store = app::open_store(config).await?;
    let made = make(config, &store, name, invitee, &invite.language).await;
    store.shutdown().await;
    let (member, workspace, way) = made?;
    println!("{} is invited to the workspace {workspace} as {}.", member.name, member.role.as_str());
    let lasts = if member.joined_at.is_some() { "24 hours" } else { "7 days" };
    println!("This link opens once, within {lasts}; it is not shown again:\n\n  {}\n", way.link);
    println!("To send it by WhatsApp:\n\n  {}", way.whatsapp);
    Ok(())
}

async fn make(
    config: &Config,
    store: &Store,
    name: Option<&str>,
    invitee: Invitee,
    locale: &str,
) -> Result<(Member, String, Way), StartError> {
    store.migrate().await?;
    let (now, public_url) = (Clock::System.now(), config.public_url(config.http.listen));
    let (trees_dir, bound) = (config.data.trees_dir.as_path(), config.http.listen);
    let boot = install::Boot { store, public_url: &public_url, trees_dir, bound, now };
    let home = install::workspace(&boot, name).await?;
    let named = store.installation().named_workspaces().await?;
    let named = named.into_iter().find(|(id, _)| *id == home.workspace).map(|(_, name)| name);
    let workspace_name = named.unwrap_or_default();
    let rows = store.workspace(&home.workspace);
    let member = match known(&rows.members().await?, &invitee) {
        Some(known) => known,
        None => made(&rows, invitee, now).await?,
    };
    let kind = if member.joined_at.is_some() { EntryKind::SignIn } else { EntryKind::Invite };
    let making = Making {
        store,
        public_url: &public_url,
        workspace: &home.workspace,
        workspace_name: workspace_title(&workspace_name),
        by: "cli",
        at: now,
        locale,
    };
    let way = making.link(kind, &member, Vec::new()).await?;
    let way = way.ok_or_else(|| StartError::Store(crate::store::StoreError::Closed))?;
    Ok((member, workspace_with_name(&workspace_name), way))
}

/// Whoever has the e-mail, or waits under this name without one: a lost link is made anew, not a second person.
fn known(members: &[Member], invitee: &Invitee) -> Option<Member> {
    let same = |member: &&Member| match &invitee.email {
        Some(_) => member.email == invitee.email,
        None => member.email.is_none() && member.name == invitee.name && member.joined_at.is_none(),
    };
    members.iter().find(same).cloned()
}

async fn made(
    rows: &crate::store::Workspace<'_>,
    invitee: Invitee,
    now: Millis,
) -> Result<Member, StartError> {
    let member = invitee.member(now);
    rows.create_member(&member).await?;
    Ok(member)
}
