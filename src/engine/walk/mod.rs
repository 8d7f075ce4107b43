//! The walk: where the conversation stands, computed from its facts. It starts at the start with an empty
//! environment and adds only what the nodes it passes supplied; it changes nothing.

mod ask;
mod assist;
mod scope;

use super::{
    Scene,
    env::{Env, Live},
    state::{Fact, FactKind, Source, State, Who},
};
use crate::tree::{
    Tree,
    condition::{AI, Condition},
    json::{Ask, Assist, Node, Produce, Review, Say, Text, Verify},
    value::Value,
};
pub(crate) use ask::{answer_of, part_place, sources};
use scope::Frame;
pub(crate) use scope::Scope;
use std::borrow::Cow;

/// The way that was walked, and why it stopped.
pub(crate) struct Walk<'t> {
    /// One environment per tree walked; the first is the conversation's own.
    pub envs: Vec<Env<'t>>,
    pub steps: Vec<Step<'t>>,
    /// Every node that was come to, in order, the one where the walk stopped last.
    pub trail: Vec<Visited<'t>>,
    pub stop: Stop<'t>,
    /// How many steps lie before the stop; those behind it were only looked at.
    pub stopped_at: usize,
    /// The calls and lists around the place where it ended.
    frames: Vec<Frame<'t>>,
}

/// A node that the walk came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visited<'t> {
    /// Its id, as the link that led to it names it: the very text in the tree, so that two links to the
    /// same node are told apart by its address.
    pub link: &'t str,
    /// Whether it was left without having been passed: its `when` does not hold, its list has no items.
    pub passed_over: bool,
}

/// A node that was passed.
pub(crate) struct Step<'t> {
    pub at: At<'t>,
    pub node: &'t Node,
    /// The slot it fills, as the conversation's own tree knows it; `None` for one that stays inside a call.
    pub slot: Option<Cow<'t, str>>,
    pub passed: Passed,
    /// The fingerprint of what it derives from, as things are now.
    pub now: Option<String>,
}

/// How a node was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// By its own fact.
    Fact,
    /// By its own fact, whose inputs have changed since.
    Stale,
    /// The question was left without an answer.
    Open,
    /// Its slot was known already.
    Known,
    /// Looked past: it has no answer yet, or one that is to be looked at again.
    Ahead,
    /// Nothing to do with a person.
    Silent,
}

/// A place in the walk, with what is needed to speak there.
#[derive(Clone)]
pub(crate) struct At<'t> {
    /// Its place: the node's id itself, outside calls and lists.
    pub place: Cow<'t, str>,
    pub id: &'t str,
    pub scope: Scope<'t>,
}

/// Why the walk goes no further.
pub(crate) enum Stop<'t> {
    Say(At<'t>, &'t Say),
    Ask(Box<AskAt<'t>>),
    /// An assist is to be started: it never was, or on other inputs.
    Start(AssistAt<'t>),
    /// A proposal waits for its decision.
    Proposal(AssistAt<'t>),
    /// A result is waited for.
    Waiting(AssistAt<'t>),
    Verify(At<'t>, &'t Verify, String),
    Review(At<'t>, &'t Review),
    Produce(At<'t>, &'t Produce),
    End(At<'t>, Option<&'t Text>),
}

/// A question to be put.
#[derive(Clone)]
pub(crate) struct AskAt<'t> {
    pub at: At<'t>,
    pub ask: &'t Ask,
    /// The slot in the tree that asks.
    pub path: Cow<'t, str>,
    /// The slot as the conversation's own tree knows it.
    pub root: Option<Cow<'t, str>>,
    /// The part of a composite whose turn it is.
    pub part: Option<String>,
    /// A value to offer: the old one, or one that was given before.
    pub offered: Option<Value>,
    /// A list that has items and may get another.
    pub another: bool,
}

#[derive(Clone)]
pub(crate) struct AssistAt<'t> {
    pub at: At<'t>,
    pub assist: &'t Assist,
    pub fingerprint: String,
}

enum Visit<'t> {
    Go(&'t str),
    Stop(Stop<'t>),
}

struct Walker<'t, 's> {
    scene: &'s Scene<'t>,
    state: &'s State,
    envs: Vec<Env<'t>>,
    frames: Vec<Frame<'t>>,
    steps: Vec<Step<'t>>,
}

/// Walks the scene's tree over the state's facts.
pub(crate) fn walk<'t>(scene: &Scene<'t>, state: &State) -> Walk<'t> {
    from_start(scene, state, Past::Stop)
}

