//! Telegram's HTML, read as Telegram reads it: which tags it knows, what it refuses, where entities stand.

use super::refused::{Refused, bad};
use serde_json::{Value, json};

struct Open {
    tag: String,
    entity: Value,
}

/// How long Telegram finds a text: in UTF-16 units.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The plain text and its entities.
pub fn parse(html: &str) -> Result<(String, Vec<Value>), Refused> {
    let (mut text, mut entities, mut open) = (String::new(), Vec::new(), Vec::<Open>::new());
    let mut at = 0;
    while let Some(next) = html[at..].chars().next() {
        match next {
            '&' => {
                let (decoded, used) = entity(&html[at..]);
                text.push(decoded);
                at += used;
            }
            '<' => {
                let end = tag_end(html, at)?;
                let inside = &html[at + 1..end];
                if let Some(name) = inside.strip_prefix('/') {
                    entities.extend(close(&mut open, name.trim(), at, length(&text))?);
                } else {
                    open.push(start(inside, at, length(&text), open.last())?);
                }
                at = end + 1;
            }
            other => {
                text.push(other);
                at += other.len_utf8();
            }
        }
    }
    if let Some(left) = open.last() {
        return Err(cant(&format!("Can't find end tag corresponding to start tag \"{}\"", left.tag)));
    }
    // Closed last is opened first.
    entities.reverse();
    entities.sort_by_key(|it| (it["offset"].as_u64(), std::cmp::Reverse(it["length"].as_u64())));
    Ok((text, alone(entities)))
}

fn cant(why: &str) -> Refused {
    bad(&format!("can't parse entities: {why}"))
}

/// Where the tag that begins here ends; a `>` between quotes does not end it.
fn tag_end(html: &str, at: usize) -> Result<usize, Refused> {
    let mut quoted = None;
    for (offset, next) in html[at..].char_indices() {
        match (quoted, next) {
            (None, '>') => return Ok(at + offset),
            (None, '"' | '\'') => quoted = Some(next),
            (Some(quote), next) if quote == next => quoted = None,
            _ => {}
        }
    }
    let which = if html[at + 1..].starts_with('/') { "end" } else { "start" };
    Err(cant(&format!("Unclosed {which} tag at byte offset {at}")))
}

