//! `pauta webhooks`.

use super::{code, errors, pauta, prints};
use crate::store::db::NOW;
use pauta::store::{Store, StoreConfig};
use std::path::Path;

fn webhooks(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = std::iter::once(&"webhooks").chain(arguments).copied().collect();
    let output = pauta(folder, &[], &arguments);
    (code(&output), prints(&output) + errors(&output).as_str())
}

#[tokio::test]
async fn an_operator_connects_other_systems() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let file = folder.path().join("data/pauta.db");
    let store = Store::open(&StoreConfig::Sqlite { file, max_bytes: None }).await.unwrap();
    store.migrate().await.unwrap();
    let (workspace, _) = store.installation().ensure_default(&[], NOW).await.unwrap();
    assert_eq!(webhooks(folder.path(), &["list"]), (0, "There is no webhook.\n".into()));
    let (code, told) = webhooks(folder.path(), &["add", "https://10.0.0.1/"]);
    assert!(code == 1 && told.contains("it leads into a private network"), "{told}");
    let url = "https://example.com/hook";
    let (code, told) = webhooks(folder.path(), &["add", url, "--event", "piece.lost"]);
    assert!(code == 1 && told.contains("\"piece.lost\" is no event; there are brief.completed"), "{told}");

    let (code, told) = webhooks(folder.path(), &["add", url, "--event", "piece.decided"]);
    assert!(code == 0 && told.contains("\nwhsec_"), "{told}");
    let (code, told) = webhooks(folder.path(), &["add", url]);
    assert!(code == 1 && told.contains("is told already"), "{told}");
    let kept = store.workspace(&workspace).webhooks().await.unwrap().remove(0);
    let (code, told) = webhooks(folder.path(), &["list"]);
    assert_eq!((code, told), (0, format!("{}  Pauta (default): {url} is told piece.decided\n", kept.id)));
    assert_eq!(webhooks(folder.path(), &["log"]), (0, "Nothing was told yet.\n".into()));
    assert_eq!(webhooks(folder.path(), &["remove", kept.id.as_str()]).0, 0);
    let (code, told) = webhooks(folder.path(), &["remove", kept.id.as_str()]);
    assert!(code == 1 && told.contains("no webhook has the id"), "{told}");
    store.shutdown().await;
}
