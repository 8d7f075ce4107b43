//! Blobs in a bucket: private, written once, read by addresses that end, and what happens while it is away.

use crate::harness::{
    api::Caller,
    app::{Start, TestApp},
    s3::{S3, SECRET_KEY},
    tls, trees,
};
use pauta::{
    config::{BlobPlace, Config},
    id::WorkspaceId,
    outside::blob::{BlobError, Blobs, Key, Shelf},
    time::Millis,
};
use reqwest::{Client, StatusCode};
use serde_json::Value;

fn blobs(s3: &S3, secret: &str) -> Blobs {
    let mut environment: std::collections::BTreeMap<String, String> =
        s3.variables().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    environment.insert("PAUTA_S3_SECRET_KEY".into(), secret.into());
    let place = Config::load(&environment).unwrap().blob_place();
    assert!(matches!(place, BlobPlace::Bucket(_)));
    Blobs::open(place)
}

fn key() -> Key {
    Key::new(&WorkspaceId::new(), Shelf::Posts, Millis(1_763_700_000_000))
}

/// The address without its signature.
fn bare(link: &str) -> &str {
    link.split('?').next().unwrap()
}

#[tokio::test]
async fn an_object_is_written_once_and_read_back() {
    tls::ready();
    let s3 = S3::start().await;
    let (blobs, key) = (blobs(&s3, SECRET_KEY), key());
    blobs.check().await.unwrap();
    assert!(matches!(blobs.get(&key).await, Err(BlobError::Missing)));

    let bytes: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    blobs.put(&key, "image/png", &bytes).await.unwrap();
    assert!(blobs.get(&key).await.unwrap() == bytes);
    assert_eq!(s3.keys(), [key.as_str()]);
    assert!(matches!(blobs.put(&key, "image/png", b"other").await, Err(BlobError::Failed(_))));
    assert!(blobs.get(&key).await.unwrap() == bytes, "nothing is written over it");
    // The same again is a try whose answer was lost.
    blobs.put(&key, "image/png", &bytes).await.unwrap();

    let mut left = blobs.write(&Key::reference(&WorkspaceId::new(), Millis(0)), "text/plain").await.unwrap();
    left.write(b"half").await.unwrap();
    drop(left);
    for _ in 0..2 {
        blobs.remove(&key).await.unwrap();
    }
    assert!(s3.keys().is_empty(), "what was left halfway was never there");
}

#[tokio::test]
async fn only_a_signed_address_reads_and_only_that_object() {
    tls::ready();
    let s3 = S3::start().await;
    let (blobs, one, other) = (blobs(&s3, SECRET_KEY), key(), key());
    for (key, text) in [(&one, "one"), (&other, "other")] {
        blobs.put(key, "text/plain", text.as_bytes()).await.unwrap();
    }
    let link = blobs.link(&one).await.unwrap().unwrap();
    assert!(link.contains("X-Amz-Expires=3600"), "{link}");
    let client = Client::new();
    let read = async |address: &str| {
        let answer = client.get(address).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(read(&link).await, (StatusCode::OK, "one".into()));
    let elsewhere = link.replace(one.as_str(), other.as_str());
    for refused in [bare(&link), &elsewhere, &link.replace("3600", "360000")] {
        let (status, text) = read(refused).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{refused}: {text}");
    }
    let bucket = format!("{}/", bare(&link).split("/ws/").next().unwrap());
    assert_eq!(read(&bucket).await.0, StatusCode::FORBIDDEN, "nobody lists it");
    blobs.remove(&one).await.unwrap();
    assert_eq!(read(&link).await.0, StatusCode::NOT_FOUND, "an old address leads nowhere");

    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Blobs::in_folder(folder.path().into()).link(&one).await.unwrap(), None);
}

#[tokio::test]
async fn a_wrong_secret_is_told_without_it() {
    tls::ready();
    let s3 = S3::start().await;
    let blobs = blobs(&s3, "not-the-right-secret");
    let error = blobs.put(&key(), "text/plain", b"x").await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(matches!(error, BlobError::Failed(_)) && told.contains("403"), "{told}");
    assert!(!told.contains("not-the-right-secret") && !told.contains("AKIA"), "{told}");
    assert!(blobs.check().await.is_err());
}

async fn on(s3: &S3) -> TestApp {
    let mut start = Start::new().tree(&trees::ten_questions());
    for (name, value) in s3.variables() {
        start = start.set(name, &value);
    }
    start.run().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_send_lies_in_the_bucket_and_a_conversation_goes_on_without_it() {
    let s3 = S3::start().await;
    let app = on(&s3).await;
    let ana = Caller::starts(&app).await;
    let sent = ana.sends("../../../etc/notes.txt", b"Laudo em 48 h").await;
    assert_eq!(sent.status(), 201);
    let file: Value = sent.json().await.unwrap();
    let [key] = &s3.keys()[..] else { panic!("one object") };
    assert!(key.starts_with("ws/") && key.contains("/references/") && !key.contains("notes"), "{key}");
    let path = format!("files/{}", file["id"].as_str().unwrap());
    assert_eq!(ana.get(&path).await.text().await.unwrap(), "Laudo em 48 h");

    s3.goes_down();
    let refused = ana.sends("more.txt", b"more").await;
    assert_eq!(refused.status(), 503);
    let body: Value = refused.json().await.unwrap();
    assert!(body["message"].as_str().unwrap().ends_with('.') && body["retry_after_ms"].is_number(), "{body}");
    assert_eq!(ana.get(&path).await.status(), 503);
    assert_eq!(ana.get("messages").await.status(), 200, "the conversation needs no bucket");
}
