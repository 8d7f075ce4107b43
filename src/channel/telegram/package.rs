//! The packages of a plan in a chat: what comes next and its button, what was started, and what the rest waits for.

use super::{
    board::Seat,
    desk::Desk,
    outgoing::Draft,
    render::{self, Rich, Show},
    words,
};
use crate::{
    production::{self, Production, list::Stage},
    turn::Peer,
};

/// All that can be made for now is there: what the rest waits for is said, once for a package.
pub fn gate(desk: &mut Desk, seat: &Seat, production: &Production) {
    let count = production.count;
    if production.state != Stage::Ready || count.done >= count.of || !production.waits_at_gate() {
        return;
    }
    let (done, of) = (count.done.to_string(), count.of.to_string());
    let text = words::fill(desk.locale(), "gate_waits", &[("done", &done), ("of", &of)]);
    let name = format!("g{}.{}.{}", seat.peer.conversation, production.brief, production.started);
    desk.put(Draft::text(Rich::of(&text).html()), name, 0);
}

/// Everything of a package is there: the next one is offered, once.
pub fn next(desk: &mut Desk, seat: &Seat, production: &Production) {
    let is_over = production.state == Stage::Ready && production.count.done >= production.count.of;
    if is_over && usize::try_from(production.started).is_ok_and(|n| n < production.packages.len()) {
        let name = format!("p{}.{}", seat.peer.conversation, production.started);
        plan(desk, production, name);
    }
}

/// Whoever started it, at whichever door: it cannot be started a second time.
pub async fn started(desk: &mut Desk, peer: &Peer) {
    let Some(put) = desk.state.plan.clone() else { return };
    let known = production::production(&desk.office.app, peer).await.ok().flatten();
    if known.is_some_and(|known| u64::from(known.started) > put.id) {
        desk.state.plan = None;
        desk.settle(&put, put.html.clone(), format!("a{}.started", put.send));
    }
}

/// What comes next of the plan, with what it may cost and the button that starts it.
pub fn plan(desk: &mut Desk, production: &Production, name: String) {
    let locale = desk.chat.locale.clone();
    let drafts = render::plan(&production.estimate.text, Some(production), &Show::first(&locale));
    let started = u64::from(production.started);
    for (part, draft) in drafts.into_iter().enumerate() {
        desk.state.plan = Some(desk.put(draft, format!("{name}.{part}"), started));
    }
}
