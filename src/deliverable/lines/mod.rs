//! The texts of a piece in the order in which they are read, and texts put back into it.

mod field;
mod put;
mod whole;

pub use field::{Field, Found, Voice, fields, found, is_link, list_label};
pub use put::put;
pub use whole::{posted, sent, whole};

use super::{
    Content, Gap,
    limit::{self, Limit, Strength},
    view::{Line, Unit},
};

/// Every text of the content.
pub fn lines(content: &Content, locale: &str) -> Vec<Line> {
    let value = content.value();
    found(content.kind(), &value).iter().map(|found| line(content, found, locale)).collect()
}

fn line(content: &Content, found: &Found<'_>, locale: &str) -> Line {
    let whole = whole(content, &found.path);
    let counted = without_gaps(whole.as_deref().unwrap_or(found.text));
    let rows = rows(content, found);
    let unit = rows.first().and_then(|row| row.unit.unit()).unwrap_or(Unit::Chars);
    let length = |row: &&&Limit| row.max.is_some_and(|max| row.length(&counted) <= max);
    // The next one that it can run into; beyond all of them, the last.
    let next = rows.iter().find(length).or(rows.last());
    Line {
        path: found.path.clone(),
        label: found.label(locale),
        text: found.text.to_owned(),
        count: next.map_or_else(|| super::count(unit, &counted), |row| row.length(&counted)),
        unit,
        limit: next.and_then(|row| row.max),
        hard: next.is_some_and(|row| row.level == Strength::Hard),
        long: found.field.long,
        gaps: Gap::all(found.text).into_iter().map(Into::into).collect(),
    }
}

/// What the length of a text is held against, in the unit that the channel counts it in, the shortest first.
fn rows(content: &Content, found: &Found<'_>) -> Vec<&'static Limit> {
    let counts = |row: &&Limit| {
        row.unit.unit().is_some()
            && row.max.is_some()
            && row.of == limit::Of::Each
            && row.level > Strength::Fold
            && row.path == found.field.path
            && row.holds(content)
    };
    let mut rows: Vec<&Limit> = limit::all().iter().filter(counts).collect();
    let unit = rows.first().map(|row| row.unit);
    rows.retain(|row| Some(row.unit) == unit);
    rows.sort_by_key(|row| row.max);
    rows
}

/// What is said so far: a gap has no length yet.
pub fn without_gaps(text: &str) -> String {
    Gap::all(text).iter().fold(text.to_owned(), |text, gap| text.replace(&gap.to_string(), ""))
}
