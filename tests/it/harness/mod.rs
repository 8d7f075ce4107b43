//! What several subjects' tests stand on.

pub mod postgres;
