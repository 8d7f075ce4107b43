mod telegram;

use super::{failure::Sentence, health, jobs, llm, open_files};
use crate::{
    app::{self, StartError, install},
    config::{BlobPlace, Config, Database, S3},
    llm::{Llm, cache::REDIS_WITHIN},
    outside::{blob::Blobs, redis::Redis},
};
use std::{fmt, io, net::SocketAddr, path::Path, process::ExitCode};
use tokio::net::TcpListener;
use url::Url;

/// A data directory with less room than this is told to be short.
const FREE_BYTES_MIN: u64 = 512 << 20;

enum Verdict {
    Good,
    /// What could be, and is not: nobody needs it.
    Possible,
    /// Somebody should know it, and nothing has to be mended.
    Note,
    Bad,
}

/// What was found out about one part of the installation.
struct Finding {
    verdict: Verdict,
    part: &'static str,
    sentence: String,
}

fn good(part: &'static str, sentence: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Good, part, sentence: sentence.into() }
}

fn possible(part: &'static str, sentence: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Possible, part, sentence: sentence.into() }
}

fn note(part: &'static str, sentence: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Note, part, sentence: sentence.into() }
}

fn bad(part: &'static str, sentence: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Bad, part, sentence: sentence.into() }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verdict {
            Verdict::Good => "ok ",
            Verdict::Possible => "-  ",
            Verdict::Note => "!  ",
            Verdict::Bad => "BAD",
        };
        write!(f, "{mark}  {:<15} {}", self.part, self.sentence)
    }
}

/// Prints what is configured, reachable and missing, without secrets. Fails if something is to be mended.
pub(super) async fn run(config: &Config) -> ExitCode {
    let findings: Vec<Finding> = [
        good("version", env!("CARGO_PKG_VERSION")),
        configuration(config),
        address(config.http.listen).await,
        public_url(config),
        sockets(config.limits.sockets),
        data_dir(&config.data.dir),
        database(config).await,
        files(config).await,
        people(config).await,
        trees(&config.data.trees_dir),
        cache(config).await,
        failed_jobs(config).await,
    ]
    .into_iter()
    .chain(models(config).await)
    .chain(telegram::bots(config).await)
    .collect();
    for finding in &findings {
        println!("{finding}");
    }
    let healthy = !findings.iter().any(|finding| matches!(finding.verdict, Verdict::Bad));
    if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn configuration(config: &Config) -> Finding {
    match &config.file {
        Some(file) => good("configuration", format!("{} and the environment", file.display())),
        None => good("configuration", "no file; defaults and the environment"),
    }
}

async fn address(listen: SocketAddr) -> Finding {
    let part = "address";
    match TcpListener::bind(listen).await {
        Ok(_) => good(part, format!("{listen} is free")),
        Err(_) if health::alive(health::own_address(listen)).await => {
            good(part, format!("a Pauta is serving on {listen}"))
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            bad(part, format!("{listen} is in use by another program; set PAUTA_LISTEN to another address"))
        }
        Err(error) => bad(part, format!("{listen} cannot be listened on: {error}")),
    }
}

fn public_url(config: &Config) -> Finding {
    let part = "public address";
    let url = config.public_url(config.http.listen);
    let exposed = !config.http.listen.ip().is_loopback();
    match &config.http.public_url {
        None if exposed => bad(
            part,
            format!("listening beyond this machine, but people are sent to {url}; set PAUTA_PUBLIC_URL"),
        ),
        Some(url) if url.scheme() == "http" && exposed => {
            good(part, format!("{url} (without TLS: what people write can be read on the way)"))
        }
        _ => good(part, url.to_string()),
    }
}

fn sockets(wanted: u32) -> Finding {
    let part = "sockets";
    match open_files::raise() {
        possible if possible < wanted.into() => good(
            part,
            format!("up to {possible} at once: the system permits no more of the {wanted} configured"),
        ),
        _ => good(part, format!("up to {wanted} at once")),
    }
}

fn data_dir(dir: &Path) -> Finding {
    let part = "data directory";
    let shown = dir.display();
    if !dir.exists() {
        return good(part, format!("{shown} is not there yet; the first start makes it"));
    }
    if let Err(told) = writable(dir) {
        return bad(part, told);
    }
    match rustix::fs::statvfs(dir).map(|stat| stat.f_bavail * stat.f_frsize) {
        Ok(free) if free < FREE_BYTES_MIN => bad(part, format!("{shown} has only {} MiB free", free >> 20)),
        Ok(free) => good(part, format!("{shown} is writable, {} MiB free", free >> 20)),
        Err(error) => bad(part, format!("{shown}: its free space is unknown: {error}")),
    }
}

/// What people send lies in a folder of its own, which may be on another disk.
async fn files(config: &Config) -> Finding {
    let part = "files";
    let folder = match config.blob_place() {
        BlobPlace::Folder(folder) => folder,
        BlobPlace::Bucket(s3) => return bucket(&s3).await,
    };
    let shown = folder.display();
    if !folder.exists() {
        return good(part, format!("{shown} is not there yet; the first file makes it"));
    }
    match writable(&folder) {
        Ok(()) => good(part, format!("{shown} is writable")),
        Err(told) => bad(part, told),
    }
}

async fn bucket(s3: &S3) -> Finding {
    let at = s3.endpoint.as_ref().map_or_else(|| s3.region.clone(), Url::to_string);
    match Blobs::in_bucket(s3).check().await {
        Ok(()) => good("files", format!("bucket {} at {at}", s3.bucket)),
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            bad("files", format!("bucket {} at {at}: {cause}; {error}", s3.bucket))
        }
    }
}

