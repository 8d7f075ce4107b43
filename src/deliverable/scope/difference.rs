//! Which values of two contents differ, and whether that matters.

use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The parameters of a link by which visits are counted.
static TAGS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([?&])utm_[a-z_]+=[^&#\s)]*&?").expect("a compiled-in pattern is valid"));

/// What a new version says differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The values that differ, as JSON pointers, in the order of the content.
    pub paths: Vec<String>,
    /// Nothing but blanks and link tags (`utm_…`) differ.
    pub minor: bool,
}

impl Difference {
    pub fn of(before: &Value, after: &Value) -> Self {
        let mut found = Self { paths: Vec::new(), minor: true };
        found.walk(String::new(), Some(before), Some(after));
        found.minor &= !found.paths.is_empty();
        found
    }

    fn walk(&mut self, path: String, before: Option<&Value>, after: Option<&Value>) {
        match (before, after) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                for key in keys(old, new) {
                    self.walk(below(&path, key), old.get(key), new.get(key));
                }
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                for at in 0..old.len().max(new.len()) {
                    self.walk(format!("{path}/{at}"), old.get(at), new.get(at));
                }
            }
            (old, new) if old == new => {}
            (old, new) => {
                self.minor &= is_minor(&path, old, new);
                self.paths.push(path);
            }
        }
    }
}

fn keys<'a>(old: &'a Map<String, Value>, new: &'a Map<String, Value>) -> Vec<&'a String> {
    old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).collect()
}

/// The pointer of a member, escaped as RFC 6901 says.
fn below(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn is_minor(path: &str, before: Option<&Value>, after: Option<&Value>) -> bool {
    if path.split('/').any(|part| part == "utm" || part.starts_with("utm_")) {
        return true;
    }
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(plain);
    matches!((text(before), text(after)), (Some(old), Some(new)) if old == new)
}

/// A text without what does not matter: runs of blanks are one, link tags are gone.
fn plain(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    while TAGS.is_match(&text) {
        text = TAGS.replace(&text, "$1").into_owned();
    }
    let bare = |word: &'_ str| match word.contains("://") {
        true => word.trim_end_matches(['?', '&']).to_owned(),
        false => word.to_owned(),
    };
    text.split(' ').map(bare).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_differs_is_named_by_its_place() {
        let before = json!({"headlines": ["A", "B"], "url": "https://a.b/?utm_source=x", "n": 1});
        let mut after = before.clone();
        assert_eq!(Difference::of(&before, &after), Difference::default());
        after["headlines"] = json!(["A", "C", "D"]);
        after["new/er"] = json!(true);
        let found = Difference::of(&before, &after);
        assert_eq!(found.paths, ["/headlines/1", "/headlines/2", "/new~1er"]);
        assert!(!found.minor);
    }

    #[test]
    fn blanks_and_link_tags_are_minor() {
        let minor =
            |before: &str, after: &str| Difference::of(&json!({"t": before}), &json!({"t": after})).minor;
        assert!(minor("Agende  hoje ", "Agende hoje"));
        assert!(minor("https://a.b/?utm_source=x&utm_medium=y", "https://a.b/"));
        assert!(minor(
            "veja https://a.b/?a=1&utm_source=x agora",
            "veja https://a.b/?a=1&utm_source=z agora"
        ));
        assert!(!minor("https://a.b/?a=1", "https://a.b/?a=2") && !minor("Agende", "agende"));
        assert!(!minor("Agende já?", "Agende já") && !minor("a", "a") && !minor("por que", "porque"));
    }
}
