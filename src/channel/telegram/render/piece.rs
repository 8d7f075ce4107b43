//! A piece: first itself, with its picture, then what was found in it, then what can be done. Approving publishes
//! nothing, and the card says so.

use super::{
    super::{
        limits::{Limit, clipped},
        outgoing::{Body, Draft, Key},
        press::Action,
    },
    Edited, MESSAGES_MAX, Rich, Show, Style, drafts,
    keyboard::{Leaf, rows},
    outcome::below,
};
use crate::{
    deliverable::{
        Gap, Level, State,
        view::{Line, PieceView, Unit},
    },
    engine::{
        state::Who,
        told::{PieceChange, PieceNote},
    },
    production::PieceLine,
};

/// Findings and changes that are told of one version; the others are on the web.
const TOLD_MAX: usize = 8;
/// Lines that are offered to be edited, each as a button; a longer piece is edited on the web.
const LINES_MAX: usize = 60;
/// And of each, so much.
const LINE_MAX: usize = 300;

/// What a piece is shown with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The page where it stands.
    pub link: Option<&'a str>,
    /// The blob of its picture.
    pub picture: Option<&'a str>,
    /// What its campaign goes by, where a chat may be shown those of several.
    pub of: Option<&'a str>,
}

/// The row of a piece whose version was not read: its words, and a way to it.
pub(super) fn note(text: &str, note: &PieceNote, show: &Show<'_>) -> Vec<Draft> {
    let action = Action::Piece {
        piece: note.id.clone(),
        version: note.version,
        sha256: String::new(),
        act: "show".into(),
    };
    drafts(&Rich::of(text), vec![vec![Key::press(show.say("act_show"), action)]])
}

/// A change that is left to a person: who asked for what, and where it is made. The piece itself stands above.
pub fn left(text: &str, note: &PieceNote, show: &Show<'_>) -> Vec<Draft> {
    let key = |act: &str| {
        let (piece, sha256) = (note.id.clone(), String::new());
        let action = Action::Piece { piece, version: note.version, sha256, act: act.into() };
        Key::press(show.say(&format!("act_{act}")), action)
    };
    drafts(&Rich::of(text), vec![vec![key("edit"), key("show")]])
}

/// A version of a piece, whole.
pub fn piece(view: &PieceView, around: Around<'_>, show: &Show<'_>) -> Vec<Draft> {
    let state = show.say(&format!("state_{}", view.state.name()));
    let body = match around.of {
        Some(of) => Rich::new().italic(of).line().and(itself(view, &state, show)),
        None => itself(view, &state, show),
    };
    let rest = findings(view, show).paragraph().and(question(view, show));
    shown(&body, &rest, around.picture, keyboard(view, around.link, show))
}

/// A variation, to be taken or left: `n` of `of`.
pub fn variation(
    view: &PieceView,
    (n, of): (usize, usize),
    picture: Option<&str>,
    show: &Show<'_>,
) -> Vec<Draft> {
    let (n, of) = (n.to_string(), of.to_string());
    let body = itself(view, &show.fill("variation", &[("n", &n), ("of", &of)]), show);
    let key = Key::press(show.say("act_pick"), act(view, "pick"));
    shown(&body, &Rich::new(), picture, vec![vec![key]])
}

/// The picture with everything below it, or before it where that is too long; a text that takes too many messages as
/// a file.
fn shown(body: &Rich, rest: &Rich, picture: Option<&str>, keys: Vec<Vec<Key>>) -> Vec<Draft> {
    let whole = body.clone().paragraph().and(rest.clone());
    let mut all = Vec::new();
    if let Some(blob) = picture {
        let fits = whole.length() <= Limit::Caption.max();
        let caption = if fits { whole.html() } else { String::new() };
        let photo = Body::Photo { blob: blob.to_owned(), caption };
        let keys = if fits { keys.clone() } else { Vec::new() };
        all.push(Draft { body: photo, keys, reply: None });
        if fits {
            return all;
        }
    }
    let is_long = whole.split(Limit::Message.max()).len() > MESSAGES_MAX;
    if is_long && !rest.is_blank() {
        all.extend(drafts(body, Vec::new()));
        all.extend(drafts(&rest.clone().clipped(Limit::Message.max()), keys));
    } else {
        all.extend(drafts(&whole, keys));
    }
    for draft in &mut all {
        if let Body::Document { name, .. } = &mut draft.body {
            "peca.md".clone_into(name);
        }
    }
    all
}

