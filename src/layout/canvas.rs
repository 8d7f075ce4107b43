//! The dots of a layout.

use super::{
    colour::{Rgb, ratios},
    fonts::Fonts,
    sheet::{Area, Sheet},
};
use crate::picture;
use image::{
    DynamicImage, RgbImage, RgbaImage,
    imageops::{self, FilterType},
};
use resvg::{
    tiny_skia::{
        FillRule, FilterQuality, IntSize, Paint, Path, PathBuilder, Pattern, Pixmap, Rect, SpreadMode,
        Transform,
    },
    usvg::Tree,
};

/// One of so many dots in each direction is looked at.
const LOOK_EVERY: u32 = 3;
/// Of a hundred dots the one that is read worst counts; a single speck does not.
const WORST_PART: usize = 100;
/// No half is smaller.
const HALF_LEAST: u32 = 200;
/// From the corner of a rounded area to its curve's handle, in parts of the radius.
const CURVE: f32 = 0.447_7;

#[derive(Clone)]
pub struct Canvas(Pixmap);

impl Canvas {
    pub fn new(width: u32, height: u32) -> Option<Self> {
        Pixmap::new(width, height).map(Self)
    }

    /// Draws on top of what is there.
    pub fn draw(&mut self, sheet: &Sheet, fonts: &Fonts) {
        let document = sheet.document(self.0.width(), self.0.height());
        if let Ok(tree) = Tree::from_str(&document, &fonts.options()) {
            resvg::render(&tree, Transform::identity(), &mut self.0.as_mut());
        }
    }

    /// A picture that is exactly as large as the area, with round corners.
    pub fn picture(&mut self, image: RgbaImage, area: Area, round: f32) {
        let Some(dots) = pixmap(image) else { return };
        let (x, y) = (area.x.round(), area.y.round());
        let at = Area { x, y, ..area };
        let Some(path) = rounded(at, round) else { return };
        let shader = Pattern::new(
            dots.as_ref(),
            SpreadMode::Pad,
            FilterQuality::Nearest,
            1.0,
            Transform::from_translate(x, y),
        );
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.0.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
    }

