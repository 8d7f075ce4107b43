//! The texts that each kind has, as data: `fields.json`, in reading order.

use crate::{deliverable::Kind, phrase::Phrases};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::HashMap, sync::LazyLock};

/// A text of a kind, or a list of texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// A JSON pointer; `*` stands for every entry of a list.
    pub path: String,
    /// Its name among the labels; `{n}` and `{m}` count the entries of the outer and the inner list.
    label: String,
    #[serde(default)]
    pub long: bool,
    /// Without it there is no piece.
    #[serde(default)]
    pub needed: bool,
    #[serde(default)]
    pub voice: Voice,
}

/// Who reads it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// The audience: everything holds for it.
    #[default]
    Public,
    /// Those who work on the campaign.
    Note,
    /// A machine, or nobody: addresses, parameters, what must not be said.
    Technical,
}

/// A text with where it stands.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    pub path: String,
    pub field: &'static Field,
    /// The places in the lists on the way to it, from 0.
    at: Vec<usize>,
    pub text: &'a str,
}

static FIELDS: LazyLock<HashMap<Kind, Vec<Field>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("fields.json")).expect("the compiled-in fields are valid JSON")
});

/// What the texts are called, in every language.
pub static LABELS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("labels.json")));

/// The fields of a kind.
pub fn fields(kind: Kind) -> &'static [Field] {
    FIELDS.get(&kind).map_or(&[], Vec::as_slice)
}

/// Whether a pointer leads to the address of a page.
pub fn is_link(kind: Kind, pointer: &str) -> bool {
    let is_address =
        |field: &&Field| matches!(field.label.as_str(), "link" | "cta_url" | "button_url" | "rival_link");
    fields(kind).iter().filter(is_address).any(|field| field.is_at(pointer))
}

/// What the entries of a list are called.
pub fn list_label(kind: Kind, list: &str, locale: &str) -> String {
    let inside = format!("{list}/*");
    let field = fields(kind).iter().find(|field| field.path.starts_with(&inside));
    let label = field.map_or_else(String::new, |field| field.label(locale, &[]));
    // Of "Section · Heading", the section.
    label.split(" · ").next().unwrap_or_default().trim_end().to_owned()
}

/// Every text of a content, in reading order: what belongs to one entry of a list stays together.
pub fn found(kind: Kind, value: &Value) -> Vec<Found<'_>> {
    let fields = fields(kind);
    let mut all = Vec::new();
    for (row, field) in fields.iter().enumerate() {
        let list = field.entries();
        let group = list.and_then(|list| fields.iter().position(|other| other.entries() == Some(list)));
        let parts: Vec<&str> = field.path.split('/').skip(1).collect();
        let mut texts = Vec::new();
        walk(value, &parts, &mut Found { path: String::new(), field, at: Vec::new(), text: "" }, &mut texts);
        all.extend(texts.into_iter().map(|text| {
            let entry = group.and(text.at.first().copied());
            ((group.unwrap_or(row), entry, row, text.at.clone()), text)
        }));
    }
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all.into_iter().map(|(_, text)| text).collect()
}

fn walk<'a>(value: &'a Value, parts: &[&str], here: &mut Found<'a>, texts: &mut Vec<Found<'a>>) {
    let Some((part, rest)) = parts.split_first() else {
        texts.extend(value.as_str().map(|text| Found { text, ..here.clone() }));
        return;
    };
    if *part == "*" {
        for (at, entry) in value.as_array().into_iter().flatten().enumerate() {
            let mut inner = here.clone();
            inner.path.push_str(&format!("/{at}"));
            inner.at.push(at);
            walk(entry, rest, &mut inner, texts);
        }
    } else if let Some(inside) = value.get(part) {
        here.path.push_str(&format!("/{part}"));
        walk(inside, rest, here, texts);
    }
}

impl Field {
    /// The list whose entries have several texts each.
    fn entries(&self) -> Option<&str> {
        self.path.split_once("/*/").map(|(list, _)| list)
    }

    /// Its label, with the places in the lists on the way to it, from 0.
    pub fn label(&self, locale: &str, at: &[usize]) -> String {
        let nth = |list: usize| at.get(list).map_or_else(String::new, |place| (place + 1).to_string());
        LABELS.fill(locale, &self.label, &[("n", &nth(0)), ("m", &nth(1))])
    }

    /// Whether a pointer leads to such a text.
    pub fn is_at(&self, pointer: &str) -> bool {
        let (mut wanted, mut given) = (self.path.split('/'), pointer.split('/'));
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return true,
                (Some("*"), Some(index)) if place(index).is_some() => {}
                (Some(wanted), Some(given)) if wanted == given => {}
                _ => return false,
            }
        }
    }
}

/// A place in a list, written as a pointer writes it.
pub fn place(part: &str) -> Option<usize> {
    let plain = part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    plain.then(|| part.parse().ok()).flatten()
}

impl Found<'_> {
    pub fn label(&self, locale: &str) -> String {
        self.field.label(locale, &self.at)
    }
}
