//! How a field is set: long texts as paragraphs, lists as lists, composites part by part.
//!
//! A frozen brief has each value twice: as a machine reads it and as a person reads it. The first says how the
//! second is put together. Where the two do not fit, the words stand as they are: nothing is ever left out.

use crate::{engine::brief::Field, tree::value::Value};

/// What a field says, ready to be set.
#[derive(Debug, PartialEq, Eq)]
pub enum Body<'a> {
    Paragraphs(Vec<&'a str>),
    /// In the person's order.
    Ranked(Vec<Entry<'a>>),
    List(Vec<Entry<'a>>),
    Parts(Vec<Part<'a>>),
}

/// An item of a list: what it is called, and what else is known of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub head: &'a str,
    pub parts: Vec<Part<'a>>,
}

/// A part with its label.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub label: &'a str,
    pub text: String,
}

/// Between items and parts, as `engine::show` joins them.
const BETWEEN: &str = "; ";

/// The field's words, by the shape of its value.
pub fn body(field: &Field) -> Body<'_> {
    let shown = field.shown.as_deref().unwrap_or_default();
    let set = match &field.value {
        Some(Value::Items(items)) => {
            let values: Vec<&Value> = items.items.iter().map(|item| &item.value).collect();
            list(shown, &values).map(Body::List)
        }
        Some(Value::Many(values)) => {
            let texts = values.iter().map(words).collect::<Option<Vec<_>>>();
            let found = texts.and_then(|texts| in_a_row(shown, &texts));
            found
                .filter(|items| items.len() > 1)
                .map(|items| Body::Ranked(items.into_iter().map(plain).collect()))
        }
        Some(value @ Value::Object(_)) => parts(shown, value).map(Body::Parts),
        _ => None,
    };
    set.unwrap_or_else(|| {
        Body::Paragraphs(shown.lines().map(str::trim).filter(|line| !line.is_empty()).collect())
    })
}

fn plain(head: &str) -> Entry<'_> {
    Entry { head, parts: Vec::new() }
}

fn words(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::New(new) => Some(&new.new),
        _ => None,
    }
}

/// The texts as they follow one another in `shown`, if nothing but commas, semicolons and one short word is
/// between them.
fn in_a_row<'a>(shown: &'a str, texts: &[&str]) -> Option<Vec<&'a str>> {
    const LINK_CHARS_MAX: usize = 7;
    let (mut rest, mut found) = (shown, Vec::with_capacity(texts.len()));
    for text in texts {
        let from = rest.find(text)?;
        if from > LINK_CHARS_MAX || (found.is_empty() && from > 0) {
            return None;
        }
        let (item, after) = rest[from..].split_at(text.len());
        found.push(item);
        rest = after;
    }
    rest.is_empty().then_some(found)
}

fn list<'a>(shown: &'a str, values: &[&Value]) -> Option<Vec<Entry<'a>>> {
    if let Some(texts) = values.iter().map(|value| words(value)).collect::<Option<Vec<_>>>() {
        return Some(in_a_row(shown, &texts)?.into_iter().map(plain).collect());
    }
    let lines: Vec<&str> = shown.lines().collect();
    let items = if lines.len() == values.len() { lines } else { shown.split(BETWEEN).collect() };
    if items.len() != values.len() {
        return None;
    }
    Some(items.into_iter().zip(values).map(|(item, value)| entry(item, value)).collect())
}

fn entry<'a>(item: &'a str, value: &Value) -> Entry<'a> {
    let Value::Object(fields) = value else { return plain(item) };
    let (first, rest) = item.split_once(BETWEEN).unwrap_or((item, ""));
    if fields.values().any(|field| words(field) == Some(first)) {
        let named = fields.values().filter(|field| !field.is_empty()).count() - 1;
        let parts = labelled(rest).filter(|parts| parts.len() == named);
        return match parts {
            Some(parts) => Entry { head: first, parts },
            None => plain(item),
        };
    }
    parts(item, value).map_or_else(|| plain(item), |parts| Entry { head: "", parts })
}

