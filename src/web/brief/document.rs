//! The brief as a document: what the template sets, in the brief's own language.

use super::{
    body::{Body, body},
    changes::{Fate, Piece, differences, pieces},
    name, words,
};
use crate::{
    engine::{
        brief::{Brief, Field, FieldState},
        show,
        state::Source,
    },
    store::BriefLine,
};
use askama::Template;
use jiff::civil::Date;

/// So much of a hash is enough to see that two are not the same.
const HASH_SHORT: usize = 12;
/// The marks, in the order in which they are explained.
const MARKS: [&str; 6] = ["suggestion", "assumption", "stale", "pasted", "kit", "copied"];

/// Which state of the brief it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    Version(u32),
    /// As it is now, closed or not.
    Draft,
}

/// Where the links between versions lead.
#[derive(Debug)]
pub enum Links {
    /// Behind the hash of the page, which knows whose token to take.
    Conversation(String),
    /// The example in this language.
    Example(&'static str),
}

impl Links {
    fn to(&self, edition: &str, from: Option<u32>) -> String {
        match (self, from) {
            (Self::Conversation(id), None) => format!("#{id}/{edition}"),
            (Self::Conversation(id), Some(from)) => format!("#{id}/{edition}/{from}"),
            (Self::Example(lang), None) => format!("?lang={lang}&version={edition}"),
            (Self::Example(lang), Some(from)) => format!("?lang={lang}&version={edition}&from={from}"),
        }
    }
}

/// A version in the list.
#[derive(Debug)]
pub struct Line {
    pub version: u32,
    pub hash: String,
    pub day: Date,
    href: String,
    /// What changed since it, on the page of a later one.
    compare: Option<String>,
}

impl Line {
    pub fn new(version: u32, hash: String, day: Date) -> Self {
        Self { version, hash, day, href: String::new(), compare: None }
    }

    /// The day is the one of the reader's zone.
    pub fn of(line: &BriefLine, zone: Option<&str>) -> Self {
        Self::new(line.version, line.hash.clone(), line.at.day_in(zone.unwrap_or("UTC")))
    }
}

struct Chapter<'a> {
    title: &'a str,
    fields: Vec<Set<'a>>,
}

/// A field, set.
struct Set<'a> {
    label: &'a str,
    body: Body<'a>,
    mark: Option<&'static str>,
    by: Option<&'a str>,
    warning: Option<&'a str>,
}

struct Changes {
    from: u32,
    scores: Option<(u32, u32)>,
    fields: Vec<Changed>,
}

struct Changed {
    label: String,
    how: How,
}

/// How a field changed.
enum How {
    Words(Vec<Piece>),
    Came(String),
    Went(String),
}

/// The whole document.
#[derive(Template)]
#[template(path = "brief_document.html")]
pub struct Document<'a> {
    brief: &'a Brief,
    edition: Edition,
    name: &'a str,
    beside: String,
    chapters: Vec<Chapter<'a>>,
    open: Vec<&'a Field>,
    not_asked: Vec<&'a Field>,
    marks: Vec<&'static str>,
    versions: Vec<Line>,
    changes: Option<Changes>,
    /// Where the draft is, if it goes on from here.
    draft: Option<String>,
    pub example: bool,
}

impl<'a> Document<'a> {
    pub fn of(brief: &'a Brief, edition: Edition, versions: Vec<Line>, links: &Links) -> Self {
        let chapters = chapters(brief);
        let used = |mark: &&str| {
            chapters.iter().flat_map(|chapter| &chapter.fields).any(|field| field.mark == Some(*mark))
        };
        let marks = MARKS.into_iter().filter(used).collect();
        let unanswered = brief.fields.iter().filter(|field| !field.internal && field.shown.is_none());
        let (open, not_asked) = unanswered.partition(|field| field.state == FieldState::Open);
        let mut document = Self {
            brief,
            edition,
            name: name::of(brief),
            beside: name::beside(brief),
            chapters,
            open,
            not_asked,
            marks,
            versions,
            changes: None,
            draft: None,
            example: false,
        };
        document.link(links);
        document
    }

    /// Every version has its place; an earlier one can be compared with this one.
    fn link(&mut self, links: &Links) {
        let (here, number) = match self.edition {
            Edition::Version(version) => (version.to_string(), version),
            Edition::Draft => ("draft".to_owned(), u32::MAX),
        };
        for line in &mut self.versions {
            line.href = links.to(&line.version.to_string(), None);
            line.compare = (line.version < number).then(|| links.to(&here, Some(line.version)));
        }
    }

