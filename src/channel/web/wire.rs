//! What the server sends: every frame of `pauta.chat/1` as JSON, each written once.

use super::{frame::PROTOCOL, session::Session};
use crate::{
    engine::{Running, brief::Impact, effect::AskView, state::Status},
    id::ConversationId,
    outside::bus::{Assist, Ending, News},
    production::Production,
    store::Message,
    tree::json::Locale,
    turn::{Accepted, Ai, Beginning, BriefChange, MOVED, Rejection, UPDATE},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A frame that is not a row.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Out<'a> {
    Welcome(Welcome<'a>),
    Accepted {
        client_msg_id: &'a str,
        #[serde(flatten)]
        accepted: &'a Accepted,
    },
    Rejected {
        #[serde(skip_serializing_if = "Option::is_none")]
        client_msg_id: Option<&'a str>,
        #[serde(flatten)]
        rejection: &'a Rejection,
    },
    Impact(&'a Impact),
    Brief(&'a BriefChange),
    /// How far the pieces are.
    Production(&'a Production),
    /// Rows are missing before `from_seq`: read again over HTTP.
    Gap {
        from_seq: u64,
    },
    Bye {
        code: u16,
        retry_after_ms: u64,
    },
    Pong {},
    /// More of the words that an assist makes; lossy, the row tells.
    Partial {
        task: u64,
        attempt: u32,
        offset: usize,
        delta: &'a str,
    },
    /// What became of an assist.
    Status {
        task: u64,
        path: &'a str,
        label: &'a str,
        assist: &'a str,
        state: TaskState,
    },
}

/// How far an assist is.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    Running,
    Done,
    Failed,
    Cancelled,
}

/// An assist that is under way.
#[derive(Debug, Serialize)]
pub struct Task<'a> {
    pub task: u64,
    pub path: &'a str,
    pub label: &'a str,
    /// What it does, by the name that a tree has for it.
    pub assist: &'a str,
}

/// The first answer: who one is, and how the conversation stands.
#[derive(Debug, Serialize)]
pub struct Welcome<'a> {
    pub protocol: u32,
    pub conversation: &'a str,
    pub token: &'a str,
    pub seq: u64,
    pub tree: TreeName<'a>,
    pub locale: &'a str,
    /// The question that is pending.
    pub pending: Option<&'a AskView>,
    pub status: Status,
    pub brief: &'a BriefChange,
    /// The assists that are under way.
    pub running: Vec<Task<'a>>,
    pub ai: &'a Ai,
    /// Whether speech can be sent instead of typing.
    pub speech: bool,
    /// How far its pieces are; `null` before any were offered.
    pub production: Option<&'a Production>,
    /// The Telegram bot in which it can go on too, without the `@`.
    pub telegram: Option<&'a str>,
    /// The server's clock, RFC 3339.
    pub now: String,
}

/// Which tree is walked.
#[derive(Debug, Serialize)]
pub struct TreeName<'a> {
    pub title: &'a str,
    pub version: &'a str,
}

impl<'a> Task<'a> {
    fn of(running: &'a Running) -> Self {
        Self { task: running.task, path: &running.path, label: &running.label, assist: running.kind.name() }
    }
}

/// News of an assist as a frame.
pub fn news(news: &News) -> String {
    let status = |assist: &Assist, state| {
        Out::Status {
            task: assist.task,
            path: &assist.path,
            label: &assist.label,
            assist: assist.kind,
            state,
        }
        .json()
    };
    match news {
        News::Began(assist) => status(assist, TaskState::Running),
        News::Said { task, attempt, offset, delta } => {
            Out::Partial { task: *task, attempt: *attempt, offset: *offset, delta }.json()
        }
        News::Ended(assist, Ending::Done) => status(assist, TaskState::Done),
        News::Ended(assist, Ending::Failed) => status(assist, TaskState::Failed),
        News::Ended(assist, Ending::Cancelled) => status(assist, TaskState::Cancelled),
    }
}

impl<'a> Welcome<'a> {
    pub fn new(session: &'a Session) -> Self {
        let (conversation, token) = (&session.peer.conversation, session.token.expose());
        let standing = &session.standing;
        Self {
            protocol: PROTOCOL,
            conversation: conversation.as_str(),
            token,
            seq: standing.seq,
            tree: TreeName { title: &standing.title, version: &standing.tree },
            locale: &standing.locale,
            pending: standing.pending.as_ref(),
            brief: &standing.brief,
            status: standing.status,
            running: standing.running.iter().map(Task::of).collect(),
            ai: &standing.ai,
            speech: standing.speech,
            production: session.production.as_ref(),
            telegram: session.telegram.as_deref(),
            now: standing.now.rfc3339(),
        }
    }
}

