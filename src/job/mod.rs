//! Work beside the conversations: claimed from the rows, tried a few times, ended with its effect or on its own.

pub mod schedule;

mod finish;
mod handler;
mod heartbeat;
mod places;
mod untold;
mod worker;

pub use handler::handle;

use crate::{
    app::App,
    id::{TaskId, WorkspaceId},
    store::Fence,
    time::Millis,
    work::Work,
};
use std::time::Duration;
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

/// The times by which jobs are done. A test has them shorter.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How often work is looked for when nobody hints at any.
    pub poll: Duration,
    /// How often a process gives a sign of life for what it holds.
    pub beat: Duration,
    /// How long a process may give none before its jobs are taken away from it, by the watch of whoever looks:
    /// no clock that is set forth or back makes it longer or shorter.
    pub lease: Duration,
    /// The time that a job is told to have.
    pub soft: Duration,
    /// The time after which it is broken off.
    pub hard: Duration,
    /// The wait before the second attempt; before each further one it is twice as long.
    pub backoff: Duration,
    /// How long a job that is cancelled may go on.
    pub grace: Duration,
}

/// Signs of life within a lease.
const BEATS: u32 = 4;
/// A shorter lease is lost by whoever has a lot to do.
const LEASE_MIN: Duration = Duration::from_secs(1);

impl Pace {
    /// The usual one, with a lease of that length.
    pub fn leased(lease: Duration) -> Self {
        let lease = lease.max(LEASE_MIN);
        Self { lease, beat: lease / BEATS, ..Self::default() }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(1),
            beat: Duration::from_secs(5),
            lease: Duration::from_secs(20),
            soft: Duration::from_secs(240),
            hard: Duration::from_secs(300),
            backoff: Duration::from_secs(60),
            grace: Duration::from_secs(5),
        }
    }
}

/// One attempt, as its handler gets it.
#[derive(Clone, Debug)]
pub struct Run {
    pub app: App,
    pub workspace: WorkspaceId,
    pub task: TaskId,
    pub attempt: u32,
    pub work: Work,
    /// To be handed to every client: what takes longer is broken off soon after.
    pub deadline: Instant,
    /// Cancelled when nobody wants the result any more.
    pub cancelled: CancellationToken,
}

impl Run {
    /// What a turn must carry that is the result of this attempt: it ends the task, or nothing of it is written.
    pub fn fence(&self) -> Fence {
        Fence { task: self.task.clone(), attempt: self.attempt }
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Done,
    /// A turn with the fence has ended it, or was refused for it.
    Committed,
    /// To be done again then; the attempt does not count.
    Again {
        at: Millis,
    },
    /// To be tried again after a while, unless it was the last attempt. The error is for the operator and has
    /// nothing of people's words in it.
    Retry {
        error: String,
    },
    /// Trying again is of no use.
    Fail {
        error: String,
    },
}

/// Attempts that wait to be ended in one statement.
const ENDED: usize = 1024;

/// Starts the workers of this process. They stop when it drains: what is under way is finished, or given back.
pub fn start<H, F>(app: &App, pace: Pace, handle: H)
where
    H: Fn(Run) -> F + Send + Sync + 'static,
    F: Future<Output = Fate> + Send + 'static,
{
    let (ended, finished) = mpsc::channel(ENDED);
    app.tasks.spawn(worker::work(app.clone(), pace, handle, ended));
    app.tasks.spawn(finish::finish(app.clone(), finished));
    app.tasks.spawn(heartbeat::beat(app.clone(), pace));
    app.tasks.spawn(heartbeat::watch(app.clone(), pace));
}
