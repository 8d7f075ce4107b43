//! Reply markup: what Telegram takes of a keyboard.

use super::{
    html,
    refused::{Refused, bad},
};
use serde_json::Value;

const BUTTONS: usize = 100;
const BUTTONS_IN_A_ROW: usize = 8;
const DATA_BYTES: usize = 64;
const PLACEHOLDER: usize = 64;
/// What a button can do; it does exactly one thing.
const ACTS: [&str; 9] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "callback_game",
    "pay",
];

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Markup {
    /// The rows of an inline keyboard.
    pub rows: Vec<Vec<Button>>,
    /// What it says where the answer is written.
    pub placeholder: Option<String>,
    /// A reply is asked for, or a keyboard in place of the phone's own.
    pub forces: bool,
    /// As it was given.
    pub given: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    pub label: String,
    pub data: Option<String>,
    pub url: Option<String>,
}

pub fn read(given: &Value) -> Result<Markup, Refused> {
    let mut markup = Markup { given: given.clone(), ..Default::default() };
    if given.is_null() {
        return Ok(markup);
    }
    if !given.is_object() {
        return Err(bad("object expected as reply markup"));
    }
    if let Some(rows) = given.get("inline_keyboard") {
        let rows = rows.as_array();
        let rows = rows
            .ok_or_else(|| bad("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array"))?;
        for row in rows {
            let row = row.as_array();
            let row = row.ok_or_else(|| bad("can't parse inline keyboard: every row must be an Array"))?;
            if row.len() > BUTTONS_IN_A_ROW {
                return Err(bad("reply markup is too long"));
            }
            markup.rows.push(row.iter().map(button).collect::<Result<_, _>>()?);
        }
        markup.rows.retain(|row| !row.is_empty());
        if markup.rows.iter().map(Vec::len).sum::<usize>() > BUTTONS {
            return Err(bad("reply markup is too long"));
        }
        return Ok(markup);
    }
    if given.get("force_reply") == Some(&Value::Bool(true)) || given.get("keyboard").is_some() {
        markup.forces = true;
        markup.placeholder = given["input_field_placeholder"].as_str().map(str::to_owned);
        if markup.placeholder.as_ref().is_some_and(|it| it.is_empty() || html::length(it) > PLACEHOLDER) {
            return Err(bad("PLACEHOLDER_INVALID"));
        }
    }
    Ok(markup)
}

fn button(given: &Value) -> Result<Button, Refused> {
    let cant = |why: &str| bad(&format!("can't parse inline keyboard button: {why}"));
    let label = given["text"].as_str();
    let label = label.ok_or_else(|| cant("Field \"text\" must be of type String"))?.to_owned();
    if label.trim().is_empty() {
        return Err(cant("Field \"text\" must be non-empty"));
    }
    let acts: Vec<_> = ACTS.iter().filter(|act| given.get(**act).is_some_and(|it| !it.is_null())).collect();
    match acts.len() {
        0 => return Err(cant("Text buttons are unallowed in the inline keyboard")),
        1 => {}
        _ => return Err(cant("A button must have exactly one action")),
    }
    let data = given["callback_data"].as_str().map(str::to_owned);
    if data.as_ref().is_some_and(|it| it.is_empty() || it.len() > DATA_BYTES) {
        return Err(bad("BUTTON_DATA_INVALID"));
    }
    let url = given["url"].as_str().map(str::to_owned);
    if let Some(url) = &url {
        let read = url::Url::parse(url).ok();
        let public = read.is_some_and(|it| match it.scheme() {
            "http" | "https" => it.host_str().is_some_and(|host| host.contains('.')),
            scheme => scheme == "tg",
        });
        if !public {
            return Err(bad(&format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")));
        }
    }
    Ok(Button { label, data, url })
}