fn start(inside: &str, at: usize, offset: usize, within: Option<&Open>) -> Result<Open, Refused> {
    let name_end = inside.find(|it: char| it.is_whitespace()).unwrap_or(inside.len());
    let tag = inside[..name_end].to_ascii_lowercase();
    let attributes = attributes(&inside[name_end..], &tag, at)?;
    let value = |name: &str| attributes.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let kind = match tag.as_str() {
        "b" | "strong" => json!({ "type": "bold" }),
        "i" | "em" => json!({ "type": "italic" }),
        "u" | "ins" => json!({ "type": "underline" }),
        "s" | "strike" | "del" => json!({ "type": "strikethrough" }),
        "tg-spoiler" => json!({ "type": "spoiler" }),
        "span" if value("class") == Some("tg-spoiler") => json!({ "type": "spoiler" }),
        "span" => {
            return Err(cant(&format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}")));
        }
        // Without an address, the words themselves are it; the product always gives one.
        "a" => json!({ "type": "text_link", "url": value("href").unwrap_or_default() }),
        "code" => {
            let language = value("class").and_then(|it| it.strip_prefix("language-"));
            match language {
                Some(language) if within.is_some_and(|it| it.tag == "pre") => {
                    json!({ "type": "code", "language": language })
                }
                _ => json!({ "type": "code" }),
            }
        }
        "pre" => json!({ "type": "pre" }),
        "blockquote" if value("expandable").is_some() => json!({ "type": "expandable_blockquote" }),
        "blockquote" => json!({ "type": "blockquote" }),
        _ => return Err(cant(&format!("Unsupported start tag \"{tag}\" at byte offset {at}"))),
    };
    let mut entity = kind;
    entity["offset"] = json!(offset);
    Ok(Open { tag, entity })
}

fn close(open: &mut Vec<Open>, name: &str, at: usize, end: usize) -> Result<Option<Value>, Refused> {
    let Some(last) = open.pop() else {
        return Err(cant(&format!("Unexpected end tag at byte offset {at}")));
    };
    if !name.is_empty() && !name.eq_ignore_ascii_case(&last.tag) {
        let tag = &last.tag;
        return Err(cant(&format!(
            "Unmatched end tag at byte offset {at}, expected \"</{tag}>\", found \"</{name}>\""
        )));
    }
    let mut entity = last.entity;
    let offset = entity["offset"].as_u64().unwrap_or_default();
    let length = u64::try_from(end).unwrap() - offset;
    entity["length"] = json!(length);
    let linkless = entity["type"] == "text_link" && entity["url"] == "";
    Ok((length > 0 && !linkless).then_some(entity))
}

fn attributes(rest: &str, tag: &str, at: usize) -> Result<Vec<(String, String)>, Refused> {
    let (mut found, mut rest) = (Vec::new(), rest.trim());
    while !rest.is_empty() {
        let end = rest.find(|it: char| it == '=' || it.is_whitespace()).unwrap_or(rest.len());
        if end == 0 {
            return Err(cant(&format!("Empty attribute name in the tag \"{tag}\" at byte offset {at}")));
        }
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            if name != "expandable" {
                return Err(cant(&format!(
                    "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte offset {at}"
                )));
            }
            found.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
        let (raw, left) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        found.push((name, decode(raw)));
        rest = left.trim_start();
    }
    Ok(found)
}

fn decode(raw: &str) -> String {
    let (mut text, mut at) = (String::new(), 0);
    while let Some(next) = raw[at..].chars().next() {
        let (decoded, used) = if next == '&' { entity(&raw[at..]) } else { (next, next.len_utf8()) };
        text.push(decoded);
        at += used;
    }
    text
}

/// The character of an entity and how long it was; one that Telegram does not know stays as it is.
fn entity(from: &str) -> (char, usize) {
    for (written, meant) in [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')] {
        if from.starts_with(written) {
            return (meant, written.len());
        }
    }
    let number = from.strip_prefix("&#").and_then(|rest| {
        let (digits, base) = rest.strip_prefix('x').map_or((rest, 10), |hex| (hex, 16));
        let end = digits.find(|it: char| !it.is_digit(base))?;
        let meant = char::from_u32(u32::from_str_radix(&digits[..end], base).ok()?)?;
        let semicolon = usize::from(digits[end..].starts_with(';'));
        Some((meant, from.len() - digits.len() + end + semicolon))
    });
    number.unwrap_or(('&', 1))
}

/// Code stands alone: what is within it is gone, but for the language of what is set apart.
fn alone(entities: Vec<Value>) -> Vec<Value> {
    let end = |it: &Value| it["offset"].as_u64().unwrap() + it["length"].as_u64().unwrap();
    let mut kept = Vec::<Value>::new();
    // What is around comes before what is within; of two as long, the one that was opened first.
    for mut entity in entities {
        let code = kept.iter_mut().find(|it| {
            (it["type"] == "pre" || it["type"] == "code")
                && it["offset"].as_u64() <= entity["offset"].as_u64()
                && end(it) >= end(&entity)
        });
        match code {
            Some(around) if entity["length"] == around["length"] && !entity["language"].is_null() => {
                around["language"] = entity["language"].take();
            }
            Some(_) => {}
            None => kept.push(entity),
        }
    }
    kept
}

/// Without the white space around it, as Telegram keeps a text.
pub fn trimmed(text: &str, entities: &[Value]) -> (String, Vec<Value>) {
    let kept = text.trim().to_owned();
    let lead = length(&text[..text.len() - text.trim_start().len()]);
    let end = length(&kept);
    let moved = entities.iter().filter_map(|entity| {
        let from = usize::try_from(entity["offset"].as_u64()?).ok()?;
        let to = from + usize::try_from(entity["length"].as_u64()?).ok()?;
        let (from, to) = (from.saturating_sub(lead), to.saturating_sub(lead).min(end));
        let mut entity = entity.clone();
        (entity["offset"], entity["length"]) = (json!(from), json!(to.checked_sub(from)?));
        (to > from).then_some(entity)
    });
    let moved = moved.collect();
    (kept, moved)
}
