//! What a completed brief becomes: kinds of pieces, the plan, drafts, limits, the board of approvals. Pure.

pub mod board;
pub mod check;
pub mod content;
pub mod count;
pub mod draft;
pub mod export;
pub mod facts;
pub mod gap;
pub mod inspect;
pub mod kind;
pub mod kit;
pub mod learn;
pub mod limit;
pub mod lines;
pub mod plan;
pub mod scope;
pub mod state;
pub mod version;
pub mod view;

pub use check::{Check, Level};
pub use content::Content;
pub use count::count;
pub use gap::Gap;
pub use inspect::{Against, inspect};
pub use kind::{Family, Kind};
pub use kit::Kit;
pub use lines::{is_link, lines, put};
pub use state::State;
pub use version::{By, Made, Price, Source, Version};