/// The walk again, after something was said at its stop and nowhere else: the way to there is the same.
pub(crate) fn walk_on<'t>(scene: &Scene<'t>, state: &State, walk: Walk<'t>) -> Walk<'t> {
    let Walk { envs, steps, mut trail, frames, .. } = walk;
    let link = trail.pop().expect("a walk came to its stop").link;
    let on = go(Walker { scene, state, envs, frames, steps }, trail, link, Past::Stop);
    debug_assert!(on.trail == self::walk(scene, state).trail, "something else was changed");
    on
}

/// The same walk, and on past its stop to the review, as if everything without an answer were left open: what is
/// known further on (answers that a changed mind has put new questions in front of) is seen where it stands.
pub(crate) fn look_ahead<'t>(scene: &Scene<'t>, state: &State) -> Walk<'t> {
    from_start(scene, state, Past::Look)
}

/// What a walk does past its first stop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Past {
    Stop,
    Look,
}

fn from_start<'t>(scene: &Scene<'t>, state: &State, past: Past) -> Walk<'t> {
    let nodes = scene.tree.doc().nodes.len();
    let walker = Walker {
        scene,
        state,
        envs: vec![Env::with_room(scene.tree.doc().slots.len())],
        frames: vec![Frame::root(scene.tree)],
        steps: Vec::with_capacity(nodes),
    };
    go(walker, Vec::with_capacity(nodes), scene.tree.start(), past)
}

fn go<'t>(
    mut walker: Walker<'t, '_>,
    mut trail: Vec<Visited<'t>>,
    mut link: &'t str,
    past: Past,
) -> Walk<'t> {
    let mut first = None;
    let stop = loop {
        let before = walker.steps.len();
        let visit = walker.visit(link);
        match visit {
            Visit::Go(next) => {
                trail.push(Visited { link, passed_over: walker.steps.len() == before });
                link = next;
            }
            Visit::Stop(stop) => {
                let onward = (past == Past::Look).then(|| walker.look_past(&stop)).flatten();
                first.get_or_insert((before, stop));
                match onward {
                    Some(next) => link = next,
                    None => break first,
                }
            }
        }
    };
    trail.push(Visited { link, passed_over: false });
    let (stopped_at, stop) = stop.expect("the loop ends at a stop");
    let Walker { envs, steps, frames, .. } = walker;
    Walk { envs, steps, trail, stop, stopped_at, frames }
}

impl<'t> Walk<'t> {
    /// What the conversation's own tree knows.
    pub fn env(&self) -> &Env<'t> {
        &self.envs[0]
    }

    /// The environment in which something at `at` speaks.
    pub fn env_at(&self, at: &At<'t>) -> &Env<'t> {
        &self.envs[at.scope.env]
    }

    /// The last passed question for `slot`.
    pub fn step_for(&self, slot: &str) -> Option<&Step<'t>> {
        self.steps
            .iter()
            .rev()
            .find(|step| matches!(step.node, Node::Ask(_)) && step.slot.as_deref() == Some(slot))
    }
}

