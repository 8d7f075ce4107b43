//! Everybody can use it, and nobody can abuse it: what assistive technology finds on every screen, what fits a small
//! one, what hostile text does in a real Chromium, and a browser whose clock is wrong.

mod clock;
mod documents;
pub mod eyes;
mod families;
mod hostile;
mod kit;
mod models;
mod names;
mod pieces;
mod screens;
mod telegram;
mod webhooks;

use crate::harness::{app::TestApp, person::Person};

/// The address that goes on with a conversation.
fn resumed(app: &TestApp, lang: &str, person: &Person) -> String {
    app.url(&format!("/?lang={lang}#resume={}.{}", person.conversation, person.token))
}
