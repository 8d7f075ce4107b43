//! What is still to come: the longest way from where the conversation stands to its end.

use super::{
    Scene,
    brief::Progress,
    state::{Source, State},
    walk::{At, Passed, Stop, Walk, walk},
};
use crate::tree::{
    Tree,
    condition::{AI, Condition},
    json::{Ask, Call, Next, Node, Outcome},
    value::Value,
};
use std::{borrow::Cow, collections::HashMap};

/// A question on the longest way.
pub(super) struct Ahead<'t> {
    pub ask: &'t Ask,
    /// The slot as the conversation's own tree knows it.
    pub root: Option<Cow<'t, str>>,
}

/// How far it is; `known` is the walk that has looked ahead.
pub(super) fn progress<'t>(scene: &Scene<'t>, state: &State, known: &Walk<'t>) -> Progress {
    let walk = walk(scene, state);
    let answered = walk.steps.iter().filter(|step| matches!(step.node, Node::Ask(_))).count();
    // Answered already, behind a question that a changed mind has put in front: not to be asked again.
    let is_known = |ahead: &Ahead<'_>| {
        let step = ahead.root.as_deref().and_then(|root| known.step_for(root));
        step.is_some_and(|step| step.passed != Passed::Ahead)
    };
    let mut ahead = asks(scene, state, &walk);
    ahead.retain(|ahead| !is_known(ahead));
    Progress {
        answered: u32::try_from(answered).unwrap_or(u32::MAX),
        remaining: u32::try_from(ahead.len()).unwrap_or(u32::MAX),
        seconds: ahead.iter().filter_map(|ahead| ahead.ask.seconds).sum(),
    }
}

/// The questions on the longest way that remains, the pending one first.
pub(super) fn asks<'t>(scene: &Scene<'t>, state: &State, walk: &Walk<'t>) -> Vec<Ahead<'t>> {
    let Some(at) = stopped_at(walk) else { return Vec::new() };
    let mut ahead = Vec::new();
    let place: Vec<&str> = at.place.split('/').collect();
    // The innermost tree from the node itself, then each caller from behind its call.
    let mut chain = vec![(scene.tree, None)];
    for id in &place {
        let (tree, _) = chain[chain.len() - 1];
        if let Some(Node::Call(call)) = tree.node(id)
            && let Some(called) = tree.call(&call.tree)
        {
            chain.push((&**called, Some(call)));
        }
    }
    let mut from = at.id;
    for depth in (0..chain.len()).rev() {
        let (tree, call) = chain[depth];
        let own = depth == chain.len() - 1;
        let mut ways = Ways {
            tree,
            scene,
            state,
            walk: own.then_some(walk),
            at: own.then_some(&at),
            memo: HashMap::new(),
        };
        ways.collect(from, &mut |ask, path| {
            let mut root = Some(path);
            for (_, call) in chain[1..=depth].iter().rev() {
                root = root.and_then(|path| exported(call.as_ref()?, &path));
            }
            ahead.push(Ahead { ask, root });
        });
        if let Some(call) = call {
            from = &call.next;
        }
    }
    ahead
}

fn exported<'t>(call: &'t Call, path: &str) -> Option<Cow<'t, str>> {
    call.out.iter().find_map(|(to, inner)| {
        let rest = path.strip_prefix(inner.as_str())?;
        match rest {
            "" => Some(Cow::Borrowed(to.as_str())),
            rest if rest.starts_with('/') => Some(format!("{to}{rest}").into()),
            _ => None,
        }
    })
}

fn stopped_at<'t>(walk: &Walk<'t>) -> Option<At<'t>> {
    match &walk.stop {
        Stop::Ask(asked) => Some(asked.at.clone()),
        Stop::Start(at) | Stop::Proposal(at) | Stop::Waiting(at) => Some(at.at.clone()),
        Stop::Say(at, _) | Stop::Verify(at, ..) | Stop::Review(at, _) | Stop::Produce(at, _) => {
            Some(at.clone())
        }
        Stop::End(..) => None,
    }
}

/// The longest ways of one tree, by node.
struct Ways<'a, 't> {
    tree: &'t Tree,
    scene: &'a Scene<'t>,
    state: &'a State,
    /// What is known, where the walk stands in this very tree.
    walk: Option<&'a Walk<'t>>,
    at: Option<&'a At<'t>>,
    memo: HashMap<&'t str, (usize, Option<&'t str>)>,
}

