//! The letters of a layout: the brand's own where they can be read, Inter for everything else. Fonts of the machine
//! are not looked at, so that a layout is the same wherever it is drawn.

use resvg::usvg::{
    self, FontResolver, ImageHrefResolver,
    fontdb::{Database, FaceInfo, ID, Source, Style},
};
use std::sync::Arc;

const OWN: [&[u8]; 3] = [
    include_bytes!("fonts/Inter-Bold.otf"),
    include_bytes!("fonts/Inter-Regular.otf"),
    include_bytes!("fonts/Inter-SemiBold.otf"),
];

/// What letters are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    Display,
    Text,
    Strong,
}

impl Face {
    pub const ALL: [Self; 3] = [Self::Display, Self::Text, Self::Strong];

    /// As the drawing names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Text => "text",
            Self::Strong => "strong",
        }
    }

    /// How much nearer letters stand than the font has them, in parts of their size: large ones want it.
    pub fn tracking(self) -> f32 {
        if self == Self::Display { -0.024 } else { 0.0 }
    }

    fn weight(self) -> u16 {
        match self {
            Self::Display => 800,
            Self::Text => 400,
            Self::Strong => 600,
        }
    }
}

/// Fonts that are ready. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Fonts {
    all: Arc<Database>,
    /// By [`Face::ALL`].
    chosen: [ID; 3],
}

impl Fonts {
    /// Those that come with the program.
    ///
    /// # Panics
    /// If they are no fonts: they are part of the binary, and every test of a layout reads them.
    pub fn own() -> Self {
        let mut all = Database::new();
        let chosen = OWN.map(|bytes| {
            let ids = all.load_font_source(Source::Binary(Arc::new(bytes)));
            *ids.first().expect("a compiled-in font is a font")
        });
        Self { all: Arc::new(all), chosen }
    }

    /// With a brand's before them; and how many of the brand's cannot be read.
    pub fn with(&self, brand: &[Vec<u8>]) -> (Self, usize) {
        if brand.is_empty() {
            return (self.clone(), 0);
        }
        let mut all = Database::clone(&self.all);
        let (mut ids, mut unread) = (Vec::new(), 0);
        for bytes in brand {
            let read = all.load_font_source(Source::Binary(Arc::new(bytes.clone())));
            unread += usize::from(read.is_empty());
            ids.extend(read);
        }
        let upright: Vec<ID> = ids
            .iter()
            .filter(|id| all.face(**id).is_some_and(|face| face.style == Style::Normal))
            .copied()
            .collect();
        let usable = if upright.is_empty() { ids } else { upright };
        let nearest = |face: Face| {
            let away = |id: &ID| {
                all.face(*id).map_or(u16::MAX, |info: &FaceInfo| info.weight.0.abs_diff(face.weight()))
            };
            usable.iter().min_by_key(|id| away(id)).copied()
        };
        let chosen = [0, 1, 2].map(|at| nearest(Face::ALL[at]).unwrap_or(self.chosen[at]));
        (Self { all: Arc::new(all), chosen }, unread)
    }

    /// How a drawing is read: with these letters, and nothing that lies anywhere else.
    pub fn options(&self) -> usvg::Options<'static> {
        let chosen = self.chosen;
        usvg::Options {
            fontdb: self.all.clone(),
            font_resolver: FontResolver {
                select_font: Box::new(move |font, _| {
                    let named = font.families().first().map(ToString::to_string).unwrap_or_default();
                    let at = Face::ALL.iter().position(|face| named.trim_matches('"') == face.name());
                    Some(chosen[at.unwrap_or(1)])
                }),
                select_fallback: FontResolver::default_fallback_selector(),
            },
            image_href_resolver: nothing_else(),
            ..usvg::Options::default()
        }
    }
}

/// The name of a font's family; `None` for what is no font that letters can be drawn with.
pub fn family(bytes: &[u8]) -> Option<String> {
    let mut all = Database::new();
    let ids = all.load_font_source(Source::Binary(Arc::new(bytes.to_vec())));
    let face = all.face(*ids.first()?)?;
    face.families.first().map(|(name, _)| name.clone())
}

/// No picture is looked up: not in this drawing, not on this machine.
pub fn nothing_else() -> ImageHrefResolver<'static> {
    ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) }
}
