//! A campaign of few questions and some thirty pieces, none of which waits for a person: what is left to look at is how
//! they are made.

use super::{
    person::{Person, new_id},
    provider::copywriter,
    server::Server,
    trees,
};
use pauta::{
    store::{SettingsRow, Store, StoreConfig},
    time::Millis,
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::{collections::BTreeSet, net::SocketAddr};

/// What stands in the settings of a workspace where nothing waits for an agreement.
const NO_GATE: &str = r#"{"gate":false,"client_stage":false,"four_eyes":false,"carry_minor":false}"#;

/// The pieces that are asked for, and the channels that they are for.
const PIECES: [&str; 8] = [
    "ads",
    "social_posts",
    "emails",
    "whatsapp_messages",
    "sms",
    "articles",
    "video_scripts",
    "landing_page",
];
const CHANNELS: [&str; 5] = ["google_search", "instagram", "linkedin", "tiktok", "youtube"];

/// What is said in the briefing.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// A model that was asked about it before is not asked again.
    pub brand: &'a str,
    /// The plan has a single piece that needs no other one.
    pub alone: bool,
}

/// Somebody whose brief is frozen, at their pieces. Whichever server they speak to, it stands on the same data.
pub struct Launch {
    pub server: SocketAddr,
    pub person: Person,
}

/// From now on nothing waits for an agreement in the workspace of this server.
pub async fn without_gate(server: &Server) {
    let store = Store::open(&StoreConfig::Sqlite { file: server.database(), max_bytes: None }).await.unwrap();
    let workspace = store.installation().workspaces().await.unwrap().remove(0);
    let settings = SettingsRow { body: NO_GATE.into(), who: "test".into(), at: Millis(1) };
    store.workspace(&workspace).put_settings(&settings).await.unwrap();
    store.shutdown().await;
}

