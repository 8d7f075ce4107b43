//! The pictures that an assist describes: those sent to this very conversation, few and small enough for one call.

use super::Peer;
use crate::{
    app::App,
    engine::effect::AssistCall,
    outside::{
        blob::{BlobError, Key},
        llm::Image,
    },
    store::File,
    tree::{json::AssistTask, value::Value},
};

/// The media types that every provider of vision reads.
const KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// Pictures in one call, and the bytes of each, at most.
const MOST: usize = 8;
const BYTES_MOST: u64 = 5 * 1024 * 1024;

/// What a call is to describe. A picture that cannot be read now is left out, and the log says so.
pub async fn of(app: &App, peer: &Peer, call: &AssistCall) -> Vec<Image> {
    let mut named = Vec::new();
    if call.kind == AssistTask::Describe {
        call.given.iter().for_each(|given| files(&given.value, &mut named));
    }
    if named.is_empty() {
        return Vec::new();
    }
    let sent = match app.store.workspace(&peer.workspace).files(&peer.conversation).await {
        Ok(sent) => sent,
        Err(error) => {
            tracing::warn!(%error, "the pictures of a conversation cannot be looked up");
            return Vec::new();
        }
    };
    let seen = |file: &&File| KINDS.contains(&&*file.kind) && file.bytes <= BYTES_MOST;
    let rows = named.iter().filter_map(|id| sent.iter().find(|file| file.id.as_str() == *id));
    let mut images = Vec::new();
    for file in rows.filter(seen).take(MOST) {
        match bytes(app, file).await {
            Ok(bytes) => images.push(Image { kind: file.kind.as_str().into(), bytes: bytes.into() }),
            Err(error) => tracing::warn!(%error, file = %file.id, "a picture cannot be read"),
        }
    }
    images
}

async fn bytes(app: &App, file: &File) -> Result<Vec<u8>, BlobError> {
    let key = Key::parse(&file.blob).ok_or(BlobError::Missing)?;
    let mut reader = app.blobs.read(&key).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = reader.next().await? {
        bytes.extend(chunk);
    }
    Ok(bytes)
}

/// The ids of the files in a value, each once, in their order.
fn files<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::File(file) => {
            let new = file.id.as_deref().filter(|id| !found.contains(id));
            found.extend(new);
        }
        Value::Many(many) => many.iter().for_each(|value| files(value, found)),
        Value::Items(items) => items.items.iter().for_each(|item| files(&item.value, found)),
        Value::Object(fields) => fields.values().for_each(|value| files(value, found)),
        _ => {}
    }
}