/// "A: b; C: d", if there are as many parts as the value has.
fn parts<'a>(shown: &'a str, value: &Value) -> Option<Vec<Part<'a>>> {
    let Value::Object(fields) = value else { return None };
    let wanted = fields.values().filter(|field| !field.is_empty()).count();
    labelled(shown).filter(|parts| parts.len() == wanted)
}

fn labelled(shown: &str) -> Option<Vec<Part<'_>>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for piece in shown.split(BETWEEN).filter(|piece| !piece.is_empty()) {
        match (piece.split_once(": "), parts.last_mut()) {
            (Some((label, text)), _) => parts.push(Part { label, text: text.to_owned() }),
            // A semicolon of the part's own.
            (None, Some(last)) => {
                last.text.push_str(BETWEEN);
                last.text.push_str(piece);
            }
            (None, None) => return None,
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(value: &str, shown: &str) -> Field {
        let json =
            format!(r#"{{"path":"p","label":"P","state":"settled","required":false,"value":{value}}}"#);
        Field { shown: Some(shown.into()), ..serde_json::from_str(&json).unwrap() }
    }

    fn part<'a>(label: &'a str, text: &str) -> Part<'a> {
        Part { label, text: text.into() }
    }

    #[test]
    fn a_text_is_its_paragraphs() {
        let of = field("\"x\"", "O que é: uma jardineira.\n\nPara quem: você; e nós.");
        assert_eq!(body(&of), Body::Paragraphs(vec!["O que é: uma jardineira.", "Para quem: você; e nós."]));
    }

    #[test]
    fn a_ranking_is_ranked_and_options_are_a_sentence() {
        let of = field(r#"[{"new":"rega, sozinho"},{"new":"troca"}]"#, "rega, sozinho; troca");
        assert_eq!(body(&of), Body::Ranked(vec![plain("rega, sozinho"), plain("troca")]));
        let of = field(r#"["instagram","email"]"#, "Instagram e E-mail");
        assert_eq!(body(&of), Body::Paragraphs(vec!["Instagram e E-mail"]));
    }

    #[test]
    fn items_have_a_head_and_labelled_parts() {
        let value = r#"{"items":[{"id":"i1","value":{"name":"VerdeLar","link":"https://v.example/"}},
            {"id":"i2","value":{"name":"Feira"}}]}"#;
        let of = field(value, "VerdeLar; Site: https://v.example/\nFeira");
        let first = Entry { head: "VerdeLar", parts: vec![part("Site", "https://v.example/")] };
        assert_eq!(body(&of), Body::List(vec![first, plain("Feira")]));
        let of = field(r#"{"items":[{"id":"i1","value":"Curitiba"}]}"#, "Curitiba");
        assert_eq!(body(&of), Body::List(vec![plain("Curitiba")]));
    }

    #[test]
    fn a_composite_is_set_by_part_and_keeps_its_own_semicolons() {
        let value = r#"{"price":{"minor":18900,"currency":"BRL"},"offer":"frete; troca"}"#;
        let of = field(value, "Preço: R$ 189,00; Oferta: frete; troca");
        assert_eq!(body(&of), Body::Parts(vec![part("Preço", "R$ 189,00"), part("Oferta", "frete; troca")]));
    }

    #[test]
    fn what_does_not_fit_stands_as_it_is() {
        let of = field(r#"{"price":"a: b; c: d"}"#, "Preço: a: b; c: d");
        assert_eq!(body(&of), Body::Paragraphs(vec!["Preço: a: b; c: d"]));
        let of = field(r#"{"items":[{"id":"i1","value":true},{"id":"i2","value":true}]}"#, "sim");
        assert_eq!(body(&of), Body::Paragraphs(vec!["sim"]));
    }
}