impl<'t> Walker<'t, '_> {
    /// Where the walk would go on from a stop if nothing were said there.
    fn look_past(&mut self, stop: &Stop<'t>) -> Option<&'t str> {
        match stop {
            Stop::Say(_, say) => Some(&say.next),
            // The review waits for one that was passed long ago.
            Stop::Waiting(at) if !at.assist.wait => None,
            Stop::Start(at) | Stop::Proposal(at) | Stop::Waiting(at) => Some(&at.assist.next),
            Stop::Verify(_, verify, _) => Some(&verify.next),
            Stop::Ask(asked) => {
                let node = asked.at.scope.tree.node(asked.at.id)?;
                self.pass(asked.at.clone(), node, asked.root.clone(), Passed::Ahead);
                if let Some(value) = asked.offered.clone() {
                    let given = asked.root.as_ref().and_then(|root| self.state.given.get(&**root));
                    let source = given.map_or(Source::Person, |given| given.source);
                    let live =
                        Live { value, source, who: Who::Person, place: None, stale: false, warning: None };
                    self.env_mut().set(asked.path.clone(), live);
                }
                Some(ask::onward(&asked.ask.next, asked.offered.as_ref()))
            }
            Stop::Review(..) | Stop::Produce(..) | Stop::End(..) => None,
        }
    }

    fn visit(&mut self, id: &'t str) -> Visit<'t> {
        let frame = self.frame();
        let tree: &'t Tree = frame.tree;
        let at = At { place: frame.place(id), id, scope: frame.scope() };
        // A checked tree has no dangling link; a tree that was not checked ends here.
        let Some(node) = tree.node(id) else { return Visit::Stop(Stop::End(at, None)) };
        match node {
            Node::Say(say) => self.say(at, node, say),
            Node::Ask(ask) => self.ask(at, node, ask),
            Node::Assist(assist) => self.assist(at, node, assist),
            Node::Verify(verify) => self.verify(at, node, verify),
            Node::Branch(branch) => {
                let case = branch.cases.iter().find(|case| self.holds(Some(&case.when)));
                let next = case.map_or(&branch.otherwise, |case| &case.next);
                self.pass(at, node, None, Passed::Silent);
                Visit::Go(next)
            }
            Node::Each(each) => self.enter_each(at, node, each),
            Node::Call(call) => self.enter_call(at, node, call),
            Node::Review(review) => match self.fact(&at) {
                Some(FactKind::Reviewed) => {
                    self.pass(at, node, None, Passed::Fact);
                    Visit::Go(&review.next)
                }
                _ => Visit::Stop(self.running().map_or(Stop::Review(at, review), Stop::Waiting)),
            },
            Node::Produce(produce) => match self.fact(&at) {
                Some(FactKind::Produced { .. }) => {
                    self.pass(at, node, None, Passed::Fact);
                    Visit::Go(&produce.next)
                }
                _ => Visit::Stop(Stop::Produce(at, produce)),
            },
            Node::End(end) => self.leave(at, node, end.text.as_ref()),
        }
    }

    fn say(&mut self, at: At<'t>, node: &'t Node, say: &'t Say) -> Visit<'t> {
        let said = matches!(self.fact(&at), Some(FactKind::Said));
        if !said && self.holds(say.when.as_ref()) {
            return Visit::Stop(Stop::Say(at, say));
        }
        if said {
            self.pass(at, node, None, Passed::Silent);
        }
        Visit::Go(&say.next)
    }

    fn verify(&mut self, at: At<'t>, node: &'t Node, verify: &'t Verify) -> Visit<'t> {
        let path = self.frame().resolve(&verify.slot);
        if self.holds(verify.when.as_ref()) && self.env().is_set(&path) {
            let now = super::fingerprint::of(self.env(), [&*path]).unwrap_or_default();
            let fact = self.state.facts.get(&*at.place);
            let known = fact.filter(|fact| fact.fingerprint.as_deref() == Some(&now));
            match known.map(|fact| &fact.kind) {
                Some(FactKind::Verify { ok: Some(false), .. }) => {
                    let warning = at.scope.tree.text(&verify.warning, &self.state.locale).to_owned();
                    if let Some(live) = self.env_mut().entry_mut(&path) {
                        live.warning = Some(warning);
                    }
                }
                Some(_) => {}
                None => return Visit::Stop(Stop::Verify(at, verify, now)),
            }
            self.pass(at, node, None, Passed::Silent);
        }
        Visit::Go(&verify.next)
    }

    /// The first assist on the way whose result has not come: the review waits for it.
    fn running(&self) -> Option<AssistAt<'t>> {
        self.steps.iter().find_map(|step| {
            let Node::Assist(assist) = step.node else { return None };
            let fact = self.state.facts.get(&*step.at.place)?;
            let FactKind::Assist(running) = &fact.kind else { return None };
            (running.stage == super::state::AssistStage::Running).then(|| AssistAt {
                at: step.at.clone(),
                assist,
                fingerprint: fact.fingerprint.clone().unwrap_or_default(),
            })
        })
    }

    fn holds(&self, condition: Option<&Condition>) -> bool {
        let Some(condition) = condition else { return true };
        condition.holds(&|slot| match slot {
            AI => Some(Cow::Owned(Value::Bool(self.scene.ai(self.state)))),
            slot => self.env().get(&self.frame().resolve(slot)),
        })
    }

    fn fact(&self, at: &At<'t>) -> Option<&FactKind> {
        self.state.facts.get(&*at.place).map(|fact: &Fact| &fact.kind)
    }

    fn pass(&mut self, at: At<'t>, node: &'t Node, slot: Option<Cow<'t, str>>, passed: Passed) {
        self.steps.push(Step { at, node, slot, passed, now: None });
    }

    fn env(&self) -> &Env<'t> {
        &self.envs[self.frame().env]
    }

    fn env_mut(&mut self) -> &mut Env<'t> {
        let env = self.frame().env;
        &mut self.envs[env]
    }

    fn frame(&self) -> &Frame<'t> {
        self.frames.last().expect("the root frame is never left")
    }
}
