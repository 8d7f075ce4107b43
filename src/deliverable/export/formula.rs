//! Cells that a spreadsheet would take for a formula.

/// A spreadsheet begins a formula at these, after whatever it trims.
const BEGINS: [char; 4] = ['=', '+', '-', '@'];

/// Whether a spreadsheet would read it as a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(BEGINS)
}

/// Whether it would do more than look wrong. Without calling a function or a program a formula reaches nothing
/// beyond its cells, and both need one of these. "-20% hoje" is an honest headline.
pub fn acts(text: &str) -> bool {
    is_formula(text) && text.contains(['(', '|'])
}

/// For people's spreadsheets: a leading apostrophe makes it a text, and is not shown.
pub fn quoted(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_those_that_act_are_known() {
        for text in ["=1+1", "+5", "-20% hoje", "@marca", "\t=1", " =1", "\r\n=1"] {
            assert!(is_formula(text) && quoted(text) == format!("'{text}"), "{text:?}");
        }
        assert!(!acts("-20% hoje") && !acts("@marca") && !acts("Laudo (48 h) | Agende"));
        for text in ["=HYPERLINK(\"http://x\")", "@SUM(1)", "-1+cmd|' /C calc'!A0", " =WEBSERVICE(1)"] {
            assert!(acts(text), "{text}");
        }
        assert_eq!(quoted("10 = 10"), "10 = 10");
    }
}
