//! Texts that are pasted and documents that are read: what comes out of them, and what they cannot do.

mod cards;
mod documents;
pub mod fixtures;
mod speech;
mod turns;