    /// Tells what changed since `old`, which is version `from`.
    pub fn compare(&mut self, old: &Brief, from: u32) {
        let fields = differences(old, self.brief).into_iter().filter_map(|difference| {
            let how = match (difference.from, difference.to) {
                (Some(old), Some(new)) => How::Words(pieces(&old, &new)),
                (None, Some(new)) => How::Came(new),
                (Some(old), None) => How::Went(old),
                (None, None) => return None,
            };
            Some(Changed { label: difference.label, how })
        });
        let scores = (old.score.value, self.brief.score.value);
        let scores = Some(scores).filter(|(from, to)| from != to);
        self.changes = Some(Changes { from, scores, fields: fields.collect() });
    }

    /// Names the draft among the versions, if it has gone on from the newest.
    pub fn offer_draft(&mut self, goes_on: bool, links: &Links) {
        self.draft = goes_on.then(|| links.to("draft", None));
    }

    fn say(&self, key: &'static str) -> &str {
        words().say(&self.brief.locale, key)
    }

    fn fill(&self, key: &'static str, name: &str, value: &str) -> String {
        words().fill(&self.brief.locale, key, &[(name, value)])
    }

    fn score_changed(&self, from: &u32, to: &u32) -> String {
        let (from, to) = (from.to_string(), to.to_string());
        words().fill(&self.brief.locale, "score_changed", &[("from", &from), ("to", &to)])
    }

    /// What a mark means, in a sentence.
    fn means(&self, mark: &str) -> &str {
        let key = match mark {
            "suggestion" => "suggestion_means",
            "assumption" => "assumption_means",
            "stale" => "stale_means",
            "pasted" => "pasted_means",
            "kit" => "kit_means",
            _ => "copied_means",
        };
        self.say(key)
    }

    /// Whether its tree scores briefs at all.
    fn is_scored(&self) -> bool {
        self.brief.score.value > 0 || !self.brief.score.reasons.is_empty()
    }

    /// What has no answer, with what it is called: known to be open, and not asked yet.
    fn unanswered(&self) -> [(&'static str, &[&'a Field]); 2] {
        [("open_points", &self.open), ("not_asked", &self.not_asked)]
    }

    fn day(&self, line: &Line) -> String {
        show::day(line.day, &self.brief.locale)
    }

    fn short<'h>(&self, hash: &'h str) -> &'h str {
        hash.get(..HASH_SHORT).unwrap_or(hash)
    }

    /// The version that this is, in the list.
    fn this(&self) -> Option<&Line> {
        self.versions.iter().find(|line| Edition::Version(line.version) == self.edition)
    }

    fn is_this(&self, line: &Line) -> bool {
        Edition::Version(line.version) == self.edition
    }

    /// How a browser names the document, and the PDF that it makes of it.
    fn file_stem(&self) -> String {
        name::stem(self.brief, self.this().map(|line| line.version))
    }
}

/// The answered fields by chapter, in the order of the conversation; what belongs to none comes last.
fn chapters(brief: &Brief) -> Vec<Chapter<'_>> {
    let more = words().say(&brief.locale, "more");
    let titles = brief.chapters.iter().map(|chapter| (Some(chapter.id.as_str()), chapter.title.as_str()));
    let known = |id: &str| brief.chapters.iter().any(|chapter| chapter.id == id);
    let set = |id: Option<&str>| -> Vec<Set<'_>> {
        let answered = brief.fields.iter().filter(|field| !field.internal && field.shown.is_some());
        let here = answered.filter(|field| field.chapter.as_deref().filter(|id| known(id)) == id);
        here.map(|field| Set {
            label: &field.label,
            body: body(field),
            mark: mark(field),
            by: field.by.as_deref(),
            warning: field.warning.as_deref(),
        })
        .collect()
    };
    let chapters = titles.chain([(None, more)]).map(|(id, title)| Chapter { title, fields: set(id) });
    chapters.filter(|chapter| !chapter.fields.is_empty()).collect()
}

/// How sure a field is, and where it came from; nothing for what the person said and nothing since has touched.
fn mark(field: &Field) -> Option<&'static str> {
    match (field.state, field.source) {
        (FieldState::Assumed, _) => Some("assumption"),
        (FieldState::Stale, _) => Some("stale"),
        (_, Some(Source::Suggestion)) => Some("suggestion"),
        (_, Some(Source::Pasted)) => Some("pasted"),
        (_, Some(Source::Kit)) => Some("kit"),
        (_, Some(Source::Copied)) => Some("copied"),
        _ => None,
    }
}
