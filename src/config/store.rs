use super::{Secret, readable::Readable, setting::concern};
use std::{fmt, path::PathBuf};
use url::Url;

concern! {
    /// Where conversations are kept.
    Store in "store" {
        /// The database. Without it, the SQLite file `pauta.db` in the data directory.
        database_url: Option<DatabaseUrl> = "", "DATABASE_URL";
    }
}

/// A database by its address. It may hold a password, so it never shows itself.
#[derive(Clone, Debug)]
pub struct DatabaseUrl(Secret<String>);

impl DatabaseUrl {
    pub(super) fn database(&self) -> Database {
        let url = self.0.expose();
        match sqlite_path(url) {
            Some(path) => Database::Sqlite(path),
            None => Database::Postgres(self.0.clone()),
        }
    }
}

impl Readable for DatabaseUrl {
    const ACCEPTS: &str = "sqlite:path/to/file.db or postgres://user:password@host/database";
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        let postgres = || {
            let url = Url::parse(text).ok()?;
            matches!(url.scheme(), "postgres" | "postgresql").then_some(())
        };
        sqlite_path(text).map(drop).or_else(postgres)?;
        Some(Self(Secret::new(text.to_owned())))
    }
}

fn sqlite_path(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    (!path.is_empty() && !path.contains([':', '?'])).then(|| path.into())
}

/// Which database is opened. Shown without its password.
#[derive(Clone, Debug)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres(Secret<String>),
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite, {}", path.display()),
            Self::Postgres(url) => {
                let url = Url::parse(url.expose()).ok();
                let host = url.as_ref().and_then(Url::host_str).unwrap_or("a local socket");
                let name = url.as_ref().map_or("", |url| url.path().trim_start_matches('/'));
                write!(f, "PostgreSQL, database {name} on {host}")
            }
        }
    }
}
