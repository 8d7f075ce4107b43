//! A campaign that nobody keeps: a script of what was written and decided, played through the same plan, drafts,
//! checks and board as one that is kept. What it shows is what comes of such acts, or it does not come about.

use super::{
    list::{self, Listed},
    material::{Before, Material},
    view::Seen,
    wish::{Delivery, Text},
};
use crate::{
    deliverable::{
        By, Content, Kit, Price, Version,
        board::{Act, Actor, Board, Decision, Done, Offer, Piece, Role, Scope, Settings, Tag},
        draft::{Ask, draft},
        facts::Facts,
        lines,
        plan::{Node, Plan, plan},
        put,
        view::PieceView,
    },
    engine::{brief::Brief, effect::Frozen, state::Who},
    id::{ConversationId, PieceId},
    time::Millis,
    work::Work,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What was written and decided, in the order in which it happened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// When the plan was offered and started.
    offered: Timestamp,
    /// The versions of each piece, by its node. A piece that is not here was left out.
    written: BTreeMap<String, Vec<Writing>>,
    decided: Vec<Ruling>,
}

/// A version: the words of the one before it, or of the rules' draft, with these in their places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Writing {
    at: Timestamp,
    why: String,
    texts: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ruling {
    at: Timestamp,
    by: String,
    piece: String,
    what: What,
    #[serde(default)]
    comment: String,
    /// The field that a change is asked in.
    #[serde(default)]
    path: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Request,
    Approve,
}

/// What came of a script.
#[derive(Debug)]
pub struct Played {
    pub brief: Brief,
    on: Board,
    /// The oldest first.
    versions: Vec<Version>,
}

impl Played {
    /// Plays it on a closed brief.
    ///
    /// # Errors
    /// Which line of it the board refuses, or which text is of no piece.
    pub fn of(script: &Script, frozen: &Frozen) -> Result<Self, String> {
        let brief = frozen.brief.clone();
        let (facts, kit) = (Facts::of(&brief), Kit::of_brief(&brief));
        let plan = plan(&facts, &kit, &brief.locale);
        if let Some(unknown) = script.written.keys().find(|node| plan.node(node).is_none()) {
            return Err(format!("the plan has no {unknown}"));
        }
        let offer = offer(frozen, plan)?;
        let material = Material { brief: brief.clone(), facts, kit };
        let done =
            Board::offer(None, offer, millis(script.offered)).map_err(|refusal| format!("{refusal:?}"))?;
        let mut player =
            Player { script, material, played: Self { brief, on: done.board, versions: Vec::new() } };
        player.start()?;
        script.decided.iter().try_for_each(|ruling| player.rule(ruling))?;
        Ok(player.played)
    }

    /// Every piece that was made.
    pub fn listed(&self) -> Listed {
        let mut pieces = list::lines(&self.on);
        pieces.retain(|line| line.version > 0);
        Listed { production: None, pieces }
    }

    /// As [`super::view`] shows it, to somebody who may do nothing.
    pub fn view(&self, id: &PieceId, which: (Option<u32>, Option<u32>)) -> Option<PieceView> {
        let piece = self.on.pieces.get(id)?;
        let versions: Vec<Version> = self.versions.iter().filter(|one| one.piece == *id).cloned().collect();
        let (actor, now, locale) = (Actor::pauta(), piece.updated_at, self.on.locale.as_str());
        let seen =
            Seen { on: &self.on, piece, versions: &versions, members: &[], actor: &actor, now, locale };
        Some(PieceView { actions: Vec::new(), undo_until: None, ..seen.view(which)? })
    }

    fn newest(&self, piece: &Piece) -> Option<&Version> {
        self.versions.iter().find(|version| version.piece == piece.id && version.number == piece.version)
    }
}

/// The ids are the same in every process, whichever of them is asked next.
fn offer(frozen: &Frozen, plan: Plan) -> Result<Offer, String> {
    let id = |n: usize| format!("00000000-0000-7000-8000-{n:012}");
    let ids = (1..=plan.nodes.len()).map(|n| PieceId::parse(&id(n))).collect::<Option<_>>();
    Ok(Offer {
        conversation: ConversationId::parse(&id(0)).ok_or("it has no id")?,
        plan,
        brief: frozen.version,
        kit: 0,
        locale: frozen.brief.locale.clone(),
        settings: Settings::default(),
        ids: ids.ok_or("a piece has no id")?,
        touched: Vec::new(),
    })
}

fn millis(at: Timestamp) -> Millis {
    Millis(at.as_millisecond())
}

struct Player<'a> {
    script: &'a Script,
    material: Material,
    played: Played,
}

