//! One recorded answer as a file: JSON for machines, with what was asked for people who read it.

use crate::{
    llm::{Asked, Purpose, Redactor, Reply, cache},
    outside::llm::{Finish, Image, Part, Request, Role, Turn, Usage},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The format that this version writes and reads.
pub const FORMAT: &str = "pauta.cassette/1";

/// The name of a recorded answer: 64 hexadecimal digits, a SHA-256 of everything in the request that changes an
/// answer. Who was asked, which workspace asked and when is not in it.
pub fn key_of(request: &Request) -> String {
    hex::encode(cache::request_digest(request))
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cassette {
    pub format: String,
    /// Of the request as it was sent. What is shown of it in `asked` does not count.
    pub key: String,
    pub purpose: Purpose,
    /// The prompt's name and version.
    pub prompt: String,
    /// For people; without secrets.
    pub asked: Shown,
    pub answer: Recorded,
}

/// A request as it can be read: a text is a list of its lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub system: Vec<String>,
    pub turns: Vec<ShownTurn>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownTurn {
    /// `user` or `assistant`.
    pub role: String,
    pub lines: Vec<String>,
}

/// What a model answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    pub text: String,
    pub finish: Finish,
    pub usage: Usage,
    pub model: String,
}

impl Cassette {
    /// What is kept of a call. `redactor` takes out what is nobody's business.
    pub fn of(asked: &Asked, reply: &Reply, redactor: &Redactor) -> Self {
        let (finish, usage, model) = (reply.finish.clone(), reply.usage, reply.model.clone());
        Self {
            format: FORMAT.to_owned(),
            key: key_of(&asked.request),
            purpose: asked.purpose,
            prompt: asked.prompt.clone(),
            asked: shown(&asked.request, redactor),
            answer: Recorded { text: redacted(&reply.text, redactor), finish, usage, model },
        }
    }

    /// Reads a file, or says what is wrong with it, without any of its words.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes)
            .map_err(|error| format!("is no {FORMAT} (line {} cannot be read)", error.line()))?;
        if read.format != FORMAT {
            return Err(format!("is of another format than {FORMAT}"));
        }
        let is_key = read.key.len() == 64 && read.key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_key { Ok(read) } else { Err("has a key that is none".to_owned()) }
    }

    /// The name of its file: what it is about, and enough of the key to be the only one.
    pub fn name(&self) -> String {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let prompt: String = self.prompt.chars().take(64).map(plain).collect();
        format!("{prompt}-{}.json", &self.key[..24])
    }

    pub fn body(&self) -> String {
        let json = serde_json::to_string_pretty(self);
        json.expect("a cassette's keys are strings, so that it is always JSON") + "\n"
    }
}

/// Of JSON only the texts: a long number is no telephone number, and what is taken out leaves JSON behind.
fn redacted(text: &str, redactor: &Redactor) -> String {
    let plain = redactor.text(text);
    if plain == text {
        return plain;
    }
    let Ok(mut json) = serde_json::from_str::<Value>(text) else { return plain };
    redact(&mut json, redactor);
    json.to_string()
}

fn redact(json: &mut Value, redactor: &Redactor) {
    match json {
        Value::String(text) => *text = redactor.text(text),
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, redactor)),
        Value::Object(fields) => fields.values_mut().for_each(|field| redact(field, redactor)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn shown(request: &Request, redactor: &Redactor) -> Shown {
    let lines = |text: &str| redactor.text(text).lines().map(str::to_owned).collect::<Vec<_>>();
    let part = |part: &Part| match part {
        Part::Text(text) => lines(text),
        Part::Image(Image { kind, bytes }) => vec![format!("[{kind}, {} bytes]", bytes.len())],
    };
    let turn = |turn: &Turn| {
        let role = match turn.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        ShownTurn { role: role.to_owned(), lines: turn.parts.iter().flat_map(part).collect() }
    };
    Shown { system: lines(&request.system), turns: request.turns.iter().map(turn).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_json_without_what_names_people() {
        let redactor = Redactor::new([], true);
        let said = |text| redacted(text, &redactor);
        assert_eq!(said(r#"{"a": 11912345678}"#), r#"{"a":11912345678}"#);
        assert_eq!(said(r#"[{"a": "de ana@padaria.test"}, 1]"#), r#"[{"a":"de [e-mail]"},1]"#);
        assert_eq!(said(r#"{ "a" : "pão" }"#), r#"{ "a" : "pão" }"#, "as it was said");
        assert_eq!(said("{ ana@padaria.test"), "{ [e-mail]");
    }
}
