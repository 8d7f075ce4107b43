//! A folder of recorded answers, read once.

use super::file::{Cassette, key_of};
use crate::{llm::Purpose, outside::llm::Request};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Files that are read of a folder at most.
const FILES_MOST: usize = 10_000;
/// Bytes of one file at most: a long prompt and its answer are some hundred thousand.
const FILE_MOST: u64 = 4 << 20;

/// Why there are no recorded answers.
#[derive(Debug, thiserror::Error)]
pub enum CassetteError {
    #[error("the recorded answers in {} cannot be read: {source}", .folder.display())]
    Unreadable { folder: PathBuf, source: io::Error },
    #[error(
        "there is no recorded answer in {}{}; record some with PAUTA_LLM_RECORD, or name another folder",
        .folder.display(),
        told(.notes)
    )]
    Empty { folder: PathBuf, notes: Vec<String> },
}

fn told(notes: &[String]) -> String {
    if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) }
}

/// Recorded answers by what they answer. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cassettes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    by_key: HashMap<String, Cassette>,
    notes: Vec<String>,
}

impl Cassettes {
    /// Reads every `.json` in `folder`. A file that is damaged, or is none of ours, is left out and named among
    /// the [notes](Self::notes).
    ///
    /// # Errors
    /// There is no such folder, or nothing in it that can be answered with.
    pub async fn open(folder: PathBuf) -> Result<Self, CassetteError> {
        let read = tokio::task::spawn_blocking({
            let folder = folder.clone();
            move || Self::read(folder)
        });
        let unreadable = |error| CassetteError::Unreadable { folder, source: io::Error::other(error) };
        read.await.map_err(unreadable).flatten()
    }

    /// The same at once, for a command.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn read(folder: PathBuf) -> Result<Self, CassetteError> {
        let inner = match all(&folder) {
            Ok(inner) => inner,
            Err(source) => return Err(CassetteError::Unreadable { folder, source }),
        };
        if inner.by_key.is_empty() {
            return Err(CassetteError::Empty { folder, notes: inner.notes });
        }
        Ok(Self(Arc::new(inner)))
    }

    /// The recorded answer to a request.
    pub(super) fn find(&self, request: &Request) -> Option<&Cassette> {
        self.0.by_key.get(&key_of(request))
    }

    /// Whether there is any for this purpose. Only words are recorded.
    pub fn serves(&self, purpose: Purpose) -> bool {
        let words = matches!(purpose, Purpose::Text | Purpose::Fast | Purpose::Vision);
        words && self.0.by_key.values().any(|cassette| cassette.purpose == purpose)
    }

    /// For each purpose, the models that answered when it was recorded.
    pub fn models(&self) -> Vec<(Purpose, Vec<String>)> {
        let mut models: BTreeMap<Purpose, BTreeSet<&str>> = BTreeMap::new();
        for cassette in self.0.by_key.values() {
            models.entry(cassette.purpose).or_default().insert(&cassette.answer.model);
        }
        let named = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        models.into_iter().map(|(purpose, names)| (purpose, named(names))).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.by_key.len()
    }

    /// What the operator should know: the files that were left out, and why.
    pub fn notes(&self) -> &[String] {
        &self.0.notes
    }
}

fn all(folder: &Path) -> io::Result<Inner> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|end| end == "json") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let (mut by_key, mut notes) = (HashMap::new(), Vec::new());
    if files.len() > FILES_MOST {
        notes.push(format!("only the first {FILES_MOST} files of {} are read", folder.display()));
    }
    for path in files.into_iter().take(FILES_MOST) {
        let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match one(&path) {
            Ok(cassette) => {
                if by_key.insert(cassette.key.clone(), cassette).is_some() {
                    notes.push(format!("{shown} answers the same as a file before it, and is used"));
                }
            }
            Err(flaw) => notes.push(format!("{shown} {flaw}")),
        }
    }
    Ok(Inner { by_key, notes })
}

fn one(path: &Path) -> Result<Cassette, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    if fs::metadata(path).map_err(unreadable)?.len() > FILE_MOST {
        return Err(format!("is larger than {} MiB", FILE_MOST >> 20));
    }
    Cassette::read(&fs::read(path).map_err(unreadable)?)
}
