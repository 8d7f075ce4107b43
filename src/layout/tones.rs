//! The colours of one layout: the brand's where it has them, and others that go with them where it has not.

use super::colour::{Look, Rgb, WHITE, ratio};
use crate::deliverable::kit::Palette;

/// The least contrast with which text reads well (WCAG 2.2, 1.4.3).
pub const LEAST: f32 = 4.5;

/// What a layout is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tones {
    pub primary: Rgb,
    pub secondary: Rgb,
    /// Light, for layouts with a quiet ground.
    pub paper: Rgb,
    /// Nearly black, for text on paper.
    pub ink: Rgb,
    /// As the brand wants its text; may be unreadable on one of the others.
    pub text: Option<Rgb>,
}

impl Tones {
    /// The same brand has always the same.
    pub fn of(palette: &Palette, brand: &str) -> Self {
        let primary = Rgb::parse(&palette.primary).unwrap_or_else(|| own(brand));
        let look = primary.look();
        // Beside the primary on the wheel and lighter: it stands out without a quarrel.
        let secondary = Rgb::parse(&palette.secondary).unwrap_or_else(|| beside(look));
        let tinted = |light: f32, strength: f32| {
            Rgb::of(Look { light, strength: strength.min(look.strength), hue: look.hue })
        };
        let text = Rgb::parse(&palette.text);
        let dark = text.filter(|text| ratio(*text, WHITE) >= 7.0);
        Self {
            primary,
            secondary,
            paper: Rgb::parse(&palette.background).unwrap_or_else(|| tinted(0.975, 0.012)),
            ink: dark.unwrap_or_else(|| tinted(0.22, 0.04)),
            text,
        }
    }

    /// The text's colours on this ground, the best liked first.
    pub fn inks(&self, ground: Rgb) -> [Rgb; 3] {
        let fair = if ratio(WHITE, ground) >= ratio(self.ink, ground) { WHITE } else { self.ink };
        let other = if fair == WHITE { self.ink } else { WHITE };
        // Text that the brand wants is for its paper; on the others white is as much a brand's choice.
        let wanted = self.text.filter(|text| ground == self.paper || ratio(*text, ground) >= LEAST);
        [wanted.unwrap_or(fair), fair, other]
    }

    /// What is read best on this ground.
    pub fn on(&self, ground: Rgb) -> Rgb {
        let inks = self.inks(ground);
        inks.into_iter().find(|ink| ratio(*ink, ground) >= LEAST).unwrap_or(inks[1])
    }

    /// The button on this ground: the brand's colour that differs most from it.
    pub fn button(&self, ground: Rgb) -> Rgb {
        let differs = |colour: &Rgb| ratio(*colour, ground);
        let mut all = [self.secondary, self.primary];
        all.sort_by(|one, two| differs(two).total_cmp(&differs(one)));
        if differs(&all[0]) >= 2.0 { all[0] } else { self.on(ground) }
    }
}

/// A colour for a brand that has none: deep enough for white letters, its hue by the name.
fn own(brand: &str) -> Rgb {
    // Of yellow there is no deep tone that is a pleasure; these hues have one.
    const HUES: [f32; 9] = [14.0, 152.0, 178.0, 205.0, 232.0, 256.0, 276.0, 300.0, 352.0];
    let hue = HUES[usize::try_from(seed(brand) % HUES.len() as u64).unwrap_or_default()];
    Rgb::of(Look { light: 0.42, strength: 0.12, hue })
}

fn beside(look: Look) -> Rgb {
    let light = if look.light > 0.7 { 0.45 } else { 0.82 };
    let hue = (look.hue + if (20.0..140.0).contains(&look.hue) { -35.0 } else { 55.0 }).rem_euclid(360.0);
    Rgb::of(Look { light, strength: 0.13, hue })
}

/// The same for the same name, however large its letters are.
pub fn seed(brand: &str) -> u64 {
    let letters = brand.trim().to_lowercase();
    letters
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_without_colours_has_always_the_same_and_they_can_be_read() {
        for brand in ["Clínica Aurora", "Padaria do Zé", "Nuvem", "Bicho Solto", "x", ""] {
            let tones = Tones::of(&Palette::default(), brand);
            assert_eq!(tones, Tones::of(&Palette::default(), &brand.to_uppercase().to_lowercase()));
            assert!(ratio(WHITE, tones.primary) >= LEAST, "{brand}: {tones:?}");
            assert!(ratio(tones.ink, tones.paper) >= 7.0);
            assert!(ratio(tones.primary, tones.secondary) >= 2.0, "{brand}: {tones:?}");
        }
    }

    #[test]
    fn an_unreadable_text_colour_gives_way() {
        let palette = Palette { primary: "#f5f5f5".into(), text: "#eeeeee".into(), ..Palette::default() };
        let tones = Tones::of(&palette, "Clara");
        assert!(ratio(tones.on(tones.primary), tones.primary) >= LEAST);
    }
}
