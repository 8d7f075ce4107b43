//! The gateway to language models: which model for which role, whose key, at what price, within which budget,
//! from which cache, and what is kept of every call. One provider's call is [`crate::outside::llm`]'s.

mod attempt;
pub mod cache;
mod call;
mod cost;
mod ledger;
mod money;
mod price;
mod record;
mod redact;
mod said;
mod sink;
pub mod structured;
mod sweep;

pub use attempt::{AttemptEnd, AttemptRecord, class_name, provider_name};
pub use call::{Asked, CacheUse, CallError, Cost, Purpose, Reply};
pub use cost::{Used, tokens};
pub use ledger::{LARGEST_RESERVE, Ledger, NoMoney, Reservation, Scopes, UNPRICED_RESERVE, limits, month};
pub use money::{Currency, no_cost};
pub use price::{Long, Price};
pub use record::{CacheStatus, CallRecord, Ending, Records};
pub use redact::Redactor;
pub use sink::Sink;
pub use sweep::sweep;
