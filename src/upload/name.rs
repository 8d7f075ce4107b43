//! The name of a file, as text: for showing and for saving, never for finding it.

use super::kind::{self, Kind};
use unicode_normalization::UnicodeNormalization;

/// The most letters that a name may have; what a list or a dialogue can show.
const NAME_MAX: usize = 120;

/// Letters that change how others are shown, or show nothing: a name with them reads as another one.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The last part of the path, with nothing that is not shown, and with the ending of what it is.
pub fn clean(raw: &str, kind: &Kind, unnamed: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last
        .nfc()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let words = shown.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let (stem, ending) = split(&words);
    let right = kind.has_ending(ending);
    // An ending that is another kind's is replaced; anything else behind a dot is a part of the name.
    let stem = if right || kind::is_known(ending) { stem } else { words.as_str() };
    let ending = if right { ending.to_owned() } else { kind.ending.to_owned() };
    let most = NAME_MAX - 1 - ending.chars().count();
    let stem: String = stem.trim_matches(['.', ' ', '-']).chars().take(most).collect();
    let stem = stem.trim_end_matches(['.', ' ']);
    format!("{}.{ending}", if stem.is_empty() { unnamed } else { stem })
}

/// A name and what stands behind its last dot.
pub fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_shown_and_no_more() {
        let of = |name: &str, ending: &str| {
            clean(name, kind::ALL.iter().find(|kind| kind.ending == ending).unwrap(), "arquivo")
        };
        for (raw, ending, name) in [
            ("Logo final.PNG", "png", "Logo final.PNG"),
            ("foto.jpeg", "jpg", "foto.jpeg"),
            ("../../etc/passwd", "txt", "passwd.txt"),
            ("C:\\fotos\\praia.jpg", "jpg", "praia.jpg"),
            ("fatura\u{202e}gnp.exe", "png", "faturagnp.exe.png"),
            ("marca.pdf", "png", "marca.png"),
            ("v1.2", "pdf", "v1.2.pdf"),
            ("a\r\nSet-Cookie: x.png", "png", "a Set-Cookie_ x.png"),
            ("\0\u{7}.png", "png", "arquivo.png"),
            ("", "pdf", "arquivo.pdf"),
            ("...", "pdf", "arquivo.pdf"),
            ("--rm.png", "png", "rm.png"),
            ("<img src=x onerror=alert(1)>.png", "png", "_img src=x onerror=alert(1)_.png"),
            ("ac\u{327}a\u{303}o.pdf", "pdf", "ação.pdf"),
        ] {
            assert_eq!(of(raw, ending), name, "{raw:?}");
        }
        let long = of(&format!("{}.png", "ã".repeat(4096)), "png");
        assert!(long.chars().count() == NAME_MAX && long.ends_with("ã.png"));
    }
}
