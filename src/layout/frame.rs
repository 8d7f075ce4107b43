//! The measures of a canvas, by which everything on it is placed.

use super::{canvas::f32_of, sheet::Area, sizes::Size};

/// The margin, in hundredths of the shorter side.
const MARGIN: f32 = 7.5;
/// What is this much wider than high has room for something beside the text; what is so much higher, above it.
const WIDE: f32 = 1.3;
const TALL: f32 = 1.55;

#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub width: f32,
    pub height: f32,
    /// A hundredth of the shorter side.
    pub unit: f32,
    /// Where text and logo may stand.
    pub safe: Area,
}

impl Frame {
    pub fn of(size: &Size) -> Self {
        let (width, height) = (f32_of(size.width), f32_of(size.height));
        let unit = width.min(height) / 100.0;
        let margin = MARGIN * unit;
        let top = (size.safe.top * height).max(margin);
        let bottom = (size.safe.bottom * height).max(margin);
        let safe = Area { x: margin, y: top, width: width - 2.0 * margin, height: height - top - bottom };
        Self { width, height, unit, safe }
    }

    pub fn is_wide(&self) -> bool {
        self.width / self.height >= WIDE
    }

    pub fn is_tall(&self) -> bool {
        self.height / self.width >= TALL
    }

    /// From a height to the end of the safe area.
    pub fn below(&self, y: f32) -> Area {
        Area { y, height: self.safe.bottom() - y, ..self.safe }
    }
}
