//! The gateway to language models: which model for which role, whose key, at what price, within which budget,
//! from which cache, and what is kept of every call. One provider's call is [`crate::outside::llm`]'s.

mod advance;
mod ask;
mod attempt;
mod breaker;
pub mod cache;
mod call;
pub mod cassette;
mod choose;
mod cost;
mod fleet;
mod gateway;
mod keys;
mod lease;
mod ledger;
mod mode;
mod models;
mod money;
mod note;
mod operation;
mod page;
mod price;
mod record;
mod redact;
mod said;
mod sink;
pub mod structured;
mod suspend;
mod sweep;

pub use attempt::{AttemptEnd, AttemptRecord, class_name, provider_name};
pub use call::{Asked, CacheUse, CallError, Cost, Purpose, Reply, Say};
pub use cost::{Used, tokens};
pub use gateway::{Boot, Llm, LlmError, Made, Status, Wanted};
pub use keys::{Key, Tier, names};
pub use ledger::{LARGEST_RESERVE, Ledger, NoMoney, Reservation, Scopes, UNPRICED_RESERVE, limits, month};
pub use mode::{Connected, Mode, Place, Replayed, probe};
pub use models::{Alias, Facts, Model, Models, word};
pub use money::{Currency, no_cost};
pub use note::Note;
pub use price::{Long, Price};
pub use record::{CacheStatus, CallRecord, Ending, Records};
pub use redact::Redactor;
pub use sink::Sink;
pub use suspend::NEVER;
pub use sweep::sweep;
