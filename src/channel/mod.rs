//! The channels: each only translates between its wire and a turn.

pub mod telegram;
pub mod web;
