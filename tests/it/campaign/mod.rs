//! What leaves the house, the links by which a client decides, and the pieces of the example.

mod example;
mod exports;
mod languages;
mod package;
mod reviews;
pub mod sent;
