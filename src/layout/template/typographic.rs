//! Large letters on the brand's colour, and shapes that are the brand's own by its name.

use super::{Anchor, Plan, brand_height, decor, scale};
use crate::layout::{
    frame::Frame,
    sheet::{Area, Sheet},
    tones::Tones,
};

pub fn plan(frame: &Frame, tones: &Tones, seed: u64) -> Plan {
    let Frame { width, height, unit, safe } = *frame;
    let ground = tones.primary;
    let mut back = Sheet::default();
    back.rect(Area { width, height, ..Area::default() }, ground, 0.0);
    let shapes = if frame.is_wide() {
        Area { x: width * 0.65, y: 0.0, width: width * 0.35, height }
    } else {
        let high = if frame.is_tall() { 0.40 } else { 0.37 };
        Area { x: width * 0.42, y: 0.0, width: width * 0.58, height: height * high }
    };
    let mut drawn = Sheet::default();
    decor::draw(&mut drawn, shapes, (ground, tones), seed);
    let brand_high = brand_height(frame);
    let (text, brand_wide) = if frame.is_wide() {
        let y = safe.y + brand_high + 5.0 * unit;
        let wide = shapes.x - safe.x - 3.0 * unit;
        (Area { width: wide, ..frame.below(y) }, wide)
    } else {
        (frame.below(shapes.bottom().max(safe.y + brand_high) + 5.0 * unit), shapes.x - safe.x - 3.0 * unit)
    };
    Plan {
        back,
        shapes: drawn,
        ground,
        picture: None,
        instead: Sheet::default(),
        veiled: false,
        text,
        anchor: Anchor::Bottom,
        scale: scale(unit, if frame.is_wide() { (14.5, 5.2) } else { (12.0, 4.8) }),
        brand: Area { x: safe.x, y: safe.y, width: brand_wide, height: brand_high },
        brand_on_text: false,
    }
}
