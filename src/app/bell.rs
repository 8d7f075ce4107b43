//! A hint within the process that there is something to do. Whoever misses it looks by themselves a little later.

use tokio::sync::watch;

/// A bell that several may listen to.
#[derive(Debug, Default)]
pub struct Bell(watch::Sender<u64>);

impl Bell {
    pub fn ring(&self) {
        self.0.send_modify(|rung| *rung = rung.wrapping_add(1));
    }

    /// Changes with each ring from now on.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
