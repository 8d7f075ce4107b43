//! Texts with references: `{{ kit.tone | lower | default("seu jeito") }}`. A small part of Jinja on
//! purpose: a slot's path and filters of a closed list; no statements, no calls, no includes.

use super::json::SlotPath;

/// A text that was read once, at load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Slot { path: SlotPath, filters: Vec<Filter> },
}

/// What may be done to a value on its way into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Filter {
    Upper,
    Lower,
    /// The first letter only: names keep theirs.
    Capitalize,
    FirstWord,
    Trim,
    /// Stands in where the slot is not set.
    Default(String),
}

/// The names of the filters, for findings and for the editor.
pub const FILTERS: [&str; 6] = ["upper", "lower", "capitalize", "first_word", "trim", "default"];

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    UnknownFilter(String),
    Malformed(String),
}

/// Whether there is anything to fill in.
pub fn is_template(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| matches!(text.as_bytes().get(at + 1), Some(b'{' | b'%' | b'#')))
}

impl Template {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.contains("{%") || text.contains("{#") {
            return Err(Fault::Malformed("statements and comments (`{%`, `{#`) are not part of it".into()));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once("{{") {
            let unclosed = || Fault::Malformed("a `{{` is not closed by `}}`".into());
            let (inside, after) = after.split_once("}}").ok_or_else(unclosed)?;
            pieces.push(Piece::Words(words.into()));
            pieces.push(reference(inside)?);
            rest = after;
        }
        pieces.push(Piece::Words(rest.into()));
        Ok(Self(pieces))
    }

    /// The slots that it names.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Slot { path, .. } => Some(path.as_str()),
            Piece::Words(_) => None,
        })
    }

    /// The text with its references filled from `show`; what is not set leaves nothing behind.
    pub fn render(&self, show: &dyn Fn(&str) -> Option<String>) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Slot { path, filters } => {
                    let shown = show(path).filter(|shown| !shown.is_empty());
                    text.push_str(&filters.iter().fold(shown, apply).unwrap_or_default());
                }
            }
        }
        text
    }
}

fn apply(shown: Option<String>, filter: &Filter) -> Option<String> {
    if let Filter::Default(text) = filter {
        return Some(shown.unwrap_or_else(|| text.clone()));
    }
    shown.map(|text| match filter {
        Filter::Upper => text.to_uppercase(),
        Filter::Lower => text.to_lowercase(),
        Filter::Capitalize => capitalized(&text),
        Filter::FirstWord => text.split_whitespace().next().unwrap_or_default().into(),
        Filter::Trim => text.trim().into(),
        Filter::Default(_) => text,
    })
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `path.part | filter | filter("text")`.
fn reference(inside: &str) -> Result<Piece, Fault> {
    let mut parts = split_pipes(inside).into_iter();
    let path = parts.next().unwrap_or_default().trim();
    let is_id = |id: &str| {
        id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !path.split('.').all(is_id) {
        return Err(Fault::Malformed(format!("`{path}` is not the path of a slot, such as `kit.tone`")));
    }
    let filters = parts.map(|part| filter(part.trim())).collect::<Result<_, _>>()?;
    Ok(Piece::Slot { path: path.replace('.', "/"), filters })
}

/// Splits at `|`, but not inside quotes.
fn split_pipes(inside: &str) -> Vec<&str> {
    let mut quote = None;
    inside
        .split(|c: char| {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                _ => {}
            }
            c == '|' && quote.is_none()
        })
        .collect()
}

fn filter(text: &str) -> Result<Filter, Fault> {
    let (name, argument) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), Some(quoted(rest)?)),
        None => (text, None),
    };
    match (name, argument) {
        ("upper", None) => Ok(Filter::Upper),
        ("lower", None) => Ok(Filter::Lower),
        ("capitalize", None) => Ok(Filter::Capitalize),
        ("first_word", None) => Ok(Filter::FirstWord),
        ("trim", None) => Ok(Filter::Trim),
        ("default", Some(text)) => Ok(Filter::Default(text)),
        ("default", None) => Err(Fault::Malformed("`default` needs a text: `default(\"…\")`".into())),
        (name, _) if FILTERS.contains(&name) => Err(Fault::Malformed(format!("`{name}` takes no text"))),
        (name, _) => Err(Fault::UnknownFilter(name.into())),
    }
}

/// `"text")` or `'text')`.
fn quoted(rest: &str) -> Result<String, Fault> {
    let fault = || Fault::Malformed("a filter's text stands in quotes: `default(\"…\")`".into());
    let inside = rest.trim().strip_suffix(')').ok_or_else(fault)?.trim();
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(fault)?;
    let text = inside.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)).ok_or_else(fault)?;
    if text.contains(quote) { Err(fault()) } else { Ok(text.into()) }
}
