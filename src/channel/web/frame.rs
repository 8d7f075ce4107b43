//! What a client may send: every frame of `pauta.chat/1`, read strictly, for a field that is not
//! understood must not be passed over in silence.

use super::mistake::{self, Mistake, fields};
use crate::{
    engine::input::{Args, Body, Decision, Input, Resolve},
    tree::{
        json::{CommandName, SlotPath},
        value::{FileRef, Value},
    },
    turn::{Code, Inbound, Rejection, rejection::phrases},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The protocol that is spoken.
pub const PROTOCOL: u32 = 1;
/// The most that a frame, or the body of a request, may hold.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;

/// Every frame has its `type`, by which it was chosen.
type Kind = serde::de::IgnoredAny;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    #[serde(rename = "type")]
    _type: Kind,

    pub protocol: u32,
    /// The site's public key.
    pub site: String,
    #[serde(default)]
    pub conversation: Option<String>,
    #[serde(default)]
    pub token: Option<String>,
    /// The last row that the client has; it gets those after it. Without one, all.
    #[serde(default)]
    pub after_seq: Option<u64>,
    #[serde(default)]
    pub locale: Option<String>,
    /// IANA name of the time zone.
    #[serde(default)]
    pub tz: Option<String>,
    /// Who this is by the site's signed word, a compact JWT.
    #[serde(default)]
    pub user: Option<String>,
    /// The id of a published tree, for another than the site's.
    #[serde(default)]
    pub tree: Option<String>,
    /// One of the person's own conversations, of which a copy is to begin.
    #[serde(default)]
    pub copy_of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    #[serde(rename = "type")]
    _type: Kind,

    client_msg_id: Uuid,
    #[serde(default)]
    ask: Option<u64>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    options: Option<Vec<String>>,
    #[serde(default)]
    files: Option<Vec<FileRef>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    #[serde(rename = "type")]
    _type: Kind,

    client_msg_id: Uuid,
    path: SlotPath,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    preview: bool,
    /// The `version` of the impact that the person saw.
    #[serde(default)]
    expect: Option<u64>,
    #[serde(default)]
    resolve: BTreeMap<SlotPath, Resolve>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    #[serde(rename = "type")]
    _type: Kind,

    client_msg_id: Uuid,
    name: CommandName,
    #[serde(default)]
    args: Args,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    #[serde(rename = "type")]
    _type: Kind,

    client_msg_id: Uuid,
    card: String,
    version: u32,
    decision: Decision,
    #[serde(default)]
    content: BTreeMap<SlotPath, Option<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    #[serde(rename = "type")]
    _type: Kind,

    #[serde(rename = "seq")]
    _seq: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ping {
    #[serde(rename = "type")]
    _type: Kind,
}

/// What a frame asks for.
#[derive(Debug)]
pub enum Wish {
    Hello(Box<Hello>),
    /// A turn.
    Turn(Box<Inbound>),
    /// What an edit would change.
    Preview {
        client_msg_id: String,
        path: SlotPath,
        body: Body,
    },
    Seen,
    Ping,
}

/// A frame that was not taken, with its id as far as it could be read.
#[derive(Debug)]
pub struct Refused {
    pub client_msg_id: Option<String>,
    pub rejection: Rejection,
}

/// Reads one frame.
pub fn read(json: &str, locale: &str) -> Result<Wish, Box<Refused>> {
    let refused = |client_msg_id: Option<String>, message: String| {
        Box::new(Refused { client_msg_id, rejection: Rejection::told(Code::BadFrame, message) })
    };
    let told = |id: Uuid, key: &str| refused(Some(id.to_string()), phrases().say(locale, key).to_owned());
    let mistaken = |mistake: Mistake| {
        Box::new(Refused { client_msg_id: id_of(json), rejection: mistake.rejection(locale) })
    };
    let kind = mistake::kind(json).map_err(mistaken)?;
    if has_nul(json) {
        return Err(refused(id_of(json), phrases().say(locale, "nul").to_owned()));
    }
    let turn = |id: Uuid, input: Input, expect: Option<u64>| {
        Wish::Turn(Box::new(Inbound { client_msg_id: id.to_string(), input, expect }))
    };
    Ok(match kind.as_str() {
        "hello" => Wish::Hello(Box::new(fields(json, &kind).map_err(mistaken)?)),
        "seen" => {
            fields::<Seen>(json, &kind).map_err(mistaken)?;
            Wish::Seen
        }
        "ping" => {
            fields::<Ping>(json, &kind).map_err(mistaken)?;
            Wish::Ping
        }
        "answer" => {
            let frame: Answer = fields(json, &kind).map_err(mistaken)?;
            let id = frame.client_msg_id;
            let (ask, path) = (frame.ask, frame.path.clone());
            let body = frame.body().map_err(|key| told(id, key))?;
            turn(id, Input::Answer { ask, path, body }, None)
        }
        "edit" => {
            let frame: Edit = fields(json, &kind).map_err(mistaken)?;
            let id = frame.client_msg_id;
            let body = one(frame.text.map(Body::Text), [frame.value.map(Body::Value), None, None]);
            let body = body.ok_or_else(|| told(id, "one_body"))?;
            match (frame.preview, frame.expect) {
                (true, None) => Wish::Preview { client_msg_id: id.to_string(), path: frame.path, body },
                (false, Some(_)) => {
                    turn(id, Input::Edit { path: frame.path, body, resolve: frame.resolve }, frame.expect)
                }
                _ => return Err(told(id, "edit_needs")),
            }
        }
        "command" => {
            let frame: Command = fields(json, &kind).map_err(mistaken)?;
            turn(frame.client_msg_id, Input::Command { name: frame.name, args: frame.args }, None)
        }
        "decide" => {
            let Decide { client_msg_id, card, version, decision, content, .. } =
                fields(json, &kind).map_err(mistaken)?;
            turn(client_msg_id, Input::Decide { card, version: Some(version), decision, content }, None)
        }
        _ => return Err(mistaken(Mistake::Kind)),
    })
}

impl Hello {
    /// The time zone, if there is one of that name.
    pub fn zone(&self) -> Option<String> {
        self.tz.clone().filter(|zone| is_zone(zone))
    }
}

/// Whether there is a time zone of that name.
pub fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

impl Answer {
    fn body(self) -> Result<Body, &'static str> {
        let rest =
            [self.value.map(Body::Value), self.options.map(Body::Options), self.files.map(Body::Files)];
        one(self.text.map(Body::Text), rest).ok_or("one_body")
    }
}

