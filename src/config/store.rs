use super::{Secret, readable::Readable, setting::concern};
use std::{fmt, path::PathBuf};
use url::Url;

concern! {
    /// Where conversations are kept.
    Store in "store" {
        /// The database. Without it, the SQLite file `pauta.db` in the data directory.
        database_url: Option<DatabaseUrl> = "", "DATABASE_URL";
        /// The Redis in which models' answers are kept to be given again. Without it, they are in the
        /// database. Should it fail, nothing does: what is not found is asked anew.
        redis_url: Option<RedisUrl> = "", "REDIS_URL";
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

/// A Redis by its address. It may hold a password, so it never shows itself but by its host.
#[derive(Clone, Debug)]
pub struct RedisUrl(Secret<String>);

impl RedisUrl {
    /// The whole address, for the one place that connects to it.
    pub fn address(&self) -> &Secret<String> {
        &self.0
    }
}

impl Readable for RedisUrl {
    const ACCEPTS: &str = "redis://user:password@host:port/number, or rediss:// for TLS";
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let number = url.path().trim_start_matches('/');
        let fits = matches!(url.scheme(), "redis" | "rediss")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && (number.is_empty() || number.parse::<u16>().is_ok());
        fits.then(|| Self(Secret::new(text.to_owned())))
    }
}

impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(self.0.expose()).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let port = url.as_ref().and_then(Url::port).unwrap_or(6379);
        write!(f, "Redis on {host}:{port}")
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
