//! How wide words are: asked of what draws them, so that no line is ever wider than it was thought to be.

use super::{
    fonts::{Face, Fonts},
    sheet::escaped,
};
use resvg::usvg::{Group, Node, Text, Tree};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The size at which is measured; widths are kept for letters of size 1.
const SIZE: f32 = 100.0;

/// Words that were measured.
#[derive(Debug, Default)]
pub struct Ruler {
    widths: BTreeMap<(Face, String), f32>,
    /// What no font has a letter for.
    pub missing: BTreeSet<char>,
}

impl Ruler {
    /// Measures all of them at once.
    pub fn of<'w>(fonts: &Fonts, words: impl Iterator<Item = (Face, &'w str)>) -> Self {
        // The space between two words, as a word of its own.
        let spaces = Face::ALL.map(|face| [(face, "n n"), (face, "nn")]);
        let all: BTreeSet<(Face, &str)> = words.chain(spaces.into_iter().flatten()).collect();
        let all: Vec<_> = all.into_iter().collect();
        let mut drawing = String::from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>");
        for (at, (face, word)) in all.iter().enumerate() {
            let written = write!(
                drawing,
                "<text id='w{at}' x='0' y='{SIZE}' font-size='{SIZE}' font-family='{}' letter-spacing='{}'>{}</text>",
                face.name(),
                face.tracking() * SIZE,
                escaped(word),
            );
            debug_assert!(written.is_ok(), "a String takes everything");
        }
        drawing.push_str("</svg>");
        let mut ruler = Self::default();
        // Escaped text between tags of our own is always a drawing.
        if let Ok(tree) = Tree::from_str(&drawing, &fonts.options()) {
            ruler.read(tree.root(), &all);
            // What has no outline at all is not in the drawing.
            let undrawn =
                all.iter().filter(|(face, word)| !ruler.widths.contains_key(&(*face, (*word).to_owned())));
            let letters: Vec<char> = undrawn.flat_map(|(_, word)| word.chars()).collect();
            ruler.missing.extend(letters);
        }
        ruler
    }

    fn read(&mut self, group: &Group, all: &[(Face, &str)]) {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.read(inner, all),
                Node::Text(text) => {
                    let at = text.id().strip_prefix('w').and_then(|at| at.parse::<usize>().ok());
                    if let Some((face, word)) = at.and_then(|at| all.get(at)) {
                        self.missing.extend(missing(text));
                        let width = text.bounding_box().width() / SIZE;
                        self.widths.insert((*face, (*word).to_owned()), width);
                    }
                }
                _ => {}
            }
        }
    }

    /// In letters of size 1. What draws nothing has no width.
    pub fn width(&self, face: Face, word: &str) -> f32 {
        self.widths.get(&(face, word.to_owned())).copied().unwrap_or_default()
    }

    pub fn space(&self, face: Face) -> f32 {
        (self.width(face, "n n") - self.width(face, "nn")).max(0.0)
    }
}

/// The letters that would be drawn as an empty box.
fn missing(text: &Text) -> impl Iterator<Item = char> {
    let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
    glyphs.filter(|glyph| glyph.id.0 == 0).flat_map(|glyph| glyph.text.chars())
}
