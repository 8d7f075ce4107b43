//! The brief as it is: to be read, and any answer of it to be changed; what a second door begins with; what somebody
//! who is asked for help is told.

use super::{
    super::{
        limits::{Limit, clipped},
        outgoing::{Draft, Key},
        press::Action,
    },
    Rich, Show, Style, ask, drafts, is_review,
    keyboard::{Leaf, rows},
};
use crate::{
    engine::{
        Help,
        brief::{Field, FieldState},
        effect::MessageKind,
        state::{Source, Who},
    },
    turn::Standing,
};

/// Of an answer, so much is shown beside the others.
const SHOWN_MAX: usize = 240;
/// Answers that a second door begins with: the rest is a press away.
const JOINED_MAX: usize = 6;

/// The brief in pages, each answer with its button.
pub fn summary(standing: &Standing, show: &Show<'_>) -> Vec<Draft> {
    let fields = told(standing);
    let leaf = Leaf::of(fields.len(), show.page);
    let mut rich = Rich::new().bold(&standing.name).line().with(&left(standing, show));
    let mut keys = Vec::new();
    let mut chapter = None;
    for (_, field) in leaf.on(&fields) {
        if chapter != Some(&field.chapter) {
            chapter = Some(&field.chapter);
            rich = rich.paragraph();
            if let Some(title) = title(standing, field) {
                rich = rich.bold(title);
            }
        }
        rich = rich.line().and(line(field, show));
        keys.push(Key::press(field.label.clone(), Action::Edit { path: field.path.clone() }));
    }
    if fields.is_empty() {
        return drafts(&rich.paragraph().with(&show.say("summary_empty")), Vec::new());
    }
    let mut keyboard = rows(keys);
    keyboard.extend(leaf.row(0));
    drafts(&rich.paragraph().italic(&show.say("summary_how")), keyboard)
}

/// What a chat that goes on with a conversation is told before the question that is open: where this is, not all that
/// was said; where it came from the browser, that it is in both.
pub fn joined(standing: &Standing, from_browser: bool, show: &Show<'_>) -> Vec<Draft> {
    let key = if from_browser { "joined" } else { "goes_on" };
    let rich = Rich::of(&show.fill(key, &[("title", &standing.name)]));
    if standing.pending.as_ref().is_some_and(is_review) {
        // The question below has all of it.
        return drafts(&rich, Vec::new());
    }
    let rich = rich.line().with(&left(standing, show));
    let rich = rich.and(known(standing, JOINED_MAX, show));
    let action = Action::Command { name: "summary".into() };
    drafts(&rich, vec![vec![Key::press(show.say("command_summary"), action)]])
}

/// Who asks for help with which question, why it is asked, and what is known. `question` is its words and why.
pub fn assigned(
    standing: &Standing,
    name: &str,
    (question, why): (&str, Option<&str>),
    seconds: u32,
    show: &Show<'_>,
) -> Vec<Draft> {
    let minutes = minutes(seconds);
    let args = [("minutes", &*minutes), ("name", name), ("title", &standing.name)];
    let mut rich = Rich::of(&show.fill("assigned", &args)).paragraph().bold(question);
    if let Some(why) = why {
        rich = rich.line().italic(why);
    }
    let rich = rich.and(known(standing, JOINED_MAX, show));
    let reply = |name: &str| Key::press(show.say(name), Action::Command { name: name.into() });
    drafts(&rich, vec![vec![reply("answer")], vec![reply("not_me"), reply("later")]])
}

/// The question that somebody is asked for help with, with its own keyboard; without one, a text is asked for.
pub fn helping(help: &Help, keys: Vec<Vec<Key>>, show: &Show<'_>) -> Vec<Draft> {
    drafts(&ask(MessageKind::Ask, &help.text, &help.view, show), keys)
}

