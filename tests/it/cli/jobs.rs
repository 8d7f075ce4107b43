//! `pauta jobs`.

use super::{code, errors, pauta, prints};
use crate::store::{db::NOW, tasks::nothing};
use pauta::store::{Outcome, Settled, Spare, Store, StoreConfig};
use std::path::Path;

fn jobs(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = std::iter::once(&"jobs").chain(arguments).copied().collect();
    let output = pauta(folder, &[], &arguments);
    (code(&output), prints(&output) + errors(&output).as_str())
}

#[tokio::test]
async fn an_operator_sees_what_failed_and_has_it_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, told) = jobs(folder.path(), &["list"]);
    assert!(missing == 1 && told.contains("there is no database at"), "{told}");
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let file = folder.path().join("data/pauta.db");
    let store = Store::open(&StoreConfig::Sqlite { file, max_bytes: None }).await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(jobs(folder.path(), &["list"]), (0, "No job has failed.\n".into()));
    assert_eq!(jobs(folder.path(), &["retry", "all"]), (0, "No job has failed.\n".into()));

    let (workspace, _) = store.installation().ensure_default(&[], NOW).await.unwrap();
    let here = store.workspace(&workspace);
    here.enqueue(&[nothing("one"), nothing("two")], NOW).await.unwrap();
    for claimed in store.installation().claim_tasks("a", 2, &Spare::None, NOW).await.unwrap() {
        let outcome = Outcome::Failed { error: "the model is silent".into() };
        let settled = [Settled { fence: claimed.fence, outcome }];
        store.installation().settle_tasks(&settled, NOW).await.unwrap();
    }
    let id = here.task("one").await.unwrap().unwrap().id;
    let (code, told) = jobs(folder.path(), &["list"]);
    assert_eq!((code, told.lines().count()), (0, 2), "{told}");
    assert!(
        told.contains(&format!(
            "{id}  2025-11-21T04:40:00Z  Pauta (default): nothing, attempt 1: the model is silent"
        )),
        "{told}"
    );
    let doctor = prints(&pauta(folder.path(), &[], &["doctor"]));
    assert!(doctor.contains("2 failed for good: `pauta jobs list` says why"), "{doctor}");

    let (code, told) = jobs(folder.path(), &["retry", id.as_str()]);
    assert_eq!((code, told.as_str()), (0, "1 job is tried again, within seconds by a server that runs.\n"));
    assert_eq!(here.task("one").await.unwrap().unwrap().state, "queued");
    let (code, told) = jobs(folder.path(), &["retry", id.as_str()]);
    assert!(code == 1 && told.contains("no failed job has the id"), "{told}");
    assert_eq!(jobs(folder.path(), &["dismiss", "all"]), (0, "1 job is no longer shown.\n".into()));
    assert_eq!(here.task("two").await.unwrap().unwrap().state, "cancelled");
    let (code, told) = jobs(folder.path(), &["dismiss", "two"]);
    assert!(code == 1 && told.contains("\"two\" is no job's id"), "{told}");
    store.shutdown().await;
}
