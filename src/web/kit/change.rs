//! What can be changed of a kit: each change is a new version. The forms are sent by the browser itself, so that
//! they work without a script; only a page of ours can send them.

use super::{
    editor::{Editor, refused},
    fields::{Typed, read},
    page::{Unsaved, base, newest, with_trouble},
    said::Said,
};
use crate::{
    app::kit::{self, RULES_MOST},
    channel::web::Door,
    deliverable::{
        Kit,
        kit::{Rule, RuleState},
        learn,
    },
    id::BrandId,
    store::StoreError,
    turn::{Code, Rejection},
    web::{
        error::Refusal,
        models::change::Sent,
        people::{account::Viewer, sheet::Sheet},
    },
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// A word of a rule is not longer.
const TERM_MOST: usize = 60;

/// `POST /kit/{brand}`: what was typed becomes the next version, if nobody else has made one meanwhile.
pub async fn save(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(typed): Sent<Typed>,
) -> Result<Response, Refusal> {
    let editor = Editor::editing(&door, &viewer, sheet)?;
    let brand = editor.brand_or_none(&door, &id, sheet).await?;
    let failed = |error: StoreError| Refusal::from(Rejection::store(&error, sheet.lang));
    let rows = door.app.store.workspace(&editor.workspace).kits(&brand.id, 1).await.map_err(failed)?;
    let now = newest(&rows, &brand).map_err(failed)?;
    let mut wrong = Default::default();
    if base(&typed) == now.version {
        match read(&now, &typed) {
            Ok(kit) if kit == now && now.version > 0 => return Ok(back(&brand.id, "same", "")),
            Ok(kit) => {
                let put = kit::put(&door.app, &editor.workspace, &brand.id, &editor.who, kit).await;
                if put.map_err(failed)?.is_some() {
                    return Ok(back(&brand.id, "saved", ""));
                }
            }
            Err(found) => wrong = found,
        }
    }
    let said = Said::new(&door, sheet.lang);
    let (status, trouble) = if wrong.is_empty() {
        (StatusCode::CONFLICT, behind(&door, &editor, &brand.id, &said).await.map_err(failed)?)
    } else {
        (StatusCode::BAD_REQUEST, said.say("something_wrong").to_owned())
    };
    let unsaved = Unsaved { typed: Some(typed), wrong, trouble: Some(trouble) };
    with_trouble(&door, sheet, &editor, brand, (status, unsaved)).await
}

/// Who was faster.
async fn behind(door: &Door, editor: &Editor, brand: &BrandId, said: &Said) -> Result<String, StoreError> {
    let row = door.app.store.workspace(&editor.workspace).kit(brand).await?;
    Ok(row.map_or_else(
        || said.say("something_wrong").to_owned(),
        |row| {
            let (number, who, when) = (row.version.to_string(), said.who(&row.who), said.when(row.at));
            said.fill("behind", &[("number", &number), ("who", &who), ("when", &when)])
        },
    ))
}

/// What is to become of a rule.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RuleAct {
    Accept,
    /// One that was proposed.
    Refuse,
    /// One that was accepted.
    Withdraw,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    rule: String,
    act: RuleAct,
}

/// `POST /kit/{brand}/rules`.
pub async fn rules(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(Ruled { rule, act }): Sent<Ruled>,
) -> Result<Response, Refusal> {
    let state = match act {
        RuleAct::Accept => RuleState::Accepted,
        RuleAct::Refuse | RuleAct::Withdraw => RuleState::Refused,
    };
    let set = move |kit: &mut Kit| {
        let found = kit.rules.iter_mut().find(|known| known.id == rule && known.state != state);
        found.map(|known| known.state = state).is_some()
    };
    anew(&door, sheet, &viewer, &id, set)
        .await
        .map(|(brand, done)| back(&brand, if done { "rule" } else { "same" }, "#rules"))
}

/// A rule in somebody's own words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRule {
    instead_of: String,
    write: String,
}

/// `POST /kit/{brand}/rules/new`: it holds at once.
pub async fn new_rule(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(own): Sent<OwnRule>,
) -> Result<Response, Refusal> {
    let term = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits =
            !text.is_empty() && text.chars().count() <= TERM_MOST && !text.chars().any(char::is_control);
        fits.then_some(text)
    };
    let (Some(instead_of), Some(write)) = (term(&own.instead_of), term(&own.write)) else {
        return Err(refused(Code::BadFrame, sheet, "rule_wanted"));
    };
    let rule = Rule { state: RuleState::Accepted, ..learn::rule(&instead_of, &write, sheet.lang) };
    let add = move |kit: &mut Kit| {
        if let Some(known) = kit.rules.iter_mut().find(|known| known.id == rule.id) {
            let was = std::mem::replace(&mut known.state, RuleState::Accepted);
            return was != RuleState::Accepted;
        }
        let has_room = kit.rules.len() < RULES_MOST;
        if has_room {
            kit.rules.push(rule.clone());
        }
        has_room
    };
    anew(&door, sheet, &viewer, &id, add)
        .await
        .map(|(brand, done)| back(&brand, if done { "rule" } else { "same" }, "#rules"))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restored {
    version: u32,
}

/// `POST /kit/{brand}/restore`: an earlier version, as a new one.
pub async fn restore(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(Restored { version }): Sent<Restored>,
) -> Result<Response, Refusal> {
    let editor = Editor::editing(&door, &viewer, sheet)?;
    let brand = editor.brand_or_none(&door, &id, sheet).await?;
    let failed = |error: StoreError| Refusal::from(Rejection::store(&error, sheet.lang));
    let row = door.app.store.workspace(&editor.workspace).kit_version(&brand.id, version).await;
    let row = row.map_err(failed)?.ok_or_else(|| refused(Code::BadFrame, sheet, "no_version"))?;
    let was = kit::read(&row).map_err(failed)?;
    let again = move |kit: &mut Kit| {
        let then = Kit { version: kit.version, ..was.clone() };
        let differs = *kit != then;
        *kit = then;
        differs
    };
    anew(&door, sheet, &viewer, &id, again)
        .await
        .map(|(brand, done)| back(&brand, if done { "back" } else { "same" }, "#versions"))
}

/// Changes the newest version, whichever it is. Whether there was something to change.
pub(super) async fn anew(
    door: &Door,
    sheet: Sheet,
    viewer: &Viewer,
    id: &str,
    change: impl Fn(&mut Kit) -> bool,
) -> Result<(BrandId, bool), Refusal> {
    let editor = Editor::editing(door, viewer, sheet)?;
    let brand = editor.brand_or_none(door, id, sheet).await?;
    let named = |kit: &mut Kit| {
        if kit.version == 0 {
            kit.name.clone_from(&brand.name);
        }
        change(kit)
    };
    let version = kit::change(&door.app, &editor.workspace, &brand.id, &editor.who, named).await;
    let version = version.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok((brand.id, version.is_some()))
}

/// To the page, at the place that changed.
pub(super) fn back(brand: &BrandId, done: &str, place: &str) -> Response {
    Redirect::to(&format!("/kit/{brand}?done={done}{place}")).into_response()
}
