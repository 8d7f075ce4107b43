//! What assistive technology is told, in the browser's own accessibility tree; and where the focus goes.

use super::{families, resumed};
use crate::harness::{
    app::{Start, TestApp},
    briefing,
    browser::Browser,
    person::Person,
};
use serde_json::{Value, json};
use thirtyfour::Key;

/// One thing in the accessibility tree.
#[derive(Debug)]
struct Thing {
    role: String,
    name: String,
    properties: Value,
}

impl Thing {
    fn has(&self, property: &str) -> Value {
        let list = self.properties.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .find(|one| one["name"] == property)
            .map_or(Value::Null, |one| one["value"]["value"].clone())
    }
}

/// All that is not hidden from it.
async fn things(page: &Browser) -> Vec<Thing> {
    let tree = page.developer("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false);
    let text = |node: &Value, what: &str| node[what]["value"].as_str().unwrap_or_default().to_owned();
    nodes
        .map(|node| Thing {
            role: text(node, "role"),
            name: text(node, "name"),
            properties: json!([
                node["properties"].as_array(),
                [json!({ "name": "value", "value": node["value"] })]
            ])
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_array)
            .flatten()
            .cloned()
            .collect(),
        })
        .collect()
}

fn the<'a>(things: &'a [Thing], role: &str, name: &str) -> &'a Thing {
    let found: Vec<&Thing> =
        things.iter().filter(|one| one.role == role && one.name.starts_with(name)).collect();
    let all: Vec<String> = things.iter().map(|one| format!("{} {:?}", one.role, one.name)).collect();
    let [only] = found[..] else { panic!("{} of {role} {name:?} in {all:#?}", found.len()) };
    only
}

async fn shows(page: &Browser, path: &str) {
    let is = format!(
        "return root.querySelector('.prompt .controls')?.dataset.path === '{path}' && !!root.querySelector('.choice')"
    );
    page.until(&is).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_the_chat_have_names_and_states() {
    let app = Start::new().tree(&families::tree()).run().await;
    let mut ana = Person::says_hello(&app, json!({ "locale": "en", "tree": "families" })).await;
    let page = Browser::open(&resumed(&app, "en", &ana), 1280, 800).await;
    shows(&page, "choice").await;
    let seen = things(&page).await;
    let log = the(&seen, "log", "Conversation");
    assert_eq!(log.has("live"), "polite");
    the(&seen, "main", "");
    the(&seen, "heading", "Pauta");
    the(&seen, "region", "Your brief");
    the(&seen, "group", "Goal: what is it like?");
    the(&seen, "button", "Leads Who asks for a talk");
    the(&seen, "button", "Launch Who asks for a talk");
    the(&seen, "textbox", "Your answer");
    assert_eq!(the(&seen, "button", "More options").has("expanded"), false);
    the(&seen, "progressbar", "Progress");
    let text = page.run("return root.querySelector('[role=progressbar]').ariaValueText").await;
    assert!(text.as_str().unwrap().starts_with("Question 1 of up to 12"), "{text}");
    assert!(
        seen.iter()
            .all(|one| !matches!(one.role.as_str(), "button" | "link" | "textbox") || !one.name.is_empty())
    );

    page.presses(".prompt [data-option=leads]").await;
    shows(&page, "ticks").await;
    page.until("return focused().matches('.choice [type=checkbox]')").await;
    page.types(" ").await;
    let seen = things(&page).await;
    let state = |name: &str| the(&seen, "checkbox", name).has("checked");
    assert_eq!((state("Instagram"), state("Radio")), (json!("true"), json!("false")));
    the(&seen, "button", "Confirm choice");
    ana.hears(|frame| frame["ask"]["path"] == "ticks").await;
    page.quit().await;
}

/// A dialogue has a name and takes the focus; what it then asks is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_dialogue_and_a_card_have_names() {
    let app = TestApp::start().await;
    let mut ana = Person::says_hello(&app, json!({ "locale": "en", "tree": "campaign_briefing" })).await;
    while !ana.ask["buttons"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == "accept")) {
        briefing::step(&mut ana, "en", "launch").await;
    }
    let page = Browser::open(&resumed(&app, "en", &ana), 1280, 800).await;
    page.until("return !!root.querySelector('.card[data-state=open] button')").await;
    let seen = things(&page).await;
    assert!(seen.iter().any(|one| one.role == "region" && one.name.starts_with("Suggestion: ")), "{seen:#?}");
    page.presses("[data-edit=goal]").await;
    page.until("return !!root.querySelector('dialog.edit[open]') && !!focused().closest('dialog')").await;
    let seen = things(&page).await;
    let dialog = seen.iter().find(|one| one.role == "dialog").unwrap();
    assert!(dialog.name.starts_with("Change: "), "{dialog:?}");
    assert_eq!(dialog.has("modal"), true);
    let pressed: Vec<&Thing> = seen.iter().filter(|one| one.has("pressed") == "true").collect();
    assert_eq!(pressed.len(), 1, "the answer that is there is the pressed one: {pressed:?}");
    page.types(Key::Escape).await;
    page.until("return focused().dataset.edit === 'goal'").await;
    page.quit().await;
}

/// Whoever has answered goes on where the next answer is given: in the box, where it is in words.
#[tokio::test(flavor = "multi_thread")]
async fn the_focus_goes_to_the_next_answer() {
    let app = TestApp::start().await;
    let page = Browser::open(&app.url("/?lang=en"), 1280, 800).await;
    page.until("return !!chat?.shadowRoot?.querySelector('.prompt [data-option=quick]')").await;
    page.presses(".prompt [data-option=quick]").await;
    page.until("return focused().id === 'text' && !!root.querySelector('.prompt [data-path=brand]')").await;
    page.types("Sol Bakery\u{e007}").await;
    page.until("return !!focused().closest('.prompt [data-path=goal]')").await;
    page.quit().await;
}
