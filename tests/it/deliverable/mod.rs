//! What a completed brief becomes.

mod limits;
mod limits_cases;
