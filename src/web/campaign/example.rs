//! The finished example's pieces: the campaign of a company that does not exist, written and decided in a script that
//! is played at first use. Nothing of it is kept, and nobody can do anything with it.

use super::{
    super::{brief, error::Refusal, people::sheet::Sheet, pieces::Which},
    words,
};
use crate::{
    id::PieceId,
    production::played::{Played, Script},
    turn::Code,
};
use axum::{
    Json,
    extract::{Path, Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use std::sync::LazyLock;

static PORTUGUESE: LazyLock<Option<Played>> =
    LazyLock::new(|| played("pt-BR", include_str!("example/pt.json")));
static ENGLISH: LazyLock<Option<Played>> = LazyLock::new(|| played("en", include_str!("example/en.json")));

fn played(lang: &'static str, text: &str) -> Option<Played> {
    let played = serde_json::from_str::<Script>(text).map_err(|error| error.to_string()).and_then(|script| {
        let frozen = brief::example::newest(lang).ok_or("there is no brief")?;
        Played::of(&script, frozen)
    });
    played.inspect_err(|reason| tracing::error!(%reason, "the example's pieces do not come about")).ok()
}

/// The example's campaign in this language.
pub fn campaign(lang: &str) -> Option<&'static Played> {
    let example: &'static LazyLock<_> = if lang == "en" { &ENGLISH } else { &PORTUGUESE };
    example.as_ref()
}

fn there(sheet: Sheet) -> Result<&'static Played, Refusal> {
    campaign(sheet.lang).ok_or_else(|| Refusal::code(Code::Unavailable, sheet.lang))
}

/// `GET /api/v1/example/pieces`, in the language of whoever asks.
pub async fn list(sheet: Sheet) -> Result<Response, Refusal> {
    Ok(Json(there(sheet)?.listed()).into_response())
}

/// `GET /api/v1/example/pieces/{piece}?version=&from=`.
pub async fn one(
    sheet: Sheet,
    Path(piece): Path<String>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Refusal> {
    let which = Which::read(which, sheet.lang)?;
    let view = PieceId::parse(&piece).and_then(|id| there(sheet).ok()?.view(&id, which));
    let view = view.ok_or_else(|| Refusal::missing(words().say(sheet.lang, "no_example_piece")))?;
    Ok(Json(view).into_response())
}
