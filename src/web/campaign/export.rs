//! `GET …/export.zip` and `…/export.json`: approved pieces to take away.

use super::super::{
    brief::name,
    conversations::{as_json, own},
    error::Refusal,
    visitor::Visitor,
};
use crate::{
    channel::web::Door,
    deliverable::export,
    outside::blob::Key,
    production::export::{Leaving, leaving_now},
    store::AssetRow,
    turn::{Code, Peer},
};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use std::io::{self, Cursor, Write};
use tokio::sync::Semaphore;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Packages that are put together at once: each is in memory until it is sent.
static PACKING: Semaphore = Semaphore::const_new(2);
/// Bytes of pictures in one package; what is beyond is named in the read-me.
const PICTURES_BYTES_MAX: u64 = 48 * 1024 * 1024;

/// `GET …/export.zip`.
pub async fn zip(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let (peer, leaving) = wanted(&door, visitor, &id).await?;
    let unavailable = || Refusal::code(Code::Unavailable, &peer.locale);
    let _one = PACKING.acquire().await.map_err(|_| unavailable())?;
    let bytes = packed(&door, &leaving).await.map_err(|error| {
        tracing::error!(%error, conversation = %peer.conversation, "a package cannot be put together");
        unavailable()
    })?;
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, kept(&leaving, "zip")),
    ];
    Ok((about, bytes).into_response())
}

/// `GET …/export.json`.
pub async fn json(
    State(door): State<Door>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let (_, leaving) = wanted(&door, visitor, &id).await?;
    let body = export::json(&leaving.package).to_string();
    Ok(([(header::CONTENT_DISPOSITION, kept(&leaving, "json"))], as_json(body)).into_response())
}

fn kept(leaving: &Leaving, ending: &str) -> HeaderValue {
    let stem = name::stem(&leaving.brief, None);
    let named = name::disposition(&stem, ending, true);
    HeaderValue::try_from(named).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

async fn wanted(door: &Door, visitor: Visitor, id: &str) -> Result<(Peer, Leaving), Refusal> {
    let peer = visitor.peer(id)?;
    own(door, &peer).await?;
    let leaving = leaving_now(&door.app, &peer).await?;
    let mut leaving = leaving.ok_or_else(|| Refusal::no_brief(&peer.locale))?;
    leaving.package.campaign = name::of(&leaving.brief).to_owned();
    Ok((peer, leaving))
}

/// The whole package. The same pieces make the same bytes.
async fn packed(door: &Door, leaving: &Leaving) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().unix_permissions(0o644);
    let texts = options.compression_method(CompressionMethod::Deflated);
    // Pictures are compressed already.
    let pictures = options.compression_method(CompressionMethod::Stored);
    for file in leaving.package.files() {
        archive.start_file(&file.name, texts)?;
        archive.write_all(&file.bytes)?;
    }
    let (mut lost, mut left) = (Vec::new(), PICTURES_BYTES_MAX);
    for (item, nth, name) in leaving.package.pictures() {
        let row = leaving.pictures.get(item).and_then(|rows| rows.get(nth));
        match bytes(door, row, left).await {
            Some(bytes) => {
                left = left.saturating_sub(bytes.len() as u64);
                archive.start_file(&name, pictures)?;
                archive.write_all(&bytes)?;
            }
            None => lost.push(name),
        }
    }
    let read_me = leaving.package.read_me(&lost);
    archive.start_file(&read_me.name, texts)?;
    archive.write_all(&read_me.bytes)?;
    Ok(archive.finish()?.into_inner())
}

/// A picture that is there and no larger than `left`, whatever its row says.
async fn bytes(door: &Door, row: Option<&AssetRow>, left: u64) -> Option<Vec<u8>> {
    let row = row.filter(|row| row.bytes <= left)?;
    let mut reader = door.app.blobs.read(&Key::parse(&row.key)?).await.ok()?;
    let mut bytes = Vec::new();
    while let Some(chunk) = reader.next().await.ok()? {
        if (bytes.len() + chunk.len()) as u64 > left {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes)
}
