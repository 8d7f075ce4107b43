//! Files that people send, in and out: a form with one file, what is kept, and its bytes back as a download.

use super::{
    caller::FromSite,
    conversations::{failed, own, speaking},
    error::Refusal,
    visitor::Visitor,
};
use crate::{
    channel::web::{Door, limits::network},
    id::FileId,
    outside::blob::{Key, Reader},
    store::File,
    turn::{Code, Peer, Rejection},
    upload::{self, FILE_BYTES_MAX, Upload, refused, too_large},
};
use axum::{
    Json,
    body::Body,
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::{Value, json};
use std::{fmt::Write, time::Duration};
use tokio::time::timeout;

/// What is read of a form: a file of up to twice the size is read to its end, for most browsers show the
/// sentence that refuses it only once they have sent everything. What is longer is cut.
pub const BODY_BYTES_MAX: usize = 2 * FILE_BYTES_MAX as usize;
/// How long the next bytes of a file may take.
const IDLE: Duration = Duration::from_secs(30);
/// How long the rest of a refused form is read.
const REST: Duration = Duration::from_secs(10);
/// Nothing in a file runs, whoever opens it.
const NOTHING_RUNS: &str = "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; \
    frame-ancestors 'none'; sandbox";

/// `POST …/files`: a form (`multipart/form-data`) with one field `file`.
pub async fn upload(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    let mut peer = speaking(&door, visitor, &id, &caller)?;
    peer.locale = own(&door, &peer).await?.line.locale;
    let crowded = || Refusal::from(Rejection::new(Code::RateLimited, &peer.locale).retry_after(1_000));
    let _person = door.limits.uploads_of_person.take(peer.visitor.as_str().into()).ok_or_else(crowded)?;
    let _address = door.limits.uploads_of_address.take(network(caller.address)).ok_or_else(crowded)?;
    let mut form = form.map_err(|_| Refusal::from(refused("file_form", &peer.locale)))?;
    let kept = take(&door, &peer, &mut form).await;
    if kept.is_err() {
        let rest = async { while let Ok(Some(_)) = form.next_field().await {} };
        let _ = timeout(REST, rest).await;
    }
    let file = kept?;
    Ok((StatusCode::CREATED, Json(told(&file))).into_response())
}

/// `GET …/files`: what is kept of each file that was sent to the conversation, the oldest first.
pub async fn list(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    let files = door.app.store.workspace(&peer.workspace).files(&peer.conversation).await;
    let files = files.map_err(|error| failed(&error, &peer.locale))?;
    Ok(Json(json!({ "files": files.iter().map(told).collect::<Vec<_>>() })).into_response())
}

/// A file as whoever may have it is told of it.
fn told(file: &File) -> Value {
    json!({ "file": file.name, "id": file.id.as_str(), "kind": file.kind, "bytes": file.bytes })
}

/// Reads the form to its end; only then it is known to be whole.
async fn take(door: &Door, peer: &Peer, form: &mut Multipart) -> Result<File, Rejection> {
    let broken = |error: MultipartError| broken(&error, &peer.locale);
    let malformed = || refused("file_form", &peer.locale);
    let mut field = form.next_field().await.map_err(broken)?.ok_or_else(malformed)?;
    if field.name() != Some("file") {
        return Err(malformed());
    }
    let called = field.file_name().unwrap_or_default().to_owned();
    let mut upload = Upload::begin(&door.app, peer, &called).await?;
    while let Some(chunk) = next(&mut field, &peer.locale).await? {
        upload.push(&chunk).await?;
    }
    drop(field);
    if form.next_field().await.map_err(broken)?.is_some() {
        return Err(malformed());
    }
    upload.keep().await
}

async fn next(field: &mut Field<'_>, locale: &str) -> Result<Option<axum::body::Bytes>, Rejection> {
    match timeout(IDLE, field.chunk()).await {
        Ok(Ok(chunk)) => Ok(chunk),
        Ok(Err(error)) => Err(broken(&error, locale)),
        Err(_) => Err(refused("file_form", locale)),
    }
}

fn broken(error: &MultipartError, locale: &str) -> Rejection {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(locale),
        _ => refused("file_form", locale),
    }
}

/// `GET …/files/{file}`: its bytes, for saving.
pub async fn download(
    State(door): State<Door>,
    Path((id, file)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let peer = visitor.peer(&id)?;
    own(&door, &peer).await?;
    let missing = || Refusal::no_file(&peer.locale);
    let file = FileId::parse(&file).ok_or_else(missing)?;
    let row = door.app.store.workspace(&peer.workspace).file(&peer.conversation, &file).await;
    let row = row.map_err(|error| failed(&error, &peer.locale))?.ok_or_else(missing)?;
    let key = Key::parse(&row.blob).ok_or_else(missing)?;
    let reader = door.app.blobs.read(&key).await;
    let reader = reader.map_err(|error| Refusal::from(upload::blob(&error, &peer.locale)))?;
    Ok(given_out(&row, reader))
}

fn given_out(file: &File, reader: Reader) -> Response {
    let chunks = stream::try_unfold(reader, async |mut reader| {
        Ok::<_, std::io::Error>(reader.next().await?.map(|chunk| (chunk, reader)))
    });
    let charset = if file.kind.starts_with("text/") { "; charset=utf-8" } else { "" };
    let headers = [
        (header::CONTENT_TYPE, format!("{}{charset}", file.kind)),
        (header::CONTENT_LENGTH, file.bytes.to_string()),
        (header::CONTENT_DISPOSITION, attachment(&file.name)),
    ];
    let strict = HeaderValue::from_static(NOTHING_RUNS);
    (headers, [(header::CONTENT_SECURITY_POLICY, strict)], Body::from_stream(chunks)).into_response()
}

/// A name for saving: in ASCII for programs that know no more, and as it is (RFC 8187).
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let mut header = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let written =
            if is_plain { write!(header, "{}", char::from(byte)) } else { write!(header, "%{byte:02X}") };
        debug_assert!(written.is_ok(), "a String takes everything");
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let header = attachment("ação \"x\"; a=b\r\nY: z.png");
        assert!(
            header.starts_with("attachment; filename=\"a__o _x_; a=b__Y: z.png\"; filename*=UTF-8''a%C3%A7")
        );
        assert!(HeaderValue::from_str(&header).is_ok());
    }
}
