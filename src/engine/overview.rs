//! A conversation in one line, for a list of them: what it is about, how far it is, what it waits for.

use super::{
    Scene,
    brief::{Brief, FieldState, Progress},
    consent, draft, remaining,
    state::{FactKind, State, Status},
    step::Turn,
    summary::clip,
    walk::{Stop, Walk, look_ahead, walk},
};

/// The slots that name a conversation, the best first: without any of them it goes by its tree's title.
const NAMES: [&str; 3] = ["campaign_name", "product_name", "brand"];

#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// What it is about: the campaign, the product, the brand; else the tree's title.
    pub name: String,
    pub group: Group,
    pub progress: Progress,
    /// The words of the question that is pending.
    pub question: Option<String>,
    /// Whether the person has said anything yet, here or in the briefing that this one is a copy of.
    pub begun: bool,
}

/// What a conversation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A decision: a proposal, the review, something that has become stale.
    Waiting,
    /// Answers.
    Running,
    /// Nothing: the brief is closed.
    Done,
}

pub(super) fn overview(scene: &Scene<'_>, state: &State) -> Overview {
    let ahead = look_ahead(scene, state);
    let brief = draft::of_walk(scene, state, &ahead);
    let mut scratch = state.clone();
    let turn = Turn { scene, state: &mut scratch, effects: Vec::new() };
    let walk = walk(scene, state);
    let done = state.status == Status::Completed;
    let answered = |kind: &FactKind| !matches!(kind, FactKind::Said | FactKind::Assist(_));
    Overview {
        name: name(&brief),
        group: if done { Group::Done } else { group(&brief, &walk) },
        progress: remaining::progress(scene, state, &ahead),
        question: if done { None } else { question(&turn, &walk) },
        begun: state.turn > 1 || state.facts.values().any(|fact| answered(&fact.kind)),
    }
}

/// What a conversation goes by.
pub fn name(brief: &Brief) -> String {
    let shown = |path: &&str| {
        let field = brief.fields.iter().find(|field| field.path == **path);
        field.and_then(|field| field.shown.as_deref()).filter(|shown| !shown.is_empty())
    };
    clip(NAMES.iter().find_map(shown).unwrap_or(&brief.title))
}

fn group(brief: &Brief, walk: &Walk<'_>) -> Group {
    let decision = matches!(walk.stop, Stop::Proposal(_) | Stop::Review(..));
    let stale = brief.fields.iter().any(|field| field.state == FieldState::Stale);
    if decision || stale { Group::Waiting } else { Group::Running }
}

/// The words of the question that is pending, whole: for whoever puts it once more. `None` where nothing is asked that
/// has words of its own.
pub(super) fn pending_question(scene: &Scene<'_>, state: &State) -> Option<String> {
    let pending = state.pending.as_ref().filter(|_| !consent::stands(state))?;
    let mut scratch = state.clone();
    let turn = Turn { scene, state: &mut scratch, effects: Vec::new() };
    let walk = walk(scene, state);
    match &walk.stop {
        Stop::Ask(asked) if asked.at.place == pending.place => Some(turn.question(asked, &walk)),
        Stop::Proposal(proposed) if proposed.at.place == pending.place => {
            proposed.assist.text.as_ref().map(|text| turn.render(text, &proposed.at, &walk))
        }
        Stop::Review(at, review) if at.place == pending.place => {
            review.text.as_ref().map(|text| turn.render(text, at, &walk))
        }
        _ => None,
    }
}

/// The first line of what was put: the prompt itself.
fn question<'t>(turn: &Turn<'t, '_>, walk: &Walk<'t>) -> Option<String> {
    let own = |text: Option<&_>, at, key| {
        text.map_or_else(|| turn.phrase(key).to_owned(), |text| turn.render(text, at, walk))
    };
    let text = match &walk.stop {
        Stop::Ask(asked) => turn.question(asked, walk),
        Stop::Proposal(proposed) => own(proposed.assist.text.as_ref(), &proposed.at, "proposal"),
        Stop::Review(at, review) => own(review.text.as_ref(), at, "button_confirm"),
        Stop::Waiting(_) => turn.phrase("waiting").to_owned(),
        _ => return None,
    };
    text.lines().next().map(str::to_owned)
}
