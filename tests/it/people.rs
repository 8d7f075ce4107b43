//! People: who comes in, who may do what, whose conversations are whose; and those who try otherwise.

mod attacks;
pub mod guest;
mod own;
mod pages;
mod ways_in;
