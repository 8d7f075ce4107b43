//! What can be changed on the page. The forms are sent by the browser itself, so that they work without a script;
//! only a page of ours can send them.

use super::{Webhooks, page::shown};
use crate::{
    channel::web::Door,
    hook,
    id::{DeliveryId, WebhookId},
    outside::{hook::secret, reach::Unreachable},
    store::{NewDelivery, NewWebhook, StoreError, WebhookAdded},
    turn::Rejection,
    web::{
        error::Refusal,
        keeper::{Keeper, KeeperOf},
        models::change::Sent,
        people::sheet::Sheet,
    },
    work::Happened,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;
use std::collections::BTreeMap;

/// The fields of a form, by their names: a box that is not ticked is not among them.
type Fields = BTreeMap<String, String>;

/// `POST /webhooks`: the answer is the page, and the only one that has the secret.
pub async fn add(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Webhooks>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let chosen = |event: &str| fields.contains_key(event);
    let added = added(&door, &keeper, &fields).await.map_err(failed)?;
    let mut page = shown(&door, sheet, &keeper).await.map_err(failed)?;
    match added {
        Ok(secret) => {
            (page.done, page.secret) = (Some("done_added"), Some(secret));
            Ok(page.sent(StatusCode::OK))
        }
        Err(why) => {
            page.choices = super::lines::choices(&page.said, chosen);
            page.typed = fields.get("url").cloned().unwrap_or_default();
            page.error = Some(why);
            Ok(page.sent(StatusCode::BAD_REQUEST))
        }
    }
}

/// The secret of the new webhook, or the key of what is wrong.
async fn added(
    door: &Door,
    keeper: &Keeper,
    fields: &Fields,
) -> Result<Result<String, &'static str>, StoreError> {
    let typed = fields.get("url").map(String::as_str).unwrap_or_default();
    let url = match door.app.hooks.reach().read(typed) {
        Ok(url) => url,
        Err(why) => return Ok(Err(sentence(why))),
    };
    let events: Vec<String> =
        Happened::EVENTS.into_iter().filter(|event| fields.contains_key(*event)).map(str::to_owned).collect();
    if events.is_empty() {
        return Ok(Err("wrong_no_event"));
    }
    let new = NewWebhook {
        id: WebhookId::new(),
        url: url.into(),
        secret: secret(rand::random()),
        events,
        at: door.app.clock.now(),
    };
    let added = door.app.store.workspace(&keeper.workspace).add_webhook(&new).await?;
    if added == WebhookAdded::Done {
        tracing::info!(workspace = %keeper.workspace, webhook = %new.id, "an owner added a webhook");
    }
    Ok(match added {
        WebhookAdded::Done => Ok(new.secret),
        WebhookAdded::Known => Err("wrong_known"),
        WebhookAdded::TooMany => Err("wrong_too_many"),
    })
}

fn sentence(why: Unreachable) -> &'static str {
    match why {
        Unreachable::NoAddress => "wrong_address",
        Unreachable::NoTls => "wrong_no_tls",
        Unreachable::HasUser => "wrong_user",
        Unreachable::Private => "wrong_private",
    }
}

/// `POST /webhooks/{id}/{act}`: `test`, `enable`, `remove`.
pub async fn change(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Webhooks>,
    Path((id, act)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(webhook) = WebhookId::parse(&id) else { return Ok(back(sheet, "nothing", "hooks")) };
    let (rows, now) = (door.app.store.workspace(&keeper.workspace), door.app.clock.now());
    let (did, done) = match act.as_str() {
        "test" => {
            let body = hook::body(hook::TEST, now, &json!({ "workspace": keeper.workspace }));
            let key = format!("{}/{}", hook::TEST, DeliveryId::new());
            let new = NewDelivery { event: hook::TEST.into(), key, body, at: now };
            (rows.tell_webhook(&webhook, new).await.map_err(failed)?, "tested")
        }
        "enable" => (rows.enable_webhook(&webhook).await.map_err(failed)?, "enabled"),
        "remove" => (rows.remove_webhook(&webhook).await.map_err(failed)?, "removed"),
        _ => (false, "nothing"),
    };
    if did {
        door.app.jobs.hint();
        tracing::info!(workspace = %keeper.workspace, %webhook, done, "an owner changed a webhook");
    }
    let place = if done == "tested" { "log" } else { "hooks" };
    Ok(back(sheet, if did { done } else { "nothing" }, place))
}

/// `POST /webhooks/deliveries/{id}/resend`: the same message once more.
pub async fn resend(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Webhooks>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(delivery) = DeliveryId::parse(&id) else { return Ok(back(sheet, "nothing", "log")) };
    let rows = door.app.store.workspace(&keeper.workspace);
    if rows.resend(&delivery, door.app.clock.now()).await.map_err(failed)? {
        door.app.jobs.hint();
        return Ok(back(sheet, "resent", "log"));
    }
    let is_there = rows.delivery(&delivery).await.map_err(failed)?.is_some();
    Ok(back(sheet, if is_there { "waits" } else { "nothing" }, "log"))
}

/// To the page, at the place that changed.
fn back(sheet: Sheet, done: &str, place: &str) -> Response {
    Redirect::to(&format!("/webhooks?lang={}&done={done}#{place}", sheet.lang)).into_response()
}
