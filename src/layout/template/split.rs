//! A picture with round corners, and the text beside it or below.

use super::{Anchor, Place, Plan, brand_height, decor, scale};
use crate::layout::{
    frame::Frame,
    sheet::{Area, Sheet},
    tones::Tones,
};

pub fn plan(frame: &Frame, tones: &Tones, seed: u64) -> Plan {
    let Frame { width, height, unit, safe } = *frame;
    let ground = tones.paper;
    let mut back = Sheet::default();
    back.rect(Area { width, height, ..Area::default() }, ground, 0.0);
    let edge = 4.0 * unit;
    let brand_high = brand_height(frame);
    let (picture, text, brand_y) = if frame.is_wide() {
        let x = width * 0.53;
        let picture = Area { x, y: edge, width: width - x - edge, height: height - 2.0 * edge };
        let y = safe.y + brand_high + 5.0 * unit;
        (picture, Area { width: x - safe.x - 5.0 * unit, ..frame.below(y) }, safe.y)
    } else {
        // The squarer it is, the less is left below the picture.
        let high = height * (0.26 + 0.14 * height / width).min(0.46);
        let picture = Area { x: edge, y: edge, width: width - 2.0 * edge, height: high };
        let brand_y = picture.bottom() + 4.5 * unit;
        (picture, frame.below(brand_y + brand_high + 3.5 * unit), brand_y)
    };
    let mut instead = Sheet::default();
    instead.rect(picture, tones.primary, 0.0);
    decor::draw(&mut instead, picture, (tones.primary, tones), seed);
    Plan {
        back,
        shapes: Sheet::default(),
        ground,
        picture: Some(Place { area: picture, round: 3.5 * unit }),
        instead,
        veiled: false,
        text,
        anchor: Anchor::Bottom,
        scale: scale(unit, if frame.is_wide() { (11.5, 5.0) } else { (8.6, 4.5) }),
        brand: Area { x: safe.x, y: brand_y, width: text.width, height: brand_high },
        brand_on_text: false,
    }
}
