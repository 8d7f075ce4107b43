//! The wire between a browser and a server. It can be cut: at once, or after so many frames of every socket.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy, copy_bidirectional},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Where a socket is cut: after so many whole messages of the server's, there or in the middle of the next one.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub after: usize,
    pub within: bool,
}

/// What a socket carried before it ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carried {
    /// Rows of the conversation that came through whole.
    pub rows: usize,
    /// Whether a message was torn.
    pub torn: bool,
}

#[derive(Default)]
struct State {
    target: Option<SocketAddr>,
    /// Ends the connections of now; `None` while the wire is cut.
    whole: Option<CancellationToken>,
    /// Taken in turn by the sockets; none is cut by itself without any.
    cuts: Vec<Cut>,
    sockets: usize,
    carried: Vec<Carried>,
}

/// Passes connections on to a server that may start later.
pub struct Wire {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    _tasks: TaskTracker,
}

impl Wire {
    pub async fn lay() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { whole: Some(CancellationToken::new()), ..State::default() }));
        let (tasks, shared) = (TaskTracker::new(), state.clone());
        let connections = tasks.clone();
        tasks.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (whole, target) = {
                    let state = shared.lock().unwrap();
                    (state.whole.clone(), state.target)
                };
                if let (Some(whole), Some(target)) = (whole, target) {
                    connections.spawn(whole.run_until_cancelled_owned(connect(near, target, shared.clone())));
                }
            }
        });
        Self { address, state, _tasks: tasks }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn leads_to(&self, target: SocketAddr) {
        self.state.lock().unwrap().target = Some(target);
    }

    /// From now on, every socket is cut at the next of these places.
    pub fn cuts_at(&self, cuts: &[Cut]) {
        self.state.lock().unwrap().cuts = cuts.to_vec();
    }

    /// What the sockets carried that were cut so.
    pub fn carried(&self) -> Vec<Carried> {
        self.state.lock().unwrap().carried.clone()
    }

    /// Ends every connection, and lets none through.
    pub fn cut(&self) {
        self.state.lock().unwrap().whole.take().unwrap().cancel();
    }

    pub fn mend(&self) {
        self.state.lock().unwrap().whole = Some(CancellationToken::new());
    }
}

async fn connect(mut near: TcpStream, target: SocketAddr, state: Arc<Mutex<State>>) -> std::io::Result<()> {
    let mut far = TcpStream::connect(target).await?;
    near.set_nodelay(true)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(near.read_u8().await?);
    }
    far.write_all(&head).await?;
    let is_socket = head.starts_with(b"GET /ws ");
    let cut = {
        let mut state = state.lock().unwrap();
        let at = state.sockets;
        let cut = if is_socket { state.cuts.get(at % state.cuts.len().max(1)).copied() } else { None };
        state.sockets += usize::from(cut.is_some());
        cut
    };
    let Some(cut) = cut else {
        return copy_bidirectional(&mut near, &mut far).await.map(drop);
    };
    let ((mut near_in, mut near_out), (mut far_in, mut far_out)) = (near.into_split(), far.into_split());
    let mut carried = Carried::default();
    tokio::select! {
        _ = copy(&mut near_in, &mut far_out) => {}
        _ = carry(&mut far_in, &mut near_out, cut, &mut carried) => {}
    }
    state.lock().unwrap().carried.push(carried);
    near_out.shutdown().await
}

/// Carries what the server says, up to the cut.
async fn carry(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    cut: Cut,
    carried: &mut Carried,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(from.read_u8().await?);
    }
    to.write_all(&head).await?;
    let mut left = cut.after;
    while left > 0 || cut.within {
        let mut frame = vec![from.read_u8().await?, from.read_u8().await?];
        let length = match frame[1] & 0x7f {
            126 => {
                frame.extend(from.read_u16().await?.to_be_bytes());
                usize::from(u16::from_be_bytes([frame[2], frame[3]]))
            }
            127 => {
                let length = from.read_u64().await?;
                frame.extend(length.to_be_bytes());
                usize::try_from(length).unwrap()
            }
            length => usize::from(length),
        };
        let start = frame.len();
        frame.resize(start + length, 0);
        from.read_exact(&mut frame[start..]).await?;
        let is_message = frame[0] & 0x0f < 8;
        if is_message && left == 0 {
            carried.torn = true;
            return to.write_all(&frame[..start + length / 2]).await;
        }
        to.write_all(&frame).await?;
        let is_whole = frame[0] & 0x80 != 0;
        left -= usize::from(is_message && is_whole);
        carried.rows += usize::from(frame[start..].starts_with(br#"{"type":"message""#));
    }
    Ok(())
}