impl<'t> Ways<'_, 't> {
    /// Hands every question on the longest way from `id` to `found`.
    fn collect(&mut self, id: &'t str, found: &mut dyn FnMut(&'t Ask, Cow<'t, str>)) {
        let mut at = Some(id);
        while let Some(id) = at {
            self.longest(id);
            match self.tree.node(id) {
                Some(Node::Ask(ask)) if self.counts(ask) => found(ask, self.resolve(&ask.slot)),
                Some(Node::Call(call)) => {
                    if let Some(called) = self.tree.call(&call.tree).filter(|_| self.may(call.when.as_ref()))
                    {
                        let mut inner = Ways {
                            tree: called,
                            scene: self.scene,
                            state: self.state,
                            walk: None,
                            at: None,
                            memo: HashMap::new(),
                        };
                        inner.collect(called.start(), &mut |ask, path| {
                            found(ask, exported(call, &path).unwrap_or_default());
                        });
                    }
                }
                _ => {}
            }
            at = self.memo.get(id).and_then(|(_, next)| *next);
        }
    }

    /// How many questions the longest way from `id` has. The graph is acyclic; the memo keeps it linear.
    fn longest(&mut self, id: &'t str) -> usize {
        if let Some((asks, _)) = self.memo.get(id) {
            return *asks;
        }
        let Some(node) = self.tree.node(id) else { return 0 };
        let own = match node {
            Node::Ask(ask) => usize::from(self.counts(ask)),
            _ => 0,
        };
        let mut best: Option<(usize, &'t str)> = None;
        for next in self.onward(node) {
            let asks = self.longest(next);
            if best.is_none_or(|(most, _)| asks > most) {
                best = Some((asks, next));
            }
        }
        let asks = own + best.map_or(0, |(asks, _)| asks);
        self.memo.insert(id, (asks, best.map(|(_, next)| next)));
        asks
    }

    fn onward(&self, node: &'t Node) -> Vec<&'t str> {
        match node {
            Node::Say(say) => vec![&say.next],
            Node::Ask(ask) => match &ask.next {
                Next::Node(next) => vec![next],
                Next::ByOption(by) => match self.known(&self.resolve(&ask.slot)).as_deref() {
                    Some(Value::Text(id)) if by.contains_key(id) => vec![&by[id]],
                    _ => by.values().map(String::as_str).collect(),
                },
            },
            Node::Assist(assist) => {
                let outcomes = assist.outcomes.values().filter_map(|outcome| match outcome {
                    Outcome::Node(node) => Some(node.as_str()),
                    Outcome::Reask { .. } => None,
                });
                outcomes.chain([assist.next.as_str()]).collect()
            }
            Node::Verify(verify) => vec![&verify.next],
            Node::Branch(branch) => {
                let mut ways = Vec::new();
                for case in &branch.cases {
                    match self.decided(&case.when) {
                        Some(true) => {
                            ways.push(case.next.as_str());
                            return ways;
                        }
                        Some(false) => {}
                        None => ways.push(&case.next),
                    }
                }
                ways.push(&branch.otherwise);
                ways
            }
            Node::Each(each) => vec![&each.next],
            Node::Call(call) => vec![&call.next],
            Node::Review(review) => vec![&review.next],
            Node::Produce(produce) => vec![&produce.next],
            Node::End(_) => Vec::new(),
        }
    }

    /// Whether the question may still be put, as far as is known.
    fn counts(&self, ask: &Ask) -> bool {
        let path = self.resolve(&ask.slot);
        let left_out = ask.chapter.as_ref().is_some_and(|id| self.state.skipped_chapters.contains(id));
        let given = self.state.given.get(&*path);
        let known = ask.skip_if_set && (self.known(&path).is_some() || given.is_some())
            || given.is_some_and(|given| given.source == Source::Pasted);
        self.may(ask.when.as_ref()) && !left_out && !known
    }

    fn may(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|when| self.decided(when).unwrap_or(true))
    }

    /// What a condition comes to, if everything that it reads is known by now.
    fn decided(&self, condition: &Condition) -> Option<bool> {
        let mut known = true;
        condition.each(&mut |test| {
            known = known && (test.slot == AI || self.known(&self.resolve(&test.slot)).is_some());
        });
        known.then(|| {
            condition.holds(&|slot| match slot {
                AI => Some(Cow::Owned(Value::Bool(self.scene.ai(self.state)))),
                slot => self.known(&self.resolve(slot)),
            })
        })
    }

    fn known(&self, path: &str) -> Option<Cow<'_, Value>> {
        let (walk, at) = (self.walk?, self.at?);
        walk.env_at(at).get(path)
    }

    fn resolve<'s>(&self, slot: &'s str) -> Cow<'s, str> {
        self.at.map_or(Cow::Borrowed(slot), |at| at.scope.resolve(slot))
    }
}