/// Its name and how it stands; its words.
fn itself(view: &PieceView, state: &str, show: &Show<'_>) -> Rich {
    let mut head = Vec::new();
    if view.version > 0 {
        head.push(show.fill("version", &[("version", &view.version.to_string())]));
    }
    if view.stages > 1 {
        let (n, of) = (view.stage.to_string(), view.stages.to_string());
        head.push(show.fill("stage", &[("n", &n), ("of", &of)]));
    }
    head.push(state.to_owned());
    let mut rich = Rich::new().bold(&view.title).with(" · ").with(&head.join(" · "));
    let by = match view.by.as_str() {
        "" => None,
        "rules" => Some(show.say("card_rules")),
        "example" => Some(show.say("by_example")),
        by => Some(show.fill("card_model", &[("by", by)])),
    };
    let made: Vec<String> =
        by.into_iter().chain(Some(view.cost.clone()).filter(|cost| !cost.is_empty())).collect();
    rich = rich.line().italic(&made.join(" · "));
    let mut was_long = true;
    // Nothing is shown of what is not there: it can be added where the texts are edited.
    for line in view.lines.iter().filter(|line| !line.text.trim().is_empty()) {
        rich = if line.long || was_long { rich.paragraph() } else { rich.line() };
        rich = rich.and(worded(line, show));
        was_long = line.long;
    }
    rich
}

/// One text of it, under its name; what is missing in it is said in words.
fn worded(line: &Line, show: &Show<'_>) -> Rich {
    // Nobody meets a limit in bytes by writing.
    let limit = line.limit.filter(|_| line.unit != Unit::Bytes);
    let count = limit.map(|limit| format!(" ({}/{limit})", line.count)).unwrap_or_default();
    let rich = Rich::new().bold(&line.label).with(&count);
    let rich = if line.long { rich.with("\n") } else { rich.with(": ") };
    rich.with(&in_words(&line.text, show))
}

/// A text as people read it: what is missing in it is said.
pub fn in_words(text: &str, show: &Show<'_>) -> String {
    let missing = |gap: &Gap| show.fill("gap", &[("label", &gap.label)]);
    let gaps = Gap::all(text);
    gaps.iter().fold(text.to_owned(), |text, gap| text.replace(&gap.to_string(), &missing(gap)))
}

/// What was found in it, what changed, and what was asked of it.
fn findings(view: &PieceView, show: &Show<'_>) -> Rich {
    let mut rich = Rich::new();
    if let Some(failure) = &view.failure {
        rich = rich.with(failure);
    }
    if let Some(stale) = &view.stale {
        rich = rich.line().with(&show.fill("piece_stale", &[("reason", &stale.reason)]));
    }
    if let Some(request) = &view.request {
        let by = if request.by.name.is_empty() { show.say("somebody") } else { request.by.name.clone() };
        let args = [("by", by.as_str()), ("text", &clipped(&request.text, LINE_MAX))];
        rich = rich.line().with(&show.fill("piece_asked", &args));
    }
    if !view.changes.is_empty() {
        rich = rich.paragraph().with(&show.say("piece_changes"));
        for change in view.changes.iter().take(TOLD_MAX) {
            let [from, to] = [&change.from, &change.to].map(|text| clipped(&in_words(text, show), LINE_MAX));
            rich = rich.line().with(&format!("{}: ", change.label)).styled(Style::Struck, &from);
            rich = if from.is_empty() || to.is_empty() { rich } else { rich.with(" → ") };
            rich = rich.with(&to);
        }
        rich = rich.and(more(view.changes.len(), show));
    }
    if !view.checks.is_empty() {
        rich = rich.paragraph();
        for check in view.checks.iter().take(TOLD_MAX) {
            let key = match check.level {
                Level::Note => "check_note",
                Level::Warn => "check_warn",
                Level::Error => "check_error",
            };
            rich = rich.line().with(&show.fill(key, &[("text", &clipped(&check.message, LINE_MAX))]));
        }
        rich = rich.and(more(view.checks.len(), show));
    }
    rich
}

