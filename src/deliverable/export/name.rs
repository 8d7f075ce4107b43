//! Names of files: they come from texts, and lead nowhere but into their folder.

use unicode_normalization::UnicodeNormalization;

/// A name is no place for a whole text.
const CHARS_MAX: usize = 60;

/// Letters without their accents, digits, `_` and `-`; `otherwise` where nothing of that is left.
pub fn slug(text: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for c in text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        if name.len() >= CHARS_MAX {
            break;
        }
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { otherwise.to_owned() } else { name.to_owned() }
}

/// The ending of a picture's name. What is not known as a picture is no program either.
pub fn ending(mime: &str) -> &'static str {
    match mime {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/svg+xml" => "svg",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(slug("social_post.instagram", "x"), "social_post-instagram");
        assert_eq!(slug("../../etc/passwd", "x"), "etc-passwd");
        assert_eq!(slug("..\\..\\Área: ação!\0", "x"), "area-acao");
        assert_eq!(slug("日本 / ..", "peca"), "peca");
        assert_eq!(slug(&"a".repeat(500), "x").len(), CHARS_MAX);
        assert_eq!([ending("image/png"), ending("application/x-sh")], ["png", "bin"]);
    }
}
