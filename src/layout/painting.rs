//! One layout in one size, from the back to the front.

use super::{
    brand,
    canvas::{Canvas, contrast},
    colour::{Rgb, WHITE, ratio},
    findings::Findings,
    frame::Frame,
    sheet::{Area, Letters, Sheet},
    sizes::Size,
    stack::{self, Slot, Stack},
    studio::Materials,
    template::{Anchor, Place, Plan},
    tones::LEAST,
};
use crate::deliverable::Level;

/// How dense a veil is at first, by which steps it gets denser, and where nothing of the picture would be left.
const VEIL: (f32, f32, f32) = (0.58, 0.09, 0.94);
/// What is left of its density where the text ends.
const VEIL_EDGE: f32 = 0.94;
/// A picture that is enlarged more than this is seen to be.
const ENLARGED_MOST: f32 = 1.6;

pub struct Painting {
    pub canvas: Canvas,
    /// What was drawn, as one drawing.
    pub drawn: Sheet,
    pub contrast: f32,
}

/// What stands where.
struct Standing {
    stack: Stack,
    at: (f32, f32),
    brand: Area,
}

impl Painting {
    pub fn of(materials: &Materials, size: &Size, findings: &mut Findings) -> Option<Self> {
        let frame = Frame::of(size);
        let plan = materials.template.plan(&frame, &materials.tones, materials.seed);
        let canvas = Canvas::new(size.width, size.height)?;
        let mut painting = Self { canvas, drawn: Sheet::default(), contrast: 21.0 };
        painting.draw(&plan.back, materials);
        let standing = standing(materials, &plan, &frame);
        painting.shapes(materials, &plan, &standing);
        painting.picture(materials, &plan, size, findings);
        for slot in &standing.stack.over {
            findings.overflow(size, *slot);
        }
        if plan.veiled {
            painting.veil(materials, &plan, &frame, &standing);
        }
        painting.texts(materials, &plan, &standing, (size, findings));
        Some(painting)
    }

    fn draw(&mut self, sheet: &Sheet, materials: &Materials) {
        self.canvas.draw(sheet, &materials.fonts);
        self.drawn.0.push_str(&sheet.0);
    }

    fn shapes(&mut self, materials: &Materials, plan: &Plan, standing: &Standing) {
        let mut tried = self.canvas.clone();
        tried.draw(&plan.shapes, &materials.fonts);
        let behind: Vec<Rgb> = standing.areas().flat_map(|area| tried.under(area)).collect();
        if contrast(materials.tones.on(plan.ground), &behind) >= LEAST {
            self.canvas = tried;
            self.drawn.0.push_str(&plan.shapes.0);
        }
    }

    fn picture(&mut self, materials: &Materials, plan: &Plan, size: &Size, findings: &mut Findings) {
        let Some(Place { area, round }) = plan.picture else { return };
        let Some(image) = &materials.picture else {
            // The shapes are cut to where the picture would be.
            let cut = Canvas::new(size.width, size.height).map(|mut side| {
                side.draw(&plan.instead, &materials.fonts);
                side.cut(area)
            });
            if let Some(cut) = cut {
                self.canvas.picture(cut, area, round);
            }
            self.drawn.0.push_str(&plan.instead.0);
            return;
        };
        let enlarged = self.canvas.cover(image, area, round);
        if enlarged > ENLARGED_MOST {
            let times = findings.number(enlarged);
            findings.add("picture_small", Level::Warn, "", &[("size", &size.told()), ("times", &times)]);
        }
        self.drawn.picture("picture", area);
    }

    /// Lays a veil between picture and text, as dense as it has to be.
    fn veil(&mut self, materials: &Materials, plan: &Plan, frame: &Frame, standing: &Standing) {
        let (mut dense, step, most) = VEIL;
        let behind = self.behind(standing);
        let reads = |dense: f32| {
            let veiled: Vec<Rgb> =
                behind.iter().map(|dot| dot.mixed(plan.ground, dense * VEIL_EDGE)).collect();
            contrast(WHITE, &veiled) >= LEAST
        };
        while dense < most && !reads(dense) {
            dense = (dense + step).min(most);
        }
        self.draw(&veil(plan.ground, frame, standing, dense), materials);
    }

    /// The dots where text is going to be.
    fn behind(&self, standing: &Standing) -> Vec<Rgb> {
        standing.areas().flat_map(|area| self.canvas.under(area)).collect()
    }

