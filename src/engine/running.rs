//! Assists under way, for whoever runs them and for whoever waits.

use super::{
    Scene, assist,
    effect::AssistCall,
    probe, show,
    state::{AssistFact, AssistStage, Fact, FactKind, State},
    step::Turn,
    walk::{AssistAt, Stop, Walk},
};
use crate::{
    time::Millis,
    tree::{
        Tree,
        json::{AssistTask, Node, SlotPath},
    },
};

/// An assist whose result is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    pub task: u64,
    pub kind: AssistTask,
    /// The first slot that it would fill.
    pub path: SlotPath,
    /// What that slot is called.
    pub label: String,
    /// Of its inputs: the result has to bring the same one.
    pub fingerprint: String,
    /// When a result comes too late.
    pub deadline: Millis,
}

pub(super) fn running(scene: &Scene<'_>, state: &State) -> Vec<Running> {
    let under_way = state.facts.iter().filter_map(|(place, fact)| {
        let assist = under_way(fact)?;
        let tree = tree_of(scene.tree, place);
        let (kind, path, seconds) = match tree.node(place.rsplit('/').next()?)? {
            Node::Assist(node) => {
                (node.task, node.out.first().cloned().unwrap_or_default(), node.deadline_seconds)
            }
            Node::Ask(ask) if probe::is_apart(place) => (AssistTask::Question, ask.slot.clone(), None),
            _ => return None,
        };
        Some(Running {
            task: assist.task,
            kind,
            label: show::label(tree, &path, &state.locale),
            path,
            fingerprint: fact.fingerprint.clone().unwrap_or_default(),
            deadline: assist::too_late(seconds, fact.at),
        })
    });
    under_way.collect()
}

pub(super) fn is_wanted(state: &State, task: u64, fingerprint: Option<&str>) -> bool {
    state.facts.values().any(|fact| {
        under_way(fact).is_some_and(|assist| assist.task == task)
            && fingerprint.is_none_or(|wanted| fact.fingerprint.as_deref() == Some(wanted))
    })
}

/// The call of a task that runs, made anew.
pub(super) fn call(scene: &Scene<'_>, state: &State, task: u64) -> Option<AssistCall> {
    let wanted = |(place, fact)| Some((place, fact, under_way(fact).filter(|assist| assist.task == task)?));
    let (place, fact, assist) = state.facts.iter().find_map(wanted)?;
    let mut scratch = state.clone();
    let turn = Turn { scene, state: &mut scratch, effects: Vec::new() };
    if probe::is_apart(place) {
        return turn.probe_call(place, task, &turn.walk());
    }
    if let Some(start) = turn.apart(place) {
        return Some(turn.asked(&start, task, assist.round, &turn.look_ahead()));
    }
    let fingerprint = fact.fingerprint.clone().unwrap_or_default();
    // Behind a question that was reopened it is still there, further on.
    [turn.walk(), turn.look_ahead()].iter().find_map(|walk| {
        let at = at(walk, place)?;
        let start = AssistAt { fingerprint: fingerprint.clone(), ..at };
        Some(turn.asked(&start, task, assist.round, walk))
    })
}

fn at<'t>(walk: &Walk<'t>, place: &str) -> Option<AssistAt<'t>> {
    if let Stop::Waiting(waiting) = &walk.stop
        && waiting.at.place == place
    {
        return Some(waiting.clone());
    }
    walk.steps.iter().find(|step| step.at.place == place).and_then(|step| match step.node {
        Node::Assist(assist) => Some(AssistAt { at: step.at.clone(), assist, fingerprint: String::new() }),
        _ => None,
    })
}

fn under_way(fact: &Fact) -> Option<&AssistFact> {
    match &fact.kind {
        FactKind::Assist(assist) if assist.stage == AssistStage::Running => Some(assist),
        _ => None,
    }
}

/// The tree that the node at `place` stands in.
pub(super) fn tree_of<'t>(root: &'t Tree, place: &str) -> &'t Tree {
    let mut tree = root;
    for id in place.split('/') {
        if let Some(Node::Call(call)) = tree.node(id)
            && let Some(called) = tree.call(&call.tree)
        {
            tree = called;
        }
    }
    tree
}
