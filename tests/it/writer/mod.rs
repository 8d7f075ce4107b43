//! Pieces by a model.

mod change;
mod golden;
mod guard;
mod order;
mod repair;
mod vary;
mod wires;
