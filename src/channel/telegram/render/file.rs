//! A file that somebody sent, as it is shown to a chat that did not see it.

use super::{
    super::{
        limits::{Limit, clipped, length},
        outgoing::{Body, Draft},
    },
    Rich, Show,
};
use crate::store::File;

/// A file as it is kept, by whom it was sent if that is known, and where it can be had otherwise. `is_told`: the words
/// before it say whose it is.
pub fn file(file: &File, (by, is_told): (Option<&str>, bool), link: Option<&str>, show: &Show<'_>) -> Draft {
    let name = file.name.as_str();
    let caption = match by {
        _ if is_told => name.to_owned(),
        Some(by) => show.fill("file_by", &[("name", by), ("file", name)]),
        None => show.fill("file_elsewhere", &[("file", name)]),
    };
    let body = Body::File {
        blob: file.blob.clone(),
        name: short(name),
        media: file.kind.clone(),
        caption: Rich::of(&caption).clipped(Limit::Caption.max()).html(),
        link: link.map(str::to_owned),
    };
    Draft { body, keys: Vec::new(), reply: None }
}

/// A name that is short enough, with its ending.
fn short(name: &str) -> String {
    let most = Limit::FileName.max();
    match name.rsplit_once('.') {
        Some((stem, ending)) if length(name) > most && length(ending) < most / 2 => {
            format!("{}.{ending}", clipped(stem, most - length(ending) - 1))
        }
        _ => clipped(name, most),
    }
}
