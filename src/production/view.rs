//! One piece as a person sees it.

use super::{PHRASES, board, money};
use crate::{
    app::App,
    deliverable::{
        By, Content, Version,
        board::{Actor, Board, Decision, Piece},
        lines,
        scope::changes,
        view::{AssetView, HistoryLine, LineChange, PieceView},
    },
    engine::state::Who,
    id::{MemberId, PieceId},
    store::{AssetRow, Member},
    time::Millis,
    turn::{Code, Peer, Rejection},
};
use serde_json::Value;

/// How long a decision can be taken back.
const UNDO_MS: i64 = 60_000;

/// A version of a piece (the newest without a number), compared with another one (the one that it was made from
/// without a number). Whose conversation it is has been looked at.
pub async fn view(
    app: &App,
    peer: &Peer,
    actor: &Actor,
    id: &PieceId,
    (number, from): (Option<u32>, Option<u32>),
) -> Result<PieceView, Rejection> {
    let unknown = || Rejection::new(Code::UnknownPiece, &peer.locale);
    let failed = board::failed(peer);
    let on = board::load(app, peer).await?.ok_or_else(unknown)?;
    let piece = on.pieces.get(id).ok_or_else(unknown)?;
    let rows = app.store.workspace(&peer.workspace);
    let versions = rows.piece_versions(&peer.conversation, id).await.map_err(&failed)?;
    let versions: Vec<Version> =
        versions.iter().map(|row| board::read(&row.body, peer)).collect::<Result<_, _>>()?;
    let members = rows.members().await.map_err(&failed)?;
    let seen = Seen {
        on: &on,
        piece,
        versions: &versions,
        members: &members,
        actor,
        now: app.clock.now(),
        locale: &peer.locale,
    };
    let view = seen.view((number, from)).ok_or_else(unknown)?;
    let Some(shown) = seen.version(view.version) else { return Ok(view) };
    let assets = rows.piece_assets(&peer.conversation, id, shown.number).await.map_err(&failed)?;
    let content = Content::read(shown.kind, &shown.content).ok();
    let alt = content.as_ref().map(alt).unwrap_or_default();
    Ok(PieceView {
        cost: money::price(app, shown.cost, &peer.locale),
        assets: assets.iter().map(|row| picture(peer, row, &alt)).collect(),
        ..view
    })
}

/// What is looked at, by whom and when.
pub(super) struct Seen<'a> {
    pub on: &'a Board,
    pub piece: &'a Piece,
    /// All of the piece's, the oldest first.
    pub versions: &'a [Version],
    pub members: &'a [Member],
    pub actor: &'a Actor,
    pub now: Millis,
    /// The reader's: a piece keeps its own.
    pub locale: &'a str,
}

