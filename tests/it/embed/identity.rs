use super::{BAKERY, Bakery, SECRET};
use crate::harness::{app::TestApp, person::new_id};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sha2::Sha256;

/// What the bakery's server signs for one of its own people.
fn signed(app: &TestApp, key: &str, sub: &str, secret: &str) -> String {
    let exp = app.app.clock.now().0 / 1000 + 300;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!(
        "{}.{}",
        part(json!({ "alg": "HS256" })),
        part(json!({ "sub": sub, "aud": key, "exp": exp }))
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// A browser on the bakery's page.
struct Browser<'a> {
    app: &'a TestApp,
    key: String,
    user: Option<String>,
    token: Value,
    conversation: Value,
}

impl<'a> Browser<'a> {
    fn new(app: &'a TestApp, bakery: &Bakery) -> Self {
        Self { app, key: bakery.key.clone(), user: None, token: Value::Null, conversation: Value::Null }
    }

    fn of(app: &'a TestApp, bakery: &Bakery, sub: &str) -> Self {
        Self { user: Some(signed(app, &bakery.key, sub, SECRET)), ..Self::new(app, bakery) }
    }

    async fn hello(&mut self) -> Result<(), String> {
        let mut hello = json!({ "type": "hello", "protocol": 1, "site": self.key, "locale": "en" });
        let said = [
            ("user", json!(self.user)),
            ("token", self.token.clone()),
            ("conversation", self.conversation.clone()),
        ];
        for (name, value) in said.into_iter().filter(|(_, value)| !value.is_null()) {
            hello[name] = value;
        }
        let answer: Value = self.posts("/api/v1/conversations", &hello).await.json().await.unwrap();
        if let Some(code) = answer["code"].as_str() {
            return Err(code.to_owned());
        }
        self.token = answer["welcome"]["token"].clone();
        self.conversation = answer["welcome"]["conversation"].clone();
        Ok(())
    }

    async fn posts(&self, path: &str, body: &Value) -> Response {
        let token = self.token.as_str().unwrap_or_default();
        let request = Client::new().post(self.app.url(path)).header("origin", BAKERY).bearer_auth(token);
        request.json(body).send().await.unwrap()
    }

    async fn says(&self, text: &str) -> u16 {
        let frame = json!({ "type": "answer", "client_msg_id": new_id(), "text": text });
        let path = format!("/api/v1/conversations/{}/inputs", self.conversation.as_str().unwrap());
        self.posts(&path, &frame).await.status().as_u16()
    }

    /// The ids of its conversations, the last touched first.
    async fn has(&self) -> Vec<Value> {
        let request = Client::new()
            .get(self.app.url("/api/v1/conversations"))
            .bearer_auth(self.token.as_str().unwrap());
        let list: Value = request.send().await.unwrap().json().await.unwrap();
        list["conversations"].as_array().unwrap().iter().map(|line| line["conversation"].clone()).collect()
    }
}

/// S8: one person, two browsers, the same briefings; another person sees none of them.
#[tokio::test(flavor = "multi_thread")]
async fn whom_the_site_signed_for_is_the_same_person_everywhere() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    bakery.signs(&app, false).await;
    let (mut office, mut home) = (Browser::of(&app, &bakery, "ana"), Browser::of(&app, &bakery, "ana"));
    office.hello().await.unwrap();
    assert_eq!(office.says("from the office").await, 200);
    home.conversation = office.conversation.clone();
    home.hello().await.unwrap();
    assert_ne!(home.token, office.token, "each browser has its own token");
    assert_eq!(home.says("from home").await, 200);
    assert_eq!(home.has().await, office.has().await);

    let mut bia = Browser::of(&app, &bakery, "bia");
    bia.conversation = office.conversation.clone();
    assert_eq!(bia.hello().await, Err("unknown_conversation".into()));
    // In a browser where Ana was before, too: her token is not taken for Bia's.
    bia.token = office.token.clone();
    assert_eq!(bia.hello().await, Err("unknown_conversation".into()));
    bia.conversation = Value::Null;
    bia.hello().await.unwrap();
    assert_ne!(bia.token, office.token);
    assert_eq!(bia.says("from Bia").await, 200);
    assert_eq!(bia.has().await, [bia.conversation.clone()]);
}

/// What somebody began before they said who they are stays theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_that_was_begun_anonymously_comes_along() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    bakery.signs(&app, false).await;
    let mut first = Browser::new(&app, &bakery);
    first.hello().await.unwrap();
    assert_eq!(first.says("begun by nobody").await, 200);
    first.user = Some(signed(&app, &bakery.key, "ana", SECRET));
    first.hello().await.unwrap();

    // Another browser, where a second one is begun before Ana is known: it goes to who she is already.
    let mut second = Browser::new(&app, &bakery);
    second.hello().await.unwrap();
    assert_eq!(second.says("begun by nobody, elsewhere").await, 200);
    let token = second.token.clone();
    second.user = Some(signed(&app, &bakery.key, "ana", SECRET));
    second.hello().await.unwrap();
    assert_eq!(second.token, token, "the browser keeps its token");
    let mut both = second.has().await;
    both.sort_by_key(Value::to_string);
    let mut wanted = [first.conversation.clone(), second.conversation.clone()];
    wanted.sort_by_key(Value::to_string);
    assert_eq!(both, wanted);
    assert_eq!(second.says("and by Ana").await, 200, "what was in memory as nobody's is hers");
    // The word runs out; the token goes on.
    second.user = None;
    second.hello().await.unwrap();
    assert_eq!(second.has().await.len(), 2);
}

/// S8: what is not signed is nobody, and a site that asks for a name lets nobody speak.
#[tokio::test(flavor = "multi_thread")]
async fn a_forged_word_is_worth_nothing() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let mut early = Browser::new(&app, &bakery);
    early.hello().await.unwrap();
    bakery.signs(&app, false).await;
    let mut ana = Browser::of(&app, &bakery, "ana");
    ana.hello().await.unwrap();
    let forged = || signed(&app, &bakery.key, "ana", "guessed");
    let mut stranger = Browser { user: Some(forged()), ..Browser::new(&app, &bakery) };
    stranger.hello().await.unwrap();
    assert_eq!(stranger.says("nobody knows me").await, 200);
    assert_eq!(stranger.has().await, [stranger.conversation.clone()], "anonymous, and none of Ana's");

    bakery.signs(&app, true).await;
    for user in [None, Some(forged()), Some(signed(&app, "another key", "ana", SECRET)), Some("x".into())] {
        let mut nobody = Browser { user, ..Browser::new(&app, &bakery) };
        assert_eq!(nobody.hello().await, Err("forbidden".into()));
    }
    assert_eq!(early.says("with the token of before").await, 403);
    assert_eq!(early.hello().await, Err("forbidden".into()));
    assert_eq!(ana.says("still me").await, 200);
    ana.user = None;
    ana.hello().await.unwrap();
    let mut new = Browser::of(&app, &bakery, "caio");
    new.hello().await.unwrap();
    assert_eq!(new.says("signed for").await, 200);
}