/// The one that is there, if it is only one.
fn one(first: Option<Body>, rest: [Option<Body>; 3]) -> Option<Body> {
    let mut bodies = [first].into_iter().chain(rest).flatten();
    bodies.next().filter(|_| bodies.next().is_none())
}

/// The id of a frame that could not be read otherwise.
pub fn id_of(json: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        client_msg_id: Uuid,
    }
    serde_json::from_str::<Named>(json).ok().map(|named| named.client_msg_id.to_string())
}

/// Whether a string in the JSON holds U+0000, which not every database keeps. In JSON it can only
/// stand as an escape: a backslash that is not itself escaped, and `u0000`.
pub fn has_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(at, _)| {
        let slashes = json.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        slashes % 2 == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

    fn code(json: &str) -> (Option<String>, Code) {
        let refused = read(json, "en").unwrap_err();
        (refused.client_msg_id, refused.rejection.code)
    }

    #[test]
    fn a_frame_is_read_or_refused_with_its_id() {
        let answer = |rest: &str| format!(r#"{{"type":"answer","client_msg_id":"{ID}"{rest}}}"#);
        assert!(matches!(read(&answer(r#","text":"oi""#), "en"), Ok(Wish::Turn(_))));
        for rest in
            ["", r#","text":"a","options":["b"]"#, r#","text":5"#, r#","texto":"a""#, r#","text":"a\u0000b""#]
        {
            assert_eq!(code(&answer(rest)), (Some(ID.into()), Code::BadFrame), "{rest}");
        }
        for json in ["", "null", "[]", r#"{"type":"shout"}"#, r#"{"type":"answer","text":"a"}"#] {
            assert_eq!(code(json), (None, Code::BadFrame), "{json}");
        }
    }

    #[test]
    fn a_refusal_names_the_field_and_what_was_wanted() {
        let with = |kind: &str, rest: &str| format!(r#"{{"type":"{kind}","client_msg_id":"{ID}"{rest}}}"#);
        for (frame, told) in [
            (with("answer", r#","text":5"#), "The field text has to be a text."),
            (
                with("answer", r#","files":[{"file":1}]"#),
                "The field files[0].file has to be a list of objects",
            ),
            (with("answer", r#","texto":"a""#), "This frame has no field texto."),
            (with("answer", r#","ask":-1"#), "The field ask has to be a whole number, zero or more."),
            (with("edit", r#","text":"a""#), "The field path is missing; it has to be a text."),
            (with("command", r#","name":"dance""#), "The field name has to be one of: back, edit,"),
            (with("command", r#","name":"skip","args":{"x":1}"#), "The field args"),
            (with("shout", ""), "The field type has to be one of: hello,"),
            (
                r#"{"type":"answer","client_msg_id":"7","text":"a"}"#.into(),
                "The field client_msg_id has to be a UUID.",
            ),
            (
                r#"{"type":"hello","protocol":"1","site":"x"}"#.into(),
                "The field protocol has to be a whole number",
            ),
            (r#"{"type":5}"#.into(), "The field type has to be one of"),
            ("{}".into(), "The field type has to be one of"),
            ("[1]".into(), "This message is not a JSON object"),
            ("{".into(), "This message is not a JSON object"),
        ] {
            let message = read(&frame, "en").unwrap_err().rejection.message;
            assert!(message.starts_with(told) && message.ends_with('.'), "{frame}: {message}");
            assert_ne!(read(&frame, "pt-BR").unwrap_err().rejection.message, message);
        }
    }

    #[test]
    fn an_edit_is_a_preview_or_expects_a_version() {
        let edit =
            |rest: &str| format!(r#"{{"type":"edit","client_msg_id":"{ID}","path":"p","text":"x"{rest}}}"#);
        assert!(matches!(read(&edit(r#","preview":true"#), "en"), Ok(Wish::Preview { .. })));
        assert!(matches!(read(&edit(r#","expect":3,"resolve":{"q":"keep"}"#), "en"), Ok(Wish::Turn(_))));
        assert_eq!(code(&edit("")).1, Code::BadFrame);
        assert_eq!(code(&edit(r#","preview":true,"expect":3"#)).1, Code::BadFrame);
    }

    #[test]
    fn only_a_real_nul_is_one() {
        assert!(has_nul(r#""\u0000""#) && has_nul(r#""\\\u0000""#));
        assert!(!has_nul(r#""\\u0000""#) && !has_nul(r#""u0000""#));
    }
}