/// An answer that is to be changed: the next text is the new one.
pub fn editing(field: &Field, show: &Show<'_>) -> Draft {
    let rich = match field.shown.as_deref() {
        None => Rich::of(&show.fill("write_new", &[("label", &field.label)])),
        Some(shown) => {
            let shown = clipped(shown, Limit::Message.max() / 2);
            let args = [("label", field.label.as_str()), ("value", &shown)];
            Rich::of(&show.fill("write_new_was", &args))
        }
    };
    let placeholder = clipped(&show.say("placeholder_answer"), Limit::Placeholder.max());
    Draft::asking(rich.clipped(Limit::Message.max()).html(), placeholder)
}

/// What is answered, or was left open.
fn told(standing: &Standing) -> Vec<&Field> {
    let fields = standing.brief.slots.iter().map(|seen| &seen.field);
    fields
        .filter(|field| !field.internal && (field.shown.is_some() || field.state == FieldState::Open))
        .collect()
}

fn title<'a>(standing: &'a Standing, field: &Field) -> Option<&'a str> {
    let chapter = field.chapter.as_ref()?;
    let chapters = standing.brief.chapters.as_ref()?;
    chapters.iter().find(|known| known.id == *chapter).map(|known| known.title.as_str())
}

fn line(field: &Field, show: &Show<'_>) -> Rich {
    let rich = Rich::new().with("· ").with(&field.label).with(": ");
    let Some(shown) = &field.shown else {
        let open = match (&field.waits_for, &field.ask_whom) {
            (Some(name), _) => show.fill("open_waits", &[("name", name)]),
            (None, Some(whom)) => show.fill("open_whom", &[("whom", whom)]),
            (None, None) => show.say("open"),
        };
        return rich.italic(&open);
    };
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let rich = rich.with(&clipped(&shown, SHOWN_MAX));
    let notes: Vec<String> = mark(field, show).into_iter().chain(who(field, show)).collect();
    if notes.is_empty() { rich } else { rich.with(" ").italic(&format!("({})", notes.join(", "))) }
}

/// How sure an answer is.
fn mark(field: &Field, show: &Show<'_>) -> Option<String> {
    let key = match (field.state, field.source) {
        (FieldState::Stale, _) => "mark_stale",
        (FieldState::Assumed, _) => "mark_assumed",
        (_, Some(Source::Suggestion)) => "mark_suggestion",
        (_, Some(Source::Pasted)) => "mark_pasted",
        (_, Some(Source::Kit)) => "mark_kit",
        _ => return None,
    };
    Some(show.say(key))
}

/// Who answered, where it was a colleague.
fn who(field: &Field, show: &Show<'_>) -> Option<String> {
    match &field.who {
        Some(Who::Member(id)) => {
            let name = field.by.as_ref().or_else(|| show.names.get(id));
            let name = name.cloned().unwrap_or_else(|| show.say("somebody"));
            Some(show.fill("answered_by", &[("name", &name)]))
        }
        _ => None,
    }
}

/// The first answers, each in its line.
fn known(standing: &Standing, most: usize, show: &Show<'_>) -> Rich {
    let fields = told(standing);
    let mut answered = fields.into_iter().filter(|field| field.shown.is_some()).take(most).peekable();
    if answered.peek().is_none() {
        return Rich::new();
    }
    let lines = answered.map(|field| line(field, show));
    let block = lines.fold(Rich::of(&show.say("known")), |rich, line| rich.line().and(line));
    Rich::of("\n\n").and(Rich::new().styled(Style::Quote, block.text()))
}

/// How many answers there are to be read, and how many questions may still come: the longest way counts, for which one it
/// will be is not known yet.
fn left(standing: &Standing, show: &Show<'_>) -> String {
    let progress = &standing.brief.progress;
    let answered = told(standing).iter().filter(|field| field.shown.is_some()).count();
    let counted = |key: &str, n: usize| {
        let key = if n == 1 { format!("{key}_one") } else { key.to_owned() };
        show.fill(&key, &[("n", &n.to_string()), ("minutes", &minutes(progress.seconds))])
    };
    let left = match progress.remaining as usize {
        0 => show.say("summary_whole"),
        n => counted("summary_left", n),
    };
    format!("{}; {left}.", counted("summary_answers", answered))
}

fn minutes(seconds: u32) -> String {
    seconds.div_ceil(60).max(1).to_string()
}
