//! A wire that can be cut: stands between a server and its database.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Passes connections on to one address, until it is cut and after it is mended.
pub struct Proxy {
    pub address: SocketAddr,
    /// Ends the connections of now; `None` while the wire is cut.
    whole: Arc<Mutex<Option<CancellationToken>>>,
    _tasks: TaskTracker,
}

impl Proxy {
    pub async fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let whole = Arc::new(Mutex::new(Some(CancellationToken::new())));
        let (tasks, state) = (TaskTracker::new(), whole.clone());
        let connections = tasks.clone();
        tasks.spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let Some(whole) = state.lock().unwrap().clone() else { continue };
                let target = target.clone();
                connections.spawn(whole.run_until_cancelled_owned(async move {
                    let mut far = TcpStream::connect(target).await?;
                    copy_bidirectional(&mut near, &mut far).await
                }));
            }
        });
        Self { address, whole, _tasks: tasks }
    }

    /// Ends every connection, and lets none through.
    pub fn cut(&self) {
        self.whole.lock().unwrap().take().unwrap().cancel();
    }

    pub fn mend(&self) {
        *self.whole.lock().unwrap() = Some(CancellationToken::new());
    }
}
