//! A document of Word: its paragraphs, and its tables row by row.

use super::{Unread, Words, text};
use undoc::{Block, Error, FormatType, Paragraph, Table};

/// The words in the first cell of a row that may be its heading, as in "Público | Mães de 30 anos".
const HEADING_WORDS_MAX: usize = 6;

pub fn read(bytes: &[u8]) -> Result<Words, Unread> {
    let unread = |error: Error| match error {
        Error::Encrypted => Unread::Locked,
        _ => Unread::Damaged,
    };
    if undoc::detect_format_from_bytes(bytes).map_err(unread)? != FormatType::Docx {
        return Err(Unread::Damaged);
    }
    let document = undoc::parse_bytes(bytes).map_err(unread)?;
    let mut told = String::new();
    for block in document.sections.iter().flat_map(|section| &section.content) {
        match block {
            Block::Paragraph(paragraph) => line(&mut told, &of(paragraph)),
            Block::Table(table) => rows(&mut told, table),
            Block::Note { content, .. } => content.iter().for_each(|one| line(&mut told, &of(one))),
            _ => {}
        }
    }
    let words = text::plain(&told);
    if words.text.is_empty() { Err(Unread::Empty) } else { Ok(words) }
}

fn of(paragraph: &Paragraph) -> String {
    let mut words = String::new();
    if paragraph.list_info.is_some() {
        words.push_str("- ");
    }
    for run in &paragraph.runs {
        words.push_str(&run.text);
        if run.line_break || run.page_break {
            words.push('\n');
        }
    }
    words
}

fn line(told: &mut String, words: &str) {
    told.push_str(words);
    told.push('\n');
}

/// A row with a short first cell and one other reads as a heading with what stands under it.
fn rows(told: &mut String, table: &Table) {
    for row in &table.rows {
        let mut cells = Vec::new();
        for cell in &row.cells {
            let words: Vec<String> = cell.content.iter().map(of).filter(|w| !w.trim().is_empty()).collect();
            if !words.is_empty() {
                cells.push(words.join("\n"));
            }
        }
        match cells.as_slice() {
            [head, rest] if head.split_whitespace().count() <= HEADING_WORDS_MAX => {
                line(told, &format!("{}: {rest}", head.trim().trim_end_matches(':')));
            }
            cells => line(told, &cells.join(" | ")),
        }
        row.cells.iter().flat_map(|cell| &cell.nested_tables).for_each(|inner| rows(told, inner));
    }
    told.push('\n');
}
