//! The web's channel: `pauta.chat/1`, as frames of a socket and as bodies of the HTTP API.

pub mod connection;
pub mod frame;
pub mod identity;
pub mod limits;
pub mod mistake;
pub mod opening;
pub mod origin;
pub mod session;
pub mod socket;
pub mod token;
pub mod websocket;
pub mod wire;

use crate::{app::App, config};
use limits::Limits;
use opening::Openings;
use std::sync::Arc;

/// What every socket and request shares: the installation and what one caller may take of it.
#[derive(Clone, Debug)]
pub struct Door {
    pub app: App,
    pub limits: Arc<Limits>,
    pub openings: Arc<Openings>,
}

impl Door {
    pub fn new(app: App) -> Self {
        let limits: &config::Limits = &app.config.limits;
        Self { limits: Arc::new(Limits::new(limits)), openings: Arc::default(), app }
    }

    /// Counts what was refused at the door, by its code. What a turn refuses the turn has counted.
    pub fn refused(&self, code: &'static str) {
        self.app.metrics.rejected(code).increment(1);
    }
}
