//! Blobs in a folder of this machine, or one that all nodes share.

use super::{BlobError, Key};
use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
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
        let part = place.with_extension("part");
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).await?;
        Ok(Writer { file, part, place, folder, whole: false })
    }

    pub async fn read(&self, key: &Key) -> Result<Reader, BlobError> {
        Ok(Reader { file: File::open(self.root.join(key.as_str())).await? })
    }

    pub async fn remove(&self, key: &Key) -> Result<(), BlobError> {
        match tokio::fs::remove_file(self.root.join(key.as_str())).await {
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
