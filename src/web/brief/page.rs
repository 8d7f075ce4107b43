//! The pages around a brief: the visitor's own, which its script fills, and the finished example.

use super::{
    super::{
        assets,
        caller::languages,
        error::Refusal,
        page::LANGUAGES,
        people::{account::Viewer, menu},
    },
    document::Document,
    example, words,
};
use crate::{channel::web::Door, turn::Rejection};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "brief.html")]
struct Page<'a> {
    lang: &'a str,
    /// Below which the page's files lie.
    files: &'static str,
    /// The site whose token this browser most likely has.
    site: &'a str,
    /// The document that is there already; the script fetches the visitor's own.
    document: Option<Document<'a>>,
}

impl Page<'_> {
    fn say(&self, key: &'static str) -> &str {
        words().say(self.lang, key)
    }

    fn is_example(&self) -> bool {
        self.document.is_some()
    }

    /// The page's other language, by its tag.
    fn other(&self) -> &'static str {
        LANGUAGES.into_iter().find(|tag| *tag != self.lang).unwrap_or(LANGUAGES[0])
    }

    fn rendered(&self) -> Response {
        match self.render() {
            Ok(page) => Html(page).into_response(),
            Err(error) => {
                tracing::error!(%error, "the page of a brief cannot be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The page's language, and of the example which version and since when its changes.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    lang: String,
    version: Option<String>,
    from: Option<String>,
}

fn language(wanted: &str, headers: &HeaderMap) -> &'static str {
    let asked = [wanted.to_owned()].into_iter().chain(languages(headers));
    let has = |tag: &String| LANGUAGES.into_iter().find(|has| tag.get(..2) == has.get(..2));
    asked.into_iter().find_map(|tag| has(&tag)).unwrap_or(LANGUAGES[0])
}

/// `GET /brief`: the page without any data. Which conversation it is stands behind the `#` and stays there.
pub async fn shell(
    State(door): State<Door>,
    Query(wanted): Query<Wanted>,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let lang = language(&wanted.lang, &headers);
    let site = menu::site(&door, &viewer).await.map_err(|error| Rejection::store(&error, lang))?;
    Ok(Page { lang, files: assets::version(), site: &site, document: None }.rendered())
}

/// `GET /example`: a finished brief of a company that does not exist.
pub async fn example(State(door): State<Door>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let lang = language(&wanted.lang, &headers);
    let number = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let document = example::document(lang, number(wanted.version), number(wanted.from));
    let Some(document) = document else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    Page { lang, files: assets::version(), site: &door.app.home.site, document: Some(document) }.rendered()
}
