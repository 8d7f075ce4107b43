//! What several subjects' tests stand on.

pub mod api;
pub mod app;
pub mod axe;
pub mod bot_api;
pub mod briefing;
pub mod browser;
pub mod chat;
pub mod form;
pub mod launch;
pub mod person;
pub mod postgres;
pub mod provider;
pub mod proxy;
pub mod redis;
pub mod s3;
pub mod server;
pub mod table;
pub mod tls;
pub mod trees;
pub mod wait;
pub mod wire;
