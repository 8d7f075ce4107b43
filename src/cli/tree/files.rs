//! A tree's file, and those beside it that it may call.

use crate::tree::{Library, json::TreeDoc, read::read};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Largest tree file, in bytes: the campaign briefing has a tenth of it.
const BYTES_MAX: u64 = 2 << 20;

/// A tree's text as it is in its file.
pub struct Source {
    pub path: PathBuf,
    pub text: String,
    /// The trees beside it.
    pub library: Library,
}

/// Reads files; a name and not a value.
pub struct Files;

impl Files {
    /// The file with what stands beside it, or a sentence on why not.
    pub fn read(path: &Path) -> Result<Source, String> {
        let text = text_of(path)?;
        let own = read(&text).map(|draft| draft.doc.id).unwrap_or_default();
        let beside = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let others = fs::read_dir(beside).into_iter().flatten().flatten().map(|entry| entry.path());
        let trees =
            others.filter(|other| other.extension().is_some_and(|ext| ext == "json")).filter_map(tree);
        let library = Library::of(trees.filter(|tree| tree.id != own));
        Ok(Source { path: path.into(), text, library })
    }
}

/// A neighbour that is a tree; one that is not is none of this file's business.
fn tree(path: PathBuf) -> Option<TreeDoc> {
    read(&text_of(&path).ok()?).ok().map(|draft| draft.doc)
}

fn text_of(path: &Path) -> Result<String, String> {
    let about = fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?;
    if about.len() > BYTES_MAX {
        return Err(format!("is larger than {} MiB, and so no tree", BYTES_MAX >> 20));
    }
    fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))
}
