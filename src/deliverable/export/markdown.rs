//! A piece as Markdown: what people wrote stays what they wrote, but for texts that are Markdown themselves.

use super::{Item, PHRASES, Package};
use crate::deliverable::Kind;
use std::fmt::Write;

pub(super) fn piece(package: &Package, item: &Item) -> String {
    let mut text = format!("# {}\n\n", escaped(&item.piece.title));
    let _ = writeln!(text, "{}", escaped(&about(package, item).join(" · ")));
    for line in item.lines() {
        let _ = writeln!(text, "\n## {}\n", escaped(&line.label));
        let is_flow = is_flow(item.version.kind, &line.path);
        let _ = writeln!(text, "{}", if is_flow { inert(&line.text) } else { broken(&escaped(&line.text)) });
    }
    let _ = writeln!(text, "\n---\n\n`sha256 {}`", item.version.sha256);
    text
}

/// Which version it is, and who approved it.
pub(super) fn about(package: &Package, item: &Item) -> Vec<String> {
    let version = item.version.number.to_string();
    let version = PHRASES.fill(&package.locale, "version", &[("version", &version)]);
    [version, package.approved(item)].into_iter().filter(|part| !part.is_empty()).collect()
}

/// Whether a text of a piece is Markdown.
pub(super) fn is_flow(kind: Kind, path: &str) -> bool {
    matches!(kind, Kind::Article | Kind::Email) && path == "/body"
}

/// Markdown in which no HTML runs.
fn inert(text: &str) -> String {
    text.replace('<', "&lt;")
}

/// Lines stay lines.
fn broken(text: &str) -> String {
    text.trim_end().replace('\n', "  \n")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut starts = true;
    for c in text.chars() {
        let marks = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '!' | '~');
        if marks || (starts && matches!(c, '#' | '-' | '+' | '=')) {
            escaped.push('\\');
        }
        escaped.push(c);
        starts = c == '\n' || (starts && c == ' ');
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_no_markup() {
        assert_eq!(escaped("# a\n <b> - c"), "\\# a\n \\<b\\> - c");
        assert_eq!(broken("a\nb\n"), "a  \nb");
        assert_eq!(inert("**a** <script>"), "**a** &lt;script>");
        assert!(is_flow(Kind::Email, "/body") && !is_flow(Kind::Sms, "/body"));
    }
}
