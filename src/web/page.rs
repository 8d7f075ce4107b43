//! The page of the chat: `<pauta-chat>` and nothing else. No script and no style is inline; what the element
//! needs to know stands in its attributes.

use super::{
    assets::version,
    caller::languages,
    error::Refusal,
    opening::opening,
    people::{
        account::Viewer,
        menu::{self, Menu},
        sheet::{Sheet, Told},
    },
};
use crate::{channel::web::Door, phrase::Phrases, turn::Rejection};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use std::sync::LazyLock;

/// The languages of the page; a conversation may be in more.
pub const LANGUAGES: [&str; 2] = ["pt-BR", "en"];

/// What the page looks like from its first moment on.
const SHEETS: [&str; 1] = ["chat/whole"];

/// The modules that the first question needs: all are asked for at once, not one after another as they name
/// each other. The brief beside it comes after them.
const MODULES: [&str; 12] = [
    "card", "composer", "controls", "dom", "first", "known", "link", "log", "storage", "talk", "view",
    "words",
];

#[derive(Debug, Template)]
#[template(path = "chat.html")]
struct Chat<'a> {
    /// The site's public key.
    site: &'a str,
    lang: &'a str,
    /// Names this build's files.
    version: &'static str,
    sheets: &'static [&'static str],
    modules: &'static [&'static str],
    words: &'static Phrases,
    /// What a new conversation begins with, as JSON.
    opening: Option<String>,
    /// The first question, to be read before any script has come.
    question: Option<String>,
    /// Who is here.
    menu: Menu<'a>,
}

impl<'a> Chat<'a> {
    fn new(site: &'a str, lang: &'a str, opening: Option<String>, menu: Menu<'a>) -> Self {
        let question = opening.as_deref().and_then(question);
        let (sheets, modules) = (&SHEETS[..], &MODULES[..]);
        Self { site, lang, version: version(), sheets, modules, words: words(), opening, question, menu }
    }

    fn say(&self, key: &'static str) -> &str {
        self.words.say(self.lang, key)
    }
}

/// The question that an opening ends with.
fn question(opening: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Opening {
        messages: Vec<Message>,
    }
    #[derive(Deserialize)]
    struct Message {
        text: String,
    }
    let mut opening: Opening = serde_json::from_str(opening).ok()?;
    Some(opening.messages.pop()?.text)
}

/// `?lang=` chooses the page's language.
#[derive(Debug, Default, Deserialize)]
pub struct Lang {
    #[serde(default)]
    lang: String,
}

/// `GET /`.
pub async fn chat(
    State(door): State<Door>,
    Query(chosen): Query<Lang>,
    sheet: Sheet,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if matches!(viewer, Viewer::Locked) {
        return Ok(Told::locked(sheet));
    }
    let site = menu::site(&door, &viewer).await.map_err(|error| Rejection::store(&error, sheet.lang))?;
    let lang = language(&chosen.lang, &languages(&headers));
    let opening = opening(&door, &site, &[lang.to_owned()]).await;
    match Chat::new(&site, lang, opening, menu::menu(&viewer, sheet)).render() {
        Ok(page) => Ok(Html(page).into_response()),
        Err(error) => {
            tracing::error!(%error, "the page cannot be rendered");
            Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

/// The page's language: the one that was chosen, else the browser's best that there is.
pub fn language(chosen: &str, accepted: &[String]) -> &'static str {
    let mut wanted = std::iter::once(chosen).chain(accepted.iter().map(String::as_str));
    wanted.find_map(ours).unwrap_or(LANGUAGES[0])
}

/// Whether pages speak that language.
pub fn is_spoken(wanted: &str) -> bool {
    ours(wanted).is_some()
}

fn ours(wanted: &str) -> Option<&'static str> {
    LANGUAGES.into_iter().find(|has| has.get(..2).is_some_and(|two| wanted.starts_with(two)))
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
            let opening = r#"{"messages":[{"text":"a"},{"text":"</p><b>?"}]}"#.to_owned();
            let page = Chat::new("a\"><b", lang, Some(opening), menu::menu(&Viewer::Nobody, Sheet { lang }));
            let page = page.render().unwrap();
            assert!(page.contains(&format!("<html lang=\"{lang}\"")) && !page.contains("><b"));
            assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"));
        }
        for (key, locales) in words().entries() {
            assert_eq!(locales.len(), 2, "{key} is not said in two languages");
        }
    }
}
