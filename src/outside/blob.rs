//! Blobs: the bytes of files, beside the database that says whose they are. A key is made here or read from
//! a row; nothing of it ever comes from outside.

use crate::{
    id::{Id, WorkspaceId, kind},
    time::Millis,
};
use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::Arc,
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
/// What is read at once.
const CHUNK: usize = 64 * 1024;

/// Where a blob is: names of lower-case letters, digits and hyphens, between slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A new place for something that a person sent.
    pub fn reference(workspace: &WorkspaceId, at: Millis) -> Self {
        let day = at.day_in("UTC");
        let name = Id::<kind::Blob>::new();
        Self(format!("ws/{workspace}/references/{:04}/{:02}/{name}", day.year(), day.month()))
    }

    /// Reads a key of a row; `None` for what this version would never have made.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        text.split('/').all(plain).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a blob cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Nothing was kept. Reading goes on.
    #[error("there is no room left for files: free some disk space")]
    Full,
    #[error("there is no blob of this key: restore it from a backup")]
    Missing,
    #[error("files cannot be kept or read: check that the folder is there and its permissions")]
    Failed(#[source] io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::NotFound => Self::Missing,
            _ => Self::Failed(error),
        }
    }
}

/// Where blobs are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<Arm>);

#[derive(Debug)]
enum Arm {
    /// A folder of this machine, or one that all nodes share.
    Folder(PathBuf),
}

impl Blobs {
    /// In a folder, which is made when the first one comes.
    pub fn in_folder(root: PathBuf) -> Self {
        Self(Arc::new(Arm::Folder(root)))
    }

    /// Begins a blob. There is nothing under its key before [`Writer::finish`].
    pub async fn write(&self, key: &Key) -> Result<Writer, BlobError> {
        let Arm::Folder(root) = &*self.0;
        let place = root.join(&key.0);
        let folder = place.parent().unwrap_or(root).to_owned();
        let (made, top) = (folder.clone(), root.clone());
        let prepared = spawn_blocking(move || {
            make(&made, &top)?;
            has_room(&made)
        });
        prepared.await.map_err(|error| BlobError::Failed(io::Error::other(error)))??;
        let part = place.with_extension("part");
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).await?;
        Ok(Writer { file, part, place, folder, whole: false })
    }

    /// Begins to read a blob.
    pub async fn read(&self, key: &Key) -> Result<Reader, BlobError> {
        let Arm::Folder(root) = &*self.0;
        Ok(Reader { file: File::open(root.join(&key.0)).await? })
    }

    /// Takes a blob away; one that is not there is no error.
    pub async fn remove(&self, key: &Key) -> Result<(), BlobError> {
        let Arm::Folder(root) = &*self.0;
        match tokio::fs::remove_file(root.join(&key.0)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
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

/// A blob that is being written. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub struct Writer {
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

    /// Puts the whole under its key. When this returns `Ok`, it is durable.
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

/// A blob that is being read.
#[derive(Debug)]
pub struct Reader {
    file: File,
}

impl Reader {
    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = self.file.read_buf(&mut chunk).await?;
        Ok((read > 0).then_some(chunk))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn whole(blobs: &Blobs, key: &Key) -> Vec<u8> {
        let mut reader = blobs.read(key).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(chunk) = reader.next().await.unwrap() {
            bytes.extend(chunk);
        }
        bytes
    }

    fn files(folder: &Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }

    #[tokio::test]
    async fn a_blob_is_there_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(folder.path().join("data/blobs"));
        let key = Key::reference(&WorkspaceId::new(), Millis(1_763_700_000_000));
        assert!(
            key.as_str().contains("/references/2025/11/") && Key::parse(key.as_str()).as_ref() == Some(&key)
        );
        let mut writer = blobs.write(&key).await.unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for chunk in bytes.chunks(1000) {
            writer.write(chunk).await.unwrap();
        }
        assert!(matches!(blobs.read(&key).await, Err(BlobError::Missing)), "not before it is whole");
        writer.finish().await.unwrap();
        assert_eq!((whole(&blobs, &key).await == bytes, files(folder.path())), (true, 1));

        let other = Key::reference(&WorkspaceId::new(), Millis(0));
        let mut left = blobs.write(&other).await.unwrap();
        left.write(b"half").await.unwrap();
        drop(left);
        assert_eq!(files(folder.path()), 1, "what was left halfway is gone");
        for _ in 0..2 {
            blobs.remove(&key).await.unwrap();
        }
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn a_key_never_leads_elsewhere() {
        for bad in ["", "/", "/etc", "../x", "a/../b", "a//b", "a/.", "a\\b", "A", "a.b", "a\0b", "a/"] {
            assert_eq!(Key::parse(bad), None, "{bad}");
        }
    }
}
