//! One call of one model provider: what is asked, what comes back, and what can go wrong, whichever wire it
//! goes over. Which key, which model, what it may cost and what is kept of it is decided in [`crate::llm`].

mod answer;
mod classify;
mod client;
mod draft;
mod exchange;
mod failure;
mod form;
mod frames;
mod hint;
mod image;
mod media;
mod models;
mod native;
mod ollama;
mod openai;
mod redact;
mod request;
mod schema;
mod service;
mod speech;
mod target;
mod watch;

pub use answer::{Answer, Finish, Piece, Usage};
pub use client::Client;
pub use failure::{Class, Failure};
pub use media::{ImageAnswer, ImageRequest, Sound, Transcript};
pub use request::{Image, Part, Request, Role, Schema, Turn};
pub use target::{Provider, Target, Timeouts};
