//! Layouts that the server draws itself: text, colours, letters and logo of a brand, with a picture or without, in
//! every size that a channel asks for. Pure, but for the time that it takes: callers do not draw on a thread that
//! others wait for.

mod brand;
mod canvas;
pub mod colour;
mod compose;
mod findings;
mod fonts;
mod frame;
mod logo;
mod painting;
mod ruler;
mod sheet;
mod sizes;
mod stack;
mod studio;
mod template;
mod tones;
mod words;

pub use compose::{Composed, Order, Rendered};
pub use fonts::family as font_family;
pub use logo::kept as kept_logo;
pub use sizes::{Safe, Size};
pub use studio::Studio;
pub use template::Template;