/// Whether files can be made in a directory that is there.
pub(super) fn writable(dir: &Path) -> Result<(), String> {
    let probe = dir.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe));
    written.map_err(|error| format!("{} cannot be written to: {error}", dir.display()))
}

async fn database(config: &Config) -> Finding {
    let part = "database";
    let database = config.database();
    if let Database::Sqlite(file) = &database
        && !file.exists()
    {
        return good(part, format!("{database} is not there yet; the first start makes it"));
    }
    match checked(config).await {
        Ok(()) => good(part, format!("{database} is up to date")),
        Err(error) => bad(part, format!("{database}: {}", Sentence(error))),
    }
}

/// Where models' answers are kept to be given again.
async fn cache(config: &Config) -> Finding {
    let part = "answer cache";
    let Some(url) = &config.store.redis_url else { return good(part, "in the database") };
    let checked = match Redis::at(url, REDIS_WITHIN) {
        Ok(redis) => redis.check().await,
        Err(error) => Err(error),
    };
    match checked {
        Ok(()) => good(part, format!("{url} answers")),
        Err(error) => bad(part, format!("{url}, from REDIS_URL: {error}; no answer is given again")),
    }
}

/// Whether anybody may come in, and how many may.
async fn people(config: &Config) -> Finding {
    let part = "people";
    let absent = matches!(config.database(), Database::Sqlite(file) if !file.exists());
    let members = if absent { Ok(0) } else { members(config).await };
    match members {
        Ok(0) if install::only_here(config, config.http.listen) => {
            good(part, "no member yet; whoever sits at this machine is the owner")
        }
        Ok(0) => bad(part, "locked: no member yet; `pauta invite` prints the first owner's link"),
        Ok(1) => good(part, "unlocked, 1 member"),
        Ok(members) => good(part, format!("unlocked, {members} members")),
        Err(_) => good(part, "not known while the database cannot be read"),
    }
}

async fn members(config: &Config) -> Result<u64, StartError> {
    let store = app::open_store(config).await?;
    let members = store.installation().members().await;
    store.shutdown().await;
    Ok(members?)
}

async fn checked(config: &Config) -> Result<(), StartError> {
    let store = app::open_store(config).await?;
    let checked = store.check().await;
    store.shutdown().await;
    Ok(checked?)
}

fn trees(dir: &Path) -> Finding {
    let part = "dialogue trees";
    match install::load(dir) {
        Ok(trees) => {
            let ids: Vec<_> = trees.iter().map(|tree| tree.doc().id.as_str()).collect();
            good(part, ids.join(", "))
        }
        Err(error) => bad(part, Sentence(error).to_string()),
    }
}

/// Whether any work beside the conversations waits for a person.
async fn failed_jobs(config: &Config) -> Finding {
    let part = "jobs";
    match jobs::failed(config).await {
        Ok(0) => good(part, format!("none failed; {} at once", config.jobs.workers)),
        Ok(failed) => note(part, format!("{failed} failed for good: `pauta jobs list` says why")),
        Err(_) => good(part, "not known while the database cannot be read"),
    }
}

/// What answers, by which models, and what the operator should know of them.
async fn models(config: &Config) -> Vec<Finding> {
    let part = "model";
    let status = match llm::looked_at(config).await {
        Ok(status) => status,
        // What is wrong with the database is told as such.
        Err(StartError::Store(_)) => match Llm::look(config, config.http.listen).await {
            Ok(status) => status,
            Err(error) => return vec![bad(part, Sentence(error).to_string())],
        },
        Err(error) => return vec![bad(part, Sentence(error).to_string())],
    };
    let mut findings = vec![good(part, status.mode.to_string())];
    findings.extend(status.models.iter().map(|(purpose, names)| good(part, llm::served(*purpose, names))));
    findings.extend(status.notes.iter().map(|told| note(part, told.to_string())));
    findings.extend(status.suspensions.iter().map(|row| note(part, llm::resting(row))));
    findings
}
