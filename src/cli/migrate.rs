use super::failure::Failure;
use crate::{app, config::Config};

/// Brings the database up to date, for those who do it before the new version serves.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let store = app::open_store(config).await?;
    store.migrate().await?;
    store.shutdown().await;
    println!("The database is up to date ({}).", config.database());
    Ok(())
}
