//! What differs between two versions, and whether it lies within what a change was allowed to touch.

mod difference;

pub use difference::{Difference, changes};