fn more(of: usize, show: &Show<'_>) -> Rich {
    match of.checked_sub(TOLD_MAX) {
        None | Some(0) => Rich::new(),
        Some(n) => Rich::of("\n").with(&show.fill("piece_more", &[("n", &n.to_string())])),
    }
}

fn question(view: &PieceView, show: &Show<'_>) -> Rich {
    let worst = view.checks.iter().map(|check| check.level).max();
    if !view.state.waits() || view.actions.is_empty() {
        return Rich::new();
    }
    decide(worst, show)
}

/// What is asked of whoever decides, by the worst that was found.
fn decide(worst: Option<Level>, show: &Show<'_>) -> Rich {
    let mut words = vec![show.say("publishes_nothing")];
    if worst == Some(Level::Error) {
        words.push(show.say("blocked"));
    } else if worst == Some(Level::Warn) {
        words.push(show.say("seen_warnings"));
    }
    Rich::new().bold(&show.say("decide")).line().with(&words.join(" "))
}

/// Exactly what may be done now: first what is decided most, then the ways round, then the rest.
fn keyboard(view: &PieceView, link: Option<&str>, show: &Show<'_>) -> Vec<Vec<Key>> {
    let warned = view.checks.iter().any(|check| check.level == Level::Warn);
    let key = |name: &str| {
        view.actions.contains(&name).then(|| {
            let name = if name == "approve" && warned { "ticked" } else { name };
            Key::press(show.say(&format!("act_{name}")), act(view, name))
        })
    };
    let mut keyboard: Vec<Vec<Key>> = vec![["approve", "request"].into_iter().filter_map(key).collect()];
    if warned {
        // The longer words get a row of their own.
        keyboard = keyboard.into_iter().flatten().map(|key| vec![key]).collect();
    }
    let web = link.map(|link| Key::link(show.say("on_web"), link));
    keyboard.push(["vary", "hold"].into_iter().filter_map(key).chain(web).collect());
    if !view.variations.is_empty() {
        let label = show.fill("act_variations", &[("n", &view.variations.len().to_string())]);
        keyboard.push(vec![Key::press(label, act(view, "variations"))]);
    }
    let rest = ["lift", "keep", "update", "retry", "cancel", "reopen", "edit", "reject", "undo"];
    keyboard.extend(rows(rest.into_iter().filter_map(key).collect()));
    keyboard.retain(|row| !row.is_empty());
    keyboard
}

fn act(view: &PieceView, name: &str) -> Action {
    Action::Piece {
        piece: view.id.to_string(),
        version: view.version,
        sha256: view.sha256.clone(),
        act: name.to_owned(),
    }
}

/// What can be done with a piece that was decided on, or that somebody works on: the ways back, and on.
pub fn after(view: &PieceView, link: Option<&str>, show: &Show<'_>) -> Vec<Vec<Key>> {
    if view.state.waits() || matches!(view.state, State::Draft | State::ChangesRequested) {
        return keyboard(view, link, show);
    }
    let reopens = view.state == State::Rejected;
    let ways = ["undo", "lift", "keep", "update", "retry", "cancel", "reopen"];
    let open = |name: &&str| view.actions.contains(name) && (*name != "reopen" || reopens);
    let key = |name: &str| Key::press(show.say(&format!("act_{name}")), act(view, name));
    rows(ways.into_iter().filter(open).map(key).collect())
}

