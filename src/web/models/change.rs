//! What can be changed on the page: a rest ended, a limit set. The forms are sent by the browser itself, so that
//! they work without a script; only a page of ours can send them.

use super::{Models, money::most, page::with_error, words};
use crate::{
    channel::web::Door,
    config::Dollars,
    turn::{Code, Rejection},
    web::{
        error::Refusal,
        keeper::{Keeper, KeeperOf, kept_from},
        people::{account::Viewer, sheet::Sheet},
    },
};
use axum::{
    Form,
    extract::{FromRequest, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, de::DeserializeOwned};

/// The fields of a form as a browser sends it.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Door> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, door: &Door) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let sheet =
            <Sheet as axum::extract::FromRequestParts<Door>>::from_request_parts(&mut parts, door).await;
        let lang = sheet.map_or("", |sheet| sheet.lang);
        let form = Form::<T>::from_request(Request::from_parts(parts, body), door).await;
        let unread = |_| Rejection::told(Code::BadFrame, words().say(lang, "form_lost").to_owned());
        Ok(Self(form.map_err(unread)?.0))
    }
}

/// What rests, in the words of its row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resting {
    pool: String,
    model: String,
}

/// `POST /models/clear`: the next call tries again.
pub async fn clear(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Sent(resting): Sent<Resting>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let keeper = Keeper::of(&door, &viewer).await.map_err(failed)?;
    let Some(keeper) = keeper.filter(|keeper| keeper.runs) else {
        return Ok(kept_from(sheet, &viewer, words()));
    };
    let cleared = door.app.llm.clear(&resting.pool, &resting.model).await.map_err(failed)?;
    if cleared {
        let (pool, model) = (&resting.pool, &resting.model);
        tracing::info!(workspace = %keeper.workspace, pool, model, "an owner ended a rest");
    }
    Ok(back(if cleared { "clear" } else { "nothing" }, "ways"))
}

/// A limit, as it was typed; nothing for the usual one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLimit {
    dollars: String,
}

/// `POST /models/limit`: what the workspace may spend in a month.
pub async fn limit(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Models>,
    Sent(new): Sent<NewLimit>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let rows = door.app.store.workspace(&keeper.workspace);
    let own = rows.budget().await.map_err(failed)?;
    let most = most(&door, &keeper, own);
    let month = match typed(&new.dollars) {
        Typed::Usual => None,
        Typed::Dollars(nano) if nano <= most => Some(nano),
        wrong => {
            let said = super::said::Said::new(&door, sheet.lang);
            let told = match wrong {
                Typed::Dollars(_) => said.with("limit_above", "most", &said.dollars(most)),
                _ => said.say("limit_wrong").to_owned(),
            };
            return with_error(&door, sheet, &keeper, (new.dollars, told)).await.map_err(failed);
        }
    };
    rows.set_budget(month, door.app.clock.now()).await.map_err(failed)?;
    Ok(back("limit", "money"))
}

enum Typed {
    Usual,
    /// Nano-dollars.
    Dollars(i64),
    Nothing,
}

/// Reads `20`, `7,50`, `US$ 7.50`.
fn typed(text: &str) -> Typed {
    let text = text.trim();
    if text.is_empty() {
        return Typed::Usual;
    }
    let amount = text.trim_start_matches("US").trim_start_matches('$').trim();
    Dollars::parse(&amount.replacen(',', ".", 1))
        .map_or(Typed::Nothing, |dollars| Typed::Dollars(dollars.nano()))
}

/// To the page, at the place that changed.
fn back(done: &str, place: &str) -> Response {
    Redirect::to(&format!("/models?done={done}#{place}")).into_response()
}
