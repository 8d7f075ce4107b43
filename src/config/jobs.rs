use super::setting::concern;

concern! {
    /// The work beside the conversations: plans, pieces, reminders, messages to other systems.
    Jobs in "jobs" {
        /// How many jobs this process does at once. Mostly they wait for a model.
        workers: u32 = "4", "PAUTA_JOB_WORKERS";
    }
}
