//! The brand on a layout: its logo, or its name beside a dot.

use super::{
    canvas::{contained, f32_of},
    colour::{Rgb, WHITE, ratio},
    fonts::Face,
    painting::Painting,
    sheet::{Area, Letters, Sheet},
    studio::Materials,
};

/// A logo that differs less than this from what is behind it gets a plate.
const SEEN: f32 = 2.2;
/// The letters of the name and the dot before it, in parts of the height.
const LETTERS: f32 = 0.52;
const DOT: f32 = 0.20;
const GAP: f32 = 0.30;

/// What it takes of the room that it has.
pub fn area(materials: &Materials, room: Area) -> Area {
    if let Some(logo) = &materials.logo {
        let (wide, high) = (f32_of(logo.width()), f32_of(logo.height()));
        let scale = (room.width.min(room.height * 5.0) / wide).min(room.height / high);
        return Area { width: wide * scale, height: high * scale, ..room };
    }
    if materials.name.is_empty() {
        return Area { width: 0.0, height: 0.0, ..room };
    }
    // A name is lower than a logo: it stands where its letters end, not where its room does.
    let scale = scale(materials, room);
    let height = room.height * LETTERS * scale * 1.05;
    Area { width: width(materials, room.height) * scale, height, ..room }
}

fn scale(materials: &Materials, room: Area) -> f32 {
    (room.width / width(materials, room.height)).min(1.0)
}

fn width(materials: &Materials, height: f32) -> f32 {
    let gaps = f32::from(u16::try_from(materials.name.len() - 1).unwrap_or(u16::MAX));
    let letters: f32 = materials.name.iter().map(|word| materials.ruler.width(Face::Strong, word)).sum();
    let name = (letters + gaps * materials.ruler.space(Face::Strong)) * LETTERS * height;
    (2.0 * DOT + GAP) * height * LETTERS + name
}

/// Draws it where it was found to have room.
pub fn draw(painting: &mut Painting, materials: &Materials, area: Area, (ink, ground): (Rgb, Rgb)) {
    let mut sheet = Sheet::default();
    if let Some(logo) = &materials.logo {
        let dots = contained(logo, area.width, area.height);
        let behind = mean(painting.canvas.under(area).into_iter().map(|colour| (colour, 1.0)));
        let own = mean(dots.pixels().map(|dot| (Rgb(dot.0[0], dot.0[1], dot.0[2]), f32::from(dot.0[3]))));
        if ratio(own, behind) < SEEN {
            let tones = &materials.tones;
            let plate = if ratio(own, WHITE) >= ratio(own, tones.ink) { WHITE } else { tones.ink };
            let edge = area.height * 0.18;
            let around = Area {
                x: area.x - edge,
                y: area.y - edge,
                width: area.width + 2.0 * edge,
                height: area.height + 2.0 * edge,
            };
            sheet.rect(around, plate, edge);
            painting.add(&sheet, materials);
        }
        let exact = Area { width: f32_of(dots.width()), height: f32_of(dots.height()), ..area };
        painting.canvas.picture(dots, exact, 0.0);
        painting.drawn.picture("logo", exact);
    } else if !materials.name.is_empty() {
        let size = area.height / 1.05;
        let dot = size * DOT;
        let baseline = area.y + size * 0.86;
        let colour = if ground == materials.tones.primary {
            materials.tones.secondary
        } else {
            materials.tones.button(ground)
        };
        sheet.circle((area.x + dot, baseline - size * 0.36), dot * 1.25, colour);
        let letters = Letters { face: Face::Strong, size, colour: ink };
        sheet.text((area.x + 2.0 * dot + GAP * size, baseline), &letters, &materials.name.join(" "));
        painting.add(&sheet, materials);
    }
}

/// The colour that all of them have together, each by its weight.
fn mean(all: impl Iterator<Item = (Rgb, f32)>) -> Rgb {
    let mut sum = [0.0_f32; 4];
    for (Rgb(red, green, blue), weight) in all {
        for (total, part) in sum.iter_mut().zip([red, green, blue]) {
            *total += f32::from(part) * weight;
        }
        sum[3] += weight;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the mean of bytes is one")]
    let part = |nth: usize| (sum[nth] / sum[3].max(1.0)).clamp(0.0, 255.0) as u8;
    Rgb(part(0), part(1), part(2))
}
