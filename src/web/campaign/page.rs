//! The pages without any data: whose campaign it is, and by which link, stands behind the `#` and stays there.

use super::{
    super::{
        assets,
        brief::name,
        error::Refusal,
        people::{account::Viewer, menu, sheet::Sheet},
    },
    example, words,
};
use crate::{channel::web::Door, deliverable::Kit, turn::Rejection};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

#[derive(Template)]
#[template(path = "campaign.html")]
struct Campaign {
    page: Page,
    /// The site whose token this browser most likely has.
    site: String,
    /// Nothing on a campaign of one's own, which its script names.
    example: Option<Example>,
}

/// What names the example's campaign.
struct Example {
    name: &'static str,
    beside: String,
    brand: String,
}

#[derive(Template)]
#[template(path = "review.html")]
struct Review {
    page: Page,
}

/// What both have in common.
struct Page {
    lang: &'static str,
    /// Below which the page's files lie.
    files: &'static str,
}

impl Page {
    fn of(sheet: Sheet) -> Self {
        Self { lang: sheet.lang, files: assets::version() }
    }

    fn say(&self, key: &'static str) -> &str {
        words().say(self.lang, key)
    }

    /// The page's other language, by its tag.
    fn other(&self) -> &'static str {
        if self.lang == "en" { "pt-BR" } else { "en" }
    }
}

/// `GET /campaign`.
pub async fn campaign(State(door): State<Door>, sheet: Sheet, viewer: Viewer) -> Result<Response, Refusal> {
    let site = menu::site(&door, &viewer).await.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok(sheet.send(StatusCode::OK, &Campaign { page: Page::of(sheet), site, example: None }))
}

/// `GET /example/campaign`: the pieces of the finished example, to be looked at.
pub async fn example(sheet: Sheet) -> Response {
    let Some(played) = example::campaign(sheet.lang) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let brief = &played.brief;
    let brand = Kit::of_brief(brief).name;
    let example = Some(Example { name: name::of(brief), beside: name::beside(brief), brand });
    sheet.send(StatusCode::OK, &Campaign { page: Page::of(sheet), site: String::new(), example })
}

/// `GET /review`: the same page for everybody. It knows no token and changes nothing, however often it is opened.
pub async fn review(sheet: Sheet) -> Response {
    sheet.send(StatusCode::OK, &Review { page: Page::of(sheet) })
}
