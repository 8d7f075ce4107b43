//! A migrated database with a site and a visitor, and turns to write to it.

use crate::harness::postgres;
use pauta::{
    id::{ConversationId, SiteId, VisitorId, WorkspaceId},
    store::{
        Base, Head, Inbound, NewEvent, NewMessage, NewVisitor, PieceWrites, Store, StoreConfig, TurnWrite,
        Workspace,
    },
    time::Millis,
};
use sqlx::{Connection, PgConnection, SqliteConnection};

pub const NOW: Millis = Millis(1_763_700_000_000);

pub struct Db {
    pub store: Store,
    pub config: StoreConfig,
    pub workspace: WorkspaceId,
    pub site: SiteId,
    pub visitor: VisitorId,
    /// Removed with the test.
    pub dir: tempfile::TempDir,
}

impl Db {
    pub async fn sqlite() -> Self {
        Self::sqlite_up_to(None).await
    }

    pub async fn sqlite_up_to(max_bytes: Option<u64>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pauta.db");
        Self::new(StoreConfig::Sqlite { file, max_bytes }, dir).await
    }

    pub async fn postgres() -> Self {
        let url = postgres::new_database().await;
        Self::new(StoreConfig::Postgres { url }, tempfile::tempdir().unwrap()).await
    }

    async fn new(config: StoreConfig, dir: tempfile::TempDir) -> Self {
        let store = Store::open(&config).await.unwrap();
        store.migrate().await.unwrap();
        let (workspace, site) = store.installation().ensure_default(&[], NOW).await.unwrap();
        let visitor = VisitorId::new();
        let db = Self { store, config, workspace, site, visitor, dir };
        db.here().create_visitor(db.person(&db.visitor)).await.unwrap();
        db
    }

    pub fn here(&self) -> Workspace<'_> {
        self.store.workspace(&self.workspace)
    }

    /// A visitor of the site whose token hash is its id.
    pub fn person(&self, id: &VisitorId) -> NewVisitor {
        let time_zone = Some("America/Sao_Paulo".into());
        NewVisitor { id: id.clone(), site: self.site.clone(), token_hash: id.to_string(), time_zone, at: NOW }
    }

    /// A turn that creates a conversation.
    pub fn first(&self) -> TurnWrite {
        let base = Base::New { visitor: self.visitor.clone(), site: self.site.clone() };
        turn(&ConversationId::new(), base, 0)
    }

    /// A conversation after one turn.
    pub async fn conversation(&self) -> ConversationId {
        let first = self.first();
        self.here().commit_turn(first.clone()).await.unwrap();
        first.conversation
    }

    /// The one column of text that a statement gives, behind the store's back.
    pub async fn texts(&self, sql: &'static str) -> Vec<String> {
        match &self.config {
            StoreConfig::Sqlite { file, .. } => {
                let mut db = SqliteConnection::connect(&file.display().to_string()).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut db).await.unwrap()
            }
            StoreConfig::Postgres { url } => {
                let mut db = PgConnection::connect(url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut db).await.unwrap()
            }
        }
    }

    /// Runs a statement behind the store's back.
    pub async fn execute(&self, sql: &'static str) {
        match &self.config {
            StoreConfig::Sqlite { file, .. } => {
                let mut db = SqliteConnection::connect(&file.display().to_string()).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut db).await.unwrap();
                db.close().await.unwrap();
            }
            StoreConfig::Postgres { url } => {
                let mut db = PgConnection::connect(url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut db).await.unwrap();
                db.close().await.unwrap();
            }
        }
    }
}

/// The turn on `base` with two messages, whose `seq` follow from it.
pub fn next(conversation: &ConversationId, base: u64) -> TurnWrite {
    turn(conversation, Base::Version(base), base)
}

fn turn(conversation: &ConversationId, base: Base, before: u64) -> TurnWrite {
    let message = |seq, from: &str| NewMessage {
        seq,
        kind: "say".into(),
        from: from.into(),
        body: format!(r#"{{"text":"número {seq}"}}"#),
    };
    TurnWrite {
        conversation: conversation.clone(),
        base,
        head: Head {
            state: format!(r#"{{"turn":{}}}"#, before + 1),
            status: "active".into(),
            locale: "pt-BR".into(),
            title: "Padaria".into(),
            tree: "hash-of-tree".into(),
            seq: before * 2 + 2,
        },
        event: NewEvent {
            input: r#"{"type":"answer"}"#.into(),
            context: "{}".into(),
            who: r#""person""#.into(),
            engine: 1,
            inbound: None,
        },
        messages: vec![message(before * 2 + 1, "person"), message(before * 2 + 2, "assistant")],
        brief: None,
        brand: None,
        tasks: Vec::new(),
        fence: None,
        pieces: PieceWrites::default(),
        at: Millis(NOW.0 + i64::try_from(before).unwrap()),
    }
}

pub fn inbound(id: &str) -> Inbound {
    Inbound { client_msg_id: id.into(), body_hash: format!("hash of {id}"), reply: r#"{"seq":1}"#.into() }
}
