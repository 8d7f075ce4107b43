//! Pictures on their way in: what is kept is written anew, and says nothing but what it shows.

use super::refused;
use crate::{
    app::{App, pictures::Undone},
    picture::{Anew, DOTS_MOST, FRAMES_MOST, PictureError, SIDE_MOST},
    turn::{Code, Rejection, rejection::phrases},
};

/// The picture as it is kept.
pub async fn anew(app: &App, sent: Vec<u8>, locale: &str) -> Result<Anew, Rejection> {
    app.pictures.anew(sent).await.map_err(|undone| match undone {
        Undone::Busy => Rejection::new(Code::Unavailable, locale).retry_after(5_000),
        Undone::Picture(PictureError::Unreadable) => refused("picture_unreadable", locale),
        Undone::Picture(PictureError::TooLarge) => {
            let (side, dots) = (SIDE_MOST.to_string(), (DOTS_MOST / 1_000_000).to_string());
            told("picture_too_large", &[("side", &side), ("dots", &dots)], locale)
        }
        Undone::Picture(PictureError::TooLong) => {
            told("picture_too_long", &[("frames", &FRAMES_MOST.to_string())], locale)
        }
    })
}

fn told(why: &str, texts: &[(&str, &str)], locale: &str) -> Rejection {
    Rejection::told(Code::TooLarge, phrases().fill(locale, why, texts))
}
