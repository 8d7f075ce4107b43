//! Brand kits: versions that are only ever added, one after the other.

use super::db::{Db, NOW, next};
use pauta::{
    id::{BrandId, WorkspaceId},
    store::{Committed, KitRow, NewBrand, SettingsRow},
};

fn version(version: u32) -> KitRow {
    KitRow { version, body: format!(r#"{{"version":{version}}}"#), who: "Ana".into(), at: NOW }
}

pub async fn a_kit_grows_by_versions(db: Db) {
    let (here, brand) = (db.here(), BrandId::new());
    assert!(!here.put_kit(&brand, &version(1)).await.unwrap(), "there is no such brand");
    let mut turn = next(&db.conversation().await, 1);
    turn.brand = Some(NewBrand { id: brand.clone(), name: "Padaria".into(), kit: "{}".into(), owner: None });
    assert_eq!(here.commit_turn(turn).await.unwrap(), Committed::Done);

    assert_eq!(here.kit(&brand).await.unwrap(), None);
    assert!(!here.put_kit(&brand, &version(2)).await.unwrap(), "the first one is missing");
    assert!(here.put_kit(&brand, &version(1)).await.unwrap());
    let (one, other) = (version(2), version(2));
    let (one, other) = tokio::join!(here.put_kit(&brand, &one), here.put_kit(&brand, &other));
    assert!(one.unwrap() ^ other.unwrap(), "the slower of two is told");
    assert!(!here.put_kit(&brand, &version(1)).await.unwrap());

    assert_eq!(here.kit(&brand).await.unwrap(), Some(version(2)));
    assert_eq!(here.kits(&brand, 9).await.unwrap(), [version(2), version(1)]);
    assert_eq!(here.kit_version(&brand, 1).await.unwrap(), Some(version(1)));
    assert_eq!(here.kit_version(&brand, 3).await.unwrap(), None);
    let other = db.store.workspace(&WorkspaceId::new());
    assert_eq!(other.kit_version(&brand, 1).await.unwrap(), None);
    assert!(!other.put_kit(&brand, &version(3)).await.unwrap(), "another workspace's brand");
    assert_eq!(other.kit(&brand).await.unwrap(), None);
}

pub async fn every_brand_of_a_workspace_is_there_for_its_members(db: Db) {
    let here = db.here();
    let (own, person) = (BrandId::new(), BrandId::new());
    assert!(here.create_brand(&own, "Ótica Azul", None, NOW).await.unwrap());
    assert!(
        !here.create_brand(&BrandId::new(), "Ótica Azul", None, NOW).await.unwrap(),
        "it has one of this name"
    );
    let mut turn = next(&db.conversation().await, 1);
    let owner = Some(db.visitor.clone());
    turn.brand = Some(NewBrand { id: person.clone(), name: "Padaria".into(), kit: "{}".into(), owner });
    assert_eq!(here.commit_turn(turn).await.unwrap(), Committed::Done);

    let theirs =
        async |id: &BrandId| here.create_brand(id, "Ótica Azul", Some(&db.visitor), NOW).await.unwrap();
    let own_too = BrandId::new();
    assert!(theirs(&own_too).await, "a person's is another one");
    assert!(!theirs(&BrandId::new()).await, "once");
    assert_eq!(here.brand(&own_too).await.unwrap().unwrap().owner, Some(db.visitor.clone()));

    let ids = |brands: Vec<pauta::store::Brand>| brands.into_iter().map(|b| b.id).collect::<Vec<_>>();
    let every = ids(here.every_brand(9).await.unwrap());
    assert!(every.len() == 3 && every.contains(&own) && every.contains(&person), "{every:?}");
    assert_eq!(here.every_brand(1).await.unwrap().len(), 1);
    assert_eq!(
        ids(here.brands().await.unwrap()),
        std::slice::from_ref(&own),
        "a person's is not the workspace's"
    );
    assert_eq!(here.brand(&person).await.unwrap().unwrap().name, "Padaria");

    let elsewhere = WorkspaceId::new();
    let other = db.store.workspace(&elsewhere);
    assert_eq!(other.brand(&own).await.unwrap(), None);
    assert_eq!(other.every_brand(9).await.unwrap(), []);
    assert!(
        !other.create_brand(&BrandId::new(), "Nova", None, NOW).await.unwrap(),
        "there is no such workspace"
    );
}

pub async fn a_workspace_keeps_its_settings(db: Db) {
    let here = db.here();
    assert_eq!(here.settings().await.unwrap(), None);
    for (body, who) in [(r#"{"gate":true}"#, "Ana"), (r#"{"gate":false}"#, "Rui")] {
        let row = SettingsRow { body: body.into(), who: who.into(), at: NOW };
        here.put_settings(&row).await.unwrap();
        assert_eq!(here.settings().await.unwrap(), Some(row));
    }
    let other = db.store.workspace(&WorkspaceId::new()).settings().await.unwrap();
    assert_eq!(other, None, "another workspace's");
}
