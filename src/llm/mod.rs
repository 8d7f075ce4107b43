//! The gateway to language models: which model for which role, whose key, at what price, within which budget,
//! from which cache, and what is kept of every call. One provider's call is [`crate::outside::llm`]'s.

pub mod cache;
mod call;
pub mod structured;
mod cost;
mod price;

pub use call::{Asked, CacheUse, CallError, Cost, Purpose, Reply};
pub use cost::{Used, tokens};
pub use price::{Long, Price};
