//! What is ordered and what comes of it.

use crate::deliverable::{Check, Kit, content::Layout};

/// A layout with everything that goes into it.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    pub layout: &'a Layout,
    pub kit: &'a Kit,
    /// The bytes of the kit's fonts, as TTF or OTF.
    pub fonts: &'a [Vec<u8>],
    /// The bytes of the logo: PNG, JPEG, WebP, GIF or SVG.
    pub logo: Option<&'a [u8]>,
    pub picture: Option<&'a [u8]>,
    /// The piece's language: findings are told in it.
    pub locale: &'a str,
}

/// The layout in all its sizes.
#[derive(Clone, Debug, Default)]
pub struct Composed {
    pub pictures: Vec<Rendered>,
    /// What was found; a finding of one size names it. Those of the files come first.
    pub checks: Vec<Check>,
}

/// The layout in one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The size's name.
    pub size: String,
    pub width: u32,
    pub height: u32,
    pub png: Vec<u8>,
    /// What was drawn. Picture and logo are named in it (`asset:picture`), not contained.
    pub svg: String,
    /// How well the worst of its texts is read, 1 to 21.
    pub contrast: f32,
}
