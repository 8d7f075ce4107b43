//! Workspaces and people: who is found, and by whom.

use super::db::{Db, NOW, next};
use pauta::{
    id::{BrandId, ConversationId, MemberId, SiteId, VisitorId, WorkspaceId},
    store::{Committed, Member, NewBrand, Role, StoreError, TreeVersion},
};

pub async fn the_first_boot_makes_one_site(db: Db) {
    let origins = ["http://127.0.0.1:8080".to_owned(), "http://localhost:8080".to_owned()];
    for _ in 0..2 {
        let again = db.store.installation().ensure_default(&origins, NOW).await.unwrap();
        assert_eq!(again, (db.workspace.clone(), db.site.clone()));
    }
    let [site] = &db.here().sites().await.unwrap()[..] else { panic!("one site") };
    assert_eq!((site.origins.as_slice(), &site.tree), (origins.as_slice(), &None));
    assert_eq!(db.here().site(&db.site).await.unwrap().as_ref(), Some(site));
    assert_eq!(db.here().site(&SiteId::new()).await.unwrap(), None);

    let found = Some((db.workspace.clone(), db.site.clone()));
    assert_eq!(db.store.installation().site_by_key(&site.public_key).await.unwrap(), found);
    assert_eq!(db.store.installation().site_by_key("other").await.unwrap(), None);
    let at = |origin: &'static str| async { db.store.installation().sites_by_origin(origin).await.unwrap() };
    assert_eq!(at("http://localhost:8080").await, found.into_iter().collect::<Vec<_>>());
    assert_eq!(at("http://localhost:80").await, []);
    assert_eq!(db.store.installation().workspaces().await.unwrap(), std::slice::from_ref(&db.workspace));

    assert!(db.here().set_site_tree(&db.site, "campaign").await.unwrap());
    assert!(!db.here().set_site_tree(&SiteId::new(), "campaign").await.unwrap());
    assert_eq!(db.here().site(&db.site).await.unwrap().unwrap().tree.as_deref(), Some("campaign"));
}

pub async fn a_visitor_is_known_by_a_token(db: Db) {
    let token = db.visitor.to_string();
    let found = db.here().visitor_by_token(&token).await.unwrap().unwrap();
    assert_eq!((&found.id, &found.site, found.created_at), (&db.visitor, &db.site, NOW));
    assert_eq!(found.time_zone.as_deref(), Some("America/Sao_Paulo"));
    assert_eq!(db.here().visitor_by_token("' OR 1=1 --").await.unwrap(), None);
    let anywhere = db.store.installation().visitor_by_token(&token).await.unwrap();
    assert_eq!(anywhere, Some((db.workspace.clone(), db.visitor.clone())));
}

pub async fn a_visitor_of_an_unknown_site_fails_alone(db: Db) {
    let (lost, welcome) = (VisitorId::new(), VisitorId::new());
    let mut stray = db.person(&lost);
    stray.site = SiteId::new();
    let here = db.here();
    let (stray, fine) = tokio::join!(here.create_visitor(stray), here.create_visitor(db.person(&welcome)));
    assert!(matches!(stray, Err(StoreError::Other(_))), "{stray:?}");
    fine.unwrap();
    assert_eq!(here.visitor_by_token(lost.as_str()).await.unwrap(), None);
    assert!(here.visitor_by_token(welcome.as_str()).await.unwrap().is_some());
}

pub async fn members_are_known_by_their_mail(db: Db) {
    let member = |name: &str, email: &str| Member {
        id: MemberId::new(),
        name: name.into(),
        email: Some(email.into()),
        role: Role::Marketer,
        created_at: NOW,
        joined_at: None,
        sessions_since: NOW,
    };
    let (bia, ana) = (member("Bia", "bia@example.org"), member("Ana", "ana@example.org"));
    assert!(db.here().create_member(&bia).await.unwrap());
    assert!(db.here().create_member(&ana).await.unwrap());
    assert!(!db.here().create_member(&member("Outra", "ana@example.org")).await.unwrap());
    assert_eq!(db.here().members().await.unwrap(), [ana, bia]);
}

pub async fn brands_belong_to_their_owner(db: Db) {
    let here = db.here();
    let stranger = VisitorId::new();
    here.create_visitor(db.person(&stranger)).await.unwrap();
    let id = db.conversation().await;
    let brand = |id: &BrandId, name: &str, owner: Option<&VisitorId>| {
        Some(NewBrand { id: id.clone(), name: name.into(), kit: "{}".into(), owner: owner.cloned() })
    };
    let (mine, ours) = (BrandId::new(), BrandId::new());
    let wanted = [
        (brand(&mine, "Padaria", Some(&db.visitor)), Committed::Done),
        (brand(&mine, "Padaria Sol", Some(&db.visitor)), Committed::Done),
        (brand(&ours, "Casa", None), Committed::Done),
    ];
    for (base, (brand, outcome)) in (1..).zip(wanted) {
        let mut turn = next(&id, base);
        turn.brand = brand;
        assert_eq!(here.commit_turn(turn).await.unwrap(), outcome);
    }
    let mut theft = next(&id, 4);
    theft.brand = brand(&mine, "Roubada", Some(&stranger));
    assert_eq!(here.commit_turn(theft).await.unwrap(), Committed::StaleVersion);
    assert_eq!(here.events(&id).await.unwrap().len(), 4);

    let names =
        |brands: Vec<pauta::store::Brand>| brands.into_iter().map(|brand| brand.name).collect::<Vec<_>>();
    assert_eq!(names(here.brands_of(&db.visitor).await.unwrap()), ["Casa", "Padaria Sol"]);
    assert_eq!(names(here.brands_of(&stranger).await.unwrap()), ["Casa"]);
    assert_eq!(names(here.brands().await.unwrap()), ["Casa"]);
}

