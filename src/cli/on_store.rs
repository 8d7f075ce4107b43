//! What works on the database beside the server: it has to be there, and up to date.

use super::failure::Failure;
use crate::{
    app,
    config::{Config, Database},
    store::Store,
};

/// Prints what `told` gives of the open database, which is closed in any case. One that is not there is not made: it
/// would be another one than the server's.
pub(super) async fn on_store(
    config: &Config,
    told: impl AsyncFnOnce(&Store) -> Result<String, Failure>,
) -> Result<(), Failure> {
    if let Database::Sqlite(path) = config.database()
        && !path.exists()
    {
        let told = "start `pauta` there once, or run this in the directory of the server";
        return Err(Failure::ToMend(format!("there is no database at {}: {told}.", path.display())));
    }
    let store = app::open_store(config).await?;
    let told = match store.check().await {
        Ok(()) => told(&store).await,
        Err(error) => Err(error.into()),
    };
    store.shutdown().await;
    println!("{}", told?);
    Ok(())
}
