//! From a request to a socket.

use super::{caller::FromSite, error::Refusal};
use crate::{
    channel::web::{Door, limits::network, socket, websocket},
    turn::{Code, Rejection},
};
use axum::{
    body::Body,
    extract::{Request, State},
    response::Response,
};
use tungstenite::handshake::server::create_response_with_body;

/// `GET /ws`.
pub async fn upgrade(
    State(door): State<Door>,
    FromSite(caller): FromSite,
    mut request: Request,
) -> Result<Response, Refusal> {
    let locale = caller.locale().to_owned();
    if door.app.draining.is_cancelled() {
        return Err(Rejection::new(Code::Unavailable, &locale).retry_after(2_000).into());
    }
    let switching = create_response_with_body(&request, Body::empty)
        .map_err(|_| Refusal::code(Code::BadFrame, &locale))?;
    let crowded = || Refusal::from(Rejection::new(Code::RateLimited, &locale).retry_after(5_000));
    let seat = door.limits.sockets.take(()).ok_or_else(crowded)?;
    let of_address = door.limits.sockets_of_address.take(network(caller.address)).ok_or_else(crowded)?;
    let upgraded = hyper::upgrade::on(&mut request);
    door.app.tasks.clone().spawn(async move {
        let _seats = (seat, of_address);
        match upgraded.await {
            Ok(upgraded) => socket::serve(door, caller, websocket::over(upgraded).await).await,
            Err(error) => tracing::debug!(%error, "gone before the socket was open"),
        }
    });
    Ok(switching)
}
