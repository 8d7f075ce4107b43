use rustix::process::{Resource, getrlimit, setrlimit};

/// Files that are open besides the sockets: the database, the log, and some to spare.
const BESIDES: u64 = 256;

/// Lets this process open as many files as the system permits; returns how many sockets that leaves.
pub(super) fn raise() -> u64 {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX).saturating_sub(BESIDES)
}
