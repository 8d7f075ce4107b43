//! What pieces cost, in words: before a start as an estimate, after it as it was.

use super::{PHRASES, board};
use crate::{
    app::App,
    deliverable::{
        Price,
        board::Board,
        plan::{Estimate, estimate as reckon},
    },
    llm::{self, Cost, Currency, Purpose, Used},
    outside::llm::Usage,
    turn::{Peer, Rejection},
};
use serde::Serialize;

/// An estimate is told as a span: so much below, so much above, in hundredths.
const BELOW: i64 = 70;
const ABOVE: i64 = 140;

/// What the next package takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    pub text: String,
    /// There is no price for it; whoever starts says that they know.
    pub unknown: bool,
    pub seconds: u32,
}

/// The estimate of the package that a start would begin. `ai`: whether a model is asked.
pub async fn estimate(app: &App, peer: &Peer, on: &Board, ai: bool, locale: &str) -> Result<Told, Rejection> {
    let next = on.started + 1;
    let workers = app.config.jobs.workers;
    let wanted = reckon(&on.plan, next..=next, workers);
    if !ai {
        return Ok(Told { text: PHRASES.say(locale, "no_cost").to_owned(), unknown: false, seconds: 0 });
    }
    let seconds = wanted.seconds;
    let Some(nano) = nano(app, &wanted) else {
        return Ok(Told { text: PHRASES.say(locale, "unknown_cost").to_owned(), unknown: true, seconds });
    };
    let failed = board::failed(peer);
    let rows = app.store.workspace(&peer.workspace);
    let budget = &app.config.budget;
    let limits = llm::limits(budget);
    let month = llm::month(app.clock.now(), &budget.time_zone);
    let spent = rows.spent(&month).await.map_err(&failed)?;
    let own = rows.budget().await.map_err(&failed)?;
    let currency = Currency::of(budget, locale);
    let amount = |nano: i64| currency.amount(nano, locale);
    let text = PHRASES.fill(
        locale,
        "estimate",
        &[
            ("low", &amount(nano / 100 * BELOW)),
            ("high", &amount(nano / 100 * ABOVE)),
            ("limit", &amount(limits.conversation)),
            ("used", &amount(spent.used)),
            ("month", &amount(own.unwrap_or(limits.workspace))),
        ],
    );
    Ok(Told { text, unknown: false, seconds })
}

/// In nano-dollars, by the models that would be asked first; `None` where one has no price.
fn nano(app: &App, wanted: &Estimate) -> Option<i64> {
    let text = app.llm.price(Purpose::Text)?;
    let usage = Usage { input: Some(wanted.tokens_in), output: Some(wanted.tokens_out), ..Usage::default() };
    let words = cost(&Used { usage, ..Used::default() }, &text)?;
    // Without a model for pictures there are none, and they cost nothing.
    let pictures = match app.llm.price(Purpose::Image).filter(|_| wanted.images > 0) {
        Some(price) => cost(&Used { images: wanted.images.into(), ..Used::default() }, &price)?,
        None => 0,
    };
    words.checked_add(pictures)
}

fn cost(used: &Used, price: &llm::Price) -> Option<i64> {
    match used.cost(Some(price)) {
        Cost::Computed(nano) | Cost::Estimated(nano) => Some(nano),
        Cost::Unknown => None,
    }
}

/// What a version cost, as a person reads it.
pub fn price(app: &App, price: Price, locale: &str) -> String {
    let currency = Currency::of(&app.config.budget, locale);
    match price {
        Price::Nothing => llm::no_cost(locale).to_owned(),
        Price::Nanos(nano) => currency.amount(nano, locale),
        Price::Unknown => currency.cost(Cost::Unknown, locale),
    }
}
