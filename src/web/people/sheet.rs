//! What every page about people has in common: its language, its words, and how it is sent.

use super::{account::Viewer, nav::Nav, words};
use crate::{
    channel::web::Door,
    store::{Member, Membership, Role},
    turn::{Code, Rejection},
    web::{assets, caller::languages, conversations::JsonText, error::Refusal},
};
use askama::Template;
use axum::{
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Response},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{borrow::Cow, convert::Infallible};

const LANGUAGES: [&str; 2] = ["pt-BR", "en"];

/// The language of a page, with its words.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    pub lang: &'static str,
}

#[derive(Debug, Default, Deserialize)]
struct Chosen {
    #[serde(default)]
    lang: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Sheet {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let chosen =
            Query::<Chosen>::try_from_uri(&parts.uri).map(|chosen| chosen.0.lang).unwrap_or_default();
        let wanted: Vec<String> = [chosen].into_iter().chain(languages(&parts.headers)).collect();
        Ok(Self { lang: Self::best(&wanted) })
    }
}

impl Sheet {
    fn best(wanted: &[String]) -> &'static str {
        let has = |wanted: &String| {
            LANGUAGES.into_iter().find(|has| has.get(..2).is_some_and(|two| wanted.starts_with(two)))
        };
        wanted.iter().find_map(has).unwrap_or(LANGUAGES[0])
    }

    pub fn say(&self, key: &'static str) -> &'static str {
        words().say(self.lang, key)
    }

    /// A sentence with somebody's name in it.
    pub fn of(&self, key: &'static str, name: &str) -> String {
        words().fill(self.lang, key, &[("name", name)])
    }

    pub fn role(&self, role: &Role) -> &'static str {
        self.say(match role {
            Role::Owner => "role_owner",
            Role::Marketer => "role_marketer",
            Role::Approver => "role_approver",
            Role::Client => "role_client",
        })
    }

    /// Where somebody is, and as what.
    pub fn place(&self, at: &Membership) -> String {
        let gaps = [("workspace", at.workspace_name.as_str()), ("role", self.role(&at.member.role))];
        words().fill(self.lang, "you_are", &gaps)
    }

    /// When a member came in, as a day.
    pub fn joined(&self, member: &Member) -> Option<String> {
        let day = member.joined_at?.day_in("UTC");
        let day = if self.lang == "en" { day.strftime("%-d %b %Y") } else { day.strftime("%d/%m/%Y") };
        Some(words().fill(self.lang, "joined", &[("day", &day.to_string())]))
    }

    /// How many notices wait; `None` if none does.
    pub fn notices(&self, count: usize) -> Option<String> {
        match count {
            0 => None,
            1 => Some(self.say("notice_one").to_owned()),
            many => Some(words().fill(self.lang, "notice_many", &[("count", &many.to_string())])),
        }
    }

    /// Where the page's files are.
    pub fn files(&self) -> String {
        format!("/static/@{}", assets::version())
    }

    pub fn send(&self, status: StatusCode, page: &impl Template) -> Response {
        match page.render() {
            Ok(page) => (status, Html(page)).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page cannot be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// A page with nothing but sentences.
#[derive(Debug, Template)]
#[template(path = "people/told.html")]
pub struct Told {
    sheet: Sheet,
    title: &'static str,
    sentences: Vec<Cow<'static, str>>,
    /// What the operator types, if that is what helps.
    command: Option<&'static str>,
    /// The way on; nobody has one where there is no owner yet.
    nav: Option<Nav>,
}

impl Told {
    /// The server has no owner yet.
    pub fn locked(sheet: Sheet) -> Response {
        let sentences = ["locked_1", "locked_2", "locked_3"].map(|key| sheet.say(key).into()).into();
        let title = sheet.say("locked_title");
        let page = Self { sheet, title, sentences, command: Some("pauta invite"), nav: None };
        sheet.send(StatusCode::FORBIDDEN, &page)
    }

    /// A sentence with the way on.
    pub fn page(
        sheet: Sheet,
        status: StatusCode,
        viewer: &Viewer,
        title: &'static str,
        sentence: impl Into<Cow<'static, str>>,
    ) -> Response {
        let nav = (!matches!(viewer, Viewer::Locked)).then(|| Nav::of("", viewer));
        let page = Self { sheet, title, sentences: vec![sentence.into()], command: None, nav };
        sheet.send(status, &page)
    }

    /// A page for owners, asked for by somebody else.
    pub fn owners_only(sheet: Sheet, viewer: &Viewer) -> Response {
        Self::forbidden(sheet, viewer, sheet.say("people_title"), sheet.say("owners_only"))
    }

    /// A page that is not for whoever asked for it.
    pub fn forbidden(sheet: Sheet, viewer: &Viewer, title: &'static str, told: &'static str) -> Response {
        Self::page(sheet, StatusCode::FORBIDDEN, viewer, title, told)
    }

    /// Something that is not there, or not for whoever asked.
    pub fn missing(sheet: Sheet, viewer: &Viewer, title: &'static str, told: &'static str) -> Response {
        Self::page(sheet, StatusCode::NOT_FOUND, viewer, title, told)
    }
}

/// The fields of a form, as the pages' scripts send them. A form or a text that another page could send is
/// refused.
#[derive(Debug)]
pub struct Fields<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Door> for Fields<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, door: &Door) -> Result<Self, Refusal> {
        let locale = languages(request.headers()).into_iter().next().unwrap_or_default();
        let JsonText(text) = JsonText::from_request(request, door).await?;
        let unread = |_| Rejection::told(Code::BadFrame, words().say(&locale, "fields_wanted").to_owned());
        Ok(Self(serde_json::from_str(&text).map_err(unread)?))
    }
}

/// A form without fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}
