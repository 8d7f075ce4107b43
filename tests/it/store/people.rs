//! Members, their browsers, the links by which they come in, and sessions.

use super::db::{Db, NOW};
use pauta::{
    id::{ConversationId, MemberId, VisitorId, WorkspaceId},
    store::{EntryKind, Member, MemberChange, NewEntryLink, Role},
    time::Millis,
};

pub fn member(name: &str, role: Role) -> Member {
    Member {
        id: MemberId::new(),
        name: name.into(),
        email: None,
        role,
        created_at: NOW,
        joined_at: None,
        sessions_since: NOW,
    }
}

async fn joined(db: &Db, name: &str, role: Role) -> Member {
    let member = Member { joined_at: Some(NOW), ..member(name, role) };
    assert!(db.here().create_member(&member).await.unwrap());
    member
}

async fn another_workspace(db: &Db) -> WorkspaceId {
    db.store.installation().ensure_workspace("other", &[], NOW).await.unwrap().0
}

fn link(hash: &str, member: &Member) -> NewEntryLink {
    NewEntryLink {
        token_hash: hash.into(),
        member: member.id.clone(),
        also: Vec::new(),
        kind: EntryKind::Invite,
        created_by: "cli".into(),
        at: NOW,
        expires_at: Millis(NOW.0 + 10),
    }
}

