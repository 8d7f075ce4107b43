//! What is wrong with a frame, in a sentence of ours: the field, and what it has to be.

use crate::turn::{Code, Rejection, rejection::phrases};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A field's name longer than this is cut where it is repeated.
const NAME_MAX: usize = 80;

/// A field of a frame: its name, the phrase that says what it has to be, and whether it has to be there.
type Field = (&'static str, &'static str, bool);

const ID: Field = ("client_msg_id", "a_uuid", true);

/// Every frame with its fields, but for `type`.
const FRAMES: [(&str, &[Field]); 7] = [
    (
        "hello",
        &[
            ("protocol", "a_count", true),
            ("site", "a_text", true),
            ("conversation", "a_text", false),
            ("token", "a_text", false),
            ("after_seq", "a_count", false),
            ("locale", "a_text", false),
            ("tz", "a_text", false),
            ("user", "a_text", false),
            ("tree", "a_text", false),
            ("copy_of", "a_text", false),
        ],
    ),
    (
        "answer",
        &[
            ID,
            ("ask", "a_count", false),
            ("path", "a_text", false),
            ("text", "a_text", false),
            ("value", "a_value", false),
            ("options", "texts", false),
            ("files", "files", false),
        ],
    ),
    (
        "edit",
        &[
            ID,
            ("path", "a_text", true),
            ("text", "a_text", false),
            ("value", "a_value", false),
            ("preview", "a_flag", false),
            ("expect", "a_count", false),
            ("resolve", "resolutions", false),
        ],
    ),
    ("command", &[ID, ("name", "a_command", true), ("args", "arguments", false)]),
    (
        "decide",
        &[
            ID,
            ("card", "a_text", true),
            ("version", "a_count", true),
            ("decision", "a_decision", true),
            ("content", "values", false),
        ],
    ),
    ("seen", &[("seq", "a_count", true)]),
    ("ping", &[]),
];

/// Why a frame cannot be read.
#[derive(Debug, PartialEq)]
pub enum Mistake {
    /// Not JSON, or no object.
    NotJson,
    /// It has no `type`, or one that is none.
    Kind,
    /// The frame has no such field.
    Unknown(String),
    /// A field that has to be there, with what it has to be.
    Missing(&'static str, &'static str),
    /// The path of a field, with what it has to be.
    Wrong(String, &'static str),
}

#[derive(Deserialize)]
struct Typed {
    r#type: String,
}

/// The `type` of a frame.
pub fn kind(json: &str) -> Result<String, Mistake> {
    // A struct would be read from a list too.
    if !json.trim_start().starts_with('{') {
        return Err(Mistake::NotJson);
    }
    match serde_json::from_str::<Typed>(json) {
        Ok(typed) => Ok(typed.r#type),
        Err(error) if error.is_data() => Err(Mistake::Kind),
        Err(_) => Err(Mistake::NotJson),
    }
}

/// The fields of a frame of this type.
pub fn fields<T: DeserializeOwned>(json: &str, kind: &str) -> Result<T, Mistake> {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        found(json, kind, path.trim_matches('.'))
    })
}

/// Looks for what the reader stumbled over: its own words speak of the program, not of the frame.
fn found(json: &str, kind: &str, path: &str) -> Mistake {
    let Ok(frame) = serde_json::from_str::<Map<String, Value>>(json) else { return Mistake::NotJson };
    let known = FRAMES.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, fields)| fields);
    if let Some(name) = frame.keys().find(|name| *name != "type" && !known.iter().any(|f| f.0 == **name)) {
        return Mistake::Unknown(name.clone());
    }
    if let Some((name, wanted, _)) = known.iter().find(|field| field.2 && !frame.contains_key(field.0)) {
        return Mistake::Missing(name, wanted);
    }
    let top = path.split(['.', '[']).next().unwrap_or_default();
    match known.iter().find(|field| field.0 == top) {
        Some((_, wanted, _)) => Mistake::Wrong(path.to_owned(), wanted),
        None => Mistake::NotJson,
    }
}

impl Mistake {
    pub fn rejection(&self, locale: &str) -> Rejection {
        let say = |key| phrases().say(locale, key);
        let told = |key, field: &str, wanted| {
            let field: String = field.chars().take(NAME_MAX).collect();
            phrases().fill(locale, key, &[("wanted", say(wanted)), ("field", &field)])
        };
        let message = match self {
            Self::NotJson => say("not_json").to_owned(),
            Self::Kind => told("wrong_field", "type", "a_kind"),
            Self::Unknown(name) => told("unknown_field", name, "a_kind"),
            Self::Missing(name, wanted) => told("missing_field", name, wanted),
            Self::Wrong(path, wanted) => told("wrong_field", path, wanted),
        };
        Rejection::told(Code::BadFrame, message)
    }
}

/// A `type` that is a frame's, but not one that is taken here.
pub fn wanted_kind(wanted: &'static str, locale: &str) -> Rejection {
    Mistake::Wrong("type".into(), wanted).rejection(locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::json::CommandName;

    #[test]
    fn every_phrase_of_a_field_is_there_and_names_what_is_taken() {
        for (_, wanted, _) in FRAMES.iter().flat_map(|(_, fields)| *fields) {
            assert_ne!(phrases().say("en", wanted), *wanted);
        }
        for locale in ["pt-BR", "en"] {
            for (name, _) in FRAMES {
                assert!(phrases().say(locale, "a_kind").contains(name), "{name}");
            }
            let commands = phrases().say(locale, "a_command").split([' ', ',']).filter(|word| {
                let word = Value::String((*word).to_owned());
                serde_json::from_value::<CommandName>(word).is_ok()
            });
            assert_eq!(commands.count(), 15);
        }
    }
}
