//! What becomes of a model's answer.

mod golden;
mod honest;
mod injection;
mod repair;
mod script;
mod shapes;
mod stream;