impl Seen<'_> {
    /// A version with what differs from another, as in [`view`]; without its pictures and what it cost. `None`: one
    /// of them is not there.
    pub fn view(&self, (number, from): (Option<u32>, Option<u32>)) -> Option<PieceView> {
        let shown = match number {
            Some(number) => Some(self.version(number)?),
            None => self.version(self.piece.version),
        };
        let base = match (from, shown) {
            (Some(from), _) => Some(self.version(from)?),
            (None, Some(shown)) => shown.parent.and_then(|parent| self.version(parent)),
            (None, None) => None,
        };
        let view = self.around();
        let Some(shown) = shown else { return Some(view) };
        // What the campaign says is in its language; what the lines are called, in the reader's.
        let texts = |version: &Version| {
            let content = Content::read(version.kind, &version.content).ok();
            content.map(|content| lines(&content, self.locale)).unwrap_or_default()
        };
        let now_lines = texts(shown);
        let changed: Vec<LineChange> = base.map(|base| changes(&texts(base), &now_lines)).unwrap_or_default();
        Some(PieceView {
            version: shown.number,
            sha256: shown.sha256.clone(),
            locale: shown.locale.clone(),
            content: shown.content.clone(),
            lines: now_lines,
            checks: shown.checks.clone(),
            changes: changed,
            rationale: shown.rationale.clone(),
            sources: shown.sources.clone(),
            by: self.names().by(&shown.by),
            brief: shown.brief,
            kit: shown.kit,
            ..view
        })
    }

    fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    fn names(&self) -> Names<'_> {
        Names { members: self.members, own: &self.actor.who, locale: self.locale }
    }

    /// Everything but the words of a version.
    fn around(&self) -> PieceView {
        let Self { on, piece, versions, actor, now, .. } = self;
        let actions = on.actions(&piece.id, actor, *now);
        let told = versions.iter().filter(|version| !piece.variations.contains(&version.number));
        let names = self.names();
        let line = |version: &Version| HistoryLine {
            version: version.number,
            by: names.by(&version.by),
            at: version.at,
        };
        PieceView {
            id: piece.id.clone(),
            kind: piece.kind,
            family: piece.kind.family(),
            title: piece.title.clone(),
            channel: on.plan.node(&piece.node).and_then(|node| node.channel),
            state: piece.state,
            version: 0,
            latest: piece.version,
            sha256: String::new(),
            locale: on.locale.clone(),
            content: Value::Null,
            lines: Vec::new(),
            checks: Vec::new(),
            changes: Vec::new(),
            rationale: String::new(),
            sources: Vec::new(),
            cost: String::new(),
            by: String::new(),
            brief: on.brief,
            kit: on.kit,
            stale: piece.stale.clone(),
            request: piece.request.clone(),
            decisions: piece.decisions.clone(),
            history: told.map(line).collect(),
            variations: piece.variations.clone(),
            assets: Vec::new(),
            undo_until: self.undo_until(&actions),
            actions,
            stage: if piece.state == crate::deliverable::State::ClientReview { 2 } else { 1 },
            stages: if on.settings.client_stage { 2 } else { 1 },
            failure: piece.failure.as_deref().map(|why| self.told(why)),
        }
    }

    /// Why no version came, in the reader's language where it is one of our own sentences.
    fn told(&self, why: &str) -> String {
        let is_it = |key: &&&str| PHRASES.say(&self.on.locale, key) == why;
        let key = ["rules_cannot", "did_not_come"].iter().find(is_it);
        key.map_or_else(|| why.to_owned(), |key| PHRASES.say(self.locale, key).to_owned())
    }

    fn undo_until(&self, actions: &[&'static str]) -> Option<Millis> {
        let own = |decision: &&crate::deliverable::board::Handled| {
            decision.by.key == self.actor.key && !decision.undone && decision.decision != Decision::Undo
        };
        let last = self.piece.decisions.iter().rev().find(own)?;
        actions.contains(&"undo").then_some(Millis(last.at.0 + UNDO_MS))
    }
}

/// Whose words a version has, as a person reads it.
struct Names<'a> {
    members: &'a [Member],
    /// Who looks.
    own: &'a Who,
    locale: &'a str,
}

impl Names<'_> {
    fn by(&self, by: &By) -> String {
        match by {
            By::Rules => "rules".into(),
            By::Example => "example".into(),
            By::Model(id) => id.clone(),
            // Nobody is told their own name.
            By::Person(who) if who == self.own => String::new(),
            By::Person(Who::Member(id)) => self.member(id),
            By::Person(_) => PHRASES.say(self.locale, "the_person").to_owned(),
        }
    }

    fn member(&self, id: &str) -> String {
        let known = MemberId::parse(id).and_then(|id| self.members.iter().find(|member| member.id == id));
        known.map_or_else(|| PHRASES.say(self.locale, "a_member").to_owned(), |member| member.name.clone())
    }
}

fn alt(content: &Content) -> String {
    match content {
        Content::Image(image) => image.alt.clone(),
        Content::Layout(layout) => layout.slots.headline.clone(),
        _ => String::new(),
    }
}

fn picture(peer: &Peer, row: &AssetRow, alt: &str) -> AssetView {
    AssetView {
        name: row.name.clone(),
        url: format!("/api/v1/conversations/{}/pieces/{}/assets/{}", peer.conversation, row.piece, row.id),
        width: row.width,
        height: row.height,
        alt: alt.to_owned(),
    }
}
