//! The few statements that the two databases do not share: the set-based writes of a batch of turns, and
//! what follows a migration. SQLite takes the rows as one `VALUES` list, PostgreSQL as one array per column.

use super::{
    StoreError,
    commit::{NewMessage, TurnWrite},
    database::{Pool, Tx},
    row::column,
};
use crate::id::WorkspaceId;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, migrate::Migrator};

/// A turn with its tenant.
#[derive(Clone, Copy)]
pub(super) struct Turn<'a> {
    pub workspace: &'a WorkspaceId,
    pub write: &'a TurnWrite,
}

/// Appends the events, skipping those whose version or `client_msg_id` is taken. Gives the number written.
pub(super) async fn insert_events(tx: &mut Tx<'_>, turns: &[Turn<'_>]) -> Result<u64, StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::insert_events(tx, turns).await,
        Tx::Postgres(tx) => postgres::insert_events(tx, turns).await,
    }
}

/// Moves each conversation from the turn's base to the next version. Gives the number that was at its base.
pub(super) async fn update_heads(tx: &mut Tx<'_>, turns: &[(Turn<'_>, u64)]) -> Result<u64, StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::update_heads(tx, turns).await,
        Tx::Postgres(tx) => postgres::update_heads(tx, turns).await,
    }
}

pub(super) async fn insert_messages(tx: &mut Tx<'_>, turns: &[Turn<'_>]) -> Result<(), StoreError> {
    let rows: Vec<(&TurnWrite, &NewMessage)> = turns
        .iter()
        .flat_map(|turn| turn.write.messages.iter().map(|message| (turn.write, message)))
        .collect();
    match tx {
        Tx::Sqlite(tx) => sqlite::insert_messages(tx, &rows).await,
        Tx::Postgres(tx) => postgres::insert_messages(tx, &rows).await,
    }
}

/// Brings the schema up to date, and does what a portable migration cannot say: done again each time, it
/// changes nothing the second time and takes no lock then.
pub(super) async fn migrate(pool: &Pool, migrations: &Migrator) -> Result<(), StoreError> {
    match pool {
        Pool::Sqlite(pool) => migrations.run(pool).await?,
        Pool::Postgres(pool) => {
            // Another node may be at it: it is waited for, however long it takes.
            let mut connection = pool.acquire().await?;
            sqlx::raw_sql(postgres::PATIENT).execute(&mut *connection).await?;
            migrations.run(&mut *connection).await?;
            sqlx::raw_sql(postgres::UNCOMPRESSED).execute(&mut *connection).await?;
            connection.close().await?;
        }
    }
    Ok(())
}

pub(super) mod sqlite {
    use super::{AssertSqlSafe, NewMessage, Sqlite, SqliteConnection, StoreError, Turn, TurnWrite, column};

    /// A statement over a `VALUES` list of any length.
    pub struct Listed {
        pub before: &'static str,
        pub row: &'static str,
        pub after: &'static str,
    }

    const EVENTS: Listed = Listed {
        before: "INSERT INTO event (conversation, version, at, engine, who, input, context, client_msg_id, \
                 body_hash, reply) VALUES ",
        row: "(?,?,?,?,?,?,?,?,?,?)",
        after: " ON CONFLICT DO NOTHING",
    };
    const HEADS: Listed = Listed {
        before: "UPDATE conversation SET version = v.column3 + 1, seq = v.column4, updated_at = v.column5, \
                 status = v.column6, locale = v.column7, title = v.column8, tree = v.column9, \
                 state = v.column10 FROM (VALUES ",
        row: "(?,?,?,?,?,?,?,?,?,?)",
        after: ") AS v WHERE conversation.id = v.column1 AND conversation.workspace = v.column2 \
                AND conversation.version = v.column3",
    };
    const MESSAGES: Listed = Listed {
        before: "INSERT INTO message (conversation, seq, at, kind, author, body) VALUES ",
        row: "(?,?,?,?,?,?)",
        after: "",
    };

