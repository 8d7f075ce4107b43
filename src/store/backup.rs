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
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = Path::new(&part);
        remove(part).await?;
        if let Err(error) = copy(file, part).await {
            // What is left of it is of no use, and in the way of the next one.
            remove(part).await?;
            return Err(error);
        }
        tokio::fs::rename(part, to).await.map_err(disk)?;
        sync(to.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))).await
    }
}

async fn copy(file: &Path, part: &Path) -> Result<(), StoreError> {
    let Some(name) = part.to_str() else {
        return Err(StoreError::Refused("name the backup in UTF-8".into()));
    };
    let mut connection = sqlite_options(file).connect().await?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await?;
    connection.close().await?;
    sync(part).await
}

async fn remove(part: &Path) -> Result<(), StoreError> {
    match tokio::fs::remove_file(part).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk(error)),
        _ => Ok(()),
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
