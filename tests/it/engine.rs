//! What the engine promises on every tree, whatever a person does.

mod colleagues;
mod copies;
mod edits;
mod parts;
pub mod person;
mod promises;