    /// Rows of one statement at most. With lengths of powers of two only, eight texts per table are ever prepared.
    const LONGEST: usize = 128;

    impl Listed {
        /// Unnamed placeholders: SQLite looks a name such as `$900` up in a list, once per value.
        pub fn text(&self, rows: usize) -> AssertSqlSafe<String> {
            let mut text = String::with_capacity(512 + rows * (self.row.len() + 1));
            text.push_str(self.before);
            for row in 0..rows {
                if row > 0 {
                    text.push(',');
                }
                text.push_str(self.row);
            }
            text.push_str(self.after);
            AssertSqlSafe(text)
        }
    }

    /// The rows in runs whose lengths are powers of two.
    pub fn runs<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
        std::iter::from_fn(move || {
            let length = 1 << rows.len().checked_ilog2()?;
            let (run, rest) = rows.split_at(LONGEST.min(length));
            rows = rest;
            Some(run)
        })
    }

    pub async fn insert_events(db: &mut SqliteConnection, turns: &[Turn<'_>]) -> Result<u64, StoreError> {
        let mut written = 0;
        for run in runs(turns) {
            let mut query = sqlx::query::<Sqlite>(EVENTS.text(run.len()));
            for turn in run.iter().map(|turn| turn.write) {
                let (event, inbound) = (&turn.event, turn.event.inbound.as_ref());
                query = query.bind(turn.conversation.as_str()).bind(column(turn.base.next())).bind(turn.at.0);
                query = query
                    .bind(i64::from(event.engine))
                    .bind(&event.who)
                    .bind(&event.input)
                    .bind(&event.context);
                query = query.bind(inbound.map(|it| it.client_msg_id.as_str()));
                query = query
                    .bind(inbound.map(|it| it.body_hash.as_str()))
                    .bind(inbound.map(|it| it.reply.as_str()));
            }
            written += query.execute(&mut *db).await?.rows_affected();
        }
        Ok(written)
    }

    pub async fn update_heads(
        db: &mut SqliteConnection,
        turns: &[(Turn<'_>, u64)],
    ) -> Result<u64, StoreError> {
        let mut written = 0;
        for run in runs(turns) {
            let mut query = sqlx::query::<Sqlite>(HEADS.text(run.len()));
            for (Turn { workspace, write }, base) in run {
                let head = &write.head;
                query = query.bind(write.conversation.as_str()).bind(workspace.as_str()).bind(column(*base));
                query = query.bind(column(head.seq)).bind(write.at.0).bind(&head.status).bind(&head.locale);
                query = query.bind(&head.title).bind(&head.tree).bind(&head.state);
            }
            written += query.execute(&mut *db).await?.rows_affected();
        }
        Ok(written)
    }

    pub async fn insert_messages(
        db: &mut SqliteConnection,
        rows: &[(&TurnWrite, &NewMessage)],
    ) -> Result<(), StoreError> {
        for run in runs(rows) {
            let mut query = sqlx::query::<Sqlite>(MESSAGES.text(run.len()));
            for (turn, message) in run {
                query = query.bind(turn.conversation.as_str()).bind(column(message.seq)).bind(turn.at.0);
                query = query.bind(&message.kind).bind(&message.from).bind(&message.body);
            }
            query.execute(&mut *db).await?;
        }
        Ok(())
    }
}

pub(super) mod postgres {
    use super::{NewMessage, PgConnection, Postgres, StoreError, Turn, TurnWrite, column};

    const EVENTS: &str = "INSERT INTO event (conversation, version, at, engine, who, input, context, \
        client_msg_id, body_hash, reply) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], \
        $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]) \
        ON CONFLICT DO NOTHING";
    const HEADS: &str = "UPDATE conversation SET version = v.base + 1, seq = v.seq, updated_at = v.at, \
        status = v.status, locale = v.locale, title = v.title, tree = v.tree, state = v.state \
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], \
        $8::text[], $9::text[], $10::text[]) AS v (id, workspace, base, seq, at, status, locale, title, tree, state) \
        WHERE conversation.id = v.id AND conversation.workspace = v.workspace AND conversation.version = v.base";
    const MESSAGES: &str = "INSERT INTO message (conversation, seq, at, kind, author, body) \
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])";

    pub const PATIENT: &str = "SET lock_timeout = 0";

    /// Compressing a state of a few KiB costs more than writing it.
    pub const UNCOMPRESSED: &str = "DO $$ BEGIN IF EXISTS (SELECT FROM pg_attribute WHERE \
        attrelid = 'conversation'::regclass AND attname = 'state' AND attstorage <> 'e') \
        THEN ALTER TABLE conversation ALTER COLUMN state SET STORAGE EXTERNAL; END IF; END $$";

    /// One column of the rows, as an array.
    pub fn each<'a, T, C>(rows: &'a [T], cell: impl FnMut(&'a T) -> C) -> Vec<C> {
        rows.iter().map(cell).collect()
    }

    /// The rows come sorted by conversation, so two nodes take their locks in the same order.
    pub async fn insert_events(db: &mut PgConnection, turns: &[Turn<'_>]) -> Result<u64, StoreError> {
        let query = sqlx::query::<Postgres>(EVENTS)
            .bind(each(turns, |t| t.write.conversation.as_str()))
            .bind(each(turns, |t| column(t.write.base.next())))
            .bind(each(turns, |t| t.write.at.0))
            .bind(each(turns, |t| i64::from(t.write.event.engine)))
            .bind(each(turns, |t| t.write.event.who.as_str()))
            .bind(each(turns, |t| t.write.event.input.as_str()))
            .bind(each(turns, |t| t.write.event.context.as_str()))
            .bind(each(turns, |t| t.write.event.inbound.as_ref().map(|it| it.client_msg_id.as_str())))
            .bind(each(turns, |t| t.write.event.inbound.as_ref().map(|it| it.body_hash.as_str())))
            .bind(each(turns, |t| t.write.event.inbound.as_ref().map(|it| it.reply.as_str())));
        Ok(query.execute(db).await?.rows_affected())
    }

    pub async fn update_heads(db: &mut PgConnection, turns: &[(Turn<'_>, u64)]) -> Result<u64, StoreError> {
        if turns.is_empty() {
            return Ok(0);
        }
        let query = sqlx::query::<Postgres>(HEADS)
            .bind(each(turns, |(t, _)| t.write.conversation.as_str()))
            .bind(each(turns, |(t, _)| t.workspace.as_str()))
            .bind(each(turns, |(_, base)| column(*base)))
            .bind(each(turns, |(t, _)| column(t.write.head.seq)))
            .bind(each(turns, |(t, _)| t.write.at.0))
            .bind(each(turns, |(t, _)| t.write.head.status.as_str()))
            .bind(each(turns, |(t, _)| t.write.head.locale.as_str()))
            .bind(each(turns, |(t, _)| t.write.head.title.as_str()))
            .bind(each(turns, |(t, _)| t.write.head.tree.as_str()))
            .bind(each(turns, |(t, _)| t.write.head.state.as_str()));
        Ok(query.execute(db).await?.rows_affected())
    }

    pub async fn insert_messages(
        db: &mut PgConnection,
        rows: &[(&TurnWrite, &NewMessage)],
    ) -> Result<(), StoreError> {
        let query = sqlx::query::<Postgres>(MESSAGES)
            .bind(each(rows, |(turn, _)| turn.conversation.as_str()))
            .bind(each(rows, |(_, message)| column(message.seq)))
            .bind(each(rows, |(turn, _)| turn.at.0))
            .bind(each(rows, |(_, message)| message.kind.as_str()))
            .bind(each(rows, |(_, message)| message.from.as_str()))
            .bind(each(rows, |(_, message)| message.body.as_str()));
        query.execute(db).await?;
        Ok(())
    }
}
