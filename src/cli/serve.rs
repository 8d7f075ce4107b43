use super::{doctor, failure::Failure, open_files};
use crate::{
    app::{App, StartError},
    config::{Config, Database},
    store::StoreError,
    telemetry,
    time::Clock,
    web,
};
use std::{io, net::SocketAddr, path::Path};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Serves until SIGINT or SIGTERM, then lets every turn finish.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    telemetry::start_log(&config.log);
    let possible = open_files::raise();
    if possible < config.limits.sockets.into() {
        tracing::warn!(
            possible,
            wanted = config.limits.sockets,
            "the system permits fewer sockets than configured"
        );
    }
    let listener = listen(config.http.listen).await?;
    let bound =
        listener.local_addr().map_err(|source| Failure::Listen { address: config.http.listen, source })?;
    let stop = stopped().map_err(|error| Failure::ToMend(format!("signals cannot be received: {error}")))?;
    let dir = matches!(config.database(), Database::Sqlite(_)).then(|| config.data.dir.clone());
    let app =
        App::open(config, Clock::System, bound).await.map_err(|error| unopened(error, dir.as_deref()))?;
    println!("Pauta is ready. Open {}", app.public_url);
    tokio::select! {
        () = web::run(app.clone(), listener, stop) => {}
        () = app.metrics.keep() => {}
    }
    tracing::info!("stopped");
    Ok(())
}

/// A database that cannot be opened may only lie in a directory that cannot be written to.
fn unopened(error: StartError, data_dir: Option<&Path>) -> Failure {
    match (&error, data_dir.map(doctor::writable)) {
        (StartError::Store(StoreError::Unreachable(_)), Some(Err(told))) => {
            Failure::ToMend(format!("the data directory {told}"))
        }
        _ => error.into(),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => Failure::InUse { address },
        _ => Failure::Listen { address, source },
    })
}

/// Completes when the process is told to stop. A second signal is not waited for: it ends the process.
fn stopped() -> io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
