use super::failure::Failure;
use crate::config::Config;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A server that does not answer for so long is not alive.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the server on this machine whether it is alive, for a container's health check.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let address = own_address(config.http.listen);
    if alive(address).await {
        println!("alive");
        return Ok(());
    }
    Err(Failure::ToMend(format!("no living Pauta answers on {address}.")))
}

/// Whether a Pauta answers `GET /livez` there.
pub(super) async fn alive(address: SocketAddr) -> bool {
    matches!(timeout(PATIENCE, ask(address)).await, Ok(Ok(true)))
}

/// Where a server that listens on `listen` is reached from this machine.
pub(super) fn own_address(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        let loopback =
            if listen.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() };
        listen.set_ip(loopback);
    }
    listen
}

async fn ask(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /livez HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).await?;
    Ok(&status == b"HTTP/1.1 200")
}
