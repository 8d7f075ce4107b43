//! A picture of a piece: only for whoever may see the conversation.

use crate::{
    channel::web::Door,
    id::{AssetId, PieceId},
    outside::blob::Key,
    store::AssetRow,
    turn::Peer,
    upload,
    web::{
        conversations::{failed, own},
        error::Refusal,
        visitor::Visitor,
    },
};
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;

/// Nothing of a picture runs, wherever it is opened.
const NOTHING_RUNS: &str = "default-src 'none'; sandbox";

/// `GET …/pieces/{piece}/assets/{asset}`.
pub async fn picture(
    State(door): State<Door>,
    Path((id, piece, asset)): Path<(String, String, String)>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    let missing = || Refusal::no_file(&peer.locale);
    let (piece, asset) = PieceId::parse(&piece).zip(AssetId::parse(&asset)).ok_or_else(missing)?;
    drawn(&door, &peer, &piece, &asset).await
}

/// A picture of a conversation that whoever asks was found to see.
pub async fn drawn(door: &Door, peer: &Peer, piece: &PieceId, asset: &AssetId) -> Result<Response, Refusal> {
    let missing = || Refusal::no_file(&peer.locale);
    let row = door.app.store.workspace(&peer.workspace).piece_asset(&peer.conversation, piece, asset).await;
    let row = row.map_err(|error| failed(&error, &peer.locale))?.ok_or_else(missing)?;
    let key = Key::parse(&row.key).ok_or_else(missing)?;
    let reader = door.app.blobs.read(&key).await;
    let reader = reader.map_err(|error| Refusal::from(upload::blob(&error, &peer.locale)))?;
    let chunks = stream::try_unfold(reader, async |mut reader| {
        Ok::<_, std::io::Error>(reader.next().await?.map(|chunk| (chunk, reader)))
    });
    Ok((headers(&row), Body::from_stream(chunks)).into_response())
}

/// A PNG is looked at; whatever else it is, it is saved.
fn headers(row: &AssetRow) -> [(header::HeaderName, HeaderValue); 5] {
    let how = if row.mime == "image/png" { "inline" } else { "attachment" };
    let kind = HeaderValue::from_str(&row.mime);
    [
        (header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
        (header::CONTENT_LENGTH, HeaderValue::from(row.bytes)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(how)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING_RUNS)),
    ]
}
