//! Records whole answers as they come, behind the back of whoever asked.

use super::file::Cassette;
use crate::{
    config::Secret,
    llm::{Asked, Redactor, Reply},
};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

/// Answers that wait to be written at most; what comes on top is not recorded.
const WAITING: usize = 256;

/// Writes cassettes into a folder. Whatever goes wrong, the call that is recorded goes on.
#[derive(Clone)]
pub(in crate::llm) struct Recorder(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    redactor: Redactor,
    tasks: TaskTracker,
    room: Arc<Semaphore>,
    written: AtomicU64,
}

impl Recorder {
    /// Into `folder`, which is made with the first answer. What names people is taken out, and `keys` anyway.
    pub fn new(folder: PathBuf, keys: Vec<Secret<String>>, tasks: TaskTracker) -> Self {
        let (redactor, room) = (Redactor::new(keys, true), Arc::new(Semaphore::new(WAITING)));
        Self(Arc::new(Inner { folder, redactor, tasks, room, written: AtomicU64::default() }))
    }

    /// Has a whole answer written.
    pub fn note(&self, asked: &Asked, reply: &Reply) {
        let inner = self.0.clone();
        let Ok(room) = inner.room.clone().try_acquire_owned() else {
            return tracing::warn!("too many answers wait to be recorded: one is left out");
        };
        let (asked, reply) = (asked.clone(), reply.clone());
        self.0.tasks.spawn_blocking(move || {
            if let Err(error) = inner.write(&asked, &reply) {
                let folder = inner.folder.display();
                tracing::warn!(%error, %folder, "an answer cannot be recorded");
            }
            drop(room);
        });
    }
}

impl Inner {
    fn write(&self, asked: &Asked, reply: &Reply) -> io::Result<()> {
        let cassette = Cassette::of(asked, reply, &self.redactor);
        let file = self.folder.join(cassette.name());
        // An answer out of the cache says no more than the one that went into it, and lacks its count of tokens.
        if reply.cached && file.exists() {
            return Ok(());
        }
        // What people wrote is in it: only this user's.
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let nth = self.written.fetch_add(1, Ordering::Relaxed);
        let half = self.folder.join(format!(".recording-{}-{nth}", std::process::id()));
        let written = whole(&half, cassette.body().as_bytes()).and_then(|()| fs::rename(&half, &file));
        if written.is_err() {
            // One that was never made cannot be removed, and need not be.
            let _ = fs::remove_file(&half);
        }
        written
    }
}

fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
