//! Files that an input names: only those that were sent to this very conversation, under the names that they
//! were kept with.

use super::{Code, Inbound, Peer, Rejection, rejection::phrases};
use crate::{
    app::App,
    engine::input::{Body, Input},
    id::FileId,
    store::File,
    tree::value::{FileRef, Value},
};
use std::borrow::Cow;

/// The input with each file under its own name; refused if one was never sent to this conversation.
pub async fn named<'a>(app: &App, peer: &Peer, inbound: &'a Inbound) -> Result<Cow<'a, Inbound>, Rejection> {
    let mut named = inbound.clone();
    let mut refs = Vec::new();
    match &mut named.input {
        Input::Answer { body, .. } | Input::Edit { body, .. } | Input::Helped { body, .. } => {
            in_body(body, &mut refs);
        }
        Input::Decide { content, .. } => {
            content.values_mut().flatten().for_each(|value| in_value(value, &mut refs));
        }
        _ => {}
    }
    if refs.is_empty() {
        return Ok(Cow::Borrowed(inbound));
    }
    own(app, peer, refs).await?;
    Ok(Cow::Owned(named))
}

/// The same for the body of an edit whose consequences are asked for.
pub async fn named_in(app: &App, peer: &Peer, body: &Body) -> Result<Body, Rejection> {
    let (mut named, mut refs) = (body.clone(), Vec::new());
    in_body(&mut named, &mut refs);
    if !refs.is_empty() {
        own(app, peer, refs).await?;
    }
    Ok(named)
}

async fn own(app: &App, peer: &Peer, refs: Vec<&mut FileRef>) -> Result<(), Rejection> {
    let files = app.store.workspace(&peer.workspace).files(&peer.conversation).await;
    let files = files.map_err(|error| Rejection::store(&error, &peer.locale))?;
    for file in refs {
        let sent = sent(&files, file).ok_or_else(|| {
            let message = phrases().say(&peer.locale, "file_not_sent").to_owned();
            Rejection::told(Code::BadFile, message)
        })?;
        file.file.clone_from(&sent.name);
        file.id = Some(sent.id.to_string());
    }
    Ok(())
}

fn sent<'a>(files: &'a [File], wanted: &FileRef) -> Option<&'a File> {
    let id = wanted.id.as_deref().and_then(FileId::parse)?;
    files.iter().find(|file| file.id == id)
}

fn in_body<'a>(body: &'a mut Body, found: &mut Vec<&'a mut FileRef>) {
    match body {
        Body::Value(value) => in_value(value, found),
        Body::Files(files) => found.extend(files.iter_mut().filter(|file| file.id.is_some())),
        Body::Text(_) | Body::Options(_) => {}
    }
}

fn in_value<'a>(value: &'a mut Value, found: &mut Vec<&'a mut FileRef>) {
    match value {
        Value::File(file) if file.id.is_some() => found.push(file),
        Value::Many(values) => values.iter_mut().for_each(|value| in_value(value, found)),
        Value::Items(items) => items.items.iter_mut().for_each(|item| in_value(&mut item.value, found)),
        Value::Object(fields) => fields.values_mut().for_each(|value| in_value(value, found)),
        _ => {}
    }
}
