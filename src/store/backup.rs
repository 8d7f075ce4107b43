//! A consistent copy of the database while it serves.

use super::{Store, StoreConfig, StoreError, database::sqlite_options};
use sqlx::{ConnectOptions, Connection};
use std::{io, path::Path, sync::Arc};

impl Store {
    /// Writes a consistent copy to `to`, which must not exist, while serving; the copy appears under its
    /// name only when it is whole and durable. SQLite only: a plain copy of the file is not a backup.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let StoreConfig::Sqlite { file, .. } = &self.inner.config else {
            return Err(StoreError::Refused("PostgreSQL is backed up by its own tool: run `pg_dump`".into()));
        };
        if tokio::fs::try_exists(to).await.map_err(disk)? {
            return Err(StoreError::Refused(format!("{} exists already: name a new file", to.display())));
        }
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let part = Path::new(&name);
        match tokio::fs::remove_file(part).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(error)),
            _ => {}
        }
        let mut connection = sqlite_options(file).connect().await?;
        sqlx::query("VACUUM INTO $1").bind(part.to_string_lossy()).execute(&mut connection).await?;
        connection.close().await?;
        sync(part).await?;
        tokio::fs::rename(part, to).await.map_err(disk)?;
        sync(to.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))).await
    }
}

async fn sync(path: &Path) -> Result<(), StoreError> {
    tokio::fs::File::open(path).await.map_err(disk)?.sync_all().await.map_err(disk)
}

fn disk(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full(Arc::new(error)),
        _ => StoreError::Unreachable(Arc::new(error)),
    }
}
