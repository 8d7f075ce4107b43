//! What a model answered, read into a content.

use super::{
    fixed,
    order::{Part, Sought, cut},
    shape,
};
use crate::{
    deliverable::{Content, Gap, Source, gap::harmless},
    llm::structured,
    outside::llm::Schema,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A source quotes so many characters of an answer.
const QUOTE_MOST: usize = 200;

/// A piece as a model means it.
#[derive(Clone, Debug)]
pub struct Read {
    pub content: Content,
    pub why: String,
    pub sources: Vec<Source>,
}

/// Reads an answer.
///
/// # Errors
/// What of it is not of the shape, in words that a model can act on.
pub fn read(sought: &Sought, schema: &Schema, text: &str) -> Result<Read, Vec<String>> {
    let answer = structured::read(schema, text)?;
    let value = put(sought, &answer).ok_or_else(|| vec!["there is no text in it".to_owned()])?;
    let content = Content::read(sought.kind(), &value).map_err(|wrong| vec![wrong])?;
    let why = answer["why"].as_str().map(|why| harmless(why.trim())).unwrap_or_default();
    Ok(Read { content, why, sources: sources(sought, &answer["used"]) })
}

/// The content's value with what was answered in its place.
fn put(sought: &Sought, answer: &Value) -> Option<Value> {
    let known = paths(sought);
    match sought.part {
        Part::Whole | Part::Changed { .. } => {
            let mut value = answer["content"].clone();
            honest(&mut value, &known);
            let mut fields: Map<String, Value> = value.as_object()?.clone();
            fixed::put_in(sought, &mut fields);
            Some(Value::Object(fields))
        }
        Part::Field { before, path, .. } => {
            let mut part = answer["value"].clone();
            honest(&mut part, &known);
            let mut value = before.value();
            *value.pointer_mut(path)? = part;
            Some(value)
        }
        Part::Words { before, path, from, to, .. } => {
            let mut value = before.value();
            let place = value.pointer_mut(path)?;
            let [head, selected, tail] = cut(place.as_str()?, from, to);
            let mut words = Value::String(answer["replacement"].as_str()?.trim().to_owned());
            honest(&mut words, &known);
            let words = spaced(&selected, words.as_str()?);
            *place = Value::String(format!("{head}{words}{tail}"));
            Some(value)
        }
    }
}

/// The words with the spaces around them that the selected ones had.
fn spaced(selected: &str, words: &str) -> String {
    let head = &selected[..selected.len() - selected.trim_start().len()];
    let tail = if selected.trim().is_empty() { "" } else { &selected[selected.trim_end().len()..] };
    format!("{head}{words}{tail}")
}

/// The fields of the brief, answered or open.
fn paths<'a>(sought: &Sought<'a>) -> BTreeSet<&'a str> {
    sought.order.brief.fields.iter().map(|field| field.path.as_str()).collect()
}

/// Gaps as gaps are written, each with a question that there is; every other mark of one is an ordinary bracket.
fn honest(value: &mut Value, known: &BTreeSet<&str>) {
    match value {
        Value::String(text) if Gap::any(text) => *text = regapped(text, known),
        Value::Array(all) => all.iter_mut().for_each(|one| honest(one, known)),
        Value::Object(fields) => fields.values_mut().for_each(|one| honest(one, known)),
        _ => {}
    }
}

fn regapped(text: &str, known: &BTreeSet<&str>) -> String {
    let mut parts = text.split('⟦');
    let mut whole = harmless(parts.next().unwrap_or_default());
    for part in parts {
        let Some((inside, rest)) = part.split_once('⟧') else {
            whole.push('[');
            whole.push_str(&harmless(part));
            continue;
        };
        let (path, label) = inside.split_once('|').unwrap_or(("", inside));
        let path = if known.contains(path.trim()) { path.trim() } else { "" };
        whole.push_str(&Gap::new(path, label.trim()).to_string());
        whole.push_str(&harmless(rest));
    }
    whole
}

/// The answers of the brief that it says it rests on.
fn sources(sought: &Sought, used: &Value) -> Vec<Source> {
    let used: BTreeSet<&str> = used.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let rests = shape::answered(sought).filter(|path| used.contains(path)).collect::<BTreeSet<_>>();
    let fields = sought.order.brief.fields.iter().filter(|field| rests.contains(field.path.as_str()));
    let source = |field: &crate::engine::brief::Field| Source {
        path: field.path.clone(),
        label: field.label.clone(),
        quote: field.shown.iter().flat_map(|shown| shown.chars()).take(QUOTE_MOST).collect(),
    };
    fields.map(source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_names_a_question_that_there_is() {
        let known = BTreeSet::from(["proof"]);
        assert_eq!(regapped("A ⟦proof|o laudo⟧ b", &known), "A ⟦proof|o laudo⟧ b");
        assert_eq!(regapped("⟦evil|x⟧ ⟦y⟧ ⟧ ⟦z", &known), "⟦|x⟧ ⟦|y⟧ ] [z");
    }

    #[test]
    fn selected_words_keep_the_spaces_around_them() {
        assert_eq!(spaced(" rápido ", "em 48 h"), " em 48 h ");
        assert_eq!((spaced("x", "y"), spaced("  ", "y")), ("y".into(), "  y".into()));
    }
}