pub async fn the_first_member_is_first(db: Db) {
    let (one, two) = (member("Ana", Role::Owner), member("Bia", Role::Owner));
    assert_eq!(db.store.installation().members().await.unwrap(), 0);
    assert!(!db.store.workspace(&WorkspaceId::new()).create_first_member(&one).await.unwrap());
    assert!(db.here().create_first_member(&one).await.unwrap());
    assert!(!db.here().create_first_member(&two).await.unwrap());
    let other = another_workspace(&db).await;
    assert!(!db.store.workspace(&other).create_first_member(&two).await.unwrap(), "of the installation");
    assert_eq!(db.here().members().await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(db.store.installation().members().await.unwrap(), 1);
    let found = db.store.installation().membership(&one.id).await.unwrap().unwrap();
    assert_eq!(
        (found.workspace, found.workspace_name.as_str(), found.member),
        (db.workspace.clone(), "Pauta", one)
    );
}

pub async fn the_last_owner_stays(db: Db) {
    let here = db.here();
    let ana = joined(&db, "Ana", Role::Owner).await;
    let waiting = member("Rui", Role::Owner);
    assert!(here.create_member(&waiting).await.unwrap());
    assert_eq!(here.set_role(&ana.id, Role::Client).await.unwrap(), MemberChange::LastOwner);
    assert_eq!(here.remove_member(&ana.id).await.unwrap(), MemberChange::LastOwner);
    assert_eq!(here.set_role(&ana.id, Role::Owner).await.unwrap(), MemberChange::Done);
    assert_eq!(here.remove_member(&waiting.id).await.unwrap(), MemberChange::Done);
    assert_eq!(here.remove_member(&waiting.id).await.unwrap(), MemberChange::Missing);
    let bia = joined(&db, "Bia", Role::Owner).await;
    let (one, two) = tokio::join!(here.set_role(&ana.id, Role::Client), here.set_role(&bia.id, Role::Client));
    let mut both = [one.unwrap(), two.unwrap()];
    both.sort_by_key(|change| format!("{change:?}"));
    assert_eq!(both, [MemberChange::Done, MemberChange::LastOwner], "not both at once");
    let other = another_workspace(&db).await;
    assert_eq!(db.store.workspace(&other).remove_member(&ana.id).await.unwrap(), MemberChange::Missing);
    assert_eq!(
        db.store.workspace(&other).set_role(&ana.id, Role::Owner).await.unwrap(),
        MemberChange::Missing
    );
}

pub async fn a_link_opens_once_and_in_time(db: Db) {
    let ana = member("Ana", Role::Client);
    let (here, all) = (db.here(), db.store.installation());
    assert!(!here.create_entry_link(link("a", &ana)).await.unwrap(), "for nobody");
    assert!(here.create_member(&ana).await.unwrap());
    let other = another_workspace(&db).await;
    assert!(!db.store.workspace(&other).create_entry_link(link("a", &ana)).await.unwrap());
    assert!(here.create_entry_link(link("a", &ana)).await.unwrap());
    let (soon, late) = (Millis(NOW.0 + 9), Millis(NOW.0 + 10));
    for _ in 0..2 {
        let found = all.entry_link("a", soon).await.unwrap().unwrap();
        assert_eq!((found.workspace, found.member), (db.workspace.clone(), ana.id.clone()));
    }
    assert_eq!(all.entry_link("a", late).await.unwrap(), None);
    assert_eq!(all.use_entry_link("a", late).await.unwrap(), None);
    assert_eq!(all.use_entry_link("b", soon).await.unwrap(), None);
    assert_eq!(here.member(&ana.id).await.unwrap().unwrap().joined_at, None);
    let (one, two) = tokio::join!(all.use_entry_link("a", soon), all.use_entry_link("a", soon));
    assert_eq!(one.unwrap().is_some() as u8 + two.unwrap().is_some() as u8, 1, "even at the same time");
    assert_eq!(all.entry_link("a", soon).await.unwrap(), None);
    assert_eq!(here.member(&ana.id).await.unwrap().unwrap().joined_at, Some(soon));

    let also = vec![MemberId::new(), MemberId::new()];
    assert!(here.create_entry_link(NewEntryLink { also: also.clone(), ..link("c", &ana) }).await.unwrap());
    assert_eq!(all.entry_link("c", soon).await.unwrap().unwrap().also, also);
    assert!(here.create_entry_link(link("d", &ana)).await.unwrap());
    assert_eq!(all.use_entry_link("c", soon).await.unwrap(), None, "a newer one took its place");
    assert_eq!(here.remove_member(&ana.id).await.unwrap(), MemberChange::Done);
    assert_eq!(all.use_entry_link("d", soon).await.unwrap(), None, "removed with its member");
}

pub async fn a_session_lasts_until_it_is_ended(db: Db) {
    let all = db.store.installation();
    let until = Millis(NOW.0 + 10);
    assert!(all.create_session("s", "{}", until).await.unwrap());
    assert!(!all.create_session("s", "other", until).await.unwrap());
    assert_eq!(all.session("s", NOW).await.unwrap(), Some(("{}".into(), until)));
    assert_eq!(all.session("s", until).await.unwrap(), None);
    all.save_session("s", "more", Millis(NOW.0 + 20)).await.unwrap();
    assert_eq!(all.session("s", until).await.unwrap(), Some(("more".into(), Millis(NOW.0 + 20))));
    all.delete_session("s").await.unwrap();
    all.save_session("s", "again", until).await.unwrap();
    assert_eq!(all.session("s", NOW).await.unwrap(), None, "what was ended is not saved back to life");

    assert!(all.create_session("old", "", until).await.unwrap());
    assert!(all.create_session("new", "", Millis(until.0 + 1)).await.unwrap());
    all.sweep_entries(until).await.unwrap();
    assert!(all.session("new", until).await.unwrap().is_some());
    assert!(all.create_session("old", "", until).await.unwrap(), "its row is gone");
}

pub async fn who_signs_out_everywhere_leaves_no_browser_a_way_in(db: Db) {
    let (here, other) = (db.here(), another_workspace(&db).await);
    let (ana, bia) = (joined(&db, "Ana", Role::Owner).await, joined(&db, "Bia", Role::Client).await);
    let (lost, bias, next) = (VisitorId::new(), VisitorId::new(), VisitorId::new());
    for visitor in [&lost, &bias, &next] {
        here.create_visitor(db.person(visitor)).await.unwrap();
    }
    let id = db.conversation().await;
    for (visitor, member) in [(&db.visitor, &ana), (&lost, &ana), (&bias, &bia)] {
        assert!(here.attach_visitor(visitor, &member.id).await.unwrap());
    }
    let opens = async |visitor: &VisitorId| {
        let (one, all) =
            (here.visitor_by_token(&visitor.to_string()).await.unwrap(), db.store.installation());
        let also = all.visitor_by_token(&visitor.to_string()).await.unwrap();
        assert_eq!(one.is_some(), also.is_some());
        one.is_some()
    };
    db.store.workspace(&other).end_sessions(&ana.id, NOW).await.unwrap();
    assert!(opens(&lost).await, "another workspace ends nothing here");
    here.end_sessions(&ana.id, NOW).await.unwrap();
    assert!(!opens(&lost).await && opens(&bias).await);
    assert!(here.attach_visitor(&next, &ana.id).await.unwrap());
    assert!(here.conversation_of(&next, &id).await.unwrap().is_some(), "what she wrote stays hers");
}

pub async fn browsers_of_a_member_share_what_they_wrote(db: Db) {
    let here = db.here();
    let (ana, bia) = (joined(&db, "Ana", Role::Owner).await, joined(&db, "Bia", Role::Client).await);
    let (phone, stranger) = (VisitorId::new(), VisitorId::new());
    for visitor in [&phone, &stranger] {
        here.create_visitor(db.person(visitor)).await.unwrap();
    }
    let id = db.conversation().await;
    let sees = async |visitor: &VisitorId| {
        let one = here.conversation_of(visitor, &id).await.unwrap().is_some();
        let all = here.conversations_of(visitor, 9).await.unwrap().len() == 1;
        assert_eq!((one, one), (all, here.may_see(visitor, &id).await.unwrap()));
        one
    };
    assert!(sees(&db.visitor).await && !sees(&phone).await && !sees(&stranger).await);
    assert!(here.attach_visitor(&phone, &ana.id).await.unwrap());
    assert!(!sees(&phone).await, "only one of the two is hers");
    assert!(here.attach_visitor(&db.visitor, &ana.id).await.unwrap());
    assert!(here.attach_visitor(&db.visitor, &ana.id).await.unwrap());
    assert!(!here.attach_visitor(&db.visitor, &bia.id).await.unwrap(), "it is Ana's");
    assert!(here.attach_visitor(&stranger, &bia.id).await.unwrap());
    assert!(sees(&phone).await && sees(&db.visitor).await && !sees(&stranger).await);
    assert!(
        here.has_conversations(&ana.id).await.unwrap() && !here.has_conversations(&bia.id).await.unwrap()
    );
    let known = here.visitor_by_token(phone.as_str()).await.unwrap().unwrap();
    assert_eq!(known.member, Some(ana.id.clone()));
    assert!(!here.may_see(&phone, &ConversationId::new()).await.unwrap());

    let other = another_workspace(&db).await;
    let other = db.store.workspace(&other);
    assert!(!other.attach_visitor(&stranger, &bia.id).await.unwrap());
    assert!(!other.may_see(&phone, &id).await.unwrap() && !other.has_conversations(&ana.id).await.unwrap());
    assert!(!other.same_person(&phone, &db.visitor).await.unwrap());
    let elsewhere = member("Ana", Role::Owner);
    assert!(other.create_member(&elsewhere).await.unwrap());
    let free = VisitorId::new();
    here.create_visitor(db.person(&free)).await.unwrap();
    assert!(
        !here.attach_visitor(&free, &elsewhere.id).await.unwrap(),
        "nor to a member of another workspace"
    );

    assert_eq!(here.set_role(&bia.id, Role::Owner).await.unwrap(), MemberChange::Done);
    assert_eq!(here.remove_member(&ana.id).await.unwrap(), MemberChange::Done);
    assert!(!sees(&phone).await && sees(&db.visitor).await, "each keeps its own");
}
