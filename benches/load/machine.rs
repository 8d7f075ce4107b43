//! What the kernel says: processor time, memory, open files, and how long the disk takes to sync.

use crate::{figures::Figures, talk::Failed};
use rustix::process::{Resource, getrlimit, setrlimit};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// Linux counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);
const SYNCS: usize = 200;

/// Lets this process, and the server it starts, open as many files as the system permits.
pub fn raise_open_files() -> Result<(), Failed> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    Ok(setrlimit(Resource::Nofile, limit)?)
}

/// The processor time of a process (`self` for this one), in user and in system mode.
pub fn cpu_of(process: &str) -> Result<Duration, Failed> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || fields.next().unwrap_or_default().parse::<u32>();
    Ok(TICK * (ticks()? + ticks()?))
}

/// The resident memory of a process, in bytes.
pub fn memory_of(process: u32) -> Result<u64, Failed> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? << 10)
}

/// How long the disk under `folder` takes to make 4 KiB durable, as a line to print.
pub fn sync_time(folder: &Path) -> Result<String, Failed> {
    let mut file = File::create(folder.join("sync"))?;
    let mut figures = Figures::default();
    for _ in 0..SYNCS {
        let started = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        figures.add(started.elapsed());
    }
    Ok(format!("disk sync {}", figures.summary()))
}
