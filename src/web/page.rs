//! The plain page: a chat over the protocol. No script and no style is inline; what the script needs to
//! know stands in attributes.

use super::{caller::languages, opening::opening};
use crate::{channel::web::Door, phrase::Phrases};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The languages of the page; a conversation may be in more.
pub const LANGUAGES: [&str; 2] = ["pt-BR", "en"];

#[derive(Debug, Template)]
#[template(path = "chat.html")]
struct Chat<'a> {
    /// The site's public key.
    site: &'a str,
    lang: &'a str,
    /// What the script says, as JSON.
    script_words: String,
    words: &'static Phrases,
    /// What a new conversation begins with, as JSON.
    opening: Option<String>,
}

impl Chat<'_> {
    fn say(&self, key: &'static str) -> &str {
        self.words.say(self.lang, key)
    }
}

/// `?lang=` chooses the page's language.
#[derive(Debug, Default, Deserialize)]
pub struct Lang {
    #[serde(default)]
    lang: String,
}

/// `GET /`.
pub async fn chat(State(door): State<Door>, Query(chosen): Query<Lang>, headers: HeaderMap) -> Response {
    let wanted: Vec<String> = [chosen.lang].into_iter().chain(languages(&headers)).collect();
    let lang = wanted.iter().find_map(|wanted| {
        LANGUAGES.into_iter().find(|has| has.get(..2).is_some_and(|two| wanted.starts_with(two)))
    });
    let lang = lang.unwrap_or(LANGUAGES[0]);
    let said: BTreeMap<_, _> = words().entries().map(|(key, _)| (key, words().say(lang, key))).collect();
    let script_words = serde_json::to_string(&said).expect("phrases are JSON");
    let site = &door.app.home.site;
    let opening = opening(&door, site, &[lang.to_owned()]).await;
    match (Chat { site, lang, script_words, words: words(), opening }).render() {
        Ok(page) => Html(page).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The words of pages and exports.
pub fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("words.json")));
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_renders_in_both_languages_without_inline_code() {
        for lang in LANGUAGES {
            let page = Chat {
                site: "a\"><b",
                lang,
                script_words: "{\"a\":\"<\"}".into(),
                words: words(),
                opening: None,
            };
            let page = page.render().unwrap();
            assert!(page.contains(&format!("<html lang=\"{lang}\"")) && !page.contains("a\"><b"));
            assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"));
        }
        for (key, locales) in words().entries() {
            assert_eq!(locales.len(), 2, "{key} is not said in two languages");
        }
    }
}
