//! How a layout is arranged: where its texts stand, what is behind them, what goes with them.

mod decor;
mod photo_overlay;
mod quote;
mod split;
mod typographic;

use super::{
    colour::Rgb,
    frame::Frame,
    sheet::{Area, Sheet},
    stack::Scale,
    tones::Tones,
};

/// The templates that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Large letters and shapes in the brand's colours; needs no picture.
    Typographic,
    /// Text over a picture.
    PhotoOverlay,
    /// A picture and the text beside or below it.
    Split,
    /// What somebody said, and who.
    Quote,
}

impl Template {
    pub const ALL: [Self; 4] = [Self::Typographic, Self::PhotoOverlay, Self::Split, Self::Quote];

    pub fn name(self) -> &'static str {
        match self {
            Self::Typographic => "typographic",
            Self::PhotoOverlay => "photo_overlay",
            Self::Split => "split",
            Self::Quote => "quote",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    pub fn shows_picture(self) -> bool {
        matches!(self, Self::PhotoOverlay | Self::Split)
    }

    pub fn plan(self, frame: &Frame, tones: &Tones, seed: u64) -> Plan {
        match self {
            Self::Typographic => typographic::plan(frame, tones, seed),
            Self::PhotoOverlay => photo_overlay::plan(frame, tones),
            Self::Split => split::plan(frame, tones, seed),
            Self::Quote => quote::plan(frame, tones),
        }
    }
}

/// A canvas with its places, before there is text on it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is behind everything.
    pub back: Sheet,
    /// Shapes on it, which give way where text could not be read on them.
    pub shapes: Sheet,
    /// What is behind the text, mostly.
    pub ground: Rgb,
    pub picture: Option<Place>,
    /// What is drawn where the picture would be, if there is none.
    pub instead: Sheet,
    /// Whether the text lies on the picture.
    pub veiled: bool,
    pub text: Area,
    pub anchor: Anchor,
    pub scale: Scale,
    pub brand: Area,
    /// Whether the brand stands right above the text, wherever that begins.
    pub brand_on_text: bool,
}

/// Where a picture is.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub area: Area,
    pub round: f32,
}

/// Where in its area a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Middle,
    Bottom,
}

/// Letters from large to small, in hundredths of the shorter side.
fn scale(unit: f32, headline: (f32, f32)) -> Scale {
    let of = |(wished, least): (f32, f32)| (wished * unit, least * unit);
    Scale { headline: of(headline), body: of((4.2, 3.1)), cta: of((3.8, 3.2)) }
}

/// The height of a logo or of the brand's name.
fn brand_height(frame: &Frame) -> f32 {
    frame.unit * if frame.is_wide() { 8.5 } else { 7.0 }
}
