//! What leaves the house, and the links by which a client decides.

mod exports;
mod package;
mod reviews;
pub mod sent;