    /// A picture that covers an area with round corners; how much it was enlarged.
    pub fn cover(&mut self, shot: &Shot, area: Area, round: f32) -> f32 {
        let (wide, high) = (f32_of(shot.0[0].width()), f32_of(shot.0[0].height()));
        let scale = (area.width / wide).max(area.height / high);
        // Of the halves the one that is only just larger: what is left is done well by its four next dots.
        let halved = shot.0.iter().zip(std::iter::successors(Some(scale), |scale| Some(scale * 2.0)));
        let (dots, rest) = halved.take_while(|(_, rest)| *rest <= 1.0).last().unwrap_or((&shot.0[0], scale));
        // Faces are rather above the middle than below.
        let x = area.x + (area.width - f32_of(dots.width()) * rest) * 0.5;
        let y = area.y + (area.height - f32_of(dots.height()) * rest) * 0.4;
        let quality = if rest > 1.0 { FilterQuality::Bicubic } else { FilterQuality::Bilinear };
        let place = Transform::from_row(rest, 0.0, 0.0, rest, x, y);
        let shader = Pattern::new(dots.as_ref(), SpreadMode::Pad, quality, 1.0, place);
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        if let Some(path) = rounded(area, round) {
            self.0.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
        scale
    }

    /// A part of it, as a picture.
    pub fn cut(&self, area: Area) -> RgbaImage {
        let (width, height) = (self.0.width(), self.0.height());
        let dots = self.0.pixels().iter().flat_map(|dot| {
            let dot = dot.demultiply();
            [dot.red(), dot.green(), dot.blue(), dot.alpha()]
        });
        let image = RgbaImage::from_raw(width, height, dots.collect()).unwrap_or_default();
        let (x, y) = (dot(area.x, width), dot(area.y, height));
        let (right, bottom) = (dot(area.right(), width), dot(area.bottom(), height));
        imageops::crop_imm(&image, x, y, right - x, bottom - y).to_image()
    }

    /// The colours in an area, some of them.
    pub fn under(&self, area: Area) -> Vec<Rgb> {
        let (width, height) = (self.0.width(), self.0.height());
        let (left, right) = (dot(area.x, width), dot(area.right(), width));
        let (top, bottom) = (dot(area.y, height), dot(area.bottom(), height));
        let mut seen = Vec::new();
        for y in (top..bottom).step_by(LOOK_EVERY as usize) {
            for x in (left..right).step_by(LOOK_EVERY as usize) {
                let colour = self.0.pixel(x, y).map(|dot| dot.demultiply());
                seen.extend(colour.map(|colour| Rgb(colour.red(), colour.green(), colour.blue())));
            }
        }
        seen
    }

    /// As PNG; `dense` takes longer and is smaller. A layout has a ground, so nothing of it is clear.
    pub fn png(&self, dense: bool) -> Vec<u8> {
        let letters = self.0.data().chunks_exact(4).flat_map(|dot| [dot[0], dot[1], dot[2]]).collect();
        let image = RgbImage::from_raw(self.0.width(), self.0.height(), letters).unwrap_or_default();
        let written = picture::png(&DynamicImage::ImageRgb8(image), dense);
        written.unwrap_or_default()
    }
}

/// A picture that is drawn in several sizes: itself, and each a half of the one before.
pub struct Shot(Vec<Pixmap>);

impl Shot {
    pub fn of(image: DynamicImage) -> Option<Self> {
        let mut all = vec![pixmap(image.into_rgba8())?];
        while let Some(half) = all.last().and_then(halved) {
            all.push(half);
        }
        Some(Self(all))
    }
}

/// Each dot the mean of four; `None` for what is small already.
fn halved(dots: &Pixmap) -> Option<Pixmap> {
    let (width, height) = (dots.width() / 2, dots.height() / 2);
    if width.min(height) < HALF_LEAST {
        return None;
    }
    let row = dots.width() as usize * 4;
    let mut half = vec![0; width as usize * height as usize * 4];
    let rows = dots.data().chunks_exact(2 * row).zip(half.chunks_exact_mut(width as usize * 4));
    for (rows, half) in rows {
        let (above, below) = rows.split_at(row);
        for ((above, below), dot) in
            above.chunks_exact(8).zip(below.chunks_exact(8)).zip(half.chunks_exact_mut(4))
        {
            for nth in 0..4 {
                let sum = [above[nth], above[nth + 4], below[nth], below[nth + 4]].map(u16::from);
                dot[nth] = ((sum[0] + sum[1] + sum[2] + sum[3] + 2) / 4).to_le_bytes()[0];
            }
        }
    }
    Pixmap::from_vec(half, IntSize::from_wh(width, height)?)
}

/// How well letters of a colour are read on these dots.
pub fn contrast(ink: Rgb, behind: &[Rgb]) -> f32 {
    let mut all: Vec<f32> = ratios(ink, behind);
    if all.is_empty() {
        return 21.0;
    }
    let nth = all.len() / WORST_PART;
    *all.select_nth_unstable_by(nth, f32::total_cmp).1
}

/// A picture that is shown whole in an area, as large as it has room.
pub fn contained(image: &DynamicImage, width: f32, height: f32) -> RgbaImage {
    let scale = f64::from(width / f32_of(image.width())).min(f64::from(height / f32_of(image.height())));
    let (width, height) = (whole(f64::from(image.width()) * scale), whole(f64::from(image.height()) * scale));
    image.resize_exact(width, height, FilterType::CatmullRom).into_rgba8()
}

/// Numbers of dots are small enough for any kind of number.
#[expect(clippy::cast_precision_loss, reason = "no picture is that large")]
pub fn f32_of(dots: u32) -> f32 {
    dots as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within a picture's side")]
fn whole(length: f64) -> u32 {
    length.round().clamp(1.0, f64::from(picture::SIDE_MOST)) as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the canvas")]
fn dot(at: f32, most: u32) -> u32 {
    at.round().clamp(0.0, f32_of(most)) as u32
}

/// With every colour multiplied by its own cover, as the drawing wants it.
fn pixmap(mut image: RgbaImage) -> Option<Pixmap> {
    for dot in image.pixels_mut().filter(|dot| dot.0[3] < u8::MAX) {
        let cover = u16::from(dot.0[3]);
        for part in &mut dot.0[..3] {
            *part = ((u16::from(*part) * cover + 127) / 255).to_le_bytes()[0];
        }
    }
    let size = IntSize::from_wh(image.width(), image.height())?;
    Pixmap::from_vec(image.into_raw(), size)
}

fn rounded(area: Area, round: f32) -> Option<Path> {
    let Area { x, y, width, height } = area;
    if round <= 0.0 {
        return Some(PathBuilder::from_rect(Rect::from_xywh(x, y, width, height)?));
    }
    let (right, bottom, curve) = (area.right(), area.bottom(), round * CURVE);
    let mut path = PathBuilder::new();
    path.move_to(x + round, y);
    path.line_to(right - round, y);
    path.cubic_to(right - curve, y, right, y + curve, right, y + round);
    path.line_to(right, bottom - round);
    path.cubic_to(right, bottom - curve, right - curve, bottom, right - round, bottom);
    path.line_to(x + round, bottom);
    path.cubic_to(x + curve, bottom, x, bottom - curve, x, bottom - round);
    path.line_to(x, y + round);
    path.cubic_to(x, y + curve, x + curve, y, x + round, y);
    path.close();
    path.finish()
}