/// A piece's message after something became of it: itself, and what that is, with what can be done now; of a change
/// that is asked for, the words. What asks for a decision goes with it, unless one is wanted again.
pub fn piece_changed(
    (html, caption): (&str, bool),
    (title, change, asked): (&str, &PieceChange, Option<&str>),
    keys: Vec<Vec<Key>>,
    show: &Show<'_>,
) -> Edited {
    let state = show.say(&format!("state_{}", change.state));
    let version = change.version.to_string();
    let known = match &change.by {
        Who::Member(id) if change.name.is_empty() => show.names.get(id).map_or("", String::as_str),
        _ => &change.name,
    };
    let key = if known.is_empty() { "changed" } else { "changed_by" };
    let args = [("version", &*version), ("state", &state), ("title", title), ("name", known)];
    let mut outcome = show.fill("pressed", &[("outcome", &show.fill(key, &args))]);
    if let Some(asked) = asked.filter(|asked| !asked.is_empty()) {
        outcome.push('\n');
        outcome.push_str(&show.fill("asked_words", &[("text", &clipped(asked, LINE_MAX))]));
    }
    let waits = [State::InReview, State::ClientReview].iter().any(|state| state.name() == change.state);
    let html = if waits { html.to_owned() } else { undecided(html, show) };
    Edited { html: below(&html, &outcome, caption), keys }
}

/// A message without what asks for a decision: how it stood, and the question below it.
fn undecided(html: &str, show: &Show<'_>) -> String {
    let mut html = html.to_owned();
    for state in [State::InReview, State::ClientReview] {
        html = html.replacen(&format!(" · {}", show.say(&format!("state_{}", state.name()))), "", 1);
    }
    for worst in [None, Some(Level::Warn), Some(Level::Error)] {
        html = html.replacen(&decide(worst, show).html(), "", 1);
    }
    html.trim_end().to_owned()
}

/// The message of a version after a newer one came.
pub fn superseded((html, caption): (&str, bool), newest: u32, show: &Show<'_>) -> String {
    below(&undecided(html, show), &show.fill("old_version", &[("version", &newest.to_string())]), caption)
}

/// The message of a version that is somebody else's to decide on: it waits for nothing here any more.
pub fn withdrawn((html, caption): (&str, bool), key: &str, show: &Show<'_>) -> String {
    below(&undecided(html, show), &show.say(key), caption)
}

/// The lines of a piece, one of which is to be written anew.
pub fn editable(view: &PieceView, show: &Show<'_>) -> Vec<Draft> {
    let version = view.version.to_string();
    let text = show.fill("ask_line", &[("title", &view.title), ("version", &version)]);
    let key = |line: &Line| Key::press(line.label.clone(), act(view, &format!("edit:{}", line.path)));
    drafts(&Rich::of(&text), rows(view.lines.iter().take(LINES_MAX).map(key).collect()))
}

/// Many pieces of a campaign that wait, as one message.
pub fn digest(pieces: &[PieceLine], of: &str, link: Option<&str>, show: &Show<'_>) -> Vec<Draft> {
    let lead = show.fill("digest", &[("n", &pieces.len().to_string()), ("name", of)]);
    let leaf = Leaf::of(pieces.len(), show.page);
    let mut rich = Rich::new().bold(&lead);
    let mut keys = Vec::new();
    for (_, line) in leaf.on(pieces) {
        let version = show.fill("version", &[("version", &line.version.to_string())]);
        rich = rich.line().with(&format!("· {} · {version}", clipped(&line.title, LINE_MAX)));
        let action = Action::Piece {
            piece: line.id.to_string(),
            version: line.version,
            sha256: line.sha256.clone(),
            act: "show".into(),
        };
        keys.push(Key::press(show.fill("act_show_one", &[("title", &line.title)]), action));
    }
    let mut keyboard = rows(keys);
    keyboard.extend(leaf.row(0));
    keyboard.extend(link.map(|link| vec![Key::link(show.say("on_web"), link)]));
    drafts(&rich, keyboard)
}
