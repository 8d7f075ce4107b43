//! What the engine promises on every tree, whatever a person does.

mod edits;
mod person;
mod promises;
