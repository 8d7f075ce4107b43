//! One call of one model provider: what is asked, what comes back, and what can go wrong, whichever wire it
//! goes over. Which key, which model, what it may cost and what is kept of it is decided in [`crate::llm`].

mod answer;
mod client;
mod failure;
mod media;
mod request;
mod target;

pub use answer::{Answer, Finish, Piece, Usage};
pub use client::Client;
pub use failure::{Class, Failure};
pub use media::{ImageAnswer, ImageRequest, Sound, Transcript};
pub use request::{Image, Part, Request, Role, Schema, Turn};
pub use target::{Provider, Target, Timeouts};
