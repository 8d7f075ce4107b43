//! Blobs in a folder of this machine, or one that all nodes share.

use super::{BlobError, Kept, Key};
use crate::{id::WorkspaceId, time::Millis};
use std::{
    ffi::OsStr,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncReadExt, AsyncWriteExt},
    task::spawn_blocking,
};

/// Room that files leave to the database, which every answer needs.
const RESERVE: u64 = 256 << 20;
/// On a small disk the reserve is this part of it.
const RESERVE_PART: u64 = 20;
/// What the name of a file ends in until it is whole.
const PART: &str = "part";
/// What is read at once.
const CHUNK: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub async fn write(&self, key: &Key) -> Result<Writer, BlobError> {
        let place = self.root.join(key.as_str());
        let folder = place.parent().unwrap_or(&self.root).to_owned();
        let (made, top) = (folder.clone(), self.root.clone());
        let prepared = spawn_blocking(move || {
            make(&made, &top)?;
            has_room(&made)
        });
        prepared.await.map_err(|error| BlobError::Failed(io::Error::other(error)))??;
        let part = place.with_extension(PART);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).await?;
        Ok(Writer { file, part, place, folder, whole: false })
    }

    pub async fn read(&self, key: &Key) -> Result<Reader, BlobError> {
        Ok(Reader { file: File::open(self.root.join(key.as_str())).await? })
    }

    pub async fn list(
        &self,
        workspace: &WorkspaceId,
        after: Option<&Key>,
        most: u16,
    ) -> Result<Vec<Kept>, BlobError> {
        let (root, after) = (self.root.clone(), after.cloned());
        let folder = root.join(Key::folder_of(workspace));
        let listed = spawn_blocking(move || {
            let keys = keys(&root, &folder)?.into_iter();
            let next =
                keys.skip_while(|key| after.as_ref().is_some_and(|after| key.as_str() <= after.as_str()));
            let kept = next.take(usize::from(most)).map(|key| {
                let at = written(&root.join(key.as_str()))?;
                Ok(at.map(|at| Kept { key, at }))
            });
            kept.filter_map(Result::transpose).collect::<io::Result<Vec<Kept>>>()
        });
        Ok(listed.await.map_err(|error| BlobError::Failed(io::Error::other(error)))??)
    }

    pub async fn forget_halves(&self, before: Millis) -> Result<u64, BlobError> {
        let root = self.root.clone();
        let forgotten = spawn_blocking(move || {
            let halves = files(&root)?.into_iter().filter(|path| path.extension() == Some(OsStr::new(PART)));
            let mut count = 0;
            for half in halves {
                if written(&half)?.is_some_and(|at| at < before) {
                    std::fs::remove_file(&half)?;
                    count += 1;
                }
            }
            Ok::<u64, io::Error>(count)
        });
        Ok(forgotten.await.map_err(|error| BlobError::Failed(io::Error::other(error)))??)
    }

    pub async fn remove(&self, key: &Key) -> Result<(), BlobError> {
        match tokio::fs::remove_file(self.root.join(key.as_str())).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// The keys below a folder, in their order. What is not whole has none.
fn keys(root: &Path, folder: &Path) -> io::Result<Vec<Key>> {
    let of = |path: &PathBuf| path.strip_prefix(root).ok().and_then(Path::to_str).and_then(Key::parse);
    let mut found: Vec<Key> = files(folder)?.iter().filter_map(of).collect();
    found.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    Ok(found)
}

/// Every file below a folder; none below one that is not there.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// When a blob was written; nothing if it is gone by now.
fn written(place: &Path) -> io::Result<Option<Millis>> {
    match std::fs::metadata(place).and_then(|about| about.modified()) {
        Ok(at) => {
            let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
            Ok(Some(Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes the folder below `top` durably.
fn make(folder: &Path, top: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    // A folder is an entry of the one around it: each has to be on the disk, up to the one that was there before us.
    let around = folder.ancestors().take_while(|one| one.starts_with(top)).chain(top.parent());
    for one in around.filter(|one| !one.as_os_str().is_empty()) {
        std::fs::File::open(one)?.sync_all()?;
    }
    Ok(())
}

fn has_room(folder: &Path) -> io::Result<()> {
    let disk = rustix::fs::statvfs(folder)?;
    let reserve = RESERVE.min(disk.f_blocks * disk.f_frsize / RESERVE_PART);
    if disk.f_bavail * disk.f_frsize < reserve { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
}

#[derive(Debug)]
pub(super) struct Writer {
    file: File,
    /// Where it is until it is whole.
    part: PathBuf,
    place: PathBuf,
    folder: PathBuf,
    whole: bool,
}

impl Writer {
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), BlobError> {
        Ok(self.file.write_all(chunk).await?)
    }

    pub async fn take_back(mut self) -> Result<Vec<u8>, BlobError> {
        self.file.flush().await?;
        Ok(tokio::fs::read(&self.part).await?)
    }

    pub async fn finish(mut self) -> Result<(), BlobError> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.part, &self.place).await?;
        self.whole = true;
        Ok(File::open(&self.folder).await?.sync_all().await?)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.whole
            && let Err(error) = std::fs::remove_file(&self.part)
        {
            tracing::warn!(%error, "half a file is left behind");
        }
    }
}

#[derive(Debug)]
pub(super) struct Reader {
    file: File,
}

impl Reader {
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = self.file.read_buf(&mut chunk).await?;
        Ok((read > 0).then_some(chunk))
    }
}
