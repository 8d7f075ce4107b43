//! Headline, text and button, one below the other, in the largest letters that have room.

use super::{fonts::Face, ruler::Ruler, sheet::Area, words};

/// From one size of letters to the next smaller one.
const STEP: f32 = 0.95;
/// Above the baseline and below it, in parts of the letters' size.
const RISE: f32 = 0.76;
const FALL: f32 = 0.2;
/// Around a button's label.
const BUTTON_SIDE: f32 = 1.15;
const BUTTON_TOP: f32 = 0.78;

/// The texts of a layout, in words.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub headline: Vec<String>,
    pub body: Vec<String>,
    pub cta: Vec<String>,
}

/// The sizes of letters, from the one that is wished for to the least that can be read.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub headline: (f32, f32),
    pub body: (f32, f32),
    pub cta: (f32, f32),
}

/// Which of the texts something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Headline,
    Body,
    Cta,
}

impl Slot {
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Body => "body",
            Self::Cta => "cta",
        }
    }
}

/// A line of text, from the stack's own corner.
#[derive(Clone, Debug)]
pub struct Line {
    pub slot: Slot,
    pub face: Face,
    pub size: f32,
    pub text: String,
    pub x: f32,
    pub baseline: f32,
    pub width: f32,
}

impl Line {
    /// What its letters cover, where the stack stands at `(x, y)`.
    pub fn area(&self, (x, y): (f32, f32)) -> Area {
        let top = y + self.baseline - RISE * self.size;
        Area { x: x + self.x, y: top, width: self.width, height: (RISE + FALL) * self.size }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Stack {
    pub lines: Vec<Line>,
    /// From the stack's own corner.
    pub button: Option<Area>,
    pub width: f32,
    pub height: f32,
    /// What has no room even in the smallest letters.
    pub over: Vec<Slot>,
}

/// Sets the texts into a room.
pub fn fit(texts: &Texts, ruler: &Ruler, room: (f32, f32), scale: &Scale) -> Stack {
    let mut part = 1.0;
    loop {
        let size = |(wished, least): (f32, f32)| (wished * part).max(least);
        let sizes = [size(scale.headline), size(scale.body), size(scale.cta)];
        let stack = set(texts, ruler, room.0, sizes);
        let fits = stack.over.is_empty() && stack.height <= room.1;
        let is_least = sizes == [scale.headline.1, scale.body.1, scale.cta.1];
        if fits {
            return stack;
        }
        if is_least {
            return blamed(stack, room.1);
        }
        part *= STEP;
    }
}

/// Who is to be shorter: whoever is wider than the room, else whoever takes most of it.
fn blamed(mut stack: Stack, height: f32) -> Stack {
    if stack.over.is_empty() && stack.height > height {
        let takes = |slot: Slot| {
            stack.lines.iter().filter(|line| line.slot == slot).map(|line| line.size).sum::<f32>()
        };
        let longer = if takes(Slot::Body) > takes(Slot::Headline) { Slot::Body } else { Slot::Headline };
        stack.over.push(longer);
    }
    stack
}

fn set(texts: &Texts, ruler: &Ruler, room: f32, [headline, body, cta]: [f32; 3]) -> Stack {
    let mut stack = Stack::default();
    let mut column = Column { stack: &mut stack, ruler, room, top: 0.0 };
    column.text(Slot::Headline, Face::Display, (headline, 1.08), &texts.headline);
    if !texts.body.is_empty() && column.top > 0.0 {
        column.top += headline * 0.26 + body * 0.35;
    }
    column.text(Slot::Body, Face::Text, (body, 1.42), &texts.body);
    if !texts.cta.is_empty() {
        if column.top > 0.0 {
            column.top += cta * 1.45;
        }
        column.button(cta, &texts.cta);
    }
    let height = column.top;
    stack.height = height;
    stack
}

struct Column<'a> {
    stack: &'a mut Stack,
    ruler: &'a Ruler,
    room: f32,
    top: f32,
}

impl Column<'_> {
    fn text(&mut self, slot: Slot, face: Face, (size, leading): (f32, f32), words: &[String]) {
        if words.is_empty() {
            return;
        }
        let widths: Vec<f32> = words.iter().map(|word| self.ruler.width(face, word) * size).collect();
        let space = self.ruler.space(face) * size;
        let ends = words::lines(&widths, space, self.room).unwrap_or_else(|| {
            self.stack.over.push(slot);
            (1..=words.len()).collect()
        });
        let (mut from, mut baseline) = (0, self.top + RISE * size);
        for (nth, end) in ends.into_iter().enumerate() {
            baseline += if nth == 0 { 0.0 } else { leading * size };
            let gaps = f32::from(u16::try_from(end - from - 1).unwrap_or(u16::MAX));
            let width = widths[from..end].iter().sum::<f32>() + gaps * space;
            self.stack.width = self.stack.width.max(width);
            let text = words[from..end].join(" ");
            self.stack.lines.push(Line { slot, face, size, text, x: 0.0, baseline, width });
            from = end;
        }
        self.top = baseline + FALL * size;
    }

    /// One line in a pill.
    fn button(&mut self, size: f32, words: &[String]) {
        let face = Face::Strong;
        let text = words.join(" ");
        let gaps = f32::from(u16::try_from(words.len() - 1).unwrap_or(u16::MAX));
        let letters = words.iter().map(|word| self.ruler.width(face, word)).sum::<f32>();
        let label = (letters + gaps * self.ruler.space(face)) * size;
        let (width, height) = (label + 2.0 * BUTTON_SIDE * size, (2.0 * BUTTON_TOP + 0.73) * size);
        if width > self.room {
            self.stack.over.push(Slot::Cta);
        }
        let area = Area { x: 0.0, y: self.top, width, height };
        let baseline = self.top + height / 2.0 + 0.365 * size;
        let x = BUTTON_SIDE * size;
        self.stack.lines.push(Line { slot: Slot::Cta, face, size, text, x, baseline, width: label });
        self.stack.width = self.stack.width.max(width);
        self.stack.button = Some(area);
        self.top += height;
    }
}
