//! What a completed brief becomes.

mod drafts;
mod board;
mod limits;
mod limits_cases;
mod limits_lines;
mod limits_rules;
mod limits_sector;
mod plan;
pub mod samples;
