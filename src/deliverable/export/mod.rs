//! What leaves the house: approved versions as files that people read, platforms import and programs check.

mod csv;
mod formula;
mod html;
mod json;
mod markdown;
mod name;
mod platform;
mod read_me;

pub use json::json;
pub use name::slug;
pub use platform::{Platform, platforms};

use super::{
    Content, Family, State, Version,
    board::{Board, Decision, Handled, Piece, UNDO},
    lines,
    plan::Node,
    view::Line,
};
use crate::{phrase::Phrases, time::Millis};
use std::{collections::BTreeSet, sync::LazyLock};

/// What the files say around the texts.
pub static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("phrases.json")));

/// A piece that stays, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub title: String,
    pub version: u32,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not approved.
    State(State),
    /// It was approved so shortly ago that whoever did can take it back.
    Undo,
}

/// A piece that goes out, with the version that was approved.
#[derive(Clone, Debug)]
pub struct Item {
    pub node: Node,
    pub piece: Piece,
    pub version: Version,
    pub pictures: Vec<Picture>,
}

/// A picture of the version. Its bytes are streamed by whoever packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The name of its size.
    pub name: String,
    pub mime: String,
}

/// Everything that goes out together.
#[derive(Clone, Debug)]
pub struct Package {
    pub campaign: String,
    pub locale: String,
    /// The zone in which times are told.
    pub zone: String,
    pub items: Vec<Item>,
    pub left: Vec<Left>,
}

/// A text file of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The pieces of a board in the order of its plan: those that may leave now, and those that stay.
pub fn leaving(board: &Board, now: Millis) -> (Vec<(&Node, &Piece)>, Vec<Left>) {
    let (mut out, mut left) = (Vec::new(), Vec::new());
    for node in &board.plan.nodes {
        let Some(piece) = board.pieces.values().find(|piece| piece.node == node.id) else { continue };
        match stays(piece, now) {
            None => out.push((node, piece)),
            Some(why) => left.push(Left { title: piece.title.clone(), version: piece.version, why }),
        }
    }
    (out, left)
}

fn stays(piece: &Piece, now: Millis) -> Option<Why> {
    if piece.state != State::Approved {
        return Some(Why::State(piece.state));
    }
    let newest = piece.decisions.iter().map(|decision| decision.at).max();
    newest.is_some_and(|at| now.since(at) < UNDO).then_some(Why::Undo)
}

impl Item {
    /// The decision by which it may leave.
    pub fn approval(&self) -> Option<&Handled> {
        let approves = |handled: &&Handled| {
            !handled.undone
                && handled.version == self.version.number
                && matches!(handled.decision, Decision::Approve | Decision::Carried | Decision::Keep)
        };
        self.piece.decisions.iter().rev().find(approves)
    }

    fn lines(&self) -> Vec<Line> {
        let content = Content::read(self.version.kind, &self.version.content);
        let all = content.map(|content| lines(&content, &self.version.locale)).unwrap_or_default();
        all.into_iter().filter(|line| !line.text.trim().is_empty()).collect()
    }
}

impl Package {
    fn say<'a>(&'a self, key: &'a str) -> &'a str {
        PHRASES.say(&self.locale, key)
    }

    /// The campaign's name, or a word in its place.
    pub fn title(&self) -> &str {
        if self.campaign.trim().is_empty() { self.say("campaign_none") } else { self.campaign.trim() }
    }

    /// "aprovado por Ana em 24/11/2026 14:02".
    fn approved(&self, item: &Item) -> String {
        let Some(handled) = item.approval() else { return String::new() };
        let at = handled.at.local_in(&self.zone);
        let form = if self.locale.starts_with("pt") { "%d/%m/%Y %H:%M" } else { "%Y-%m-%d %H:%M" };
        let (at, name) = (at.strftime(form).to_string(), handled.by.name.trim());
        let key = if name.is_empty() { "approved_at" } else { "approved_by" };
        PHRASES.fill(&self.locale, key, &[("at", &at), ("name", name)])
    }

    /// The stem of each item's files: a folder, a piece, a version. No two are alike, and none leads elsewhere.
    pub fn stems(&self) -> Vec<String> {
        let mut taken = BTreeSet::new();
        let stem = |item: &Item| {
            let family = item.piece.kind.family();
            let folder = PHRASES.say(&self.locale, folder(family));
            let name = format!("{folder}/{}-v{}", slug(&item.node.id, "peca"), item.version.number);
            let mut free = name.clone();
            let mut nth = 1;
            while !taken.insert(free.clone()) {
                nth += 1;
                free = format!("{name}-{nth}");
            }
            free
        };
        self.items.iter().map(stem).collect()
    }

    /// The name of each picture's file, by its item and its place.
    pub fn pictures(&self) -> Vec<(usize, usize, String)> {
        let mut names = Vec::new();
        for (at, (item, stem)) in self.items.iter().zip(self.stems()).enumerate() {
            for (nth, picture) in item.pictures.iter().enumerate() {
                let ending = name::ending(&picture.mime);
                names.push((
                    at,
                    nth,
                    format!("{stem}-{}-{}.{ending}", nth + 1, slug(&picture.name, "imagem")),
                ));
            }
        }
        names
    }

    /// Every file but the pictures and the read-me, always in the same order.
    pub fn files(&self) -> Vec<File> {
        let mut files = Vec::new();
        for (item, stem) in self.items.iter().zip(self.stems()) {
            files.push(File { name: format!("{stem}.md"), bytes: markdown::piece(self, item).into_bytes() });
            files.push(File { name: format!("{stem}.html"), bytes: html::piece(self, item).into_bytes() });
        }
        let tables = csv::tables(self).into_iter();
        files.extend(tables.map(|(name, _, table)| File { name, bytes: table.bytes }));
        if !self.items.is_empty() {
            files.push(File { name: self.say("texts").to_owned(), bytes: csv::texts(self) });
        }
        files.push(File { name: "campaign.json".into(), bytes: json(self).to_string().into_bytes() });
        files
    }

    /// What is in here and what is not. `lost` are pictures that could not be read.
    pub fn read_me(&self, lost: &[String]) -> File {
        File { name: self.say("read_me").to_owned(), bytes: read_me::text(self, lost).into_bytes() }
    }
}

fn folder(family: Family) -> &'static str {
    match family {
        Family::Strategy => "folder_strategy",
        Family::Ads => "folder_ads",
        Family::Social => "folder_social",
        Family::Messages => "folder_messages",
        Family::Content => "folder_content",
        Family::Pages => "folder_pages",
        Family::Visuals => "folder_visuals",
        Family::Media => "folder_media",
    }
}
