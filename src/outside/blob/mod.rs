//! Blobs: the bytes of files, beside the database that says whose they are.

mod folder;
mod key;
mod s3;

pub use key::{Key, Shelf};

use crate::{
    config::{BlobPlace, S3},
    id::WorkspaceId,
    time::Millis,
};
use aws_sdk_s3::primitives::ByteStream;
use std::{
    io::{self, ErrorKind},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

/// How long an address that was signed can be read. It is signed anew at each read, and kept nowhere.
pub const LINK_LIVES: Duration = Duration::from_secs(3_600);

/// Why a blob cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Nothing was kept. Reading goes on.
    #[error("there is no room left for files: free some disk space")]
    Full,
    #[error("there is no blob of this key: restore it from a backup")]
    Missing,
    #[error("files cannot be kept or read: check that the folder or the bucket is there and its permissions")]
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

/// A blob that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub key: Key,
    /// When it was written, by the clock of where it is kept.
    pub at: Millis,
}

/// Where blobs are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<Arm>);

#[derive(Debug)]
enum Arm {
    Folder(folder::Folder),
    S3(Arc<s3::Bucket>),
}

impl Blobs {
    /// Where the configuration says. Nothing is asked yet.
    pub fn open(place: BlobPlace) -> Self {
        match place {
            BlobPlace::Folder(root) => Self::in_folder(root),
            BlobPlace::Bucket(s3) => Self::in_bucket(&s3),
        }
    }

    /// In a folder, which is made when the first one comes.
    pub fn in_folder(root: PathBuf) -> Self {
        Self(Arc::new(Arm::Folder(folder::Folder::new(root))))
    }

    /// In a private bucket, which is there already.
    pub fn in_bucket(s3: &S3) -> Self {
        Self(Arc::new(Arm::S3(Arc::new(s3::Bucket::new(s3)))))
    }

    /// Begins a blob of a media type. There is nothing under its key before [`Writer::finish`].
    pub async fn write(&self, key: &Key, mime: &str) -> Result<Writer, BlobError> {
        Ok(Writer(match &*self.0 {
            Arm::Folder(folder) => Writing::Folder(folder.write(key).await?),
            Arm::S3(bucket) => {
                let (bucket, key, mime) = (bucket.clone(), key.clone(), mime.to_owned());
                Writing::S3 { bucket, key, mime, bytes: Vec::new() }
            }
        }))
    }

    /// Keeps a blob that is there as a whole.
    pub async fn put(&self, key: &Key, mime: &str, bytes: &[u8]) -> Result<(), BlobError> {
        let mut writer = self.write(key, mime).await?;
        writer.write(bytes).await?;
        writer.finish().await
    }

    /// Begins to read a blob.
    pub async fn read(&self, key: &Key) -> Result<Reader, BlobError> {
        Ok(Reader(match &*self.0 {
            Arm::Folder(folder) => Reading::Folder(folder.read(key).await?),
            Arm::S3(bucket) => Reading::S3(bucket.read(key).await?),
        }))
    }

    /// The whole of a blob that was kept as one.
    pub async fn get(&self, key: &Key) -> Result<Vec<u8>, BlobError> {
        let mut reader = self.read(key).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = reader.next().await? {
            bytes.extend(chunk);
        }
        Ok(bytes)
    }

    /// An address by which whoever has it reads the blob for [`LINK_LIVES`]; `None` where only this server can
    /// read it.
    pub async fn link(&self, key: &Key) -> Result<Option<String>, BlobError> {
        match &*self.0 {
            Arm::Folder(_) => Ok(None),
            Arm::S3(bucket) => bucket.link(key).await.map(Some),
        }
    }

    /// Takes a blob away; one that is not there is no error.
    pub async fn remove(&self, key: &Key) -> Result<(), BlobError> {
        match &*self.0 {
            Arm::Folder(folder) => folder.remove(key).await,
            Arm::S3(bucket) => bucket.remove(key).await,
        }
    }

    /// The blobs of a workspace in the order of their keys, after that one, `most` at most.
    pub async fn list(
        &self,
        workspace: &WorkspaceId,
        after: Option<&Key>,
        most: u16,
    ) -> Result<Vec<Kept>, BlobError> {
        match &*self.0 {
            Arm::Folder(folder) => folder.list(workspace, after, most).await,
            Arm::S3(bucket) => bucket.list(workspace, after, most).await,
        }
    }

    /// Takes away what was begun before then and never finished. Gives how many that were.
    pub async fn forget_halves(&self, before: Millis) -> Result<u64, BlobError> {
        match &*self.0 {
            Arm::Folder(folder) => folder.forget_halves(before).await,
            Arm::S3(_) => Ok(0),
        }
    }

    /// Whether a bucket is there and lets us in; a folder is always made when it is wanted.
    pub async fn check(&self) -> Result<(), BlobError> {
        match &*self.0 {
            Arm::Folder(_) => Ok(()),
            Arm::S3(bucket) => bucket.check().await,
        }
    }
}

/// A blob that is being written. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub struct Writer(Writing);

#[derive(Debug)]
enum Writing {
    Folder(folder::Writer),
    /// Kept in memory until it is whole, as what people send is bounded: so it is there as a whole or not at all.
    S3 {
        bucket: Arc<s3::Bucket>,
        key: Key,
        mime: String,
        bytes: Vec<u8>,
    },
}

impl Writer {
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), BlobError> {
        match &mut self.0 {
            Writing::Folder(writer) => writer.write(chunk).await,
            Writing::S3 { bytes, .. } => {
                bytes.extend_from_slice(chunk);
                Ok(())
            }
        }
    }

    /// What was written, to be looked at; nothing is kept of it.
    pub async fn take_back(self) -> Result<Vec<u8>, BlobError> {
        match self.0 {
            Writing::Folder(writer) => writer.take_back().await,
            Writing::S3 { bytes, .. } => Ok(bytes),
        }
    }

    /// Puts the whole under its key. When this returns `Ok`, it is durable.
    pub async fn finish(self) -> Result<(), BlobError> {
        match self.0 {
            Writing::Folder(writer) => writer.finish().await,
            Writing::S3 { bucket, key, mime, bytes } => bucket.put(&key, &mime, bytes).await,
        }
    }
}

/// A blob that is being read.
#[derive(Debug)]
pub struct Reader(Reading);

#[derive(Debug)]
enum Reading {
    Folder(folder::Reader),
    S3(ByteStream),
}

impl Reader {
    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        match &mut self.0 {
            Reading::Folder(reader) => reader.next().await,
            Reading::S3(stream) => {
                let chunk = stream.next().await.transpose().map_err(io::Error::other)?;
                Ok(chunk.map(|bytes| bytes.to_vec()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

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
        let mut writer = blobs.write(&key, "image/png").await.unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for chunk in bytes.chunks(1000) {
            writer.write(chunk).await.unwrap();
        }
        assert!(matches!(blobs.read(&key).await, Err(BlobError::Missing)), "not before it is whole");
        writer.finish().await.unwrap();
        assert_eq!((whole(&blobs, &key).await == bytes, files(folder.path())), (true, 1));

        let other = Key::reference(&WorkspaceId::new(), Millis(0));
        let mut left = blobs.write(&other, "image/png").await.unwrap();
        left.write(b"half").await.unwrap();
        drop(left);
        assert_eq!(files(folder.path()), 1, "what was left halfway is gone");
        for _ in 0..2 {
            blobs.remove(&key).await.unwrap();
        }
        assert_eq!(files(folder.path()), 0);
    }
}
