//! The rows of a keyboard: short labels side by side, long ones below each other, many over pages.

use super::{
    super::{
        limits::{Limit, clipped, length},
        outgoing::Key,
        press::Action,
    },
    rich::cleaned,
};

/// Options on one page.
const PAGE: usize = 8;

/// The longest labels of which three, or two, in a row are read whole on a phone.
const OF_THREE: usize = 9;
const OF_TWO: usize = 16;

/// The part of a long list that is shown, and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// From 0.
    pub page: usize,
    pub pages: usize,
}

impl Leaf {
    /// The page of so many things that was asked for, or the last there is.
    pub fn of(things: usize, page: u32) -> Self {
        let pages = things.div_ceil(PAGE).max(1);
        let page = usize::try_from(page).unwrap_or(usize::MAX).min(pages - 1);
        Self { page, pages }
    }

    /// What stands on it, with the place in the whole.
    pub fn on<T>(self, things: &[T]) -> impl Iterator<Item = (usize, &T)> {
        things.iter().enumerate().skip(self.page * PAGE).take(PAGE)
    }

    /// ‹ 2/3 ›, where there is more than one, and only what leads to another. `first` is the number of the first page.
    pub fn row(self, first: u32) -> Option<Vec<Key>> {
        let Self { page, pages } = self;
        let to = |label: &str, page: usize| {
            let page = u32::try_from(page).unwrap_or_default().saturating_add(first);
            Key::press(label, Action::Page { page })
        };
        (pages > 1).then(|| {
            let back = page.checked_sub(1).map(|page| to("‹", page));
            let on = (page + 1 < pages).then(|| to("›", page + 1));
            let here = to(&format!("{}/{pages}", page + 1), page);
            back.into_iter().chain([here]).chain(on).collect()
        })
    }
}

/// The keys in rows, by the longest label; labels that are too long are cut.
pub fn rows(keys: Vec<Key>) -> Vec<Vec<Key>> {
    let longest = keys.iter().map(|key| length(key.label())).max().unwrap_or_default();
    let wide = if longest <= OF_THREE {
        3
    } else if longest <= OF_TWO {
        2
    } else {
        1
    };
    let mut rows: Vec<Vec<Key>> = Vec::new();
    for key in keys.into_iter().map(labelled) {
        match rows.last_mut().filter(|row| row.len() < wide) {
            Some(row) => row.push(key),
            None => rows.push(vec![key]),
        }
    }
    rows
}

/// Whether a label is cut on its button.
pub fn is_long(label: &str) -> bool {
    length(label) > Limit::Button.max()
}

/// A label has no lines, is not longer than is shown, and is never empty.
fn labelled(key: Key) -> Key {
    let label = |label: String| {
        let line = cleaned(&label).split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() { "…".to_owned() } else { clipped(&line, Limit::Button.max()) }
    };
    match key {
        Key::Press { label: text, action } => Key::Press { label: label(text), action },
        Key::Link { label: text, url } => Key::Link { label: label(text), url },
    }
}
