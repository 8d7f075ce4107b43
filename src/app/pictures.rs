//! Work with pictures: a few at once, on threads that nobody waits for, whatever many send.

use crate::{
    deliverable::{
        Kit,
        content::{Image, Layout},
    },
    layout::{self, Composed, Order, Studio},
    outside::llm::{ImageAnswer, ImageRequest},
    picture::{self, Anew, PictureError},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// Millions of dots that are worked on at once: with a few bytes for each, the memory that it takes.
const SEATS: u32 = 64;
/// What every work takes at least, so that not more than four of them share the machine.
const SEATS_LEAST: u32 = 16;
/// How long somebody waits for a seat.
const TURN_WITHIN: Duration = Duration::from_secs(20);
/// The sizes that models of pictures draw in: wide, square, high.
const DRAWN: [(&str, f32); 3] = [("1536x1024", 1.5), ("1024x1024", 1.0), ("1024x1536", 0.667)];

/// Draws and cleans pictures. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pictures {
    seats: Arc<Semaphore>,
    studio: Studio,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Too many others are before it.
    Busy,
    Picture(PictureError),
}

/// A layout with its files.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub layout: Layout,
    pub kit: Kit,
    pub fonts: Vec<Vec<u8>>,
    pub logo: Option<Vec<u8>>,
    pub picture: Option<Vec<u8>>,
    pub locale: String,
}

/// A picture that can be kept and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { seats: Arc::new(Semaphore::new(SEATS as usize)), studio: Studio::new() }
    }
}

impl Pictures {
    pub fn studio(&self) -> &Studio {
        &self.studio
    }

    /// The picture without anything but its dots.
    ///
    /// # Errors
    /// If it is no picture or a too large one, or if nobody has time for it.
    pub async fn anew(&self, bytes: Vec<u8>) -> Result<Anew, Undone> {
        let dots = picture::cost(&bytes).map_err(Undone::Picture)?;
        self.work(dots, move || picture::anew(&bytes)).await?.map_err(Undone::Picture)
    }

    /// A brand's logo as it is kept: a PNG, whatever it came as. `None` for what is none.
    ///
    /// # Errors
    /// If it has too many dots, or if nobody has time for it.
    pub async fn logo(&self, bytes: Vec<u8>) -> Result<Option<Vec<u8>>, Undone> {
        let dots = match picture::cost(&bytes) {
            Ok(dots) => dots,
            Err(PictureError::TooLarge) => return Err(Undone::Picture(PictureError::TooLarge)),
            // A drawing has no dots yet.
            Err(_) => 0,
        };
        self.work(dots, move || layout::kept_logo(&bytes)).await
    }

    /// The name of a font's family. `None` for what is no font.
    ///
    /// # Errors
    /// If nobody has time for it.
    pub async fn font(&self, bytes: Vec<u8>) -> Result<Option<String>, Undone> {
        self.work(0, move || layout::font_family(&bytes)).await
    }

    /// The layout in all its sizes.
    ///
    /// # Errors
    /// If nobody has time for it.
    pub async fn compose(&self, wanted: Wanted) -> Result<Composed, Undone> {
        let dots = wanted.picture.as_deref().and_then(|bytes| picture::cost(bytes).ok()).unwrap_or_default();
        let studio = self.studio.clone();
        self.work(dots, move || {
            let Wanted { layout, kit, fonts, logo, picture, locale } = &wanted;
            let (logo, picture) = (logo.as_deref(), picture.as_deref());
            studio.compose(&Order { layout, kit, fonts, logo, picture, locale })
        })
        .await
    }

