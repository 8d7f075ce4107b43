//! Tables: one for each platform that imports some of the pieces, and one with every text for people.

use super::{
    Item, Package,
    formula::{acts, quoted},
    platform::{Platform, platforms},
};

/// Spreadsheets read accents only behind it.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A table for a platform.
#[derive(Debug)]
pub(super) struct Table {
    pub bytes: Vec<u8>,
    /// What did not go in: the piece, and the cell.
    pub refused: Vec<(String, String)>,
}

/// The approved ads of a platform; `None` where there are none. What is imported is published as it is, so an
/// apostrophe would end up in the ad: a piece with a cell that a spreadsheet would run is left out and named.
fn platform(package: &Package, platform: &Platform) -> Option<(String, Table)> {
    let mut rows = vec![platform.titles()];
    let mut refused = Vec::new();
    for item in package.items.iter().filter(|item| item.piece.kind == platform.kind) {
        let row = platform.row(package, item);
        match row.iter().find(|cell| acts(cell)) {
            Some(cell) => refused.push((item.piece.title.clone(), cell.clone())),
            None => rows.push(row),
        }
    }
    if rows.len() == 1 && refused.is_empty() {
        return None;
    }
    let folder = super::PHRASES.say(&package.locale, super::folder(platform.kind.family()));
    Some((format!("{folder}/{}", platform.file), Table { bytes: written(&rows), refused }))
}

/// Every table of the package with what did not go into it.
pub(super) fn tables(package: &Package) -> Vec<(String, &'static Platform, Table)> {
    let table = |of: &'static Platform| platform(package, of).map(|(name, table)| (name, of, table));
    platforms().iter().filter_map(table).collect()
}

/// Every text of every piece, to be read in a spreadsheet.
pub(super) fn texts(package: &Package) -> Vec<u8> {
    let titles = ["csv_piece", "csv_version", "csv_field", "csv_text", "csv_count", "csv_limit"];
    let mut rows = vec![titles.map(|key| package.say(key).to_owned()).to_vec()];
    for item in &package.items {
        rows.extend(lines(item));
    }
    [MARK, &written(&rows)].concat()
}

fn lines(item: &Item) -> Vec<Vec<String>> {
    let row = |line: super::Line| {
        vec![
            quoted(&item.piece.title),
            item.version.number.to_string(),
            quoted(&line.label),
            quoted(&line.text),
            line.count.to_string(),
            line.limit.map(|limit| limit.to_string()).unwrap_or_default(),
        ]
    };
    item.lines().into_iter().map(row).collect()
}

fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let mut table = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        table.write_record(row).expect("every row has as many cells, and memory takes them");
    }
    table.into_inner().expect("memory takes the last row too")
}
