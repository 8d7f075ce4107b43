//! A brand's logo, from a file that somebody sent. A drawing (SVG) is taken only as what it shows by itself: no other
//! file, no page, no program, and nothing that takes a machine's time.

use super::fonts::nothing_else;
use crate::picture;
use image::{DynamicImage, RgbaImage};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{
        Options, Tree,
        roxmltree::{Document, Node, ParsingOptions},
    },
};
use std::collections::HashMap;

/// What a logo may have, at most.
const BYTES_MOST: usize = 512 * 1024;
const PARTS_MOST: u32 = 20_000;
/// As large as it is drawn: more than any layout shows.
const SIDE: f32 = 800.0;
/// The same of a logo that came as a picture.
const SIDE_KEPT: u32 = 1_600;
/// What would look elsewhere, run, or draw the same thing a thousand times over.
const REFUSED: [&str; 12] = [
    "script",
    "foreignObject",
    "image",
    "feImage",
    "filter",
    "pattern",
    "iframe",
    "animate",
    "set",
    "animateTransform",
    "animateMotion",
    "marker",
];

/// The logo's dots, cut to what is not clear.
pub fn read(bytes: &[u8]) -> Option<DynamicImage> {
    let image = if is_drawing(bytes) { drawn(bytes)? } else { picture::dots(bytes).ok()? };
    cut(&image)
}

/// The logo as it is kept: a PNG of its dots, not larger than any layout shows it. `None` for what shows nothing.
pub fn kept(bytes: &[u8]) -> Option<Vec<u8>> {
    let image = read(bytes)?;
    let image = if image.width() > SIDE_KEPT || image.height() > SIDE_KEPT {
        image.thumbnail(SIDE_KEPT, SIDE_KEPT)
    } else {
        image
    };
    picture::png(&image, true).ok()
}

fn is_drawing(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    String::from_utf8_lossy(start).to_ascii_lowercase().contains("<svg")
}

fn drawn(bytes: &[u8]) -> Option<DynamicImage> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= BYTES_MOST)?;
    // Without the document's own entities, for those can be a million times as long as they are written.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: PARTS_MOST, ..ParsingOptions::default() };
    let document = Document::parse_with_options(without_doctype(text), options).ok()?;
    if !is_plain(&document) {
        return None;
    }
    let options = Options { image_href_resolver: nothing_else(), ..Options::default() };
    let tree = Tree::from_xmltree(&document, &options).ok()?;
    let (wide, high) = (tree.size().width(), tree.size().height());
    let scale = (SIDE / wide).min(SIDE / high);
    let side = |length: f32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and SIDE")]
        let dots = (length * scale).ceil().clamp(1.0, SIDE) as u32;
        dots
    };
    let mut pixmap = Pixmap::new(side(wide), side(high))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let (width, height) = (pixmap.width(), pixmap.height());
    let dots = pixmap.pixels().iter().flat_map(|dot| {
        let dot = dot.demultiply();
        [dot.red(), dot.green(), dot.blue(), dot.alpha()]
    });
    RgbaImage::from_raw(width, height, dots.collect()).map(DynamicImage::ImageRgba8)
}

/// Illustrator and others put one before the drawing; it says nothing that is needed.
fn without_doctype(text: &str) -> &str {
    let Some(at) = text.find("<!DOCTYPE") else { return text };
    let rest = &text[at..];
    match (rest.find('>'), rest.find('[')) {
        // One that declares something stays, and is refused.
        (Some(end), Some(opens)) if opens < end => text,
        (Some(end), _) => &rest[end + 1..],
        _ => text,
    }
}

/// Whether each part is drawn about as often as it is written.
fn is_plain(document: &Document<'_>) -> bool {
    let ids: HashMap<&str, Node<'_, '_>> =
        document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let target = |node: Node<'_, '_>| {
        let href = node.attributes().find(|attribute| attribute.name() == "href")?.value().trim();
        ids.get(href.strip_prefix('#')?).copied()
    };
    let is_use = |node: &Node<'_, '_>| node.tag_name().name() == "use";
    document.descendants().filter(Node::is_element).all(|node| {
        let refused = REFUSED.contains(&node.tag_name().name());
        // A copy of something that holds copies doubles with every further one.
        let doubles = is_use(&node)
            && target(node).is_some_and(|shown| shown.descendants().any(|inner| is_use(&inner)));
        !refused && !doubles
    }) && document.descendants().filter(is_use).count() <= 200
}

/// Without the clear margin; `None` for one that shows nothing.
fn cut(image: &DynamicImage) -> Option<DynamicImage> {
    if !image.color().has_alpha() {
        return Some(image.clone());
    }
    let dots = image.to_rgba8();
    let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, dot) in dots.enumerate_pixels() {
        if dot.0[3] > 8 {
            (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
        }
    }
    (left <= right && top <= bottom).then(|| image.crop_imm(left, top, right - left + 1, bottom - top + 1))
}
