//! Telegram: the second door to the same conversations. The rows are the same; only how they look differs.

pub mod limits;
pub mod outgoing;
pub mod press;
pub mod render;
pub mod words;