/// What a new conversation would begin with.
#[derive(Debug, Serialize)]
pub struct Opening<'a> {
    pub locale: &'a str,
    /// The languages that it can be held in.
    pub locales: &'a [Locale],
    messages: Vec<&'a RawValue>,
    pub pending: Option<&'a AskView>,
    pub brief: &'a BriefChange,
    pub ai: &'a Ai,
    pub speech: bool,
    /// The workspace's Telegram bot, without the `@`.
    pub telegram: Option<&'a str>,
}

impl<'a> Opening<'a> {
    /// `rows` are frames already.
    pub fn new(beginning: &'a Beginning, rows: &'a [String], telegram: Option<&'a str>) -> Self {
        Self {
            locale: &beginning.locale,
            locales: &beginning.locales,
            messages: rows.iter().filter_map(|row| serde_json::from_str(row).ok()).collect(),
            pending: beginning.pending.as_ref(),
            brief: &beginning.brief,
            ai: &beginning.ai,
            speech: beginning.speech,
            telegram,
        }
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("an opening is JSON: its keys are strings")
    }
}

impl Out<'_> {
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a frame is JSON: its keys are strings")
    }
}

/// A row as a frame. Its body is what the engine said, as it is stored; only the page's form of the
/// text is added, for that is made anew by each version.
pub fn row(conversation: &ConversationId, row: &Message) -> String {
    row_of(conversation.as_str(), row)
}

/// The same where the conversation's name is none of ours.
pub fn row_of(id: &str, row: &Message) -> String {
    let rest = row.body.strip_prefix('{').unwrap_or("}");
    let at = row.at.rfc3339();
    if row.kind == MOVED {
        return format!(r#"{{"type":"piece","at":"{at}",{rest}"#);
    }
    if row.kind == UPDATE {
        return format!(r#"{{"type":"update","at":"{at}",{rest}"#);
    }
    let text: Worded<'_> = serde_json::from_str(&row.body).unwrap_or_default();
    let html = serde_json::to_string(&html(&text.text)).expect("text is JSON");
    format!(r#"{{"type":"message","id":"{id}:{}","at":"{at}","html":{html},{rest}"#, row.seq)
}

#[derive(Default, Deserialize)]
struct Worded<'a> {
    #[serde(borrow, default)]
    text: Cow<'a, str>,
}

/// Whether a row tells of the pieces: then how far they are has changed too.
pub fn is_of_pieces(row: &Message) -> bool {
    let counts = || serde_json::from_str::<Counted>(&row.body).is_ok_and(|row| row.count.is_some());
    matches!(row.kind.as_str(), "plan" | "piece" | MOVED) || (row.kind == "say" && counts())
}

/// Whether a row says how many pieces are there.
#[derive(Deserialize)]
struct Counted {
    #[serde(default)]
    count: Option<serde::de::IgnoredAny>,
}

/// Plain text as HTML: escaped, a paragraph per blank line, a break per line. Nothing else can come of it.
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        html.push_str("<p>");
        for c in paragraph.trim_matches('\n').chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                '\n' => html.push_str("<br>"),
                c => html.push(c),
            }
        }
        html.push_str("</p>");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Millis;

    #[test]
    fn text_becomes_paragraphs_and_nothing_else() {
        assert_eq!(html("a\nb\n\n\nc"), "<p>a<br>b</p><p>c</p>");
        assert_eq!(
            html(r#"<img src=x onerror='x("&")'>"#),
            "<p>&lt;img src=x onerror=&#39;x(&quot;&amp;&quot;)&#39;&gt;</p>"
        );
        assert_eq!(html(""), "");
    }

    #[test]
    fn a_row_is_a_frame() {
        let id = ConversationId::new();
        let body = r#"{"seq":7,"from":"assistant","kind":"say","text":"a \"b\"\n<c>"}"#;
        let said = Message {
            seq: 7,
            kind: "say".into(),
            from: "assistant".into(),
            body: body.into(),
            at: Millis(0),
        };
        let frame: serde_json::Value = serde_json::from_str(&row(&id, &said)).unwrap();
        assert_eq!(frame["type"], "message");
        assert_eq!(frame["id"], format!("{id}:7"));
        assert_eq!(frame["html"], "<p>a &quot;b&quot;<br>&lt;c&gt;</p>");
        assert_eq!((frame["text"].as_str(), frame["seq"].as_u64()), (Some("a \"b\"\n<c>"), Some(7)));
        let update = Message { kind: UPDATE.into(), body: r#"{"seq":8,"card":"c"}"#.into(), ..said };
        let frame: serde_json::Value = serde_json::from_str(&row(&id, &update)).unwrap();
        assert_eq!((frame["type"].as_str(), frame["card"].as_str()), (Some("update"), Some("c")));
    }
}
