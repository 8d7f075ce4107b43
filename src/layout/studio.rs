//! Where layouts are made: from an order to pictures in all its sizes, and what is to be said about them.

use super::{
    canvas::Shot,
    compose::{Composed, Order, Rendered},
    findings::Findings,
    fonts::{Face, Fonts},
    logo,
    painting::Painting,
    ruler::Ruler,
    sizes::{self, Size},
    stack::{Slot, Texts},
    template::Template,
    tones::{self, Tones},
    words,
};
use crate::{deliverable::Level, picture};
use image::DynamicImage;
use std::{collections::BTreeSet, sync::Arc};

/// What is drawn where an order names no size.
const USUAL: [&str; 2] = ["landscape", "square"];

/// Fonts and tables, read once. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Studio {
    fonts: Fonts,
    sizes: Arc<Vec<Size>>,
}

/// Everything of an order that is the same in all sizes.
pub(super) struct Materials {
    pub fonts: Fonts,
    pub tones: Tones,
    pub seed: u64,
    pub logo: Option<DynamicImage>,
    pub picture: Option<Shot>,
    pub template: Template,
    pub texts: Texts,
    /// The brand's name, for where there is no logo.
    pub name: Vec<String>,
    pub ruler: Ruler,
}

impl Default for Studio {
    fn default() -> Self {
        Self::new()
    }
}

impl Studio {
    pub fn new() -> Self {
        Self { fonts: Fonts::own(), sizes: Arc::new(sizes::all()) }
    }

    /// The sizes that can be ordered.
    pub fn sizes(&self) -> &[Size] {
        &self.sizes
    }

    /// Draws the layout in every size that it names. The same order gives the same bytes.
    pub fn compose(&self, order: &Order<'_>) -> Composed {
        let mut findings = Findings::of(order.locale);
        let materials = self.materials(order, &mut findings);
        let mut pictures = Vec::new();
        for name in wanted(&order.layout.sizes) {
            let Some(size) = self.sizes.iter().find(|size| size.name == name) else {
                findings.add("size_unknown", Level::Warn, "/sizes", &[("size", name)]);
                continue;
            };
            pictures.extend(self.render(&materials, size, &mut findings));
        }
        Composed { pictures, checks: findings.checks }
    }

    fn render(&self, materials: &Materials, size: &Size, findings: &mut Findings) -> Option<Rendered> {
        let painting = Painting::of(materials, size, findings)?;
        let mut png = painting.canvas.png(false);
        if png.len() > size.bytes {
            png = painting.canvas.png(true);
        }
        if png.len() > size.bytes {
            let told = |bytes: usize| format!("{} KB", bytes / 1024);
            let texts = [("size", size.told()), ("bytes", told(png.len())), ("most", told(size.bytes))];
            findings.add("bytes", Level::Warn, "", &texts.each_ref().map(|(name, text)| (*name, &**text)));
        }
        Some(Rendered {
            size: size.name.clone(),
            width: size.width,
            height: size.height,
            png,
            svg: painting.drawn.document(size.width, size.height),
            contrast: painting.contrast,
        })
    }

    fn materials(&self, order: &Order<'_>, findings: &mut Findings) -> Materials {
        let Order { layout, kit, .. } = *order;
        let (fonts, unread) = self.fonts.with(order.fonts);
        if unread > 0 {
            findings.add("font_unreadable", Level::Warn, "", &[]);
        }
        let logo = order.logo.and_then(logo::read);
        if order.logo.is_some() && logo.is_none() {
            findings.add("logo_unreadable", Level::Warn, "", &[]);
        }
        let picture = order.picture.and_then(|bytes| picture::dots(bytes).ok()).and_then(Shot::of);
        if order.picture.is_some() && picture.is_none() {
            findings.add("picture_unreadable", Level::Warn, "", &[]);
        }
        let slots = &layout.slots;
        let texts = Texts {
            headline: words::of(&slots.headline),
            body: words::of(&slots.body),
            cta: words::of(&slots.cta),
        };
        let (texts, name, ruler) = measured(&fonts, texts, words::of(&kit.name), findings);
        if texts.headline.is_empty() {
            findings.add("no_text", Level::Error, "/slots/headline", &[]);
        }
        let template = template(&layout.template, picture.is_some(), findings);
        let (seed, tones) = (tones::seed(&kit.name), Tones::of(&kit.palette, &kit.name));
        Materials { fonts, tones, seed, logo, picture, template, texts, name, ruler }
    }
}

/// Each size once.
fn wanted(sizes: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in sizes {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if names.is_empty() { USUAL.to_vec() } else { names }
}

fn template(name: &str, has_picture: bool, findings: &mut Findings) -> Template {
    let named = Template::parse(name).unwrap_or_else(|| {
        if !name.is_empty() {
            findings.add("template_unknown", Level::Note, "/template", &[("template", name)]);
        }
        Template::Typographic
    });
    if named == Template::PhotoOverlay && !has_picture { Template::Typographic } else { named }
}

/// The texts without letters that no font has, and how wide their words are.
fn measured(
    fonts: &Fonts,
    mut texts: Texts,
    mut name: Vec<String>,
    findings: &mut Findings,
) -> (Texts, Vec<String>, Ruler) {
    let ruler = measure(fonts, &texts, &name);
    if ruler.missing.is_empty() {
        return (texts, name, ruler);
    }
    for (slot, words) in [
        (Some(Slot::Headline), &mut texts.headline),
        (Some(Slot::Body), &mut texts.body),
        (Some(Slot::Cta), &mut texts.cta),
        (None, &mut name),
    ] {
        let lacking: BTreeSet<char> = words
            .iter()
            .flat_map(|word| word.chars())
            .filter(|letter| ruler.missing.contains(letter))
            .collect();
        if lacking.is_empty() {
            continue;
        }
        for word in words.iter_mut() {
            word.retain(|letter| !lacking.contains(&letter));
        }
        words.retain(|word| !word.is_empty());
        findings.lacking(slot, &lacking);
    }
    let ruler = measure(fonts, &texts, &name);
    (texts, name, ruler)
}

fn measure(fonts: &Fonts, texts: &Texts, name: &[String]) -> Ruler {
    let parts = [
        (Face::Display, texts.headline.as_slice()),
        (Face::Text, &texts.body),
        (Face::Strong, &texts.cta),
        (Face::Strong, name),
    ];
    Ruler::of(
        fonts,
        parts.into_iter().flat_map(|(face, words)| words.iter().map(move |word| (face, &**word))),
    )
}
