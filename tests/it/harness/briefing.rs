//! Walks the campaign briefing as a person would: an answer per field, else "I do not know", else on.

use super::person::Person;
use serde_json::Value;

/// What a person says to the question on `path`.
pub fn answer(locale: &str, path: &str) -> Option<&'static str> {
    let (pt, en) = match path {
        "brand" => ("Padaria Sol", "Sol Bakery"),
        "product_name" => ("Pão de fermentação natural", "Sourdough bread"),
        "product_text" => (
            "Pão de fermentação natural para quem toma café em casa: dura 5 dias e tem mais sabor.",
            "Sourdough bread for people who have breakfast at home: it keeps for 5 days and tastes better.",
        ),
        "audience" => (
            "Mulheres de 30 a 50 anos do bairro, que tomam café da manhã em casa com a família.",
            "Women aged 30 to 50 from the neighbourhood who have breakfast at home with their family.",
        ),
        "why_us" => {
            ("forno a lenha, entrega até 7h, receita própria", "wood oven, delivery by 7, own recipe")
        }
        "key_message" => ("O café da manhã que espera por você", "The breakfast that waits for you"),
        "why_now" => ("A loja nova abre em março.", "The new shop opens in March."),
        "budget" => ("R$ 5.000", "R$ 5,000"),
        "rivals_known" => ("Padaria Lua", "Moon Bakery"),
        _ => return None,
    };
    Some(if locale == "en" { en } else { pt })
}

/// One step: the pending question is answered somehow, and the answer is taken.
pub async fn step(person: &mut Person, locale: &str, goal: &str) {
    let path = person.ask["path"].as_str().unwrap_or_default().to_owned();
    let options = ids(&person.ask["input"]["options"]);
    let buttons = ids(&person.ask["buttons"]);
    let has = |id: &str| buttons.iter().any(|button| button == id);
    let came = match path.as_str() {
        _ if has("ai_no") => person.presses(&["ai_no"]).await,
        "depth" => person.presses(&["full"]).await,
        "goal" if options.iter().any(|option| option == goal) => person.presses(&[goal]).await,
        _ if has("accept") => person.presses(&["accept"]).await,
        _ if has("confirm") => person.presses(&["confirm"]).await,
        path => match answer(locale, path) {
            Some(text) => person.says(text).await,
            None if has("no_more") => person.presses(&["no_more"]).await,
            None if has("unsure") => person.presses(&["unsure"]).await,
            None if has("skip") => person.presses(&["skip"]).await,
            None if !options.is_empty() => person.presses(&[&options[0]]).await,
            None => person.says("10").await,
        },
    };
    assert!(came.is_accepted(), "{path}: {came:?}");
}

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| Some(one["id"].as_str()?.to_owned())).collect()
}

/// Whether the brief was frozen.
pub fn is_done(person: &Person) -> bool {
    person.rows.iter().any(|row| row["kind"] == "produced")
}

/// Hears what the brief that was frozen can become; it is offered a moment later.
pub async fn hears_the_plan(person: &mut Person) {
    if !person.rows.iter().any(|row| row["kind"] == "plan") {
        person.hears(|frame| frame["kind"] == "plan").await;
    }
}

/// Questions that a whole briefing may take here; more is a walk that does not come to its end.
pub const STEPS_MAX: usize = 80;
