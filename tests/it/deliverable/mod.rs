//! What a completed brief becomes.

mod limits;
mod limits_cases;
mod limits_lines;
mod limits_rules;
mod limits_sector;
//! What a brief becomes: plan, drafts, limits, the board.

mod drafts;
mod plan;
mod samples;
