//! What a client asks for, read strictly.

use crate::{
    channel::web::frame::has_nul,
    deliverable::board::{Act, Choice, Decision, Scope, Tag},
    id::PieceId,
    production::Wish,
    turn::{Code, Rejection, rejection::phrases},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An act on one piece. Which of the fields are looked at depends on `act`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub client_msg_id: Uuid,
    act: PieceAct,
    #[serde(default)]
    version: u32,
    #[serde(default)]
    sha256: String,
    /// The warnings were read.
    #[serde(default)]
    ticked: bool,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    scope: Option<Scope>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    lines: Option<Lines>,
    #[serde(default)]
    variation: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PieceAct {
    Approve,
    ApproveWithChanges,
    Request,
    Edit,
    Vary,
    Pick,
    Hold,
    Lift,
    Reject,
    Reopen,
    Undo,
    Retry,
    Cancel,
    Keep,
    Update,
}

/// Texts by their pointers, or the pointers alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Lines {
    Texts(BTreeMap<String, String>),
    Paths(Vec<String>),
}

impl Asked {
    /// As the board takes it; `None` where the lines are of the wrong kind for the act.
    pub fn wish(&self, piece: &PieceId) -> Option<Wish> {
        let (id, version) = (piece.clone(), self.version);
        let act = match self.act {
            PieceAct::Approve => self.decide(piece, Decision::Approve)?,
            PieceAct::ApproveWithChanges => self.decide(piece, Decision::ApproveWithChanges)?,
            PieceAct::Hold => self.decide(piece, Decision::Hold)?,
            PieceAct::Lift => self.decide(piece, Decision::Lift)?,
            PieceAct::Reject => self.decide(piece, Decision::Reject)?,
            PieceAct::Reopen => self.decide(piece, Decision::Reopen)?,
            PieceAct::Request => Act::Request {
                piece: id,
                version,
                scope: self.scope.clone().unwrap_or(Scope::Piece),
                text: self.text.clone(),
                tags: self.tags.clone(),
            },
            PieceAct::Edit => {
                let Some(Lines::Texts(texts)) = &self.lines else { return None };
                return Some(Wish::edit(id, version, texts.clone()));
            }
            PieceAct::Pick => return Some(Wish::pick(id, self.variation)),
            PieceAct::Vary => Act::Vary { piece: id, version },
            PieceAct::Undo => Act::Undo { piece: id },
            PieceAct::Retry => Act::Retry { piece: id },
            PieceAct::Cancel => Act::Cancel { piece: id },
            PieceAct::Keep => Act::Resolve { pieces: vec![id], choice: Choice::Keep },
            PieceAct::Update => Act::Resolve { pieces: vec![id], choice: Choice::Update },
        };
        Some(act.into())
    }

    fn decide(&self, piece: &PieceId, decision: Decision) -> Option<Act> {
        let lines = match &self.lines {
            None => Vec::new(),
            Some(Lines::Paths(paths)) => paths.clone(),
            Some(Lines::Texts(texts)) if texts.is_empty() => Vec::new(),
            Some(Lines::Texts(_)) => return None,
        };
        Some(Act::Decide {
            piece: piece.clone(),
            version: self.version,
            sha256: self.sha256.clone(),
            decision,
            comment: self.comment.clone(),
            lines,
            ticked: self.ticked,
        })
    }
}

/// An act on the whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub client_msg_id: Uuid,
    act: WholeAct,
    /// Which package is started; the next one without a number.
    #[serde(default)]
    package: Option<u32>,
    /// Nodes that are left out.
    #[serde(default)]
    without: Vec<String>,
    /// Whoever starts knows that nobody knows what it costs.
    #[serde(default)]
    pub unknown_cost: bool,
    #[serde(default)]
    pieces: Vec<Named>,
    #[serde(default)]
    ticked: bool,
    #[serde(default)]
    choice: Option<Choice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WholeAct {
    Start,
    ApproveAll,
    Resolve,
}

/// A piece with the version that somebody saw of it, or the piece alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Named {
    Seen(Seen),
    Alone(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    id: String,
    #[serde(default)]
    version: u32,
    #[serde(default)]
    sha256: String,
}

impl Start {
    pub fn starts(&self) -> bool {
        self.act == WholeAct::Start
    }

