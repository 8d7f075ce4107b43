//! SVG as it is written: every number and colour is made here, every text is escaped.

use super::{colour::Rgb, fonts::Face};
use std::fmt::Write;

/// A part of the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// What is drawn on it, from the back to the front.
#[derive(Clone, Debug, Default)]
pub struct Sheet(pub String);

impl Sheet {
    pub fn rect(&mut self, area: Area, colour: Rgb, round: f32) {
        let Area { x, y, width, height } = area;
        self.put(format_args!(
            "<rect x='{x:.2}' y='{y:.2}' width='{width:.2}' height='{height:.2}' rx='{round:.2}' fill='{}'/>",
            colour.hex(),
        ));
    }

    pub fn circle(&mut self, (x, y): (f32, f32), radius: f32, colour: Rgb) {
        self.put(format_args!("<circle cx='{x:.2}' cy='{y:.2}' r='{radius:.2}' fill='{}'/>", colour.hex()));
    }

    pub fn ring(&mut self, (x, y): (f32, f32), radius: f32, stroke: (f32, Rgb)) {
        let (width, colour) = (stroke.0, stroke.1.hex());
        self.put(format_args!(
            "<circle cx='{x:.2}' cy='{y:.2}' r='{radius:.2}' fill='none' stroke='{colour}' stroke-width='{width:.2}'/>"
        ));
    }

    /// `d` is made of numbers.
    pub fn path(&mut self, d: &str, colour: Rgb) {
        self.put(format_args!("<path d='{d}' fill='{}'/>", colour.hex()));
    }

    /// One line of text from its baseline.
    pub fn text(&mut self, (x, y): (f32, f32), letters: &Letters, text: &str) {
        let Letters { face, size, colour } = letters;
        self.put(format_args!(
            "<text x='{x:.2}' y='{y:.2}' font-family='{}' font-size='{size:.2}' letter-spacing='{:.3}' fill='{}'>{}</text>",
            face.name(),
            face.tracking() * size,
            colour.hex(),
            escaped(text),
        ));
    }

    /// A colour that comes out of nothing, from one point to another: where it is how dense, both from 0 to 1.
    pub fn veil(
        &mut self,
        id: &str,
        colour: Rgb,
        (from, to): ((f32, f32), (f32, f32)),
        stops: &[(f32, f32)],
    ) {
        let (x1, y1, x2, y2) = (from.0, from.1, to.0, to.1);
        self.put(format_args!(
            "<linearGradient id='{id}' gradientUnits='userSpaceOnUse' x1='{x1:.2}' y1='{y1:.2}' x2='{x2:.2}' y2='{y2:.2}'>"
        ));
        for (at, dense) in stops {
            self.put(format_args!(
                "<stop offset='{at:.4}' stop-color='{}' stop-opacity='{dense:.4}'/>",
                colour.hex()
            ));
        }
        self.put(format_args!("</linearGradient><rect width='100%' height='100%' fill='url(#{id})'/>"));
    }

    /// The place of a picture that is not part of the drawing.
    pub fn picture(&mut self, name: &str, area: Area) {
        let Area { x, y, width, height } = area;
        self.put(format_args!(
            "<image href='asset:{name}' x='{x:.2}' y='{y:.2}' width='{width:.2}' height='{height:.2}'/>"
        ));
    }

    /// The whole drawing.
    pub fn document(&self, width: u32, height: u32) -> String {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}'>{}</svg>",
            self.0
        )
    }

    fn put(&mut self, part: std::fmt::Arguments<'_>) {
        let written = self.0.write_fmt(part);
        debug_assert!(written.is_ok(), "a String takes everything");
    }
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    pub face: Face,
    pub size: f32,
    pub colour: Rgb,
}

/// A text as it stands between tags or in an attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // XML has no word for these, not even as numbers.
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => safe.push(letter),
        }
    }
    safe
}
