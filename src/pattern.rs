//! Patterns that are compiled in.

use regex::Regex;

/// Compiles a pattern. A `\b` in it is a boundary of words of ASCII: beside letters with accents one of Unicode is
/// searched for by the slowest of the crate's engines, ten to a hundred times as long.
///
/// # Panics
/// If it is none: patterns come from the code, and the tests use each.
pub fn compiled(pattern: &str) -> Regex {
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)")).expect("a compiled-in pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::compiled;

    #[test]
    fn words_begin_and_end_where_letters_do() {
        let word = compiled(r"\b(?:sim|www\.\S+)\b");
        assert_eq!(word.find("ação sim").map(|found| found.as_str()), Some("sim"));
        assert!(word.find("assim simples").is_none());
    }
}
