//! What a client may send: every frame of `pauta.chat/1`, read strictly, for a field that is not
//! understood must not be passed over in silence.

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

/// A client's frame.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Frame {
    /// The first frame: starts a conversation or resumes one.
    Hello(Hello),
    Answer(Answer),
    Edit(Edit),
    Command(Command),
    Decide(Decide),
    /// What the person has seen; drives nothing but the client's badge.
    Seen(Seen),
    Ping(Ping),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
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
    /// A signed identity. No site can sign in this version, so that everybody is anonymous.
    #[serde(default)]
    pub user: Option<serde::de::IgnoredAny>,
    /// The id of a published tree, for another than the site's.
    #[serde(default)]
    pub tree: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
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
    client_msg_id: Uuid,
    name: CommandName,
    #[serde(default)]
    args: Args,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    client_msg_id: Uuid,
    card: String,
    version: u32,
    decision: Decision,
    #[serde(default)]
    content: BTreeMap<SlotPath, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    #[serde(rename = "seq")]
    _seq: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ping {}

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
    let frame: Frame = serde_json::from_str(json).map_err(|error| {
        refused(id_of(json), phrases().fill(locale, "unreadable", &[("what", &error.to_string())]))
    })?;
    if has_nul(json) {
        return Err(refused(id_of(json), phrases().say(locale, "nul").to_owned()));
    }
    let turn = |id: Uuid, input: Input, expect: Option<u64>| {
        Wish::Turn(Box::new(Inbound { client_msg_id: id.to_string(), input, expect }))
    };
    Ok(match frame {
        Frame::Hello(hello) => Wish::Hello(Box::new(hello)),
        Frame::Seen(_) => Wish::Seen,
        Frame::Ping(_) => Wish::Ping,
        Frame::Answer(frame) => {
            let id = frame.client_msg_id;
            let (ask, path) = (frame.ask, frame.path.clone());
            let body = frame.body().map_err(|key| told(id, key))?;
            turn(id, Input::Answer { ask, path, body }, None)
        }
        Frame::Edit(frame) => {
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
        Frame::Command(frame) => {
            turn(frame.client_msg_id, Input::Command { name: frame.name, args: frame.args }, None)
        }
        Frame::Decide(Decide { client_msg_id, card, version, decision, content }) => {
            turn(client_msg_id, Input::Decide { card, version: Some(version), decision, content }, None)
        }
    })
}

impl Answer {
    fn body(self) -> Result<Body, &'static str> {
        // There is nowhere to send a file in this version; a link is as good as its words.
        if self.files.iter().flatten().any(|file| file.id.is_some()) {
            return Err("no_files");
        }
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
        for rest in [
            "",
            r#","text":"a","options":["b"]"#,
            r#","text":5"#,
            r#","texto":"a""#,
            r#","text":"a\u0000b""#,
            r#","files":[{"file":"a.png","id":"1"}]"#,
        ] {
            assert_eq!(code(&answer(rest)), (Some(ID.into()), Code::BadFrame), "{rest}");
        }
        for json in ["", "null", "[]", r#"{"type":"shout"}"#, r#"{"type":"answer","text":"a"}"#] {
            assert_eq!(code(json), (None, Code::BadFrame), "{json}");
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