impl Player<'_> {
    /// Starts every package that has one of the pieces.
    fn start(&mut self) -> Result<(), String> {
        let nodes = &self.played.on.plan.nodes;
        let left_out = nodes.iter().filter(|node| !self.script.written.contains_key(&node.id));
        let without: Vec<String> = left_out.map(|node| node.id.clone()).collect();
        let last = nodes.iter().filter(|node| !without.contains(&node.id)).map(|node| node.package).max();
        let author = Actor { who: Who::Person, ..Actor::pauta() };
        for package in 1..=last.unwrap_or(0) {
            let without = without.clone();
            self.act(Act::Start { package, without }, &author, self.script.offered)?;
        }
        Ok(())
    }

    fn rule(&mut self, ruling: &Ruling) -> Result<(), String> {
        let on = &self.played.on;
        let piece = on.made_for(&ruling.piece).ok_or_else(|| format!("the plan has no {}", ruling.piece))?;
        let (id, version, sha256) = (piece.id.clone(), piece.version, piece.sha256.clone());
        let act = match ruling.what {
            What::Request => {
                let (text, tags, path) = (ruling.comment.clone(), ruling.tags.clone(), ruling.path.clone());
                Act::Request { piece: id, version, scope: Scope::Field { path }, text, tags }
            }
            What::Approve => {
                let (decision, comment) = (Decision::Approve, ruling.comment.clone());
                Act::Decide {
                    piece: id,
                    version,
                    sha256,
                    decision,
                    comment,
                    lines: Vec::new(),
                    ticked: false,
                }
            }
        };
        let (name, key) = (ruling.by.clone(), ruling.by.clone());
        let by = Actor { who: Who::Person, name, role: Role::Client, door: "link".into(), key };
        self.act(act, &by, ruling.at)
    }

    /// One act with all the writing that follows from it.
    fn act(&mut self, act: Act, by: &Actor, at: Timestamp) -> Result<(), String> {
        let mut wanted = self.apply(act, by, millis(at))?.wanted;
        while !wanted.is_empty() {
            let mut next = Vec::new();
            for one in wanted {
                let Work::Generate { piece, round, .. } = one.work else { continue };
                next.extend(self.write(&piece, round)?.wanted);
            }
            wanted = next;
        }
        Ok(())
    }

    fn apply(&mut self, act: Act, by: &Actor, now: Millis) -> Result<Done, String> {
        let said = format!("{act:?}");
        let done = self.played.on.apply(act, by, now).map_err(|refusal| format!("{refusal:?} of {said}"))?;
        self.played.on = done.board.clone();
        self.played.versions.extend(done.versions.iter().cloned());
        Ok(done)
    }

    /// Delivers the version that comes next.
    fn write(&mut self, id: &PieceId, round: u32) -> Result<Done, String> {
        let on = &self.played.on;
        let piece = on.pieces.get(id).ok_or("there is no such piece")?;
        let node = on.plan.node(&piece.node).ok_or("it is in no plan")?;
        let nth = piece.last as usize;
        let writing = self.script.written.get(&node.id).and_then(|all| all.get(nth));
        let writing = writing.ok_or_else(|| format!("nobody wrote version {} of {}", nth + 1, node.id))?;
        let before = self.before(node);
        let text = self.text(piece, node, writing, &before)?;
        let (brief, kit, inputs) = (on.brief, self.material.kit.version, before.inputs);
        let delivery = Delivery { piece: id.clone(), round, brief, kit, inputs, texts: vec![text] };
        let at = millis(writing.at);
        let act = delivery.act(on, at).map_err(|refusal| format!("{refusal:?}"))?;
        self.apply(act, &Actor::pauta(), at)
    }

    fn before(&self, node: &Node) -> Before {
        let mut before = Before::default();
        for need in &node.needs {
            let on = &self.played.on;
            let version = on.made_for(need).and_then(|piece| self.played.newest(piece));
            if let (Some(needed), Some(version)) = (on.plan.node(need), version) {
                before.add(needed, version);
            }
        }
        before
    }

    fn text(&self, piece: &Piece, node: &Node, writing: &Writing, before: &Before) -> Result<Text, String> {
        let (Material { facts, kit, .. }, locale) = (&self.material, self.played.on.locale.as_str());
        let newest = self.played.newest(piece).map(|version| Content::read(version.kind, &version.content));
        let was = newest.unwrap_or_else(|| {
            Ok(draft(&Ask { node, facts, kit, upstream: &before.upstream, locale, take: 1 }).content)
        })?;
        let content = put(&was, &writing.texts)?;
        let said = self.material.said(before, locale);
        let words: Vec<String> = lines(&content, locale).into_iter().map(|line| line.text).collect();
        Ok(Text {
            // As strictly as what a model wrote: it claims nothing that the brief does not say.
            checks: self.material.inspect(&content, &said, locale, true),
            by: By::Example,
            prompt: None,
            cost: Price::Nothing,
            sources: facts.sources(&words.join("\n")),
            rationale: writing.why.clone(),
            pictures: Vec::new(),
            content,
        })
    }
}
