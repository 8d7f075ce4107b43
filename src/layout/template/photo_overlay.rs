//! Text on a picture, behind it a veil that is as dense as the text needs it.

use super::{Anchor, Place, Plan, brand_height, scale};
use crate::layout::{
    colour::Rgb,
    frame::Frame,
    sheet::{Area, Sheet},
    tones::Tones,
};

pub fn plan(frame: &Frame, tones: &Tones) -> Plan {
    let Frame { width, height, unit, safe } = *frame;
    let whole = Area { width, height, ..Area::default() };
    let ground = tones.primary.mixed(Rgb(8, 8, 12), 0.78);
    let mut back = Sheet::default();
    back.rect(whole, ground, 0.0);
    let brand_high = brand_height(frame);
    let gap = 4.0 * unit;
    let room = safe.height - brand_high - gap;
    let text = if frame.is_wide() {
        Area { x: safe.x, y: safe.bottom() - room, width: width * 0.56, height: room }
    } else {
        let most = room.min(height * 0.56);
        Area { y: safe.bottom() - most, height: most, ..safe }
    };
    Plan {
        back,
        shapes: Sheet::default(),
        ground,
        picture: Some(Place { area: whole, round: 0.0 }),
        instead: Sheet::default(),
        veiled: true,
        text,
        anchor: Anchor::Bottom,
        scale: scale(unit, if frame.is_wide() { (12.5, 5.0) } else { (9.8, 4.6) }),
        brand: Area { x: safe.x, y: safe.y, width: text.width, height: brand_high },
        brand_on_text: true,
    }
}
