//! The kit of a brand, as its workspace keeps it: the newest version holds, and nothing that was is lost.

use super::App;
use crate::{
    deliverable::{Kit, board::Settings, kit::Rule},
    engine::brief::{Brief, FieldState},
    id::{BrandId, VisitorId, WorkspaceId},
    store::{self, KitRow, SettingsRow, StoreError, Workspace},
};

/// As whom Pauta adds to a kit.
pub const PAUTA: &str = "Pauta";
/// Rules that a kit may have: more than anybody reads through.
pub const RULES_MOST: usize = 100;
/// How often something is added again because others were faster.
const TRIES: u32 = 8;

/// The kit that a brief's pieces are made by: what the brand has settled, over what the brief says.
pub async fn kit_of(
    app: &App,
    workspace: &WorkspaceId,
    visitor: &VisitorId,
    brief: &Brief,
) -> Result<Kit, StoreError> {
    let said = Kit::of_brief(brief);
    let rows = app.store.workspace(workspace);
    Ok(match kept(&rows, visitor, brief).await? {
        Some((_, Some(kit))) => kit.over(said),
        _ => said,
    })
}

/// The newest version of a brand's kit; version 0 where nobody has made one.
pub async fn newest(rows: &Workspace<'_>, brand: &BrandId) -> Result<Kit, StoreError> {
    Ok(rows.kit(brand).await?.map(|row| read(&row)).transpose()?.unwrap_or_default())
}

/// A version as it was kept.
pub fn read(row: &KitRow) -> Result<Kit, StoreError> {
    let kit: Kit =
        serde_json::from_str(&row.body).map_err(|error| StoreError::Corrupt(std::sync::Arc::new(error)))?;
    Ok(Kit { version: row.version, ..kit })
}

/// Adds a version behind `kit.version`, the one that it was made from. `None`: somebody was faster, or the brand
/// is not there.
pub async fn put(
    app: &App,
    workspace: &WorkspaceId,
    brand: &BrandId,
    who: &str,
    kit: Kit,
) -> Result<Option<u32>, StoreError> {
    let version = kit.version + 1;
    let body = json(&Kit { version, ..kit });
    let row = KitRow { version, body, who: who.to_owned(), at: app.clock.now() };
    Ok(app.store.workspace(workspace).put_kit(brand, &row).await?.then_some(version))
}

/// Changes the newest version, whichever it is by then. `None`: there was nothing to change.
pub async fn change(
    app: &App,
    workspace: &WorkspaceId,
    brand: &BrandId,
    who: &str,
    change: impl Fn(&mut Kit) -> bool,
) -> Result<Option<u32>, StoreError> {
    let rows = app.store.workspace(workspace);
    for _ in 0..TRIES {
        let mut kit = newest(&rows, brand).await?;
        if !change(&mut kit) {
            return Ok(None);
        }
        if let Some(version) = put(app, workspace, brand, who, kit).await? {
            return Ok(Some(version));
        }
    }
    Ok(None)
}

/// Adds rules that an edit taught to the kit of the brief's brand, for somebody to accept. What is known already,
/// also as refused, is not proposed again. How many came to it.
pub async fn propose(
    app: &App,
    workspace: &WorkspaceId,
    visitor: &VisitorId,
    brief: &Brief,
    rules: Vec<Rule>,
) -> Result<usize, StoreError> {
    let rows = app.store.workspace(workspace);
    let brand = match (kept(&rows, visitor, brief).await?, said(brief)) {
        (Some((brand, _)), _) => brand,
        // The first that is kept of it; nobody else's conversations are offered it.
        (None, Some(name)) if BrandId::parse(name).is_none() => {
            let new = BrandId::new();
            if !rows.create_brand(&new, name, Some(visitor), app.clock.now()).await? {
                return Ok(0);
            }
            new
        }
        _ => return Ok(0),
    };
    let unknown = |kit: &Kit| -> Vec<Rule> {
        let room = RULES_MOST.saturating_sub(kit.rules.len());
        let new = rules.iter().filter(|rule| kit.rules.iter().all(|known| known.id != rule.id));
        new.take(room).cloned().collect()
    };
    let count = unknown(&newest(&rows, &brand).await?).len();
    let added = change(app, workspace, &brand, PAUTA, |kit| {
        let new = unknown(kit);
        kit.rules.extend(new.clone());
        !new.is_empty()
    });
    Ok(if added.await?.is_some() { count } else { 0 })
}

/// How the workspace approves.
pub async fn settings(app: &App, workspace: &WorkspaceId) -> Result<Settings, StoreError> {
    let row = app.store.workspace(workspace).settings().await?;
    let read = |row: SettingsRow| serde_json::from_str(&row.body);
    row.map(read)
        .transpose()
        .map(Option::unwrap_or_default)
        .map_err(|error| StoreError::Corrupt(std::sync::Arc::new(error)))
}

/// Settles how the workspace approves, from the next plan on.
pub async fn settle(
    app: &App,
    workspace: &WorkspaceId,
    who: &str,
    settings: Settings,
) -> Result<(), StoreError> {
    let row = SettingsRow { body: json(&settings), who: who.to_owned(), at: app.clock.now() };
    app.store.workspace(workspace).put_settings(&row).await
}

/// The brand of a brief with its kit. By its id, or by its name: then the one that has a kit, the workspace's own
/// before a person's.
async fn kept(
    rows: &Workspace<'_>,
    visitor: &VisitorId,
    brief: &Brief,
) -> Result<Option<(BrandId, Option<Kit>)>, StoreError> {
    let Some(said) = said(brief).map(str::to_lowercase) else { return Ok(None) };
    let brands = rows.brands_of(visitor).await?;
    let mut meant: Vec<&store::Brand> = brands.iter().filter(|brand| brand.id.as_str() == said).collect();
    if meant.is_empty() {
        meant = brands.iter().filter(|brand| brand.name.to_lowercase() == said).collect();
        meant.sort_by_key(|brand| brand.owner.is_some());
    }
    for brand in &meant {
        if let Some(row) = rows.kit(&brand.id).await? {
            return Ok(Some((brand.id.clone(), Some(read(&row)?))));
        }
    }
    Ok(meant.first().map(|brand| (brand.id.clone(), None)))
}

/// The brand's id or name, as the brief has it.
fn said(brief: &Brief) -> Option<&str> {
    let known = |state| matches!(state, FieldState::Settled | FieldState::Assumed);
    let field = brief.fields.iter().find(|field| field.path == "brand" && known(field.state))?;
    field.value.as_ref()?.as_text()
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("kits and settings are JSON: their keys are strings")
}
