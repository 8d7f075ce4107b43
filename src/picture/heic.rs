//! Photos of iPhones. They are not decoded: what the camera wrote beside the dots is found by the index of the
//! file and blanked where it lies, so that nothing moves.

use super::PictureError;
use std::ops::Range;

/// The parts of all items.
const PARTS_MOST: usize = 4096;

/// The file without the place, the time and the camera (EXIF, XMP and whatever else is words).
pub fn without_words(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let mut top = Boxes { bytes, at: 0..bytes.len() };
    let meta = top.find(|(name, _)| name == b"meta").ok_or(PictureError::Unreadable)?.1;
    let inner = Boxes { bytes, at: skipped(meta, 4)? };
    let (mut infos, mut places, mut data) = (None, None, None);
    for (name, at) in inner {
        match &name {
            b"iinf" => infos = Some(at),
            b"iloc" => places = Some(at),
            b"idat" => data = Some(at),
            _ => {}
        }
    }
    let words = items_of_words(bytes, infos.ok_or(PictureError::Unreadable)?)?;
    let mut blanked = bytes.to_vec();
    for place in locations(bytes, places.ok_or(PictureError::Unreadable)?)? {
        if words.contains(&place.item) {
            // Without a length it would be everything from there on.
            if place.length == 0 {
                return Err(PictureError::Unreadable);
            }
            let from = match (place.within, &data) {
                (0, _) => 0,
                (1, Some(data)) => data.start,
                _ => return Err(PictureError::Unreadable),
            };
            let end = from.checked_add(place.at).and_then(|at| at.checked_add(place.length));
            let end = end.filter(|end| *end <= bytes.len()).ok_or(PictureError::Unreadable)?;
            blanked[from + place.at..end].fill(0);
        }
    }
    Ok(blanked)
}

/// The boxes that lie side by side in a part of the file.
struct Boxes<'b> {
    bytes: &'b [u8],
    at: Range<usize>,
}

impl Iterator for Boxes<'_> {
    type Item = ([u8; 4], Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut read = Read { bytes: self.bytes, at: self.at.clone() };
        let length = read.number(4)?;
        let name = read.take(4)?.try_into().ok()?;
        let length = match length {
            0 => self.at.len(),
            1 => read.number(8)?,
            length => length,
        };
        let end = self.at.start.checked_add(length)?;
        if end > self.at.end || end < read.at.start {
            return None;
        }
        self.at.start = end;
        Some((name, read.at.start..end))
    }
}

struct Read<'b> {
    bytes: &'b [u8],
    at: Range<usize>,
}

impl<'b> Read<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let end = self.at.start.checked_add(length).filter(|end| *end <= self.at.end)?;
        let taken = self.bytes.get(self.at.start..end)?;
        self.at.start = end;
        Some(taken)
    }

    fn number(&mut self, length: usize) -> Option<usize> {
        let taken = self.take(length)?;
        usize::try_from(taken.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))).ok()
    }
}

fn skipped(at: Range<usize>, length: usize) -> Result<Range<usize>, PictureError> {
    if at.len() < length { Err(PictureError::Unreadable) } else { Ok(at.start + length..at.end) }
}

/// The items that are no picture.
fn items_of_words(bytes: &[u8], infos: Range<usize>) -> Result<Vec<usize>, PictureError> {
    let mut read = Read { bytes, at: infos };
    let listed = (|| {
        let version = read.number(4)? >> 24;
        let _count = read.number(if version == 0 { 2 } else { 4 })?;
        let mut words = Vec::new();
        for (name, at) in (Boxes { bytes, at: read.at.clone() }) {
            let mut info = Read { bytes, at };
            let version = info.number(4)? >> 24;
            if &name != b"infe" || version < 2 {
                return None;
            }
            let item = info.number(if version == 2 { 2 } else { 4 })?;
            info.take(2)?;
            if matches!(info.take(4)?, b"Exif" | b"mime" | b"uri ") {
                words.push(item);
            }
        }
        Some(words)
    })();
    listed.ok_or(PictureError::Unreadable)
}

/// A part of an item.
struct Place {
    item: usize,
    /// 0 the file, 1 the box of data, 2 another item.
    within: usize,
    at: usize,
    length: usize,
}

fn locations(bytes: &[u8], places: Range<usize>) -> Result<Vec<Place>, PictureError> {
    let mut read = Read { bytes, at: places };
    let listed = (|| {
        let version = read.number(4)? >> 24;
        let widths = read.number(2)?;
        let [offset, length, base, index] = [12, 8, 4, 0].map(|by| (widths >> by) & 15);
        let index = if version == 0 { 0 } else { index };
        let wide = if version < 2 { 2 } else { 4 };
        let mut found = Vec::new();
        for _ in 0..read.number(wide)? {
            let item = read.number(wide)?;
            let within = if version == 0 { 0 } else { read.number(2)? & 15 };
            read.take(2)?;
            let base = read.number(base)?;
            for _ in 0..read.number(2)? {
                read.take(index)?;
                let at = base.checked_add(read.number(offset)?)?;
                found.push(Place { item, within, at, length: read.number(length)? });
                // Places may be written with no byte at all; nobody's photo has as many.
                if found.len() > PARTS_MOST {
                    return None;
                }
            }
        }
        Some(found)
    })();
    listed.ok_or(PictureError::Unreadable)
}
