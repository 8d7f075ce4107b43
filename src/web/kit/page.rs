//! `/kit/{brand}`: the kit of a brand.

use super::{
    editor::Editor,
    fields::{self, BASE, Typed},
    said::Said,
    view::{Fields, Rules, Shelf, VersionLine, versions},
};
use crate::{
    app::kit,
    channel::web::Door,
    deliverable::Kit,
    store::{Brand, KitRow, StoreError},
    turn::Rejection,
    web::{
        error::Refusal,
        keeper::{self, Before},
        people::{
            account::Viewer,
            nav::Nav,
            sheet::{Sheet, Told},
        },
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use std::collections::BTreeMap;

/// Versions in the list.
const VERSIONS: u32 = 30;
/// What can have been done, here and in the list.
pub(super) const DONE: [&str; 7] =
    ["done_saved", "done_same", "done_rule", "done_file", "done_gone", "done_back", "done_settings"];

#[derive(Debug, Template)]
#[template(path = "kit/kit.html")]
struct Page {
    sheet: Sheet,
    said: Said,
    nav: Nav,
    brand: Brand,
    edits: bool,
    /// The version that a save is made from.
    base: u32,
    done: Option<&'static str>,
    /// Why nothing was saved.
    trouble: Option<String>,
    fields: Fields,
    rules: Rules,
    shelves: Vec<Shelf>,
    versions: Vec<VersionLine>,
}

/// What of a save could not be taken.
#[derive(Debug, Default)]
pub(super) struct Unsaved {
    /// What was typed, where it was.
    pub typed: Option<Typed>,
    pub wrong: BTreeMap<&'static str, &'static str>,
    pub trouble: Option<String>,
}

/// `GET /kit/{brand}`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Refusal> {
    let editor = match Editor::looking(&door, &viewer, sheet) {
        Ok(editor) => editor,
        Err(page) => return Ok(*page),
    };
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let Some(brand) = editor.brand(&door, &id).await.map_err(failed)? else {
        let said = Said::new(&door, sheet.lang);
        let title = super::words().say(said.lang, "no_brand");
        return Ok(Told::missing(sheet, &viewer, title, super::words().say(said.lang, "no_brand_told")));
    };
    let mut page = shown(&door, sheet, &editor, brand, Unsaved::default()).await.map_err(failed)?;
    page.done = Before::told(before, &DONE);
    Ok(page.sent(StatusCode::OK))
}

/// The page with what could not be saved in it.
pub(super) async fn with_trouble(
    door: &Door,
    sheet: Sheet,
    editor: &Editor,
    brand: Brand,
    (status, unsaved): (StatusCode, Unsaved),
) -> Result<Response, Refusal> {
    let page = shown(door, sheet, editor, brand, unsaved).await;
    let page = page.map_err(|error| Rejection::store(&error, sheet.lang))?;
    Ok(page.sent(status))
}

async fn shown(
    door: &Door,
    sheet: Sheet,
    editor: &Editor,
    brand: Brand,
    unsaved: Unsaved,
) -> Result<Page, StoreError> {
    let said = Said::new(door, sheet.lang);
    let rows = door.app.store.workspace(&editor.workspace).kits(&brand.id, VERSIONS).await?;
    let newest = newest(&rows, &brand)?;
    let Unsaved { typed, wrong, trouble } = unsaved;
    let is_behind = typed.as_ref().is_some_and(|typed| base(typed) != newest.version);
    let typed = typed.unwrap_or_else(|| fields::shown(&newest));
    Ok(Page {
        sheet,
        nav: editor.nav(),
        edits: editor.edits,
        base: newest.version,
        done: None,
        trouble,
        fields: Fields::of(&typed, is_behind.then_some(&newest), &wrong, &said),
        rules: Rules::of(&newest, &said),
        shelves: Shelf::all(&newest),
        versions: versions(&rows, &said),
        said,
        brand,
    })
}

/// The newest kit; before there is one, the brand by its name.
pub(super) fn newest(rows: &[KitRow], brand: &Brand) -> Result<Kit, StoreError> {
    match rows.first() {
        Some(row) => kit::read(row),
        None => Ok(Kit { name: brand.name.clone(), ..Kit::default() }),
    }
}

/// The version that a form was made from.
pub(super) fn base(typed: &Typed) -> u32 {
    typed.get(BASE).and_then(|base| base.parse().ok()).unwrap_or(0)
}

impl Page {
    fn sent(&self, status: StatusCode) -> Response {
        keeper::sent(self.sheet, status, self)
    }
}
