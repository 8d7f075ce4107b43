//! The two databases behind one enum: opened, configured, and reached through the macro [`both`].

use super::{StoreConfig, StoreError};
use sqlx::{
    Acquire, ConnectOptions, Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

/// Either database's version of the same thing.
#[derive(Clone, Debug)]
pub(super) enum Either<S, P> {
    Sqlite(S),
    Postgres(P),
}

pub(super) type Pool = Either<SqlitePool, PgPool>;
pub(super) type Tx<'c> = Either<Transaction<'c, Sqlite>, Transaction<'c, Postgres>>;

/// Expands the same body for both databases: each query is written once and typed twice.
macro_rules! both {
    ($on:expr, $db:ident => $body:expr) => {
        match $on {
            $crate::store::database::Either::Sqlite($db) => $body,
            $crate::store::database::Either::Postgres($db) => $body,
        }
    };
}
pub(super) use both;

/// How long a request waits for a connection before the database counts as unreachable.
const ACQUIRE: Duration = Duration::from_secs(3);
/// How long SQLite waits for a lock that another process holds. [`ACQUIRE`] does not cover it.
const BUSY: Duration = Duration::from_secs(5);
/// The first SQLite without the WAL-reset bug that corrupts databases.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 4;
/// How long PostgreSQL waits for a lock that another session holds. With the writer's three attempts it is
/// about [`BUSY`].
const LOCK: &str = "2s";
/// Writing lanes on PostgreSQL: while one waits for its sync the others fill theirs.
pub(super) const POSTGRES_LANES: usize = 4;

/// The readers and the writers of a database. Readers cannot write.
pub(super) struct Pools {
    pub read: Pool,
    pub write: Pool,
    /// Of SQLite.
    pub place: Option<Place>,
}

/// The file that was opened. One that is removed or replaced under a running server goes on to take writes
/// that nobody will ever read again.
#[derive(Clone, Debug)]
pub(super) struct Place {
    file: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
}

impl Place {
    fn of(file: &Path) -> io::Result<Self> {
        let found = std::fs::metadata(file)?;
        Ok(Self { file: file.to_owned(), identity: (found.dev(), found.ino()) })
    }

    /// Whether the file is still where it was opened.
    pub fn check(&self) -> Result<(), StoreError> {
        let found = Self::of(&self.file);
        if found.as_ref().is_ok_and(|found| found.identity == self.identity) {
            return Ok(());
        }
        let moved = || io::Error::other("another file is in its place");
        Err(StoreError::Unreachable(Arc::new(found.err().unwrap_or_else(moved))))
    }
}

impl Pools {
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        match config {
            StoreConfig::Sqlite { file, max_bytes } => open_sqlite(file, *max_bytes).await,
            StoreConfig::Postgres { url } => open_postgres(url).await,
        }
    }
}

async fn open_sqlite(file: &Path, max_bytes: Option<u64>) -> Result<Pools, StoreError> {
    let mut options = sqlite_options(file).create_if_missing(true);
    if let Some(bytes) = max_bytes {
        options = options.pragma("max_page_count", (bytes / PAGE).max(1).to_string());
    }
    let pool = || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    let write = replaced_if_left_open(pool().max_connections(1)).acquire_timeout(2 * BUSY);
    let write = write.connect_with(options.clone()).await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&write).await?;
    refuse_old_sqlite(&version)?;
    let read = pool().max_connections(READERS).acquire_timeout(ACQUIRE);
    let read = read.connect_with(options.pragma("query_only", "ON")).await?;
    let place = Place::of(file).map_err(sqlx::Error::from)?;
    Ok(Pools { read: Pool::Sqlite(read), write: Pool::Sqlite(write), place: Some(place) })
}

/// Closes a writer whose transaction would not end; the next one who writes gets a new connection.
///
/// On a full disk or a failed read SQLite may roll back by itself. The driver's own `ROLLBACK` then fails,
/// it goes on counting the transaction as open, and refuses every later one. A connection that comes back
/// from a commit costs no more than a look at that count.
fn replaced_if_left_open(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            if connection.is_in_transaction() {
                // A dropped transaction is rolled back behind our back: this comes after it.
                connection.ping().await?;
            }
            Ok(!connection.is_in_transaction())
        })
    })
}

/// SQLite's default page: rows of a few KiB were not faster with a larger one.
const PAGE: u64 = 4096;

pub(super) fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-20000")
        .pragma("journal_size_limit", "67108864")
        // 16 MiB between checkpoints: a hot page is copied to the file once for many commits.
        .pragma("wal_autocheckpoint", "4000")
        .statement_cache_capacity(128)
        .disable_statement_logging()
}

fn refuse_old_sqlite(version: &str) -> Result<(), StoreError> {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        return Err(StoreError::Refused(format!(
            "SQLite {version} can corrupt a database; this build needs 3.51.3 or newer"
        )));
    }
    Ok(())
}

async fn open_postgres(url: &str) -> Result<Pools, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| {
            StoreError::Refused(
                "the address of PostgreSQL cannot be read: write postgres://user:password@host:port/database"
                    .into(),
            )
        })?
        .application_name("pauta")
        .options([("lock_timeout", LOCK)])
        .statement_cache_capacity(128)
        .disable_statement_logging();
    // What the guard rolls back is nearly always nothing, and PostgreSQL warns of that each time.
    let quiet = options.clone().options([("client_min_messages", "error")]);
    let write = guarded_writers().acquire_timeout(ACQUIRE).connect_with(quiet).await?;
    let read = PgPoolOptions::new().max_connections(2 * READERS).acquire_timeout(ACQUIRE);
    let read = read.connect_with(options.options([("default_transaction_read_only", "on")])).await?;
    Ok(Pools { read: Pool::Postgres(read), write: Pool::Postgres(write), place: None })
}

/// The options of every PostgreSQL pool that begins transactions.
///
/// In sqlx 0.9.0 a cancelled `pool.begin()` gives the connection back with the transaction open, and
/// what the next user writes and "commits" vanishes. The `ROLLBACK` after each release ends it; a
/// connection that cannot even do that is closed.
pub fn guarded_writers() -> PgPoolOptions {
    PgPoolOptions::new().max_connections(POSTGRES_LANES as u32 + 2).after_release(|connection, _| {
        Box::pin(async move {
            sqlx::raw_sql("ROLLBACK").execute(connection).await?;
            Ok(true)
        })
    })
}

impl Pool {
    /// Begins a transaction that will write: SQLite takes its lock at once, so it cannot fail halfway.
    pub async fn begin(&self) -> Result<Tx<'static>, StoreError> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    pub async fn close(&self) {
        both!(self, pool => pool.close().await);
    }
}

impl Tx<'_> {
    pub async fn savepoint(&mut self) -> Result<Tx<'_>, StoreError> {
        Ok(match self {
            Either::Sqlite(tx) => Either::Sqlite(tx.begin().await?),
            Either::Postgres(tx) => Either::Postgres(tx.begin().await?),
        })
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(both!(self, tx => tx.commit().await)?)
    }

    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(both!(self, tx => tx.rollback().await)?)
    }
}
