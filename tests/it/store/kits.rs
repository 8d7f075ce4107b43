//! Brand kits: versions that are only ever added, one after the other.

use super::db::{Db, NOW, next};
use pauta::{
    id::{BrandId, WorkspaceId},
    store::{Committed, KitRow, NewBrand},
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
    let other = db.store.workspace(&WorkspaceId::new());
    assert!(!other.put_kit(&brand, &version(3)).await.unwrap(), "another workspace's brand");
    assert_eq!(other.kit(&brand).await.unwrap(), None);
}
