//! What is known at a point of the walk: the live slots, each with where it came from.

use super::state::{Source, Who};
use crate::tree::value::Value;
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use std::borrow::Cow;

/// One known value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Live<'t> {
    pub value: Value,
    pub source: Source,
    pub who: Who,
    /// The fact that supplied it; `None` for a value that was given before its question.
    pub place: Option<Cow<'t, str>>,
    /// What it derives from has changed.
    pub stale: bool,
    /// A late "no" of a verification.
    pub warning: Option<String>,
}

/// The live slots of one tree in the walk, by the name of the slot itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env<'t>(IndexMap<Cow<'t, str>, Entry<'t>, RandomState>);

/// A slot: what was said of it as a whole, and of its parts by themselves (`kit/tone`), which overlay it. The
/// parts stand in the order of their paths, an outer one before what is inside it.
#[derive(Clone, Debug, Default)]
struct Entry<'t> {
    whole: Option<Live<'t>>,
    parts: Vec<(Cow<'t, str>, Live<'t>)>,
}

impl<'t> Env<'t> {
    /// With room for so many slots, so that a walk does not move them about.
    pub fn with_room(slots: usize) -> Self {
        Self(IndexMap::with_capacity_and_hasher(slots, RandomState::default()))
    }

    /// Makes `live` known at `path`; a whole replaces its parts.
    pub fn set(&mut self, path: Cow<'t, str>, live: Live<'t>) {
        let Some((head, _)) = path.split_once('/') else {
            let entry = self.0.entry(path).or_default();
            entry.parts.clear();
            entry.whole = Some(live);
            return;
        };
        let parts = match self.0.get_mut(head) {
            Some(entry) => &mut entry.parts,
            None => &mut self.0.entry(head.to_owned().into()).or_default().parts,
        };
        parts.retain(|(at, _)| !is_below(at, &path));
        match parts.binary_search_by(|(at, _)| at.cmp(&path)) {
            Ok(at) => parts[at].1 = live,
            Err(at) => parts.insert(at, (path, live)),
        }
    }

    /// The entry at `path` itself, or at the nearest whole around it.
    pub fn live(&self, path: &str) -> Option<&Live<'t>> {
        self.nearest(path).map(|(_, live)| live)
    }

    /// The same, with how much of the path names it.
    fn nearest(&self, path: &str) -> Option<(usize, &Live<'t>)> {
        let head = path.find('/').unwrap_or(path.len());
        let entry = self.0.get(&path[..head])?;
        let part = entry.parts.iter().rev().find(|(at, _)| *at == path || is_below(path, at));
        part.map(|(at, live)| (at.len(), live)).or_else(|| Some((head, entry.whole.as_ref()?)))
    }

    pub fn entry_mut(&mut self, path: &str) -> Option<&mut Live<'t>> {
        match path.split_once('/') {
            None => self.0.get_mut(path)?.whole.as_mut(),
            Some((head, _)) => {
                let parts = &mut self.0.get_mut(head)?.parts;
                parts.iter_mut().find(|(at, _)| *at == path).map(|(_, live)| live)
            }
        }
    }

    /// The value at `path`, assembled from its parts where those were answered one by one.
    pub fn get(&self, path: &str) -> Option<Cow<'_, Value>> {
        let base =
            self.nearest(path).and_then(|(at, live)| live.value.at(path[at..].trim_start_matches('/')));
        let mut parts = self.parts(path).peekable();
        if parts.peek().is_none() {
            return base.map(Cow::Borrowed);
        }
        let mut whole = base.cloned().unwrap_or_else(|| Value::Object(IndexMap::new()));
        for (part, live) in parts {
            place_at(&mut whole, &part[path.len() + 1..], &live.value);
        }
        Some(Cow::Owned(whole))
    }

    pub fn is_set(&self, path: &str) -> bool {
        self.get(path).is_some_and(|value| !value.is_empty())
    }

    /// Every entry at `path` or below it.
    pub fn under<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a Live<'t>)> {
        let own = self.nearest(path).filter(|(at, _)| *at == path.len());
        own.map(|(_, live)| (path, live)).into_iter().chain(self.parts(path))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Live<'t>)> {
        self.0.iter().flat_map(|(name, entry)| {
            let whole = entry.whole.iter().map(|live| (&**name, live));
            whole.chain(entry.parts.iter().map(|(at, live)| (&**at, live)))
        })
    }

    fn parts<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a Live<'t>)> {
        let parts =
            self.0.get(path.split_once('/').map_or(path, |(head, _)| head)).map(|entry| entry.parts.iter());
        let parts = parts.into_iter().flatten().map(|(at, live)| (&**at, live));
        parts.filter(move |(at, _)| is_below(at, path))
    }
}

/// Whether `path` is `whole`, or lies inside what is there.
pub(super) fn is_within(path: &str, whole: &str) -> bool {
    path == whole || is_below(path, whole)
}

/// Whether `path` lies inside what is at `whole`.
fn is_below(path: &str, whole: &str) -> bool {
    path.len() > whole.len() && path.as_bytes()[whole.len()] == b'/' && path.starts_with(whole)
}

/// Puts `value` at `path` inside `whole`; an item that is gone takes its parts with it.
fn place_at(whole: &mut Value, path: &str, value: &Value) {
    let (head, rest) = path.split_once('/').unwrap_or((path, ""));
    let inner = match whole {
        Value::Object(fields) => {
            fields.entry(head.to_owned()).or_insert_with(|| Value::Object(IndexMap::new()))
        }
        Value::Items(items) => match items.items.iter_mut().find(|item| item.id == head) {
            Some(item) => &mut item.value,
            None => return,
        },
        _ => return,
    };
    if rest.is_empty() { *inner = value.clone() } else { place_at(inner, rest, value) }
}
