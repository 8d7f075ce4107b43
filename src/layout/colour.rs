//! Colours: as brands write them, as eyes tell them apart, and as new ones are made from them.

/// A colour of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

pub const WHITE: Rgb = Rgb(255, 255, 255);

impl Rgb {
    /// `#rrggbb`, with or without its sign, or `#rgb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize, to: usize| u8::from_str_radix(digits.get(from..to)?, 16).ok();
        match digits.len() {
            6 => Some(Self(part(0, 2)?, part(2, 4)?, part(4, 6)?)),
            3 => Some(Self(part(0, 1)? * 17, part(1, 2)? * 17, part(2, 3)? * 17)),
            _ => None,
        }
    }

    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// How bright it is (WCAG 2.2, relative luminance).
    pub fn luminance(self) -> f32 {
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// So much of `other` (0 to 1) in this one.
    pub fn mixed(self, other: Self, much: f32) -> Self {
        let part = |one: u8, two: u8| byte(f32::from(one) + (f32::from(two) - f32::from(one)) * much);
        Self(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    /// A colour by lightness, strength and hue (OKLCH), as near as a screen comes to it.
    pub fn of(look: Look) -> Self {
        let (sin, cos) = look.hue.to_radians().sin_cos();
        let (a, b) = (look.strength * cos, look.strength * sin);
        let cube = |part: f32| part * part * part;
        let l = cube(look.light + 0.396_337_78 * a + 0.215_803_76 * b);
        let m = cube(look.light - 0.105_561_346 * a - 0.063_854_17 * b);
        let s = cube(look.light - 0.089_484_18 * a - 1.291_485_5 * b);
        Self(
            gamma(4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s),
            gamma(-1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s),
            gamma(-0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s),
        )
    }

    pub fn look(self) -> Look {
        let (r, g, b) = (linear(self.0), linear(self.1), linear(self.2));
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        let light = 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s;
        let a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s;
        let b = 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s;
        Look { light, strength: a.hypot(b), hue: b.atan2(a).to_degrees().rem_euclid(360.0) }
    }
}

/// A colour as people see it: equal steps look equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// 0 black, 1 white.
    pub light: f32,
    /// 0 grey; what a screen shows ends near 0.3.
    pub strength: f32,
    /// In degrees.
    pub hue: f32,
}

/// The contrast of two colours, 1 to 21 (WCAG 2.2).
pub fn ratio(one: Rgb, other: Rgb) -> f32 {
    contrast(one.luminance(), other.luminance())
}

/// The contrast of a colour with each of many.
pub fn ratios(one: Rgb, others: &[Rgb]) -> Vec<f32> {
    // A power for every part of every dot would take longer than drawing them.
    let parts: Vec<f32> = (0..=u8::MAX).map(linear).collect();
    let part = |part: u8| parts[usize::from(part)];
    let own = one.luminance();
    let light = |dot: &Rgb| 0.2126 * part(dot.0) + 0.7152 * part(dot.1) + 0.0722 * part(dot.2);
    others.iter().map(|dot| contrast(own, light(dot))).collect()
}

fn contrast(one: f32, other: f32) -> f32 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn linear(part: u8) -> f32 {
    let part = f32::from(part) / 255.0;
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn gamma(part: f32) -> u8 {
    let part = part.clamp(0.0, 1.0);
    byte(255.0 * if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a byte by then")]
fn byte(part: f32) -> u8 {
    part.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_published() {
        let grey = Rgb::parse("#767676").unwrap();
        assert!((ratio(grey, WHITE) - 4.54).abs() < 0.01);
        assert!((ratio(Rgb(0, 0, 0), WHITE) - 21.0).abs() < 0.01);
        assert!((ratio(Rgb::parse("f00").unwrap(), WHITE) - 4.0).abs() < 0.01);
    }

    #[test]
    fn a_look_is_the_colour_that_it_was_taken_from() {
        for text in ["#000000", "#ffffff", "#7c3aed", "#0f766e", "#f59e0b", "#e11d48"] {
            let colour = Rgb::parse(text).unwrap();
            let again = Rgb::of(colour.look());
            let near = |one: u8, two: u8| one.abs_diff(two) <= 1;
            assert!(near(colour.0, again.0) && near(colour.1, again.1) && near(colour.2, again.2), "{text}");
        }
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in ["", "#", "#12", "#1234567", "red", "#ggg", "#ééé", "url(#x)", "#12345é"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }
}
