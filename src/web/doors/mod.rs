//! One conversation, two doors: from the browser to Telegram, and back.

pub mod account;
pub mod qr;
pub mod to_browser;
pub mod to_telegram;
