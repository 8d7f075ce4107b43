//! `/kit`: the brands of a workspace, and how it approves.

use super::{
    editor::{Editor, refused},
    page::DONE,
    said::Said,
};
use crate::{
    app::kit,
    channel::web::Door,
    deliverable::{board::Settings, kit::RuleState},
    id::BrandId,
    store::{Brand, StoreError},
    turn::{Code, Rejection},
    web::{
        error::Refusal,
        keeper::{Before, sent},
        models::change::Sent,
        people::{account::Viewer, nav::Nav, sheet::Sheet},
    },
};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// Brands in the list.
const BRANDS: u32 = 200;
const NAME_MOST: usize = 80;

#[derive(Debug, Template)]
#[template(path = "kit/kits.html")]
struct Page {
    sheet: Sheet,
    said: Said,
    edits: bool,
    nav: Nav,
    done: Option<&'static str>,
    brands: Vec<BrandLine>,
    /// For those who may settle it.
    settings: Option<Vec<Switch>>,
}

#[derive(Debug)]
struct BrandLine {
    id: BrandId,
    name: String,
    told: String,
    /// How many rules wait for somebody.
    proposed: Option<String>,
}

#[derive(Debug)]
struct Switch {
    key: &'static str,
    is_on: bool,
}

/// `GET /kit`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Refusal> {
    let editor = match Editor::looking(&door, &viewer, sheet) {
        Ok(editor) => editor,
        Err(page) => return Ok(*page),
    };
    let page = shown(&door, sheet, &editor, Before::told(before, &DONE)).await;
    let page = page.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok(sent(sheet, StatusCode::OK, &page))
}

async fn shown(
    door: &Door,
    sheet: Sheet,
    editor: &Editor,
    done: Option<&'static str>,
) -> Result<Page, StoreError> {
    let said = Said::new(door, sheet.lang);
    let mut brands = Vec::new();
    for brand in door.app.store.workspace(&editor.workspace).every_brand(BRANDS).await? {
        brands.push(line(door, editor, brand, &said).await?);
    }
    let settings = if editor.owns {
        let Settings { gate, client_stage, four_eyes, carry_minor } =
            kit::settings(&door.app, &editor.workspace).await?;
        let switches = [
            ("gate", gate),
            ("client_stage", client_stage),
            ("four_eyes", four_eyes),
            ("carry_minor", carry_minor),
        ];
        Some(switches.map(|(key, is_on)| Switch { key, is_on }).into())
    } else {
        None
    };
    let nav = editor.nav();
    Ok(Page { sheet, said, edits: editor.edits, nav, done, brands, settings })
}

async fn line(door: &Door, editor: &Editor, brand: Brand, said: &Said) -> Result<BrandLine, StoreError> {
    let row = door.app.store.workspace(&editor.workspace).kit(&brand.id).await?;
    let (told, proposed) = match &row {
        None => (said.say("no_kit_yet").to_owned(), 0),
        Some(row) => {
            let (version, who, when) = (row.version.to_string(), said.who(&row.who), said.when(row.at));
            let gaps = [("number", version.as_str()), ("who", who.as_str()), ("when", when.as_str())];
            let rules = kit::read(row)?.rules;
            let open = rules.iter().filter(|rule| rule.state == RuleState::Proposed).count();
            (said.fill("version_line", &gaps), open)
        }
    };
    let proposed = (proposed > 0).then(|| said.count("proposed_one", "proposed_many", proposed));
    Ok(BrandLine { id: brand.id, name: brand.name, told, proposed })
}

/// A brand's name as it was typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBrand {
    name: String,
}

/// `POST /kit`: a brand that is the workspace's own.
pub async fn create(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Sent(new): Sent<NewBrand>,
) -> Result<Response, Refusal> {
    let editor = Editor::editing(&door, &viewer, sheet)?;
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MOST || name.chars().any(char::is_control) {
        return Err(refused(Code::BadFrame, sheet, "name_wanted"));
    }
    let id = BrandId::new();
    let rows = door.app.store.workspace(&editor.workspace);
    let made = rows.create_brand(&id, &name, None, door.app.clock.now()).await;
    if !made.map_err(|error| Rejection::store(&error, sheet.lang))? {
        return Err(refused(Code::Conflict, sheet, "name_taken"));
    }
    Ok(Redirect::to(&format!("/kit/{id}")).into_response())
}

/// What is ticked of how the workspace approves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticked {
    gate: Option<String>,
    client_stage: Option<String>,
    four_eyes: Option<String>,
    carry_minor: Option<String>,
}

/// `POST /kit/settings`.
pub async fn settle(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Sent(ticked): Sent<Ticked>,
) -> Result<Response, Refusal> {
    let editor = Editor::editing(&door, &viewer, sheet)?;
    if !editor.owns {
        return Err(refused(Code::Forbidden, sheet, "owners_settle"));
    }
    let settings = Settings {
        gate: ticked.gate.is_some(),
        client_stage: ticked.client_stage.is_some(),
        four_eyes: ticked.four_eyes.is_some(),
        carry_minor: ticked.carry_minor.is_some(),
    };
    let settled = kit::settle(&door.app, &editor.workspace, &editor.who, settings).await;
    settled.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok(Redirect::to("/kit?done=settings#settings").into_response())
}
