use super::failure::Failure;
use crate::{
    app,
    config::{Config, Database},
};
use std::path::Path;

/// Writes a consistent copy of the database to `file`. The server may go on serving meanwhile.
pub(super) async fn run(config: &Config, file: &Path) -> Result<(), Failure> {
    match config.database() {
        Database::Sqlite(path) if !path.exists() => {
            return Err(Failure::ToMend(format!(
                "there is no database at {}: start in the directory of the server, or name its PAUTA_DATA_DIR.",
                path.display()
            )));
        }
        _ if file.exists() => {
            return Err(Failure::ToMend(format!("{} exists; a backup never overwrites.", file.display())));
        }
        _ => {}
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        let told = "there is no such folder: make it, or name another place for the backup.";
        return Err(Failure::ToMend(format!("{}: {told}", folder.display())));
    }
    let store = app::open_store(config).await?;
    let written = store.backup(file).await;
    store.shutdown().await;
    written?;
    println!("The backup is written: {}", file.display());
    Ok(())
}
