//! What each ad platform imports, as data: `platforms.json`.

use super::{Item, Package};
use crate::deliverable::Kind;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};

/// A table that a platform imports, for one kind of ad.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// What the file is called.
    pub file: String,
    pub name: String,
    pub kind: Kind,
    /// Where the columns are described, and when that was looked at.
    pub source: String,
    pub date: String,
    columns: Vec<Column>,
}

/// A column, or several that are counted from 1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    title: String,
    #[serde(default)]
    times: Option<usize>,
    /// The same for every ad.
    #[serde(default)]
    text: Option<String>,
    /// Where in the content it stands.
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    is: Option<Is>,
    /// The platform's words for ours.
    #[serde(default)]
    words: BTreeMap<String, String>,
}

/// What does not stand in the content as it is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Is {
    Campaign,
    Title,
    /// The piece with its version, so that nobody mixes up two.
    Name,
    /// The address with what is added for measuring.
    Link,
}

static PLATFORMS: LazyLock<Vec<Platform>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("platforms.json")).expect("the compiled-in platforms are valid JSON")
});

pub fn platforms() -> &'static [Platform] {
    &PLATFORMS
}

impl Platform {
    pub fn titles(&self) -> Vec<String> {
        let each = |column: &Column| match column.times {
            None => vec![column.title.clone()],
            Some(times) => (1..=times).map(|n| column.title.replace("{n}", &n.to_string())).collect(),
        };
        self.columns.iter().flat_map(each).collect()
    }

    pub(super) fn row(&self, package: &Package, item: &Item) -> Vec<String> {
        self.columns.iter().flat_map(|column| column.cells(package, item)).collect()
    }
}

impl Column {
    fn cells(&self, package: &Package, item: &Item) -> Vec<String> {
        let content = &item.version.content;
        if let Some(text) = &self.text {
            return vec![text.clone()];
        }
        if let Some(is) = self.is {
            return vec![match is {
                Is::Campaign => package.title().to_owned(),
                Is::Title => item.piece.title.clone(),
                Is::Name => format!("{} v{}", item.piece.title, item.version.number),
                Is::Link => link(content),
            }];
        }
        let path = self.path.as_deref().unwrap_or_default();
        let text = |pointer: &str| content.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        match self.times {
            Some(times) => (0..times).map(|at| text(&format!("{path}/{at}")).to_owned()).collect(),
            None => {
                let ours = text(path);
                vec![self.words.get(ours).map_or(ours, String::as_str).to_owned()]
            }
        }
    }
}

fn link(content: &Value) -> String {
    let part = |name: &str| content.pointer(name).and_then(Value::as_str).unwrap_or_default().trim();
    let (url, utm) = (part("/link/url"), part("/link/utm"));
    if url.is_empty() || utm.is_empty() {
        return url.to_owned();
    }
    // Parameters stand before the part behind the `#`.
    let (address, anchor) = url.split_once('#').map_or((url, None), |(url, anchor)| (url, Some(anchor)));
    let joint = if address.contains('?') { '&' } else { '?' };
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    format!("{address}{joint}{utm}{anchor}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_takes_its_parameters() {
        let of = |url: &str, utm: &str| link(&json!({ "link": { "url": url, "utm": utm } }));
        assert_eq!(of("https://a.example/x#y", "utm_source=g"), "https://a.example/x?utm_source=g#y");
        assert_eq!(of("https://a.example/?a=1", "b=2"), "https://a.example/?a=1&b=2");
        assert_eq!([of("", "b=2"), of("https://a.example", "")], ["", "https://a.example"]);
    }

    #[test]
    fn every_platform_says_where_its_columns_are_from() {
        for platform in platforms() {
            assert!(!platform.source.is_empty() && platform.date.len() == 10, "{}", platform.file);
            let titles = platform.titles();
            assert!(titles.iter().all(|title| !title.contains('{')), "{titles:?}");
        }
        let rsa = platforms().iter().find(|platform| platform.kind == Kind::AdRsa).unwrap();
        assert!(rsa.titles().contains(&"Headline 15".into()) && rsa.titles().contains(&"Path 2".into()));
    }
}
