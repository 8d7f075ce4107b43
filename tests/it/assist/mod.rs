//! What becomes of a model's answer.

mod golden;
mod honest;
mod injection;
mod repair;
pub mod script;
mod shapes;
mod stream;
