//! What is known at a point of the walk: the live slots, each with where it came from.

use super::state::{Place, Source, Who};
use crate::tree::{json::SlotPath, value::Value};
use indexmap::IndexMap;
use std::{borrow::Cow, collections::BTreeMap};

/// One known value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Live {
    pub value: Value,
    pub source: Source,
    pub who: Who,
    /// The fact that supplied it; `None` for a value that was given before its question.
    pub place: Option<Place>,
    /// What it derives from has changed.
    pub stale: bool,
    /// A late "no" of a verification.
    pub warning: Option<String>,
}

/// The live slots of one tree in the walk. A part of an object that was answered by itself has an entry of its
/// own (`kit/tone`), which overlays the object's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env(BTreeMap<SlotPath, Live>);

impl Env {
    pub fn set(&mut self, path: &str, live: Live) {
        // A whole replaces its parts.
        let parts: Vec<_> = self.parts(path).map(|(part, _)| part.clone()).collect();
        for part in parts {
            self.0.remove(&part);
        }
        self.0.insert(path.to_owned(), live);
    }

    /// The entry at `path` itself, or at the nearest whole around it.
    pub fn live(&self, path: &str) -> Option<&Live> {
        let mut at = path;
        loop {
            if let Some(live) = self.0.get(at) {
                return Some(live);
            }
            at = at.rsplit_once('/')?.0;
        }
    }

    pub fn entry_mut(&mut self, path: &str) -> Option<&mut Live> {
        self.0.get_mut(path)
    }

    /// The value at `path`, assembled from its parts where those were answered one by one.
    pub fn get(&self, path: &str) -> Option<Cow<'_, Value>> {
        let base = self.base(path);
        if self.parts(path).next().is_none() {
            return base.map(Cow::Borrowed);
        }
        let mut whole = base.cloned().unwrap_or_else(|| Value::Object(IndexMap::new()));
        for (part, live) in self.parts(path) {
            place_at(&mut whole, &part[path.len() + 1..], &live.value);
        }
        Some(Cow::Owned(whole))
    }

    pub fn is_set(&self, path: &str) -> bool {
        self.get(path).is_some_and(|value| !value.is_empty())
    }

    /// Every entry at `path` or below it.
    pub fn under<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a SlotPath, &'a Live)> {
        self.0.get_key_value(path).into_iter().chain(self.parts(path))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&SlotPath, &Live)> {
        self.0.iter()
    }

    fn base(&self, path: &str) -> Option<&Value> {
        let mut at = path;
        loop {
            if let Some(live) = self.0.get(at) {
                return live.value.at(path[at.len()..].trim_start_matches('/'));
            }
            at = at.rsplit_once('/')?.0;
        }
    }

    fn parts<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a SlotPath, &'a Live)> {
        let from: (std::ops::Bound<&str>, std::ops::Bound<&str>) =
            (std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded);
        self.0
            .range::<str, _>(from)
            .take_while(move |(key, _)| key.starts_with(path))
            .filter(move |(key, _)| key.as_bytes().get(path.len()) == Some(&b'/'))
    }
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
