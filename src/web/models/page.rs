//! `/models`.

use super::{
    Models,
    calls::CallLine,
    connection::Connection,
    money::Money,
    said::Said,
    ways::{Pool, pools},
};
use crate::{
    channel::web::Door,
    llm::Mode,
    store::StoreError,
    turn::Rejection,
    web::{
        error::Refusal,
        keeper::{Before, Keeper, KeeperOf, sent},
        people::{nav::Nav, sheet::Sheet},
    },
};
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};

/// Calls in the list.
const CALLS: u32 = 20;
/// What can have been done.
const DONE: [&str; 3] = ["done_limit", "done_clear", "done_nothing"];

#[derive(Debug, Template)]
#[template(path = "models/models.html")]
struct Page {
    sheet: Sheet,
    nav: Nav,
    said: Said,
    /// What was just done.
    done: Option<&'static str>,
    connection: Connection,
    pools: Vec<Pool>,
    money: Money,
    /// Whether there is anything to set a limit for.
    limits: bool,
    calls: Vec<CallLine>,
}

/// `GET /models`.
pub async fn page(
    State(door): State<Door>,
    sheet: Sheet,
    keeper: KeeperOf<Models>,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Refusal> {
    let failed = |error| Refusal::from(Rejection::store(&error, sheet.lang));
    let done = Before::told(before, &DONE);
    let shown = shown(&door, sheet, &keeper, done).await.map_err(failed)?;
    Ok(shown.sent(StatusCode::OK))
}

/// The page with a limit that could not be taken, and why.
pub(super) async fn with_error(
    door: &Door,
    sheet: Sheet,
    keeper: &Keeper,
    (typed, error): (String, String),
) -> Result<Response, StoreError> {
    let mut page = shown(door, sheet, keeper, None).await?;
    (page.money.limit.typed, page.money.limit.error) = (typed, Some(error));
    page.limits = true;
    Ok(page.sent(StatusCode::BAD_REQUEST))
}

async fn shown(
    door: &Door,
    sheet: Sheet,
    keeper: &Keeper,
    done: Option<&'static str>,
) -> Result<Page, StoreError> {
    let (said, status) = (Said::new(door, sheet.lang), door.app.llm.status());
    let connection = Connection::of(&status, &said, keeper.runs);
    let pools = if keeper.runs {
        let mut rests = status.suspensions;
        let refused = door.app.llm.refused();
        rests.extend(refused.into_iter().filter(|row| row.until <= said.now()));
        pools(&status.keys, rests, &said)
    } else {
        Vec::new()
    };
    let money = Money::of(door, keeper, &said).await?;
    let calls = door.app.store.workspace(&keeper.workspace).calls(CALLS).await?;
    let calls = calls.into_iter().map(|line| CallLine::of(line, &said)).collect();
    let limits = matches!(status.mode, Mode::Models(_)) || money.limit.usual.is_some();
    let nav = Nav::of_owner("/models", 0);
    Ok(Page { sheet, nav, said, done, connection, pools, money, limits, calls })
}

impl Page {
    fn sent(&self, status: StatusCode) -> Response {
        sent(self.sheet, status, self)
    }
}
