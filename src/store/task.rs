//! Work that is done beside the conversations.

use crate::{id::TaskId, time::Millis, work::Work};

/// Work to be done beside the conversations. A key that is there already, done or not, is the same work: nothing
/// is enqueued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// Unique in its workspace.
    pub key: String,
    pub work: Work,
    /// Higher ones first, within a workspace.
    pub priority: i32,
    /// Not before.
    pub due: Millis,
}

/// An attempt of a task: what no longer has it may write nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    pub task: TaskId,
    pub attempt: u32,
}