    fn texts(
        &mut self,
        materials: &Materials,
        plan: &Plan,
        standing: &Standing,
        (size, findings): (&Size, &mut Findings),
    ) {
        let tones = &materials.tones;
        let behind = self.behind(standing);
        let inks = if plan.veiled { [WHITE; 3] } else { tones.inks(plan.ground) };
        let reads = inks.map(|ink| contrast(ink, &behind));
        let best = if reads[1] >= reads[2] { 1 } else { 2 };
        let chosen = (0..3).find(|nth| reads[*nth] >= LEAST).unwrap_or(best);
        if chosen > 0 && inks[0] != inks[chosen] {
            let name = findings.say(if inks[chosen] == WHITE { "white" } else { "dark" });
            let ratio = findings.number(reads[0]);
            findings.add("contrast_swapped", Level::Note, "", &[("ratio", &ratio), ("color", &name)]);
        }
        let ink = inks[chosen];
        let button = tones.button(plan.ground);
        let label = tones.on(button);
        self.contrast = reads[chosen].min(standing.stack.button.map_or(21.0, |_| ratio(label, button)));
        if self.contrast < LEAST {
            let (ratio, least) = (findings.number(self.contrast), findings.number(LEAST));
            let texts = [("size", size.told()), ("ratio", ratio), ("least", least)];
            let texts = texts.each_ref().map(|(name, text)| (*name, &**text));
            findings.add("contrast_low", Level::Error, "", &texts);
        }
        brand::draw(self, materials, standing.brand, (ink, plan.ground));
        let mut sheet = Sheet::default();
        let (x, y) = standing.at;
        if let Some(area) = standing.stack.button {
            let area = Area { x: x + area.x, y: y + area.y, ..area };
            sheet.rect(area, button, area.height / 2.0);
        }
        for line in &standing.stack.lines {
            let colour = if line.slot == Slot::Cta { label } else { ink };
            let letters = Letters { face: line.face, size: line.size, colour };
            sheet.text((x + line.x, y + line.baseline), &letters, &line.text);
        }
        self.draw(&sheet, materials);
    }

    /// For what is drawn beside the texts.
    pub fn add(&mut self, sheet: &Sheet, materials: &Materials) {
        self.draw(sheet, materials);
    }
}

impl Standing {
    /// Where text is that has no ground of its own.
    fn areas(&self) -> impl Iterator<Item = Area> {
        let lines = self.stack.lines.iter().filter(|line| line.slot != Slot::Cta);
        lines.map(|line| line.area(self.at)).chain([self.brand]).filter(|area| area.width >= 1.0)
    }
}

fn standing(materials: &Materials, plan: &Plan, frame: &Frame) -> Standing {
    let stack =
        stack::fit(&materials.texts, &materials.ruler, (plan.text.width, plan.text.height), &plan.scale);
    let free = (plan.text.height - stack.height).max(0.0);
    let y = plan.text.y + if plan.anchor == Anchor::Bottom { free } else { free * 0.5 };
    let mut brand = brand::area(materials, plan.brand);
    if plan.brand_on_text {
        brand.y = y - brand.height - 4.0 * frame.unit;
    }
    Standing { at: (plan.text.x, y), stack, brand }
}

/// Nothing of it at the picture's far side, all of it where the text is.
fn veil(colour: Rgb, frame: &Frame, standing: &Standing, dense: f32) -> Sheet {
    let mut sheet = Sheet::default();
    let fade = 0.32;
    if frame.is_wide() {
        let end = ((standing.at.0 + standing.stack.width.max(standing.brand.width)) / frame.width).min(1.0);
        let stops = [
            (0.0, dense),
            (end, dense * VEIL_EDGE),
            ((end + fade * 0.5).min(1.0), dense * 0.42),
            ((end + fade).min(1.0), dense * 0.08),
        ];
        sheet.veil("veil", colour, ((0.0, 0.0), (frame.width, 0.0)), &stops);
    } else {
        let end = (1.0 - standing.brand.y / frame.height).min(1.0);
        let stops = [
            (0.0, dense),
            (end, dense * VEIL_EDGE),
            ((end + fade * 0.5).min(1.0), dense * 0.42),
            ((end + fade).min(1.0), dense * 0.06),
        ];
        sheet.veil("veil", colour, ((0.0, frame.height), (0.0, 0.0)), &stops);
    }
    sheet
}
