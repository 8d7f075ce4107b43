//! What a person does from the first question to the frozen brief, in a real Chromium: with what they see.

mod branches;
mod cards;
mod changes;
mod cuts;
mod model;
mod pasted;
mod pieces;
mod refusals;
mod returns;
mod review;
mod tunnels;
mod without;
