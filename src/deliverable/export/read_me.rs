//! The text beside the files: what is in here, what is not and why.

use super::{Left, PHRASES, Package, Why, csv};
use std::fmt::Write;

/// So much of a cell is enough to find it.
const CELL_SHOWN: usize = 40;

pub(super) fn text(package: &Package, lost: &[String]) -> String {
    let title = PHRASES.fill(&package.locale, "read_me_title", &[("campaign", &line(package.title()))]);
    let mut text = format!("{title}\n\n{}\n", package.say("read_me_what"));
    let _ = writeln!(text, "\n{}\n", package.say("read_me_in"));
    if package.items.is_empty() {
        let _ = writeln!(text, "{}", package.say("read_me_none"));
    }
    for (item, stem) in package.items.iter().zip(package.stems()) {
        let version = item.version.number.to_string();
        let version = PHRASES.fill(&package.locale, "version", &[("version", &version)]);
        let about = [line(&item.piece.title), version, package.approved(item)];
        let about: Vec<&str> = about.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "- {stem}: {}", about.join(", "));
    }
    imports(&mut text, package);
    if !package.left.is_empty() || !lost.is_empty() {
        let _ = writeln!(text, "\n{}\n", package.say("read_me_out"));
    }
    for left in &package.left {
        let _ = writeln!(text, "- {}: {}", line(&left.title), package.say(why(left)));
    }
    for file in lost {
        let told = PHRASES.fill(&package.locale, "read_me_picture", &[("file", file)]);
        let _ = writeln!(text, "- {told}");
    }
    // Old editors show one line otherwise.
    text.replace('\n', "\r\n")
}

fn imports(text: &mut String, package: &Package) {
    let tables = csv::tables(package);
    if tables.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}\n", package.say("read_me_import"));
    for (file, platform, table) in &tables {
        let gaps = [("file", file.as_str()), ("name", &platform.name), ("date", &platform.date)];
        let _ = writeln!(text, "- {}", PHRASES.fill(&package.locale, "read_me_columns", &gaps));
        for (piece, cell) in &table.refused {
            let cell: String = line(cell).chars().take(CELL_SHOWN).collect();
            let gaps = [("piece", line(piece)), ("file", file.clone()), ("text", cell)];
            let gaps: Vec<(&str, &str)> = gaps.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let _ = writeln!(text, "- {}", PHRASES.fill(&package.locale, "read_me_formula", &gaps));
        }
    }
}

fn why(left: &Left) -> &'static str {
    use crate::deliverable::State;
    let Why::State(state) = left.why else { return "why_undo" };
    match state {
        State::Planned => "why_planned",
        State::Queued => "why_queued",
        State::Generating => "why_generating",
        State::GenerationFailed => "why_generation_failed",
        State::Draft => "why_draft",
        State::InReview => "why_in_review",
        State::ClientReview => "why_client_review",
        State::ChangesRequested => "why_changes_requested",
        State::ApprovedWithChanges => "why_approved_with_changes",
        State::Approved => "why_approved",
        State::OnHold => "why_on_hold",
        State::Stale => "why_stale",
        State::Rejected => "why_rejected",
        State::Cancelled => "why_cancelled",
    }
}

/// A title in one line, whatever was written into it.
fn line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}
