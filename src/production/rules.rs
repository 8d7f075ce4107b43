//! What the rules write: the person's own words, arranged. They do not reword: a change that somebody asked for is
//! another arrangement of the same words, or it is the person's to write.

use super::{
    PHRASES,
    generate::{Subject, VARIATIONS},
    wish::Text,
};
use crate::deliverable::{
    By, Check, Content, Level, Price,
    board::Scope,
    draft::{Ask, Drafted, draft},
};

/// Why the rules write although a model was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    Silent,
    OverBudget,
    Unfit,
}

/// Arrangements that are looked at for one that differs.
const TAKES: u32 = 6;

/// The texts that were asked for; empty where there is no other way to arrange the words.
pub fn texts(subject: &Subject<'_>, instead: Option<Instead>) -> Vec<Text> {
    let Some(now) = &subject.content else {
        return vec![text(subject, draft_of(subject, 1), instead)];
    };
    if subject.piece.varying {
        return others(subject, now, &Scope::Piece, VARIATIONS, instead);
    }
    match &subject.piece.request {
        Some(request) => others(subject, now, &request.scope, 1, instead),
        // What it is made from has changed, or it is tried again: the words as they are now.
        None => vec![text(subject, draft_of(subject, 1), instead)],
    }
}

/// The arrangement of that number.
pub fn draft_of(subject: &Subject<'_>, take: u32) -> Drafted {
    draft(&Ask {
        node: subject.node,
        facts: &subject.material.facts,
        kit: &subject.material.kit,
        upstream: &subject.before.upstream,
        locale: subject.locale,
        take,
    })
}

/// Arrangements that differ from the content, and from one another, within the scope.
fn others(
    subject: &Subject<'_>,
    now: &Content,
    scope: &Scope,
    wanted: u32,
    instead: Option<Instead>,
) -> Vec<Text> {
    let mut found: Vec<Drafted> = Vec::new();
    for take in 1..=TAKES {
        let drafted = draft_of(subject, take);
        let Some(content) = within(scope, now, &drafted.content) else { continue };
        if content != *now && found.iter().all(|known| known.content != content) {
            found.push(Drafted { content, ..drafted });
        }
        if found.len() >= wanted as usize {
            break;
        }
    }
    found.into_iter().map(|drafted| text(subject, drafted, instead)).collect()
}

/// The content with only what the scope names taken from the other. The rules leave words within a line alone.
fn within(scope: &Scope, now: &Content, other: &Content) -> Option<Content> {
    match scope {
        Scope::Piece => Some(other.clone()),
        Scope::Field { path } if path.is_empty() => Some(other.clone()),
        Scope::Field { path } => {
            let (mut value, other) = (now.value(), other.value());
            *value.pointer_mut(path)? = other.pointer(path)?.clone();
            Content::read(now.kind(), &value).ok()
        }
        Scope::Range { .. } => None,
    }
}

fn text(subject: &Subject<'_>, drafted: Drafted, instead: Option<Instead>) -> Text {
    let Drafted { content, rationale, sources } = drafted;
    let said = subject.material.said(subject.before, subject.locale);
    let why = instead.map(|instead| {
        let key = match instead {
            Instead::Silent => "instead_silent",
            Instead::OverBudget => "instead_spent",
            Instead::Unfit => "instead_unfit",
        };
        PHRASES.say(subject.locale, key)
    });
    let rationale = match why {
        Some(why) if rationale.is_empty() => why.to_owned(),
        Some(why) => format!("{why}\n{rationale}"),
        None => rationale,
    };
    let mut checks = subject.material.inspect(&content, &said, subject.locale, false);
    checks.extend(asked(subject));
    Text {
        checks,
        content,
        by: By::Rules,
        prompt: None,
        cost: Price::Nothing,
        sources,
        rationale,
        pictures: Vec::new(),
    }
}

/// What was asked for, in the words of whoever asked: the rules do not understand it, so whoever reads the draft is told.
fn asked(subject: &Subject<'_>) -> Option<Check> {
    let request = subject.piece.request.as_ref().filter(|_| !subject.piece.varying)?;
    let by = request.by.name_or(PHRASES.say(subject.locale, "a_member"));
    let message = PHRASES.fill(subject.locale, "asked", &[("by", by), ("text", &request.text)]);
    let (rule, path) = ("asked".to_owned(), request.scope.path().to_owned());
    let is_said = !request.text.is_empty();
    is_said.then_some(Check { rule, level: Level::Note, message, path })
}