pub async fn trees_are_published_by_hash(db: Db) {
    let here = db.here();
    let version = |hash: &str| TreeVersion {
        hash: hash.into(),
        tree: "campaign".into(),
        title: format!("Campanha {hash}"),
        body: format!(r#"{{"hash":"{hash}"}}"#),
    };
    assert_eq!(here.published("campaign").await.unwrap(), None);
    assert!(here.publish_tree(&version("a"), "cli", NOW).await.unwrap());
    assert!(!here.publish_tree(&version("a"), "cli", NOW).await.unwrap(), "it is published already");
    assert!(here.publish_tree(&version("b"), "ana", NOW).await.unwrap());
    assert_eq!(here.published("campaign").await.unwrap(), Some(version("b")));
    let mut forged = version("a");
    forged.body = "{}".into();
    assert!(
        here.publish_tree(&forged, "bia", NOW).await.unwrap(),
        "rolling back publishes an old hash again"
    );
    assert_eq!(
        here.published("campaign").await.unwrap(),
        Some(version("a")),
        "what a hash names never changes"
    );

    let history = here.publications("campaign").await.unwrap();
    let history: Vec<_> = history.iter().map(|one| (one.hash.as_str(), one.who.as_str())).collect();
    assert_eq!(history, [("a", "bia"), ("b", "ana"), ("a", "cli")]);
    let [now] = &here.library().await.unwrap()[..] else { panic!("one tree") };
    assert_eq!((now.tree.as_str(), now.hash.as_str(), now.title.as_str()), ("campaign", "a", "Campanha a"));
    assert_eq!(here.tree_by_hash("b").await.unwrap(), Some(version("b")), "a pinned version stays");
    assert_eq!(here.tree_by_hash("c").await.unwrap(), None);
}

pub async fn another_workspace_reads_nothing(db: Db) {
    db.execute(
        "INSERT INTO workspace (id, name, created_at) VALUES ('019a9d3e-0000-7000-8000-000000000001', 'other', 1)",
    )
    .await;
    let other = db.store.workspace(&WorkspaceId::parse("019a9d3e-0000-7000-8000-000000000001").unwrap());
    let id = db.conversation().await;
    let mut turn = next(&id, 1);
    let (body, owner) = ("{}".to_owned(), Some(db.visitor.clone()));
    turn.brief = Some(pauta::store::NewBrief { version: 1, hash: "h".into(), body: body.clone() });
    turn.brand = Some(NewBrand { id: BrandId::new(), name: "Pão".into(), kit: body.clone(), owner });
    turn.event.inbound = Some(super::db::inbound("a"));
    db.here().commit_turn(turn).await.unwrap();
    let tree = TreeVersion { hash: "t".into(), tree: "campaign".into(), title: "T".into(), body };
    db.here().publish_tree(&tree, "cli", NOW).await.unwrap();

    assert_eq!(other.conversation(&id).await.unwrap(), None);
    assert_eq!(other.conversations_of(&db.visitor, 9).await.unwrap(), []);
    assert_eq!(other.messages_after(&id, 0, 9).await.unwrap(), []);
    assert_eq!(other.events(&id).await.unwrap(), []);
    assert_eq!(other.inbound(&id, "a").await.unwrap(), None);
    assert_eq!(other.briefs(&id).await.unwrap(), []);
    assert_eq!(other.brief(&id, 1).await.unwrap(), None);
    assert_eq!(other.brands_of(&db.visitor).await.unwrap(), []);
    assert_eq!(other.visitor_by_token(db.visitor.as_str()).await.unwrap(), None);
    assert_eq!(other.sites().await.unwrap(), []);
    assert_eq!(other.tree_by_hash("t").await.unwrap(), None);
    assert_eq!(other.published("campaign").await.unwrap(), None);
    assert_eq!(other.library().await.unwrap(), []);
    assert!(!other.set_site_tree(&db.site, "campaign").await.unwrap());

    let mut intrusion = next(&id, 2);
    intrusion.event.inbound = Some(super::db::inbound("a"));
    assert_eq!(
        other.commit_turn(intrusion).await.unwrap(),
        Committed::StaleVersion,
        "and learns no stored reply"
    );
    assert_eq!(db.here().conversation(&id).await.unwrap().unwrap().line.version, 2);
    assert!(other.commit_turn(db.first()).await.is_err(), "nor with a visitor of another workspace");
    assert!(other.create_visitor(db.person(&VisitorId::new())).await.is_err());
}

pub async fn those_who_watch_see_the_newest_row(db: Db) {
    let (one, two) = (db.conversation().await, db.conversation().await);
    db.here().commit_turn(next(&two, 1)).await.unwrap();
    let watched = [one.clone(), ConversationId::new(), two.clone()];
    let mut heads = db.store.installation().heads(&watched).await.unwrap();
    heads.sort();
    assert_eq!(heads, [(one, 2), (two, 4)]);
    assert_eq!(db.store.installation().heads(&[]).await.unwrap(), []);
}

pub async fn another_visitors_conversation_reads_as_missing(db: Db) {
    let stranger = VisitorId::new();
    db.here().create_visitor(db.person(&stranger)).await.unwrap();
    let id = db.conversation().await;
    assert_eq!(db.here().conversation_of(&stranger, &id).await.unwrap(), None);
    assert_eq!(db.here().conversations_of(&stranger, 9).await.unwrap(), []);
    let mine = db.here().conversation_of(&db.visitor, &id).await.unwrap();
    assert_eq!(mine, db.here().conversation(&id).await.unwrap());
    assert!(mine.is_some());
}
