//! The package over HTTP: read back by a program of its own.

use super::sent::{passes, stands, waiting, written};
use crate::{
    harness::api::{Caller, request},
    production::desk::Desk,
};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

async fn zipped(desk: &Desk<'_>) -> (String, Vec<u8>) {
    let path = format!("/api/v1/conversations/{}/export.zip", desk.person.conversation);
    let answer = request(desk.app, Method::GET, &path).bearer_auth(&desk.person.token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/zip");
    let named = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    (named, answer.bytes().await.unwrap().to_vec())
}

fn files(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.enclosed_name().expect("a name that leads nowhere").display().to_string();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_for_a_minute_is_in_the_package_and_the_rest_is_named() {
    let (app, clock) = stands().await;
    let desk = written(&app).await;
    let pieces = waiting(&desk).await;
    let approved = pieces[0].clone();
    let id = approved["id"].as_str().unwrap();
    let (status, came) = desk.acts(id, "approve", json!({ "ticked": true })).await;
    assert_eq!(status, 200, "{came}");
    let soon = files(&zipped(&desk).await.1);
    assert!(soon["LEIA-ME.txt"].contains("ainda pode ser desfeita"), "{}", soon["LEIA-ME.txt"]);
    assert!(!soon.keys().any(|name| name.ends_with(".md")), "{:?}", soon.keys());

    passes(&clock, 60_000);
    let (named, bytes) = zipped(&desk).await;
    assert!(named.starts_with("attachment; ") && named.contains(".zip"), "{named}");
    let files = files(&bytes);
    let view = desk.view(id).await;
    let stem = files.keys().find(|name| name.ends_with("-v1.md")).unwrap().trim_end_matches(".md").to_owned();
    let page = &files[&format!("{stem}.html")];
    let sha256 = view["sha256"].as_str().unwrap();
    assert!(page.contains(sha256) && page.contains("aprovado em"), "{page}");
    let data: Value = serde_json::from_str(&files["campaign.json"]).unwrap();
    assert_eq!(
        (&data["pieces"][0]["piece"], &data["pieces"][0]["sha256"]),
        (&approved["id"], &view["sha256"])
    );
    let all = desk.pieces().await.len();
    let left = data["not_included"].as_array().unwrap().len();
    assert_eq!(data["pieces"].as_array().unwrap().len() + left, all, "every piece is in it or named");
    for line in data["not_included"].as_array().unwrap() {
        assert!(files["LEIA-ME.txt"].contains(line["title"].as_str().unwrap()), "{line}");
    }
    assert_eq!(zipped(&desk).await.1, bytes, "the same pieces make the same bytes");
    let (status, alone) = desk.get("export.json").await;
    assert_eq!((status, alone), (StatusCode::OK, data));

    let stranger = Caller::starts_with(&app, "campaign_briefing").await;
    for what in ["export.zip", "export.json", "reviews"] {
        let path = format!("/api/v1/conversations/{}/{what}", desk.person.conversation);
        let theirs = request(&app, Method::GET, &path).bearer_auth(&stranger.token).send().await.unwrap();
        assert_eq!(theirs.status(), 404, "{what}");
        let nobodys = request(&app, Method::GET, &path).send().await.unwrap();
        assert_eq!(nobodys.status(), 401, "{what}");
    }
}
