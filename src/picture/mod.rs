//! Pictures that come from outside, and nothing of them but their dots: decoded within bounds, turned upright and
//! written anew. Where a photo was taken, by whom, and what else was put behind the picture stays outside.

mod anew;
mod heic;

pub use anew::{Anew, anew, png};

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, metadata::Orientation};
use std::io::Cursor;

/// The longest side. Beyond it, no phone takes pictures and no channel shows them.
pub const SIDE_MOST: u32 = 12_000;
/// What the largest phones take is 50 million dots.
pub const DOTS_MOST: u64 = 51_000_000;
/// Pictures of an animation, and the dots of all of them.
pub const FRAMES_MOST: usize = 120;
pub const MOVING_DOTS_MOST: u64 = 30_000_000;
/// What a decoder may take, with its own tables: four bytes a dot.
const BYTES_MOST: u64 = 4 * DOTS_MOST + (32 << 20);

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the picture has too many dots")]
    TooLarge,
    #[error("the animation is too long")]
    TooLong,
    #[error("the picture cannot be read")]
    Unreadable,
}

/// How many dots a picture says to have, from its first bytes: what it will cost to decode it.
///
/// # Errors
/// If it has too many, or if that cannot be read.
pub fn size(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(|error| why(&error))?;
    let dots = u64::from(width) * u64::from(height);
    let fits = width <= SIDE_MOST && height <= SIDE_MOST && dots <= DOTS_MOST;
    if width == 0 || height == 0 {
        Err(PictureError::Unreadable)
    } else if fits {
        Ok((width, height))
    } else {
        Err(PictureError::TooLarge)
    }
}

/// How many dots it takes to work on it; what is not decoded takes none.
///
/// # Errors
/// As [`size`].
pub fn cost(bytes: &[u8]) -> Result<u64, PictureError> {
    if infer::image::is_heif(bytes) {
        return Ok(0);
    }
    size(bytes).map(|(width, height)| u64::from(width) * u64::from(height))
}

/// The dots, upright. Of an animation its first picture.
///
/// # Errors
/// If it is larger than the bounds, or if it cannot be read to its end.
pub fn dots(bytes: &[u8]) -> Result<DynamicImage, PictureError> {
    size(bytes)?;
    let mut decoder = reader(bytes)?.into_decoder().map_err(|error| why(&error))?;
    if decoder.total_bytes() > BYTES_MOST {
        return Err(PictureError::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| why(&error))?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Whether bytes begin as a format does.
type Sign = fn(&[u8]) -> bool;

/// The format, by the content.
fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let signs: [(Sign, ImageFormat); 4] = [
        (infer::image::is_png, ImageFormat::Png),
        (infer::image::is_jpeg, ImageFormat::Jpeg),
        (infer::image::is_webp, ImageFormat::WebP),
        (infer::image::is_gif, ImageFormat::Gif),
    ];
    signs.into_iter().find(|(is, _)| is(bytes)).map(|(_, format)| format)
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, PictureError> {
    let format = format(bytes).ok_or(PictureError::Unreadable)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    Ok(reader)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MOST);
    limits.max_image_height = Some(SIDE_MOST);
    limits.max_alloc = Some(BYTES_MOST);
    limits
}

fn why(error: &image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Unreadable,
    }
}
