//! What the conversation is told of an act, as rows.

use super::{PHRASES, list, money};
use crate::{
    app::App,
    deliverable::{
        State,
        board::{Actor, Board, Done, Piece, Told},
    },
    engine::{
        effect::MessageKind,
        told::{Count, PieceNote, ToldRow},
    },
    id::PieceId,
    turn::{Peer, Rejection},
};

/// Words an act for one conversation.
pub struct Teller<'a> {
    app: &'a App,
    peer: &'a Peer,
    actor: &'a Actor,
    locale: &'a str,
    /// Whether a model is asked in this conversation.
    ai: bool,
}

impl<'a> Teller<'a> {
    pub fn new(app: &'a App, peer: &'a Peer, actor: &'a Actor, locale: &'a str, ai: bool) -> Self {
        Self { app, peer, actor, locale, ai }
    }

    pub async fn rows(&self, before: Option<&Board>, done: &Done) -> Result<Vec<ToldRow>, Rejection> {
        let board = &done.board;
        let count = list::count(self.app, board, self.ai);
        let mut rows = Vec::with_capacity(done.told.len() + 1);
        rows.extend(before.and_then(|before| self.started(before, board, count)));
        for told in &done.told {
            rows.extend(match told {
                Told::Plan => Some(self.plan(board).await?),
                told => self.row(board, told, count),
            });
        }
        Ok(rows)
    }

    /// A package was started: everybody who watches hears of it.
    fn started(&self, before: &Board, board: &Board, count: Count) -> Option<ToldRow> {
        if before.brief != board.brief || before.started == board.started {
            return None;
        }
        let wanted = board.count().of.saturating_sub(before.count().of).to_string();
        let text = PHRASES.fill(self.locale, "started", &[("wanted", &wanted)]);
        Some(ToldRow::Message { kind: MessageKind::Say, text, piece: None, count: Some(count) })
    }

    async fn plan(&self, board: &Board) -> Result<ToldRow, Rejection> {
        let estimate = money::estimate(self.app, self.peer, board, self.ai, self.locale).await?;
        let first = board.plan.nodes.iter().filter(|node| node.package == 1).count();
        let all = board.plan.nodes.len();
        let key = if first < all { "plan_packages" } else { "plan" };
        let (first, all) = (first.to_string(), all.to_string());
        let arguments = [("first", &*first), ("all", &*all), ("cost", &*estimate.text)];
        let text = PHRASES.fill(self.locale, key, &arguments);
        let count = Some(Count::default());
        Ok(ToldRow::Message { kind: MessageKind::Plan, text, piece: None, count })
    }

    fn row(&self, board: &Board, told: &Told, count: Count) -> Option<ToldRow> {
        let card = |key: &str, id: &PieceId, version: Option<u32>| {
            let piece = board.pieces.get(id)?;
            let version = version.unwrap_or(piece.version);
            let arguments = [("title", piece.title.as_str()), ("version", &version.to_string())];
            let text = PHRASES.fill(self.locale, key, &arguments);
            let piece = Some(note(piece, version));
            Some(ToldRow::Message { kind: MessageKind::Piece, text, piece, count: Some(count) })
        };
        let say =
            |text: String| Some(ToldRow::Message { kind: MessageKind::Say, text, piece: None, count: None });
        match told {
            Told::Plan => None,
            Told::Card { piece, version } => {
                let waits = board.pieces.get(piece).is_some_and(|piece| piece.state.waits());
                card(if waits { "card" } else { "card_draft" }, piece, Some(*version))
            }
            Told::Failed { piece } => {
                let there = board.pieces.get(piece).is_some_and(|piece| piece.version > 0);
                card(if there { "failed_change" } else { "failed" }, piece, None)
            }
            Told::Left { piece } => self.left(board.pieces.get(piece)?, count),
            Told::Reminder { piece, version, .. } => card("reminder", piece, Some(*version)),
            Told::Variations { piece } | Told::Changed { piece } => {
                self.change(board.pieces.get(piece)?, count)
            }
            Told::Finished => {
                let done = count.done.to_string();
                say(PHRASES.fill(self.locale, "finished", &[("done", &done)]))
            }
            Told::Skipped { pieces } => {
                let zone = self.peer.zone.as_deref().unwrap_or("UTC");
                let lines = pieces.iter().filter_map(|(id, why)| {
                    let title = &board.pieces.get(id)?.title;
                    Some(format!("{title}: {}", why.say(self.locale, zone)))
                });
                let lines: Vec<String> = lines.collect();
                let arguments = [("lines", &*lines.join("\n"))];
                say(PHRASES.fill(self.locale, "skipped", &arguments))
            }
        }
    }

    /// Who asked for what, for whoever makes the change.
    fn left(&self, piece: &Piece, count: Count) -> Option<ToldRow> {
        let request = piece.request.as_ref()?;
        let by = request.by.name_or(PHRASES.say(self.locale, "a_member"));
        let key = if request.text.is_empty() { "left_untold" } else { "left" };
        let version = piece.version.to_string();
        let args = [("title", &*piece.title), ("version", &version), ("by", by), ("text", &request.text)];
        let text = PHRASES.fill(self.locale, key, &args);
        let piece = Some(note(piece, piece.version));
        Some(ToldRow::Message { kind: MessageKind::Piece, text, piece, count: Some(count) })
    }

    /// A change that is asked for is whoever asked's, also where Pauta says so.
    fn change(&self, piece: &Piece, count: Count) -> Option<ToldRow> {
        let asked = piece.request.as_ref().filter(|_| piece.state == State::ChangesRequested);
        let by = asked.map_or(self.actor, |request| &request.by);
        Some(ToldRow::Change {
            piece: piece.id.to_string(),
            version: piece.version,
            state: piece.state.name().to_owned(),
            by: by.who.clone(),
            name: by.name.clone(),
            count: Some(count),
        })
    }
}

fn note(piece: &Piece, version: u32) -> PieceNote {
    PieceNote {
        id: piece.id.to_string(),
        kind: piece.kind.name().to_owned(),
        family: list::family(piece.kind.family()),
        title: piece.title.clone(),
        version,
        state: piece.state.name().to_owned(),
    }
}
