//! `/models/calls/{id}`: one call, with its attempts and what was said in it while that is kept.

use super::{
    calls::CallLine,
    said::{Amount, Said, When},
    words,
};
use crate::{
    channel::web::Door,
    id::CallId,
    store::{LlmAttemptLine, LlmText},
    time::Millis,
    turn::Rejection,
    web::{
        error::Refusal,
        keeper::{Keeper, kept_from},
        people::{
            account::Viewer,
            nav::Nav,
            sheet::{Sheet, Told},
        },
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

#[derive(Debug, Template)]
#[template(path = "models/call.html")]
struct Page {
    sheet: Sheet,
    nav: Nav,
    said: Said,
    call: CallLine,
    attempts: Vec<AttemptLine>,
    texts: Vec<Text>,
    /// Until when the texts are kept, or why there are none.
    kept: String,
}

#[derive(Debug)]
struct AttemptLine {
    when: When,
    model: String,
    /// The key's label and its tier, for whoever runs the installation.
    key: Option<(String, String)>,
    is_good: bool,
    ended: String,
    status: Option<String>,
    /// The provider's words, for whoever runs the installation.
    message: Option<String>,
    tokens: Option<String>,
    cost: Option<Amount>,
    took: String,
}

#[derive(Debug)]
struct Text {
    who: String,
    text: String,
}

/// `GET /models/calls/{id}`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(keeper) = Keeper::of(&door, &viewer).await.map_err(failed)? else {
        return Ok(kept_from(sheet, &viewer, words()));
    };
    let rows = door.app.store.workspace(&keeper.workspace);
    let call = match CallId::parse(&id) {
        Some(id) => rows.call(id.as_str()).await.map_err(failed)?,
        None => None,
    };
    let Some(call) = call else {
        let say = |key| words().say(sheet.lang, key);
        return Ok(Told::missing(sheet, &viewer, say("no_call"), say("no_call_told")));
    };
    let said = Said::new(&door, sheet.lang);
    let attempts = rows.attempts(&call.id).await.map_err(failed)?;
    let attempts = attempts.into_iter().map(|one| attempt(one, keeper.runs, &said)).collect();
    let text = rows.call_text(&call.id).await.map_err(failed)?;
    let kept = kept(&door, text.is_some(), call.at, &said);
    let texts = text.map(|text| texts(&text, &said)).unwrap_or_default();
    let nav = Nav::of_owner("/models", 0);
    let page = Page { sheet, nav, call: CallLine::of(call, &said), said, attempts, texts, kept };
    Ok(sheet.send(StatusCode::OK, &page))
}

fn attempt(line: LlmAttemptLine, runs: bool, said: &Said) -> AttemptLine {
    let is_good = line.error_type.is_none();
    AttemptLine {
        when: said.when(line.at),
        model: line.response_model.unwrap_or(line.request_model),
        key: line.key.filter(|_| runs).map(|key| (key, said.word("tier", &line.tier))),
        is_good,
        ended: line
            .error_type
            .map_or_else(|| said.say("ended_ok").to_owned(), |error| said.word("error", &error)),
        status: line.status.map(|code| said.with("status", "code", &code.to_string())),
        message: line.error_message.filter(|message| runs && !message.is_empty()),
        tokens: said.tokens(line.input_tokens, line.output_tokens),
        cost: (is_good || line.cost != Some(0)).then(|| said.cost(line.cost, &line.cost_status)),
        took: said.with("took", "seconds", &said.seconds(line.waited_us)),
    }
}

/// Until when texts are kept, or why they are not.
fn kept(door: &Door, is_kept: bool, at: Millis, said: &Said) -> String {
    let records = &door.app.config.records;
    let days = records.prompt_days.0;
    if is_kept {
        let key = if records.hide_people { "texts_until" } else { "texts_until_plain" };
        return said.with(key, "day", &said.day(at.after(DAY * days)));
    }
    if days == 0 {
        said.say("texts_off").to_owned()
    } else {
        said.with("texts_gone", "days", &days.to_string())
    }
}

/// What a text is kept as: the conventions' form.
#[derive(Debug, Deserialize)]
struct Turn {
    role: String,
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    mime_type: String,
    #[serde(default)]
    bytes: u64,
}

/// The instruction, the turns and the answer, in that order. What does not read as them is not shown.
fn texts(text: &LlmText, said: &Said) -> Vec<Text> {
    let part = |part: &Part| match &part.content {
        Some(content) => content.clone(),
        None => said.fill("text_blob", &[("kind", &part.mime_type), ("bytes", &part.bytes.to_string())]),
    };
    let joined = |parts: &[Part]| parts.iter().map(part).collect::<Vec<_>>().join("\n");
    let system: Vec<Part> = serde_json::from_str(&text.system).unwrap_or_default();
    let mut texts = vec![Text { who: said.say("text_system").to_owned(), text: joined(&system) }];
    for turns in [&text.input, &text.output] {
        let turns: Vec<Turn> = serde_json::from_str(turns).unwrap_or_default();
        texts.extend(
            turns.iter().map(|turn| Text { who: said.word("text", &turn.role), text: joined(&turn.parts) }),
        );
    }
    texts.retain(|text| !text.text.is_empty());
    texts
}
