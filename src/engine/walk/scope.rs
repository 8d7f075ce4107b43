//! Frames of the walk: the tree itself, a called tree with an environment of its own, the items of an `each`.

use super::{At, Passed, Stop, Visit, Walker};
use crate::{
    engine::env::Env,
    tree::{
        Tree,
        json::{Call, Each, Node, SlotPath, Text},
        value::Value,
    },
};
use std::{borrow::Cow, rc::Rc};

/// Where a node speaks: its tree, its environment, its names for items.
#[derive(Clone)]
pub(crate) struct Scope<'t> {
    pub tree: &'t Tree,
    /// Index of the environment in [`super::Walk::envs`].
    pub env: usize,
    aliases: Rc<[(&'t str, SlotPath)]>,
}

pub(super) struct Frame<'t> {
    pub tree: &'t Tree,
    pub env: usize,
    /// What stands before a node's id in its place: `kit_call/`, `each_rival/i3/`.
    prefix: String,
    aliases: Rc<[(&'t str, SlotPath)]>,
    kind: Kind<'t>,
}

enum Kind<'t> {
    Root,
    Call(&'t Call),
    Each { each: &'t Each, path: Cow<'t, str>, items: Vec<String>, at: usize, around: String },
}

impl<'t> Frame<'t> {
    pub fn root(tree: &'t Tree) -> Self {
        Self { tree, env: 0, prefix: String::new(), aliases: Rc::new([]), kind: Kind::Root }
    }

    pub fn place(&self, id: &'t str) -> Cow<'t, str> {
        if self.prefix.is_empty() { Cow::Borrowed(id) } else { [self.prefix.as_str(), id].concat().into() }
    }

    pub fn scope(&self) -> Scope<'t> {
        Scope { tree: self.tree, env: self.env, aliases: Rc::clone(&self.aliases) }
    }

    pub fn resolve<'a>(&self, slot: &'a str) -> Cow<'a, str> {
        resolve(&self.aliases, slot)
    }
}

impl<'t> Scope<'t> {
    /// That of the conversation's own tree.
    pub fn of(tree: &'t Tree) -> Self {
        Self { tree, env: 0, aliases: Rc::new([]) }
    }

    /// The slot behind a name that may begin with an item's alias: `rival/note` → `rivals/i3/note`.
    pub fn resolve<'a>(&self, slot: &'a str) -> Cow<'a, str> {
        resolve(&self.aliases, slot)
    }
}

fn resolve<'a>(aliases: &[(&str, SlotPath)], slot: &'a str) -> Cow<'a, str> {
    let (head, rest) = slot.split_once('/').unwrap_or((slot, ""));
    match aliases.iter().rev().find(|(name, _)| *name == head) {
        Some((_, real)) if rest.is_empty() => real.clone().into(),
        Some((_, real)) => format!("{real}/{rest}").into(),
        None => slot.into(),
    }
}

/// `whole` and what stands below it.
fn joined<'t>(whole: Cow<'t, str>, rest: &str) -> Cow<'t, str> {
    if rest.is_empty() { whole } else { [&*whole, rest].concat().into() }
}

impl<'t> Walker<'t, '_> {
    pub(super) fn enter_call(&mut self, at: At<'t>, node: &'t Node, call: &'t Call) -> Visit<'t> {
        let Some(tree) = self.frame().tree.call(&call.tree) else { return Visit::Go(&call.next) };
        if !self.holds(call.when.as_ref()) {
            return Visit::Go(&call.next);
        }
        let mut env = Env::with_room(tree.doc().slots.len());
        for (inner, outer) in &call.with {
            let outer = self.frame().resolve(outer);
            for (path, live) in self.env().under(&outer) {
                env.set(joined(Cow::Borrowed(inner), &path[outer.len()..]), live.clone());
            }
        }
        self.envs.push(env);
        let prefix = format!("{}/", at.place);
        self.pass(at, node, None, Passed::Silent);
        self.frames.push(Frame {
            tree,
            env: self.envs.len() - 1,
            prefix,
            aliases: Rc::new([]),
            kind: Kind::Call(call),
        });
        Visit::Go(tree.start())
    }

    pub(super) fn enter_each(&mut self, at: At<'t>, node: &'t Node, each: &'t Each) -> Visit<'t> {
        let path = self.frame().resolve(&each.over);
        let items = match self.env().get(&path).as_deref() {
            Some(Value::Items(items)) => items.items.iter().map(|item| item.id.clone()).collect(),
            _ => Vec::new(),
        };
        if items.is_empty() {
            return Visit::Go(&each.next);
        }
        let around = format!("{}/", at.place);
        self.pass(at, node, None, Passed::Silent);
        let (tree, env) = (self.frame().tree, self.frame().env);
        let kind = Kind::Each { each, path, items, at: 0, around };
        let aliases = Rc::clone(&self.frame().aliases);
        self.frames.push(Frame { tree, env, prefix: String::new(), aliases, kind });
        self.begin_item();
        Visit::Go(&each.body)
    }

    /// An `end`: the next item, back to the caller, or the end of the conversation.
    pub(super) fn leave(&mut self, at: At<'t>, node: &'t Node, text: Option<&'t Text>) -> Visit<'t> {
        match &mut self.frames.last_mut().expect("the root frame is never left").kind {
            Kind::Root => Visit::Stop(Stop::End(at, text)),
            Kind::Call(call) => {
                let call = *call;
                self.pass(at, node, None, Passed::Silent);
                self.export(call);
                self.frames.pop();
                Visit::Go(&call.next)
            }
            Kind::Each { each, items, at: index, .. } => {
                let each = *each;
                *index += 1;
                if *index < items.len() {
                    self.begin_item();
                    return Visit::Go(&each.body);
                }
                self.frames.pop();
                Visit::Go(&each.next)
            }
        }
    }

    /// Names the current item, and moves the places to it.
    fn begin_item(&mut self) {
        let frame = self.frames.last_mut().expect("the root frame is never left");
        let Kind::Each { each, path, items, at, around } = &frame.kind else { return };
        let item = &items[*at];
        frame.prefix = format!("{around}{item}/");
        let mut aliases: Vec<_> =
            frame.aliases.iter().filter(|(name, _)| *name != each.item).cloned().collect();
        aliases.push((&each.item, format!("{path}/{item}")));
        frame.aliases = aliases.into();
    }

    /// Gives the caller what the call declares.
    fn export(&mut self, call: &'t Call) {
        let inner = self.frame().env;
        let outer = &self.frames[self.frames.len() - 2];
        let (into, resolved): (usize, Vec<_>) =
            (outer.env, call.out.iter().map(|(to, from)| (outer.resolve(to), from)).collect());
        for (to, from) in resolved {
            let lives: Vec<_> =
                self.envs[inner].under(from).map(|(path, live)| (path.to_owned(), live.clone())).collect();
            for (path, live) in lives {
                self.envs[into].set(joined(to.clone(), &path[from.len()..]), live);
            }
        }
    }

    /// The name that the conversation's own tree has for a slot of the tree walked now, if it has one.
    pub(super) fn root_path(&self, path: &Cow<'t, str>) -> Option<Cow<'t, str>> {
        let mut path = path.clone();
        for depth in (0..self.frames.len()).rev() {
            if let Kind::Call(call) = &self.frames[depth].kind {
                let (to, from) = call.out.iter().find(|(_, from)| {
                    path.strip_prefix(from.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })?;
                path = joined(self.frames[depth - 1].resolve(to), &path[from.len()..]);
            }
        }
        Some(path)
    }
}
