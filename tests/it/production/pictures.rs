//! The pictures of pieces: drawn by the server, kept, shown to their own person only.

use super::desk::Desk;
use crate::harness::{
    api::request,
    app::{Start, TestApp},
    s3::S3,
    trees,
};
use reqwest::Method;
use serde_json::{Value, json};

impl Desk<'_> {
    /// Starts every package, agreeing to the gate between them.
    async fn starts_everything(&mut self) {
        self.starts().await;
        self.hears_the_end().await;
        let gate = self.piece("value_proposition").await;
        assert_eq!(self.acts(&gate, "approve", json!({ "ticked": true })).await.0, 200);
        self.hears_the_end().await;
        while self.production().await["packages"].as_array().unwrap().len() as u64
            > self.production().await["started"].as_u64().unwrap()
        {
            self.starts().await;
            self.hears_the_end().await;
        }
    }

    /// The first piece of a kind.
    async fn first(&self, kind: &str) -> String {
        let pieces = self.pieces().await;
        let found = pieces.iter().find(|piece| piece["kind"] == kind);
        found.unwrap_or_else(|| panic!("no {kind} in {pieces:?}"))["id"].as_str().unwrap().to_owned()
    }
}

fn assets(view: &Value) -> &Vec<Value> {
    view["assets"].as_array().unwrap()
}

async fn picture(desk: &Desk<'_>, asset: &Value) -> (u16, Vec<u8>) {
    let url = asset["url"].as_str().unwrap();
    let answer = request(desk.app, Method::GET, url).bearer_auth(&desk.person.token).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

/// Without a model a picture is a layout; a layout comes in every size, and its edit is drawn anew.
#[tokio::test(flavor = "multi_thread")]
async fn layouts_are_drawn_and_drawn_anew_with_an_edit() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app).await;
    desk.starts_everything().await;
    let piece = desk.first("layout").await;
    let before = desk.view(&piece).await;
    assert!(assets(&before).len() >= 2, "{before}");
    let square = assets(&before).iter().find(|asset| asset["name"] == "square").unwrap();
    let (status, png) = picture(&desk, square).await;
    let drawn = image::load_from_memory(&png).unwrap();
    assert_eq!((status, u64::from(drawn.width())), (200, square["width"].as_u64().unwrap()));

    let words = json!({ "lines": { "/slots/headline": "Agende hoje" } });
    let (status, came) = desk.acts(&piece, "edit", words).await;
    assert_eq!(status, 200, "{came}");
    let after = desk.view(&piece).await;
    assert_eq!(after["version"], before["version"].as_u64().unwrap() + 1);
    assert_eq!(assets(&after).len(), assets(&before).len());
    let anew = assets(&after).iter().find(|asset| asset["name"] == "square").unwrap();
    assert_ne!(picture(&desk, anew).await.1, png, "the new words are drawn");
    assert_eq!(picture(&desk, square).await.1, png, "the former version keeps its own");

    let other = Desk::of(&app).await;
    let url = square["url"].as_str().unwrap();
    let theirs = request(&app, Method::GET, url).bearer_auth(&other.person.token).send().await.unwrap();
    assert_eq!(theirs.status(), 404, "another person's picture");
}

/// The words come although the pictures' store is away; the queue tries again before it gives them up.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_files_that_is_away_keeps_no_words_back() {
    let s3 = S3::start().await;
    let mut start = Start::new().tree(&trees::ten_questions());
    for (name, value) in s3.variables() {
        start = start.set(name, &value);
    }
    let app = start.run().await;
    let mut desk = Desk::of(&app).await;
    s3.goes_down();
    desk.starts().await;
    desk.hears_the_end().await;
    assert!(desk.cards().len() >= 2, "{:?}", desk.cards());
}
