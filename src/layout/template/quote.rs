//! What somebody said, on a quiet ground, with a large quotation mark.

use super::{Anchor, Plan, brand_height, scale};
use crate::layout::{
    fonts::Face,
    frame::Frame,
    sheet::{Area, Letters, Sheet},
    tones::Tones,
};

pub fn plan(frame: &Frame, tones: &Tones) -> Plan {
    let Frame { width, height, unit, safe } = *frame;
    let ground = tones.paper.mixed(tones.secondary, 0.22);
    let mut back = Sheet::default();
    back.rect(Area { width, height, ..Area::default() }, ground, 0.0);
    // A mark as high as three lines, cut by nothing and behind nothing.
    let mark = unit * if frame.is_wide() { 34.0 } else { 40.0 };
    let letters = Letters { face: Face::Display, size: mark, colour: tones.primary };
    back.text((safe.x - 0.035 * mark, safe.y + 0.77 * mark), &letters, "“");
    let brand_high = brand_height(frame) * 0.9;
    let brand_y = safe.bottom() - brand_high;
    let top = safe.y + 0.36 * mark + 3.0 * unit;
    Plan {
        back,
        shapes: Sheet::default(),
        ground,
        picture: None,
        instead: Sheet::default(),
        veiled: false,
        text: Area { x: safe.x, y: top, width: safe.width * 0.96, height: brand_y - 5.0 * unit - top },
        anchor: Anchor::Middle,
        scale: scale(unit, if frame.is_wide() { (10.5, 4.6) } else { (8.4, 4.4) }),
        brand: Area { x: safe.x, y: brand_y, width: safe.width * 0.6, height: brand_high },
        brand_on_text: false,
    }
}