    /// What a model answered, as it is kept: whatever it put beside the dots is gone. One that cannot be read is
    /// left out.
    ///
    /// # Errors
    /// If nobody has time for it.
    pub async fn ready(&self, answer: &ImageAnswer) -> Result<Vec<Ready>, Undone> {
        let mut all = Vec::new();
        for image in &answer.images {
            let bytes = image.bytes.clone();
            let dots = picture::cost(&bytes).unwrap_or_default();
            let made = self.work(dots, move || {
                let dots = picture::dots(&bytes)?;
                let (width, height) = (dots.width(), dots.height());
                picture::png(&dots, true).map(|png| Ready { png, width, height })
            });
            match made.await? {
                Ok(ready) => all.push(ready),
                Err(error) => tracing::warn!(%error, "a model's picture cannot be used"),
            }
        }
        Ok(all)
    }

    async fn work<T: Send + 'static>(
        &self,
        dots: u64,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        let seats = u32::try_from(dots / 1_000_000).unwrap_or(SEATS).clamp(SEATS_LEAST, SEATS);
        let turn = timeout(TURN_WITHIN, self.seats.clone().acquire_many_owned(seats)).await;
        let taken = turn.map_err(|_| Undone::Busy)?.map_err(|_| Undone::Busy)?;
        // The seats go along: whoever stops waiting does not make room before the work is done.
        let worked = spawn_blocking(move || {
            let made = work();
            drop(taken);
            made
        });
        worked.await.map_err(|_| Undone::Picture(PictureError::Unreadable))
    }
}

/// What a model is asked to draw.
pub fn request(image: &Image, kit: &Kit, count: u8) -> ImageRequest {
    let mut prompt = image.prompt.trim().to_owned();
    let palette = &kit.palette;
    let colours = [&palette.primary, &palette.secondary, &palette.background];
    let colours: Vec<&str> =
        colours.into_iter().map(String::as_str).filter(|colour| !colour.is_empty()).collect();
    if !colours.is_empty() {
        prompt.push_str("\n\nColours that go with it: ");
        prompt.push_str(&colours.join(", "));
        prompt.push('.');
    }
    if !image.negative.trim().is_empty() {
        prompt.push_str("\n\nDo not show: ");
        prompt.push_str(image.negative.trim());
        prompt.push('.');
    }
    // What models write is misspelt; the layout sets the words.
    prompt.push_str("\n\nNo text, no letters, no logos, no watermark.");
    ImageRequest {
        prompt,
        images: Vec::new(),
        size: Some(drawn(&image.size).to_owned()),
        quality: None,
        count,
    }
}

/// The size that a model draws in and that is nearest to the wished one.
fn drawn(wished: &str) -> &'static str {
    let sides = wished.split_once('x').and_then(|(wide, high)| {
        Some((wide.trim().parse::<f32>().ok()?, high.trim().parse::<f32>().ok().filter(|high| *high >= 1.0)?))
    });
    let shape = sides.map_or(1.0, |(wide, high)| wide / high);
    let near = |(_, one): &&(&str, f32), (_, other): &&(&str, f32)| {
        (one - shape).abs().total_cmp(&(other - shape).abs())
    };
    DRAWN.iter().min_by(near).map_or("1024x1024", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliverable::kit::Palette;

    #[test]
    fn a_model_is_asked_in_a_size_that_it_draws_in_and_for_no_letters() {
        let image = Image {
            prompt: " Uma praia ".into(),
            negative: "gente".into(),
            size: "1200x628".into(),
            ..Image::default()
        };
        let palette = Palette { primary: "#112233".into(), ..Palette::default() };
        let asked = request(&image, &Kit { palette, ..Kit::default() }, 4);
        assert_eq!((asked.size.as_deref(), asked.count), (Some("1536x1024"), 4));
        assert!(
            asked.prompt.starts_with("Uma praia\n\nColours that go with it: #112233."),
            "{}",
            asked.prompt
        );
        assert!(asked.prompt.contains("Do not show: gente.") && asked.prompt.ends_with("no watermark."));
        for (wished, size) in
            [("1080x1920", "1024x1536"), ("", "1024x1024"), ("1x0", "1024x1024"), ("axb", "1024x1024")]
        {
            assert_eq!(drawn(wished), size, "{wished}");
        }
    }
}
