//! A picture written anew.

use super::{DOTS_MOST, FRAMES_MOST, MOVING_DOTS_MOST, PictureError, dots, format, heic, limits, size, why};
use image::{
    AnimationDecoder, DynamicImage, ExtendedColorType, Frame, ImageDecoder, ImageEncoder, ImageFormat,
    codecs::{
        gif::{GifDecoder, GifEncoder, Repeat},
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
        webp::WebPEncoder,
    },
};
use std::io::Cursor;

/// Nobody sees what is lost.
const JPEG_QUALITY: u8 = 92;
/// Of 1 to 30: how fast the 256 colours of a picture are chosen.
const GIF_SPEED: i32 = 20;

/// What is kept of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anew {
    pub bytes: Vec<u8>,
    /// `image/png` and the like. A photo in WebP becomes a JPEG: without loss it would be five times as large.
    pub media: &'static str,
}

/// The same picture without anything else. HEIC, which is not decoded here, keeps its dots as they are.
///
/// # Errors
/// If it is larger than the bounds, or if it is not a picture to its end.
pub fn anew(bytes: &[u8]) -> Result<Anew, PictureError> {
    if infer::image::is_heif(bytes) {
        return Ok(Anew { bytes: heic::without_words(bytes)?, media: "image/heic" });
    }
    match format(bytes).ok_or(PictureError::Unreadable)? {
        ImageFormat::Gif => gif(bytes),
        ImageFormat::Jpeg => jpeg(dots(bytes)?),
        ImageFormat::WebP => {
            let image = dots(bytes)?;
            if is_clear(&image) { webp(&image) } else { jpeg(image) }
        }
        _ => Ok(Anew { bytes: png(&plain(dots(bytes)?), true)?, media: "image/png" }),
    }
}

/// A picture as PNG; `dense` takes several times as long and is smaller.
///
/// # Errors
/// If it has more dots than a PNG can say.
pub fn png(image: &DynamicImage, dense: bool) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    let effort = if dense { CompressionType::Level(7) } else { CompressionType::Fast };
    let encoder = PngEncoder::new_with_quality(&mut out, effort, FilterType::Adaptive);
    image.write_with_encoder(encoder).map_err(|error| why(&error))?;
    Ok(out)
}

fn jpeg(image: DynamicImage) -> Result<Anew, PictureError> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    let image = match image {
        grey @ DynamicImage::ImageLuma8(_) => grey,
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    };
    image.write_with_encoder(encoder).map_err(|error| why(&error))?;
    Ok(Anew { bytes, media: "image/jpeg" })
}

fn webp(image: &DynamicImage) -> Result<Anew, PictureError> {
    let mut bytes = Vec::new();
    let image = image.to_rgba8();
    let written = WebPEncoder::new_lossless(&mut bytes).write_image(
        &image,
        image.width(),
        image.height(),
        ExtendedColorType::Rgba8,
    );
    written.map_err(|error| why(&error))?;
    Ok(Anew { bytes, media: "image/webp" })
}

/// With eight bits a colour: what no screen shows is not worth twice the room.
fn plain(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma16(_) => DynamicImage::ImageLuma8(image.into_luma8()),
        DynamicImage::ImageLumaA16(_) => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        DynamicImage::ImageRgb16(_) => DynamicImage::ImageRgb8(image.into_rgb8()),
        DynamicImage::ImageRgba16(_) => DynamicImage::ImageRgba8(image.into_rgba8()),
        other => other,
    }
}

/// Whether something behind it would be seen.
fn is_clear(image: &DynamicImage) -> bool {
    image.color().has_alpha() && image.to_rgba8().pixels().any(|dot| dot.0[3] < u8::MAX)
}

/// Every picture of an animation, in its time.
fn gif(bytes: &[u8]) -> Result<Anew, PictureError> {
    let (width, height) = size(bytes)?;
    let area = u64::from(width) * u64::from(height);
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|error| why(&error))?;
    decoder.set_limits(limits()).map_err(|error| why(&error))?;
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut out, GIF_SPEED);
    let mut frames = 0;
    for frame in decoder.into_frames() {
        let frame: Frame = frame.map_err(|error| why(&error))?;
        frames += 1;
        let moving = frames as u64 * area;
        if frames > FRAMES_MOST || (frames > 1 && moving > MOVING_DOTS_MOST) || moving > DOTS_MOST {
            return Err(PictureError::TooLong);
        }
        if frames == 2 {
            encoder.set_repeat(Repeat::Infinite).map_err(|error| why(&error))?;
        }
        encoder.encode_frame(frame).map_err(|error| why(&error))?;
    }
    drop(encoder);
    if frames == 0 { Err(PictureError::Unreadable) } else { Ok(Anew { bytes: out, media: "image/gif" }) }
}
