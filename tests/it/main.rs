//! One integration binary; a file per subject.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod access;
mod assist;
mod assist_list;
mod assists;
mod blobs;
mod brief;
mod browser;
mod cli;
mod config;
mod content;
mod controls;
mod embed;
mod engine;
mod faults;
mod files;
mod harness;
mod http;
mod journeys;
mod llm;
mod models;
mod pages;
mod panel;
mod parse;
mod paste;
mod people;
mod rules;
mod sizes;
mod socket;
mod store;
mod streams;
mod talks;
mod telemetry;
mod tidy;
mod tree;
mod turn;
