//! The closed list of ways in which a row cannot be read or written, and the one place that maps the driver's.

use sqlx::{error::DatabaseError, migrate::MigrateError};
use std::sync::Arc;

/// What went wrong with the database. `Display` is a sentence for an operator;
/// the driver's own text is kept as the source, for the log, and never leaves the process.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database, or a conflict outlived every retry. Trying again may succeed.
    #[error("the database is busy: another process holds it; try again in a moment")]
    Busy(#[source] Cause),
    /// No room to write. Reads go on; writing works again as soon as there is space.
    #[error("the database has no room left to write: free some disk space")]
    Full(#[source] Cause),
    /// The database does not answer (refused, cut, shut down, not readable or not writable as a file).
    /// If a commit was under way its outcome is unknown: ask again with the same `client_msg_id`.
    #[error("the database cannot be reached: check that it runs, its address and its permissions")]
    Unreachable(#[source] Cause),
    /// The file or a row is not what this version wrote.
    #[error("the database is damaged or was not written by this version of Pauta: restore a backup")]
    Corrupt(#[source] Cause),
    /// The store was shut down; nothing of this request was written.
    #[error("the store is shutting down")]
    Closed,
    /// What was asked is not possible here (a setting, an address, a backup of PostgreSQL).
    #[error("{0}")]
    Refused(String),
    /// Anything else: a statement or a row that this code should never have sent.
    #[error("the database refused a statement")]
    Other(#[source] Cause),
}

/// What the driver said.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// A row that this version cannot have written.
#[derive(Debug, thiserror::Error)]
#[error("column `{0}` holds what this version never writes")]
pub(super) struct Unreadable(pub(super) &'static str);

impl From<Unreadable> for StoreError {
    fn from(row: Unreadable) -> Self {
        Self::Corrupt(Arc::new(row))
    }
}

impl StoreError {
    /// The database has a migration that this version does not know.
    pub(super) fn newer(migration: i64) -> Self {
        Self::Refused(format!(
            "the database was written by a newer version of Pauta (migration {migration}): start that version"
        ))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let kind = match &error {
            E::PoolClosed => return Self::Closed,
            E::Database(said) => kind_of(said.as_ref()),
            E::Io(_) | E::Tls(_) | E::Protocol(_) | E::PoolTimedOut | E::WorkerCrashed | E::BeginFailed => {
                Self::Unreachable
            }
            E::ColumnDecode { .. } | E::Decode(_) | E::ColumnNotFound(_) => Self::Corrupt,
            _ => Self::Other,
        };
        kind(Arc::new(error))
    }
}

/// SQLite gives its (extended) result code as a number, PostgreSQL a five-character SQLSTATE.
fn kind_of(said: &dyn DatabaseError) -> fn(Cause) -> StoreError {
    let code = said.code().unwrap_or_default();
    match code.parse::<u32>() {
        Ok(result) if code.len() < 5 => match result & 0xff {
            // BUSY, LOCKED, PROTOCOL
            5 | 6 | 15 => StoreError::Busy,
            13 => StoreError::Full,
            // IOERR, CANTOPEN, READONLY, PERM, AUTH
            10 | 14 | 8 | 3 | 23 => StoreError::Unreachable,
            // CORRUPT, NOTADB
            11 | 26 => StoreError::Corrupt,
            _ => StoreError::Other,
        },
        _ => match code.as_ref() {
            // serialisation failure, deadlock, lock not available, too many connections
            "40001" | "40P01" | "55P03" | "53300" => StoreError::Busy,
            "53100" => StoreError::Full,
            // read-only, the server stops or starts, no such database
            "25006" | "57P01" | "57P02" | "57P03" | "3D000" => StoreError::Unreachable,
            state if state.starts_with("08") || state.starts_with("28") => StoreError::Unreachable,
            state if state.starts_with("XX00") => StoreError::Corrupt,
            _ => StoreError::Other,
        },
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                Self::newer(version)
            }
            other => Self::Corrupt(Arc::new(other)),
        }
    }
}
