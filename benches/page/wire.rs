//! A wire with a rate and a round trip. What a browser emulates of a slow network leaves out what connecting
//! takes, and sockets; here all connections share one line, each way first in, first out.

use crate::Failed;
use pauta::time::Clock;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, split},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::sleep_until,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What a packet carries.
const PACKET: usize = 1460;

/// How good the line is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quality {
    pub round_trip: Duration,
    /// Each way; 0 is as fast as it goes.
    pub kbit_per_second: u32,
}

impl Quality {
    /// How long so many bytes occupy the line.
    fn takes(self, bytes: usize) -> Duration {
        let bits = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) * 8.0;
        match self.kbit_per_second {
            0 => Duration::ZERO,
            rate => Duration::from_secs_f64(bits / f64::from(rate) / 1000.0),
        }
    }
}

/// One direction of the line.
#[derive(Debug)]
struct Way {
    quality: Quality,
    free_at: Mutex<Instant>,
    /// When so many bytes arrived, in milliseconds since 1970.
    arrived: Mutex<Vec<(i64, usize)>>,
}

impl Way {
    fn new(quality: Quality) -> Arc<Self> {
        Arc::new(Self { quality, free_at: Mutex::new(Instant::now()), arrived: Mutex::default() })
    }

    /// When bytes that are sent now arrive.
    fn due(&self, bytes: usize) -> Instant {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        *free_at = Instant::now().max(*free_at) + self.quality.takes(bytes);
        *free_at + self.quality.round_trip / 2
    }

    /// Carries what comes from one end to the other.
    async fn carry(self: Arc<Self>, mut from: ReadHalf<TcpStream>, mut to: WriteHalf<TcpStream>) {
        let (sent, mut under_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
        let reads = async {
            let mut packet = vec![0; PACKET];
            while let Ok(read @ 1..) = from.read(&mut packet).await {
                if sent.send((self.due(read), packet[..read].to_vec())).is_err() {
                    break;
                }
            }
            drop(sent);
        };
        let writes = async {
            while let Some((due, packet)) = under_way.recv().await {
                sleep_until(due.into()).await;
                self.note(packet.len());
                if to.write_all(&packet).await.is_err() {
                    break;
                }
            }
            // The other end may have gone first.
            let _ = to.shutdown().await;
        };
        tokio::join!(reads, writes);
    }

    fn note(&self, bytes: usize) {
        let now = Clock::System.now().0;
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).push((now, bytes));
    }
}

/// Stands between a browser and the server.
#[derive(Debug)]
pub struct Wire {
    pub address: SocketAddr,
    down: Arc<Way>,
    up: Arc<Way>,
    /// Ends the connections of now.
    whole: Arc<Mutex<CancellationToken>>,
    ends: CancellationToken,
    tasks: TaskTracker,
}

impl Wire {
    pub async fn to(server: SocketAddr, quality: Quality) -> Result<Self, Failed> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (down, up) = (Way::new(quality), Way::new(quality));
        let wire = Self {
            address: listener.local_addr()?,
            down: down.clone(),
            up: up.clone(),
            whole: Arc::default(),
            ends: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let (whole, connections) = (wire.whole.clone(), wire.tasks.clone());
        wire.tasks.spawn(wire.ends.clone().run_until_cancelled_owned(async move {
            while let Ok((near, _)) = listener.accept().await {
                let whole = whole.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let (down, up) = (down.clone(), up.clone());
                connections.spawn(whole.run_until_cancelled_owned(async move {
                    // To connect takes a round trip, before anything can be said.
                    tokio::time::sleep(quality.round_trip).await;
                    let Ok(far) = TcpStream::connect(server).await else { return };
                    // A packet waits for no other: without it, only the kernel is measured.
                    let _ = near.set_nodelay(true).and_then(|()| far.set_nodelay(true));
                    let ((from_near, to_near), (from_far, to_far)) = (split(near), split(far));
                    tokio::join!(up.carry(from_near, to_far), down.carry(from_far, to_near));
                }));
            }
        }));
        Ok(wire)
    }

    /// The bytes that had come to the browser by then, in milliseconds since 1970; headers are among them.
    pub fn came_by(&self, then: i64) -> usize {
        let arrived = self.down.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.iter().filter(|(at, _)| *at <= then).map(|(_, bytes)| bytes).sum()
    }

    /// The bytes that the browser sent.
    pub fn went(&self) -> usize {
        self.up.arrived.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(_, bytes)| bytes).sum()
    }

    /// Ends every connection; new ones are let through.
    pub fn cut(&self) {
        let mut whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *whole).cancel();
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.ends.cancel();
        self.cut();
    }
}
