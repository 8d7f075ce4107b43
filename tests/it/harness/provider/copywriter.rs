//! A provider that can write: it answers what a bakery's campaign briefing asks, in the language that it is asked in,
//! so that what is walked through and looked at is like what people see.

use super::{Heard, Pace, Provider, Says, fitting, pieces};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A whole brief, as somebody writes it in an e-mail: what [`copy`] finds in a text is found in this one.
pub const BRIEF: &str = include_str!("copy/brief.pt-BR.txt");

static PORTUGUESE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("copy/pt-BR.json")).unwrap());
static ENGLISH: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("copy/en.json")).unwrap());

/// Pieces have so many characters, about a word.
const PIECE: usize = 6;

/// What it answers to this request.
pub fn copy(heard: &Heard) -> Value {
    let (prompt, schema) = (heard.prompt(), heard.schema().cloned().unwrap_or_default());
    let copy = if prompt.contains("português do Brasil") { &*PORTUGUESE } else { &*ENGLISH };
    let (data, fill) = (data(heard), filled(heard));
    if pieces::is_sought(&schema) {
        return pieces::piece(heard, &data);
    }
    let fill: Vec<&str> = fill.iter().map(String::as_str).collect();
    let has = |part: &str| schema["properties"].get(part).is_some();
    if has("found") {
        return found(copy, &data, &fill);
    }
    if has("remarks") {
        return json!({ "remarks": fill.first().map_or(json!([]), |field| list(&copy["remarks"][field])) });
    }
    if has("because") {
        let nothing: Value = fill.iter().map(|field| ((*field).to_owned(), Value::Null)).collect();
        let mut answer = copy["question"].clone();
        answer["fields"] = nothing;
        return answer;
    }
    let of = fill.iter().find_map(|field| copy["filled"][field].as_array());
    // Whoever did not want the first gets the other.
    let nth = usize::from(data["refused"].is_array());
    of.and_then(|all| all.get(nth).or(all.last())).cloned().unwrap_or_else(|| fitting(&schema))
}

/// The same, all at once.
pub fn writes(heard: &Heard) -> Says {
    Says::Json(copy(heard))
}

/// The same, each piece when the test lets it go.
pub fn writes_slowly(heard: &Heard, pace: &Pace) -> Says {
    let letters: Vec<char> = copy(heard).to_string().chars().collect();
    Says::Paced(letters.chunks(PIECE).map(|piece| piece.iter().collect()).collect(), pace.clone())
}

fn list(value: &Value) -> Value {
    if value.is_array() { value.clone() } else { json!([]) }
}

/// What of the brief stands in the text, and is asked for.
fn found(copy: &Value, data: &Value, fill: &[&str]) -> Value {
    let given = data["given"].as_array().into_iter().flatten();
    let text: String = given.filter_map(|given| given["text"].as_str()).collect();
    let stands = copy["found"].as_array().into_iter().flatten().filter(|one| {
        let [field, quote] = [0, 2].map(|at| one[at].as_str().unwrap());
        fill.contains(&field) && text.contains(quote)
    });
    let found: Vec<Value> = stands
        .map(|one| json!({ "field": one[0], "answer": one[1], "quote": one[2], "confidence": one[3] }))
        .collect();
    json!({ "found": found })
}

/// Sits down at a provider: what is asked for these fields first comes slowly, each by a pace of its own; all else at
/// once.
pub fn holds<const N: usize>(provider: &Provider, fields: [&'static str; N]) -> [Pace; N] {
    let paces = fields.map(|_| Says::paced(&[]).1);
    let held: Vec<(&str, Pace)> = fields.into_iter().zip(paces.clone()).collect();
    provider.answers(move |heard| {
        let first = filled(heard).first().cloned().unwrap_or_default();
        let pace = held.iter().find(|(field, _)| *field == first).map(|(_, pace)| pace);
        pace.map_or_else(|| writes(heard), |pace| writes_slowly(heard, pace))
    });
    paces
}

/// What is to be filled, in order.
pub fn filled(heard: &Heard) -> Vec<String> {
    let fill = data(heard)["fill"].clone();
    fill.as_array().into_iter().flatten().filter_map(|of| Some(of["field"].as_str()?.to_owned())).collect()
}

fn data(heard: &Heard) -> Value {
    heard.prompt().lines().find_map(|line| serde_json::from_str(line).ok()).unwrap_or_default()
}
