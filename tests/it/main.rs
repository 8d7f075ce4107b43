//! One integration binary; a file per subject.

mod browser;
mod cli;
mod config;
mod engine;
mod faults;
mod http;
mod parse;
mod rules;
mod socket;
mod store;
mod talks;
mod tidy;
mod tree;
mod turn;