/// A server with the model at this address, whatever that costs.
pub fn with_model(url: &str) -> [(&'static str, &str); 6] {
    [
        ("PAUTA_LLM", "auto"),
        ("OPENAI_API_KEY", "sk-test-1"),
        ("OPENAI_API_URL", url),
        ("PAUTA_BUDGET_MONTH", "100000"),
        ("PAUTA_BUDGET_WORKSPACE_MONTH", "100000"),
        ("PAUTA_BUDGET_CONVERSATION", "100000"),
    ]
}

/// The tree of this campaign.
pub fn tree() -> Value {
    let label = |text: &str| json!({ "pt-BR": text, "en": text });
    let options = |ids: &[&str]| -> Value {
        ids.iter().map(|id| json!({ "id": id, "label": label(&id.replace('_', " ")) })).collect()
    };
    let persona = json!({ "type": "object", "fields": { "who": { "type": "text", "label": label("Who") } } });
    let slots = [
        ("brand", json!({ "type": "text" })),
        ("product_name", json!({ "type": "text" })),
        ("product_text", json!({ "type": "long_text" })),
        ("personas", json!({ "type": "list", "of": persona })),
        ("rivals", json!({ "type": "list", "of": { "type": "text", "label": label("Rival") } })),
        ("pieces", json!({ "type": "multi_choice", "options": options(&PIECES) })),
        ("channels", json!({ "type": "multi_choice", "options": options(&CHANNELS) })),
    ];
    let mut tree = trees::questions("launch", slots.len());
    tree["slots"] = json!({});
    for (at, (name, mut slot)) in slots.into_iter().enumerate() {
        slot["label"] = label(name);
        tree["slots"][name] = slot;
        let ask = &mut tree["nodes"][format!("ask{}", at + 1)];
        (ask["slot"], ask["prompt"]) = (json!(name), label(&format!("{name}?")));
    }
    tree
}

/// What is answered to the question on `path`.
fn answer(path: &str, Said { brand, alone }: Said<'_>) -> Value {
    let many = |all: &[Value]| -> Value {
        let item = |(at, value): (usize, &Value)| json!({ "id": format!("i{at}"), "value": value });
        json!({ "value": { "items": all.iter().enumerate().map(item).collect::<Vec<_>>() } })
    };
    let who =
        ["Casais que tomam café correndo", "Famílias que acordam cedo"].map(|who| json!({ "who": who }));
    match path {
        "brand" => json!({ "text": brand }),
        "product_name" => json!({ "text": "Cesta Sol" }),
        "product_text" => json!({ "text": copywriter::BRIEF }),
        "personas" => many(&who[usize::from(alone)..]),
        "rivals" if alone => json!({ "options": ["skip"] }),
        "rivals" => many(&[json!("Padaria Lua")]),
        "pieces" => json!({ "options": &PIECES }),
        "channels" => json!({ "options": &CHANNELS }),
        _ => json!({ "options": ["confirm"] }),
    }
}

impl Launch {
    /// Goes through the briefing, and hears the plan.
    pub async fn plans(server: SocketAddr, site: &str, said: Said<'_>) -> Self {
        let hello = json!({ "locale": "pt-BR", "tree": "launch" });
        let mut person = Person::at(server, site, hello).await.unwrap();
        while !super::briefing::is_done(&person) {
            let is_notice = person.ask["buttons"].to_string().contains("ai_yes");
            let path = person.ask["path"].as_str().unwrap_or_default().to_owned();
            let mut frame = if is_notice { json!({ "options": ["ai_yes"] }) } else { answer(&path, said) };
            (frame["type"], frame["ask"]) = (json!("answer"), person.ask["id"].clone());
            let came = person.does(frame).await;
            assert!(came.is_accepted() && came.answer["understood"] != false, "{path}: {came:?}");
        }
        super::briefing::hears_the_plan(&mut person).await;
        Self { server, person }
    }

    /// Goes on at another server on the same data.
    pub async fn moves_to(&mut self, server: SocketAddr, site: &str) {
        self.server = server;
        self.person = Person::at(server, site, self.person.resume()).await.unwrap();
    }

    fn request(&self, method: Method, what: &str) -> RequestBuilder {
        let url = format!("http://{}/api/v1/conversations/{}/{what}", self.server, self.person.conversation);
        let origin = format!("http://{}", self.server);
        Client::new().request(method, url).header("origin", origin).bearer_auth(&self.person.token)
    }

    /// The whole, with its pieces.
    pub async fn listed(&self) -> Value {
        self.request(Method::GET, "pieces").send().await.unwrap().json().await.unwrap()
    }

    /// Packages of the plan.
    pub async fn packages(&self) -> usize {
        self.listed().await["production"]["packages"].as_array().unwrap().len()
    }

    pub async fn starts(&self, package: usize) {
        let body = json!({
            "client_msg_id": new_id(), "act": "start", "package": package, "unknown_cost": true,
        });
        let answer = self.request(Method::POST, "production").json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// Whether nobody works on a piece any more.
    pub async fn is_ready(&self) -> bool {
        self.listed().await["production"]["state"] == "ready"
    }

    /// The cards that came, a piece with its version each, in order.
    pub fn cards(&self) -> Vec<(String, u64)> {
        let cards = self.person.rows.iter().filter(|row| row["kind"] == "piece");
        cards.map(|row| of(&row["piece"])).collect()
    }

    /// Comes back, and holds the cards against the pieces: each that is there has one, and of a version that is its
    /// first. Gives how many they are.
    pub async fn each_card_is_there_once(&mut self) -> usize {
        self.person.comes_back().await.unwrap();
        let listed = self.listed().await;
        let pieces = listed["pieces"].as_array().unwrap();
        let made: BTreeSet<_> = pieces.iter().map(of).filter(|(_, version)| *version > 0).collect();
        assert!(made.iter().all(|(_, version)| *version == 1), "{made:?}");
        let cards = self.cards();
        assert_eq!(cards.len(), made.len(), "{cards:?}");
        assert_eq!(cards.into_iter().collect::<BTreeSet<_>>(), made);
        made.len()
    }
}

fn of(piece: &Value) -> (String, u64) {
    (piece["id"].as_str().unwrap().to_owned(), piece["version"].as_u64().unwrap())
}
