//! What several subjects' tests stand on.

pub mod app;
pub mod person;
pub mod postgres;
pub mod trees;