    /// As the board takes it; `None` where a piece has no id, or nothing was chosen.
    pub fn wish(&self) -> Option<Wish> {
        let act = match self.act {
            WholeAct::Start => {
                return Some(Wish::Start { package: self.package, without: self.without.clone() });
            }
            WholeAct::ApproveAll => {
                Act::ApproveAll { pieces: self.seen().collect::<Option<_>>()?, ticked: self.ticked }
            }
            WholeAct::Resolve => {
                let pieces = self.seen().map(|seen| Some(seen?.0)).collect::<Option<_>>()?;
                Act::Resolve { pieces, choice: self.choice? }
            }
        };
        Some(act.into())
    }

    fn seen(&self) -> impl Iterator<Item = Option<(PieceId, u32, String)>> {
        self.pieces.iter().map(|named| match named {
            Named::Seen(seen) => Some((PieceId::parse(&seen.id)?, seen.version, seen.sha256.clone())),
            Named::Alone(id) => Some((PieceId::parse(id)?, 0, String::new())),
        })
    }
}

/// A body with no field that is not known.
pub fn read<T: DeserializeOwned>(text: &str, locale: &str) -> Result<T, Rejection> {
    if has_nul(text) {
        return Err(Rejection::told(Code::BadFrame, phrases().say(locale, "nul").to_owned()));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "act" } else { path.trim_matches('.') };
        let arguments = [("field", field)];
        Rejection::told(Code::BadFrame, crate::production::PHRASES.fill(locale, "bad_field", &arguments))
    })
}

/// There is no such act, or it lacks what it needs.
pub fn no_act(locale: &str) -> Rejection {
    Rejection::told(Code::BadFrame, crate::production::PHRASES.say(locale, "no_act").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

    fn asked(rest: &str) -> Result<Option<Wish>, Code> {
        let json = format!(r#"{{"client_msg_id":"{ID}",{rest}}}"#);
        read::<Asked>(&json, "en").map(|asked| asked.wish(&PieceId::new())).map_err(|error| error.code)
    }

    /// What is done, where that needs no look at the rows.
    fn act(wish: Option<Wish>) -> Option<Act> {
        match wish? {
            Wish::Act(act) => Some(*act),
            _ => None,
        }
    }

    #[test]
    fn an_act_is_read_or_refused() {
        let ticked = asked(r#""act":"approve","version":2,"sha256":"h","ticked":true"#).map(act);
        assert!(matches!(
            ticked,
            Ok(Some(Act::Decide { decision: Decision::Approve, ticked: true, version: 2, .. }))
        ));
        let edit = asked(r#""act":"edit","version":1,"lines":{"/text":"a"}"#);
        assert!(matches!(edit, Ok(Some(Wish::Edit { version: 1, .. }))));
        assert!(matches!(asked(r#""act":"edit","version":1,"lines":["/text"]"#), Ok(None)));
        let range =
            asked(r#""act":"request","scope":{"of":"range","path":"/a","from":1,"to":2},"tags":["fact"]"#);
        assert!(matches!(range.map(act), Ok(Some(Act::Request { scope: Scope::Range { .. }, .. }))));
        for rest in [
            r#""act":"publish""#,
            r#""act":"approve","who":"ana""#,
            r#""version":1"#,
            r#""act":"hold","comment":"a\u0000b""#,
        ] {
            assert!(matches!(asked(rest), Err(Code::BadFrame)), "{rest}");
        }
    }

    #[test]
    fn pieces_are_named_with_or_without_what_was_seen() {
        let piece = PieceId::new();
        let start = |rest: String| {
            let read = read::<Start>(&format!(r#"{{"client_msg_id":"{ID}",{rest}}}"#), "en");
            read.ok().map(|start| act(start.wish()))
        };
        let all = start(format!(
            r#""act":"approve_all","pieces":[{{"id":"{piece}","version":1,"sha256":"h"}}],"ticked":false"#
        ));
        assert!(matches!(all, Some(Some(Act::ApproveAll { pieces, .. })) if pieces[0].1 == 1));
        let settle = start(format!(r#""act":"resolve","pieces":["{piece}"],"choice":"keep""#));
        assert!(matches!(settle, Some(Some(Act::Resolve { pieces, .. })) if pieces == [piece.clone()]));
        assert_eq!(start(r#""act":"resolve","pieces":["x"],"choice":"keep""#.into()), Some(None));
        let second = format!(r#"{{"client_msg_id":"{ID}","act":"start","package":2}}"#);
        let second = read::<Start>(&second, "en").ok().and_then(|start| start.wish());
        assert!(matches!(second, Some(Wish::Start { package: Some(2), .. })));
    }
}
