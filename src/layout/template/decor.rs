//! Shapes in the brand's colours: which, and how they lie, follows from the brand's name.

use crate::layout::{
    colour::{Rgb, WHITE, ratio},
    sheet::{Area, Sheet},
    tones::{LEAST, Tones},
};

/// The colours of the shapes on a ground.
struct Paints {
    ground: Rgb,
    light: Rgb,
    deep: Rgb,
    bright: Rgb,
    paper: Rgb,
}

pub fn draw(sheet: &mut Sheet, area: Area, (ground, tones): (Rgb, &Tones), seed: u64) {
    let (ink, black) = (tones.on(ground), Rgb(0, 0, 0));
    let lighter = ground.mixed(WHITE, 0.16);
    // Text may run across a ring; then the ring goes the other way.
    let light = if ratio(ink, lighter) < LEAST + 0.3 { ground.mixed(black, 0.13) } else { lighter };
    let paints = Paints {
        ground,
        light,
        deep: ground.mixed(black, 0.28),
        bright: tones.secondary,
        paper: tones.paper,
    };
    match seed % 3 {
        0 => tiles(sheet, area, &paints, seed / 3),
        1 => sun(sheet, area, &paints),
        _ => arcs(sheet, area, &paints),
    }
}

/// Squares with a quarter of a circle, a half or a whole one in each.
fn tiles(sheet: &mut Sheet, area: Area, paints: &Paints, seed: u64) {
    let columns = if area.height > area.width * 1.2 { 2.0 } else { 3.0 };
    let side = area.width / columns;
    let rows = (area.height / side).round().max(1.0);
    let high = area.height / rows;
    let colours = [paints.light, paints.bright, paints.deep];
    let (mut nth, mut row) = (0_u64, 0.0);
    while row < rows {
        let mut column = 0.0;
        while column < columns {
            let picked = seed.wrapping_add(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 17;
            let cell = Area { x: area.x + column * side, y: area.y + row * high, width: side, height: high };
            // Neighbours never have the same ground.
            let back = colours[at(nth, 3)];
            let front = if back == paints.bright { paints.ground } else { paints.bright };
            let front = if nth % 4 == 2 { paints.paper } else { front };
            sheet.rect(cell, back, 0.0);
            tile(sheet, cell, front, picked);
            nth += 1;
            column += 1.0;
        }
        // Each row begins with another colour.
        nth += u64::from(columns > 2.0);
        row += 1.0;
    }
}

fn tile(sheet: &mut Sheet, cell: Area, colour: Rgb, picked: u64) {
    let Area { x, y, width, height } = cell;
    let (right, bottom) = (cell.right(), cell.bottom());
    match picked % 6 {
        0 => sheet.path(
            &format!("M{x:.1} {y:.1}h{width:.1}a{width:.1} {height:.1} 0 0 1 -{width:.1} {height:.1}z"),
            colour,
        ),
        1 => sheet.path(
            &format!("M{right:.1} {y:.1}v{height:.1}a{width:.1} {height:.1} 0 0 1 -{width:.1} -{height:.1}z"),
            colour,
        ),
        2 => sheet.path(
            &format!(
                "M{right:.1} {bottom:.1}h-{width:.1}a{width:.1} {height:.1} 0 0 1 {width:.1} -{height:.1}z"
            ),
            colour,
        ),
        3 => sheet.path(
            &format!("M{x:.1} {bottom:.1}v-{height:.1}a{width:.1} {height:.1} 0 0 1 {width:.1} {height:.1}z"),
            colour,
        ),
        4 => sheet.circle((x + width / 2.0, y + height / 2.0), width.min(height) * 0.36, colour),
        _ => {
            let half = width / 2.0;
            sheet.path(&format!("M{x:.1} {bottom:.1}a{half:.1} {half:.1} 0 0 1 {width:.1} 0z"), colour);
        }
    }
}

/// A disc and the rings around it.
fn sun(sheet: &mut Sheet, area: Area, paints: &Paints) {
    let radius = area.width.min(area.height) * 0.40;
    let centre = (area.x + area.width * 0.58, area.y + area.height * 0.47);
    sheet.ring(centre, radius * 1.95, (radius * 0.16, paints.ground.mixed(paints.light, 0.45)));
    sheet.ring(centre, radius * 1.45, (radius * 0.2, paints.light));
    sheet.circle(centre, radius, paints.bright);
    let small = (centre.0 - radius * 0.80, centre.1 + radius * 0.86);
    sheet.circle(small, radius * 0.30, paints.paper);
}

/// Quarters of circles within each other, from a corner.
fn arcs(sheet: &mut Sheet, area: Area, paints: &Paints) {
    let high = area.height > area.width * 1.4;
    let corner = (area.right(), if high { area.bottom() } else { area.y });
    let most = (area.width * 1.02).min(area.height * 1.06);
    for (part, colour) in [
        (1.0, paints.light),
        (0.80, paints.bright),
        (0.60, paints.deep),
        (0.40, paints.paper),
        (0.20, paints.bright),
    ] {
        sheet.circle(corner, most * part, colour);
    }
}

fn at(nth: u64, of: u64) -> usize {
    usize::try_from(nth % of).unwrap_or_default()
}
