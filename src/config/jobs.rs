use super::setting::concern;
use std::time::Duration;

concern! {
    /// The work beside the conversations: plans, pieces, reminders, messages to other systems.
    Jobs in "jobs" {
        /// How many jobs this process does at once. Mostly they wait for a model.
        workers: u32 = "4", "PAUTA_JOB_WORKERS";
        /// How long a process that does a job may give no sign of life before another one takes the job over. It gives four in that time. Less than a second is a second.
        lease: Duration = "20s", "PAUTA_JOB_LEASE";
    }
}
