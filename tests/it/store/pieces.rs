//! What a turn writes of a board.

use super::db::{Db, next};
use pauta::{
    id::{AssetId, ConversationId, PieceId, WorkspaceId},
    store::{AssetRow, Committed, DecisionRow, PieceRow, PieceWrites, TurnWrite, VersionRow},
};

fn row(id: &PieceId, state: &str) -> PieceRow {
    let body = format!(r#"{{"state":"{state}"}}"#);
    PieceRow { id: id.clone(), brief: 1, node: "sms".into(), state: state.into(), body }
}

fn version(piece: &PieceId, number: u32) -> VersionRow {
    VersionRow { piece: piece.clone(), number, sha256: format!("hash {number}"), body: "{}".into() }
}

fn writes(conversation: &ConversationId, base: u64, pieces: PieceWrites) -> TurnWrite {
    TurnWrite { pieces, ..next(conversation, base) }
}

pub async fn a_board_is_read_back_as_it_was_written(db: Db) {
    let (id, piece, here) = (db.conversation().await, PieceId::new(), db.here());
    assert_eq!(here.board(&id).await.unwrap(), None);
    let board = Some((1, r#"{"plan":"ação"}"#.to_owned()));
    let offered = PieceWrites { board, pieces: vec![row(&piece, "planned")], ..PieceWrites::default() };
    assert_eq!(here.commit_turn(writes(&id, 1, offered)).await.unwrap(), Committed::Done);
    let found = here.board(&id).await.unwrap().unwrap();
    assert_eq!((found.brief, found.body.as_str()), (1, r#"{"plan":"ação"}"#));
    assert_eq!(found.pieces, [row(&piece, "planned")]);

    let picture = AssetRow {
        id: AssetId::new(),
        piece: piece.clone(),
        version: 1,
        name: "square".into(),
        key: "k".into(),
        mime: "image/png".into(),
        width: 1080,
        height: 1080,
        bytes: 70_000,
    };
    let decision = DecisionRow { piece: piece.clone(), seq: 1, body: "{}".into() };
    let delivered = PieceWrites {
        board: None,
        pieces: vec![row(&piece, "approved")],
        versions: vec![version(&piece, 1), version(&piece, 2)],
        decisions: vec![decision.clone()],
        assets: vec![picture.clone()],
    };
    assert_eq!(here.commit_turn(writes(&id, 2, delivered)).await.unwrap(), Committed::Done);
    assert_eq!(here.piece(&id, &piece).await.unwrap(), Some(row(&piece, "approved")));
    assert_eq!(here.piece_versions(&id, &piece).await.unwrap(), [version(&piece, 1), version(&piece, 2)]);
    assert_eq!(here.piece_version(&id, &piece, 2).await.unwrap(), Some(version(&piece, 2)));
    assert_eq!(here.piece_version(&id, &piece, 3).await.unwrap(), None);
    assert_eq!(here.piece_decisions(&id, &piece).await.unwrap(), [decision]);
    assert_eq!(here.piece_assets(&id, &piece, 1).await.unwrap(), std::slice::from_ref(&picture));
    assert_eq!(here.piece_assets(&id, &piece, 2).await.unwrap(), []);
    assert_eq!(here.piece_asset(&id, &piece, &picture.id).await.unwrap(), Some(picture));
}

/// What belongs to an earlier brief stays where it is; a piece that is taken over moves.
pub async fn the_newest_brief_has_the_board(db: Db) {
    let (id, here) = (db.conversation().await, db.here());
    let (kept, moved) = (PieceId::new(), PieceId::new());
    let mut both = vec![row(&kept, "draft"), row(&moved, "draft")];
    let first = PieceWrites { board: Some((1, "1".into())), pieces: both.clone(), ..PieceWrites::default() };
    here.commit_turn(writes(&id, 1, first)).await.unwrap();
    both[1].brief = 2;
    let second =
        PieceWrites { board: Some((2, "2".into())), pieces: both.split_off(1), ..PieceWrites::default() };
    here.commit_turn(writes(&id, 2, second)).await.unwrap();
    let found = here.board(&id).await.unwrap().unwrap();
    assert_eq!((found.brief, found.body.as_str(), found.pieces.len()), (2, "2", 1));
    assert_eq!(found.pieces[0].id, moved);
    assert_eq!(here.piece(&id, &kept).await.unwrap().unwrap().brief, 1);
}

pub async fn a_piece_is_its_conversations_alone(db: Db) {
    let (mine, theirs, piece) = (db.conversation().await, db.conversation().await, PieceId::new());
    let (here, elsewhere) = (db.here(), db.store.workspace(&WorkspaceId::new()));
    let first = PieceWrites {
        board: Some((1, "{}".into())),
        pieces: vec![row(&piece, "draft")],
        versions: vec![version(&piece, 1)],
        ..PieceWrites::default()
    };
    here.commit_turn(writes(&mine, 1, first)).await.unwrap();

    let taken = PieceWrites { pieces: vec![row(&piece, "approved")], ..PieceWrites::default() };
    let added = PieceWrites { versions: vec![version(&piece, 2)], ..PieceWrites::default() };
    let seq = DecisionRow { piece: piece.clone(), seq: 1, body: "{}".into() };
    let decided = PieceWrites { decisions: vec![seq], ..PieceWrites::default() };
    for intrusion in [taken, added, decided] {
        let outcome = here.commit_turn(writes(&theirs, 1, intrusion)).await.unwrap();
        assert_eq!(outcome, Committed::StaleVersion);
    }
    assert_eq!(here.conversation(&theirs).await.unwrap().unwrap().line.version, 1, "nothing was written");
    assert_eq!(here.piece(&mine, &piece).await.unwrap(), Some(row(&piece, "draft")));
    assert_eq!(here.piece_versions(&mine, &piece).await.unwrap().len(), 1);
    assert_eq!(here.piece(&theirs, &piece).await.unwrap(), None);
    assert_eq!(here.piece_version(&theirs, &piece, 1).await.unwrap(), None);
    assert_eq!(elsewhere.board(&mine).await.unwrap(), None);
    assert_eq!(elsewhere.piece(&mine, &piece).await.unwrap(), None);
    assert_eq!(elsewhere.piece_versions(&mine, &piece).await.unwrap(), []);
    assert_eq!(elsewhere.piece_decisions(&mine, &piece).await.unwrap(), []);
    assert_eq!(elsewhere.piece_assets(&mine, &piece, 1).await.unwrap(), []);
    assert_eq!(elsewhere.piece_asset(&mine, &piece, &AssetId::new()).await.unwrap(), None);
}

/// A turn that lost leaves no piece, and a version is written once.
pub async fn a_stale_turn_leaves_no_piece(db: Db) {
    let (id, piece, here) = (db.conversation().await, PieceId::new(), db.here());
    let first = PieceWrites {
        board: Some((1, "{}".into())),
        pieces: vec![row(&piece, "draft")],
        versions: vec![version(&piece, 1)],
        ..PieceWrites::default()
    };
    assert_eq!(here.commit_turn(writes(&id, 7, first.clone())).await.unwrap(), Committed::StaleVersion);
    assert_eq!((here.board(&id).await.unwrap(), here.piece(&id, &piece).await.unwrap()), (None, None));
    assert_eq!(here.commit_turn(writes(&id, 1, first.clone())).await.unwrap(), Committed::Done);
    assert!(here.commit_turn(writes(&id, 2, first)).await.is_err(), "the version is there already");
    assert_eq!(here.conversation(&id).await.unwrap().unwrap().line.version, 2);
}
