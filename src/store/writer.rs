//! The group-committing writer: what arrives during one sync is written by the next.

use super::{
    StoreError,
    batch::{self, Failed, Outcomes, Work, Write},
    commit::Committed,
    database::{Either, POSTGRES_LANES, Place, Pool, Pools},
};
use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Pieces of work in one transaction at most: a longer one only delays its first.
const LARGEST_BATCH: usize = 128;
/// Pieces of work that wait in a lane; whoever comes later waits to enter.
const QUEUE: usize = 1024;
/// Attempts on PostgreSQL at a batch that met a conflict or a dead connection before its commit.
const ATTEMPTS: u32 = 3;

struct Job {
    work: Work,
    done: oneshot::Sender<Result<Committed, StoreError>>,
}

/// The writing lanes: one on SQLite, a few on PostgreSQL. A conversation always uses the same one.
pub(super) struct Writer {
    lanes: Vec<mpsc::Sender<Job>>,
    failed: Arc<AtomicBool>,
}

impl Writer {
    pub fn start(pools: &Pools, tasks: &TaskTracker, stop: &CancellationToken) -> Self {
        let lanes = match pools.write {
            Either::Sqlite(_) => 1,
            Either::Postgres(_) => POSTGRES_LANES,
        };
        let failed = Arc::new(AtomicBool::new(false));
        let lanes = (0..lanes).map(|_| {
            let (sender, jobs) = mpsc::channel(QUEUE);
            let (pool, place) = (pools.write.clone(), pools.place.clone());
            let lane = Lane { pool, place, jobs, waiting: VecDeque::new(), failed: failed.clone() };
            tasks.spawn(lane.run(stop.clone()));
            sender
        });
        Self { lanes: lanes.collect(), failed }
    }

    /// Whether the last batch was refused as a whole.
    pub fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Gives the work to its lane and waits until it is durable. The lane finishes it even if nobody waits.
    pub async fn write(&self, work: Work) -> Result<Committed, StoreError> {
        let mut hasher = DefaultHasher::new();
        match &work.write {
            Write::Turn(turn) => turn.conversation.hash(&mut hasher),
            Write::Visitor(visitor) => visitor.id.hash(&mut hasher),
        }
        let lane = &self.lanes[hasher.finish() as usize % self.lanes.len()];
        let (done, outcome) = oneshot::channel();
        lane.send(Job { work, done }).await.map_err(|_| StoreError::Closed)?;
        outcome.await.map_err(|_| StoreError::Closed)?
    }
}

struct Lane {
    pool: Pool,
    place: Option<Place>,
    jobs: mpsc::Receiver<Job>,
    /// Arrived, but not yet in a batch.
    waiting: VecDeque<Job>,
    /// Of all lanes: how the last batch went.
    failed: Arc<AtomicBool>,
}

impl Lane {
    async fn run(mut self, stop: CancellationToken) {
        let mut arrived = Vec::new();
        loop {
            if self.waiting.is_empty() {
                tokio::select! {
                    biased;
                    count = self.jobs.recv_many(&mut arrived, LARGEST_BATCH) => if count == 0 { return },
                    // Whoever was let in is still served; `recv_many` gives 0 once they were.
                    () = stop.cancelled(), if !self.jobs.is_closed() => self.jobs.close(),
                }
                self.waiting.extend(arrived.drain(..));
            }
            while self.waiting.len() < LARGEST_BATCH
                && let Ok(job) = self.jobs.try_recv()
            {
                self.waiting.push_back(job);
            }
            let batch = self.next_batch();
            if !batch.is_empty() {
                self.serve(batch).await;
            }
        }
    }

    /// What waits, at most one turn per conversation, sorted: rows are always locked in the same order.
    fn next_batch(&mut self) -> Vec<Job> {
        let mut taken = HashSet::new();
        let (mut batch, mut later) = (Vec::new(), VecDeque::new());
        for job in self.waiting.drain(..) {
            let free = match &job.work.write {
                Write::Turn(turn) => taken.insert(turn.conversation.clone()),
                Write::Visitor(_) => true,
            };
            if free { batch.push(job) } else { later.push_back(job) }
        }
        self.waiting = later;
        batch.sort_by(|a, b| place(a).cmp(place(b)));
        batch
    }

    async fn serve(&self, batch: Vec<Job>) {
        let work: Vec<&Work> = batch.iter().map(|job| &job.work).collect();
        let written = self.write(&work).await;
        self.failed.store(written.is_err(), Ordering::Relaxed);
        let outcomes = match written {
            Ok(outcomes) => outcomes,
            Err(error) => batch.iter().map(|_| Err(error.clone())).collect(),
        };
        for (job, outcome) in batch.into_iter().zip(outcomes) {
            // Whoever asked may be gone; the row is there for them when they come back.
            let _ = job.done.send(outcome);
        }
    }

    async fn write(&self, work: &[&Work]) -> Result<Outcomes, StoreError> {
        if let Some(place) = &self.place {
            place.check()?;
        }
        let attempts = if matches!(self.pool, Either::Postgres(_)) { ATTEMPTS } else { 1 };
        let mut attempt = 1;
        loop {
            match batch::write(&self.pool, work).await {
                Ok(outcomes) => return Ok(outcomes),
                Err(Failed::Before(StoreError::Busy(_) | StoreError::Unreachable(_)))
                    if attempt < attempts =>
                {
                    attempt += 1;
                }
                // A deferred conflict: the database says that it did not commit.
                Err(Failed::AtCommit(StoreError::Busy(_))) if attempt < attempts => attempt += 1,
                Err(Failed::Before(error) | Failed::AtCommit(error)) => return Err(error),
            }
        }
    }
}

fn place(job: &Job) -> &str {
    match &job.work.write {
        Write::Turn(turn) => turn.conversation.as_str(),
        Write::Visitor(visitor) => visitor.id.as_str(),
    }
}
