//! The closed list of ways in which a row cannot be read or written.

/// What went wrong with the database. `Display` is a sentence for an operator;
/// the driver's own text is kept as the source, for the log, and never leaves the process.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database, or a conflict outlived every retry. Trying again may succeed.
    #[error("the database is busy: another process holds it; try again in a moment")]
    Busy(#[source] Cause),
    /// No room to write. Reads go on; writing works again as soon as there is space.
    #[error("the database has no room left to write: free some disk space")]
    Full(#[source] Cause),
    /// The database does not answer (refused, cut, shut down, not readable or not writable as a file).
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
pub type Cause = std::sync::Arc<dyn std::error::Error + Send + Sync>;
