//! From a request to a socket.

use super::{caller::FromSite, error::Refusal};
use crate::{
    channel::web::{Door, connection::Broken, frame::FRAME_BYTES_MAX, limits::network, socket},
    turn::{Code, Rejection, STATE_BYTES_MAX},
};
use axum::{
    Error,
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::Response,
};
use futures_util::TryStreamExt;
use tungstenite::Error as WsError;

/// What is read at once. axum's default costs 128 KiB for each socket.
const READ_BUFFER: usize = 4096;
/// Frames below this are written together, when the turn's last one is flushed.
const WRITE_BUFFER: usize = 4096;
/// The largest frame has to fit, or a conversation that has one could never be opened again: a `welcome`
/// with the whole brief, which says each value twice. Nothing is queued behind a frame: the next is
/// encoded into the buffer once this one is written.
const WRITE_BUFFER_MAX: usize = 8 * STATE_BYTES_MAX;

/// `GET /ws`.
pub async fn upgrade(
    State(door): State<Door>,
    FromSite(caller): FromSite,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let locale = caller.locale().to_owned();
    if door.app.draining.is_cancelled() {
        return Err(Rejection::new(Code::Unavailable, &locale).retry_after(2_000).into());
    }
    let upgrade = upgrade.map_err(|_| Refusal::code(Code::BadFrame, &locale))?;
    let crowded = || Refusal::from(Rejection::new(Code::RateLimited, &locale).retry_after(5_000));
    let seat = door.limits.sockets.take(()).ok_or_else(crowded)?;
    let of_address = door.limits.sockets_of_address.take(network(caller.address)).ok_or_else(crowded)?;
    let tasks = door.app.tasks.clone();
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |wire| {
        tasks.track_future(async move {
            let _seats = (seat, of_address);
            socket::serve(door, caller, wire.map_err(broken)).await;
        })
    }))
}

/// Whether the other side sent too much, or is simply gone.
fn broken(error: Error) -> Broken {
    match error.into_inner().downcast_ref::<WsError>() {
        Some(WsError::Capacity(_)) => Broken::TooLarge,
        _ => Broken::Gone,
    }
}
