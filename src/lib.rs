//! Pauta, the conversational briefing server. The modules stand in reading order.

pub mod id;
pub mod time;
pub mod phrase;
pub mod tree;
pub mod engine;
pub mod rules;
pub mod work;
pub mod deliverable;
pub mod picture;
pub mod layout;
pub mod talk;
pub mod store;
pub mod outside;
pub mod config;
pub mod telemetry;
pub mod llm;
pub mod assist;
pub mod writer;
pub mod document;
pub mod app;
pub mod turn;
pub mod upload;
pub mod job;
pub mod channel;
pub mod web;
pub mod cli;
