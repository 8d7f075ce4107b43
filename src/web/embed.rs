//! The chat on somebody's site: the loader that their page names, the page for a frame, and a page that shows
//! each way at work.

use super::{
    assets::{self, version},
    caller::languages,
    error,
    headers::Frames,
    page::language,
};
use crate::{
    channel::web::Door,
    phrase::Phrases,
    store::{Accent, Site, StoreError},
};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use std::sync::LazyLock;
use url::Host;

/// `GET /pauta.js`: stable for whoever names it, and it names the widget of today.
pub async fn loader(State(door): State<Door>, headers: HeaderMap) -> Response {
    let server = door.app.public_url.origin().ascii_serialization();
    let script = include_str!("../../static/embed/loader.js").replace("@version@", version());
    assets::script(&headers, script.replace("@server@", &server))
}

/// What the address of a frame may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    accent: String,
}

impl Wanted {
    fn theme(&self) -> &'static str {
        ["light", "dark"].into_iter().find(|theme| *theme == self.theme).unwrap_or("auto")
    }
}

#[derive(Template)]
#[template(path = "embed.html")]
struct Frame<'a> {
    site: &'a str,
    accent: &'a str,
    lang: &'static str,
    theme: &'static str,
    version: &'static str,
}

impl Frame<'_> {
    fn say(&self, key: &'static str) -> &'static str {
        words().say(self.lang, key)
    }
}

#[derive(Template)]
#[template(path = "embed-unknown.html")]
struct Unknown {
    lang: &'static str,
    version: &'static str,
}

impl Unknown {
    fn say(&self, key: &'static str) -> &'static str {
        words().say(self.lang, key)
    }
}

/// `GET /embed/{site key}`: the chat as a page of its own, for the frame of a site that takes no scripts.
pub async fn frame(
    State(door): State<Door>,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let lang = language(&wanted.lang, &languages(&headers));
    match site(&door, &key).await {
        Ok(Some(site)) => {
            let accent = Accent::parse(&wanted.accent).or(site.accent.clone());
            let accent = accent.as_ref().map_or("", Accent::as_str);
            let (theme, version) = (wanted.theme(), version());
            let page = Frame { site: &site.public_key, accent, lang, theme, version };
            (Extension(Frames::EmbeddedBy(site.origins.clone())), rendered(&page)).into_response()
        }
        Ok(None) => {
            let page = rendered(&Unknown { lang, version: version() });
            (StatusCode::NOT_FOUND, Extension(Frames::EmbeddedByAll), page).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a site cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn site(door: &Door, key: &str) -> Result<Option<Site>, StoreError> {
    let Some((workspace, id)) = door.app.store.installation().site_by_key(key).await? else {
        return Ok(None);
    };
    door.app.store.workspace(&workspace).site(&id).await
}

#[derive(Template)]
#[template(path = "embed-demo.html")]
struct Demo<'a> {
    site: &'a str,
    /// The address that the snippets name.
    server: String,
    lang: &'static str,
    version: &'static str,
    /// A bakery's own colour.
    accent: &'static str,
}

impl Demo<'_> {
    fn say(&self, key: &'static str) -> &'static str {
        words().say(self.lang, key)
    }

    /// What is pasted for each way.
    fn snippet(&self, way: &str) -> String {
        let (server, site, lang, accent) = (&self.server, self.site, self.lang, self.accent);
        let script = format!("<script async src=\"{server}/pauta.js\"\n  data-site=\"{site}\"");
        match way {
            "bubble" => {
                format!("{script}\n  data-mode=\"bubble\" data-locale=\"{lang}\"\n  data-accent=\"{accent}\"></script>")
            }
            "inline" => format!(
                "<pauta-chat mode=\"inline\"\n  accent=\"{accent}\"></pauta-chat>\n{script}\n  data-mode=\"inline\"></script>"
            ),
            "frame" => format!(
                "<iframe title=\"{}\"\n  width=\"100%\" height=\"640\" src=\"{server}/embed/{site}?lang={lang}&accent={}\"></iframe>",
                self.say("frame_title"),
                accent.replace('#', "%23")
            ),
            _ => "Pauta.open();\nPauta.setLocale(\"en\");\nPauta.prefill({ product_name: \"Pão\" });\nPauta.on(\"open\", () => console.log(\"open\"));"
                .to_owned(),
        }
    }
}

/// `GET /embed-demo`: a page of a made-up bakery with the chat in it each way, on this machine or where it is
/// configured.
pub async fn demo(State(door): State<Door>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    if !shows_demo(&door) {
        return error::not_found(headers).await;
    }
    let lang = language(&wanted.lang, &languages(&headers));
    let server = door.app.public_url.origin().ascii_serialization();
    let page = Demo { site: &door.app.home.site, server, lang, version: version(), accent: "#b4471f" };
    (Extension(Frames::Holds), rendered(&page)).into_response()
}

/// Only this machine reaches us, or the operator wants it.
fn shows_demo(door: &Door) -> bool {
    let local = match door.app.public_url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let http = &door.app.config.http;
    http.embed_demo || (local && http.listen.ip().is_loopback())
}

fn rendered(page: &impl Template) -> Response {
    match page.render() {
        Ok(page) => Html(page).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The words of these pages.
fn words() -> &'static Phrases {
    static WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("embed_words.json")));
    &WORDS
}
