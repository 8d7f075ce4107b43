//! What differs between two versions, and where.

mod align;
mod difference;
mod lines;

pub use align::common;
pub use difference::Difference;
pub use lines::changes;

/// `at` is `path`, or a part of it; both are JSON pointers.
pub fn lies_in(at: &str, path: &str) -> bool {
    at.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
