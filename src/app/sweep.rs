//! Takes away blobs that no row refers to: of versions that were not written, and of what was deleted.

use super::App;
use crate::{
    id::WorkspaceId,
    outside::blob::{BlobError, Kept, Key},
    store::StoreError,
    time::Millis,
};
use std::collections::HashSet;

/// How long a blob may be alone. It is there before its row, and no attempt takes nearly as long to write that.
const ALONE_MS: i64 = 24 * 60 * 60 * 1_000;
/// Blobs that are listed at once.
const PAGE: usize = 500;

/// Why not everything could be looked at.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blob(#[from] BlobError),
}

/// The search for such blobs, workspace by workspace. It goes on where it stopped, and begins anew at the end.
#[derive(Debug, Default)]
pub struct Strays {
    /// The workspace that is looked through, and up to where it was.
    at: Option<(WorkspaceId, Option<Key>)>,
}

impl Strays {
    /// Looks at about `most` blobs. Gives how many of them it took away. Only what lies in a workspace of this
    /// database is looked at: a bucket may be another installation's too.
    pub async fn sweep(&mut self, app: &App, most: usize) -> Result<u64, SweepError> {
        let mut workspaces = app.store.installation().workspaces().await?;
        workspaces.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        let mut taken = 0;
        if self.at.is_none() {
            taken += app.blobs.forget_halves(Millis(app.clock.now().0 - ALONE_MS)).await?;
        }
        let (from, mut after) = self.at.take().unzip();
        let mut after = after.take().flatten();
        let mut looked = 0;
        for workspace in workspaces {
            match from.as_ref().map(|from: &WorkspaceId| workspace.as_str().cmp(from.as_str())) {
                Some(std::cmp::Ordering::Less) => continue,
                Some(std::cmp::Ordering::Greater) => after = None,
                _ => {}
            }
            loop {
                if looked >= most {
                    self.at = Some((workspace, after));
                    return Ok(told(app, taken));
                }
                let page = PAGE.min(most - looked);
                let kept = app
                    .blobs
                    .list(&workspace, after.as_ref(), u16::try_from(page).unwrap_or(u16::MAX))
                    .await?;
                // A workspace without any is a look, too.
                looked += kept.len().max(1);
                taken += sweep_page(app, &workspace, &kept).await?;
                if kept.len() < page {
                    break;
                }
                after = kept.last().map(|last| last.key.clone());
            }
            after = None;
        }
        Ok(told(app, taken))
    }
}

fn told(app: &App, taken: u64) -> u64 {
    if taken > 0 {
        app.metrics.blobs_swept.increment(taken);
        tracing::info!(taken, "blobs that no row referred to were taken away");
    }
    taken
}

/// Takes away those of some blobs that have been alone for long enough. Their rows are asked for after they were
/// listed: what was listed has its row by now, or gets none.
async fn sweep_page(app: &App, workspace: &WorkspaceId, kept: &[Kept]) -> Result<u64, SweepError> {
    let (rows, before) = (app.store.workspace(workspace), Millis(app.clock.now().0 - ALONE_MS));
    let old: Vec<&Key> = kept.iter().filter(|blob| blob.at < before).map(|blob| &blob.key).collect();
    let mut taken = 0;
    for folder in old.chunk_by(|one, other| one.folder() == other.folder()) {
        let Some(first) = folder.first() else { continue };
        let referred: HashSet<String> = rows.blobs_in(first.folder()).await?.into_iter().collect();
        for key in folder.iter().filter(|key| !referred.contains(key.as_str())) {
            if !rows.kits_name(key.as_str()).await? {
                app.blobs.remove(key).await?;
                tracing::debug!(blob = key.as_str(), "no row refers to it");
                taken += 1;
            }
        }
    }
    Ok(taken)
}
