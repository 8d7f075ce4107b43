//! How answers are read and values shown: many small cases, by type and language.

use pauta::{
    engine::{
        calendar,
        context::{Context, Entry},
        input::Body,
        parse::{self, Misread, MisreadCode, Read, Reading},
        show,
    },
    tree::{
        Tree,
        json::{Collection, Slot},
        value::{FileRef, Value},
    },
};
use std::sync::{Arc, LazyLock};

mod cases;
mod dates;
mod forms;
mod properties;

static TREE: LazyLock<Arc<Tree>> =
    LazyLock::new(|| Tree::load_str(include_str!("parse/slots.json"), &[]).unwrap());

/// A Saturday.
const TODAY: &str = "2026-11-21";

static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context {
    today: TODAY.parse().unwrap(),
    collections: [(
        Collection::Brands,
        ["Padaria Sol", "Ateliê Nó"]
            .map(|label| Entry { id: label.to_lowercase(), label: label.into() })
            .to_vec(),
    )]
    .into(),
    holidays: (2026..2030).flat_map(calendar::holidays).collect(),
    ..Context::default()
});

fn reading<'a>(locale: &'a str, before: Option<&'a Value>) -> Reading<'a> {
    Reading { tree: &TREE, context: &CONTEXT, locale, seed: 7, before }
}

fn slot(name: &str) -> &'static Slot {
    TREE.slot(name).unwrap_or_else(|| panic!("no slot {name}"))
}

fn answer(locale: &str, name: &str, body: &Body) -> Result<Read, Misread> {
    parse::read(&reading(locale, None), slot(name), body)
}

fn said(locale: &str, name: &str, text: &str) -> Result<Read, Misread> {
    answer(locale, name, &Body::Text(text.into()))
}

fn shown(locale: &str, name: &str, value: &Value) -> String {
    show::show(&TREE, slot(name), value, locale, &CONTEXT)
}

/// The text is read as a value of the slot that is shown like this.
#[track_caller]
fn reads(locale: &str, name: &str, text: &str, want: &str) {
    match said(locale, name, text) {
        Ok(Read::Value(value)) => assert_eq!(shown(locale, name, &value), want, "{text} → {value:?}"),
        other => panic!("{text} → {other:?}, not {want}"),
    }
}

/// The text is no value; the sentence that says so.
#[track_caller]
fn misread(locale: &str, name: &str, text: &str, code: MisreadCode) -> String {
    match said(locale, name, text) {
        Err(misread) => {
            assert_eq!(misread.code, code, "{text} → {}", misread.message);
            misread.message
        }
        other => panic!("{text} → {other:?}, not {code:?}"),
    }
}

#[track_caller]
fn value(locale: &str, name: &str, text: &str) -> Value {
    match said(locale, name, text) {
        Ok(Read::Value(value)) => value,
        other => panic!("{text} → {other:?}"),
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn link(link: &str) -> FileRef {
    FileRef { file: link.rsplit('/').next().unwrap().into(), id: None, link: Some(link.into()) }
}
