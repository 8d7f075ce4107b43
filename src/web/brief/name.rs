//! What a brief is called, on the page and as a file.

use crate::engine::brief::Brief;
use unicode_normalization::UnicodeNormalization;

/// The fields that name a brief, the best first: the campaign, what it is for, whose it is.
const NAMES: [&str; 3] = ["campaign_name", "product_name", "brand"];
/// A file's name is no place for a whole text.
const STEM_CHARS_MAX: usize = 60;
/// What some file system does not take.
const NO_PART_OF_A_NAME: &str = "\\/:*?\"<>|";

/// The campaign's name, else the product's, else the brand's, else the tree's title.
pub fn of(brief: &Brief) -> &str {
    called(brief).next().unwrap_or(&brief.title)
}

/// What else names it, without what [`of`] says already.
pub fn beside(brief: &Brief) -> String {
    let name = of(brief);
    called(brief).skip(1).filter(|other| *other != name).collect::<Vec<_>>().join(" · ")
}

fn called(brief: &Brief) -> impl Iterator<Item = &str> {
    NAMES.iter().filter_map(|path| {
        let field = brief.fields.iter().find(|field| field.path == *path)?;
        field.shown.as_deref().map(str::trim).filter(|shown| !shown.is_empty())
    })
}

/// The file's name without its ending, in the words of the brief: `Horta de Janela v2`.
pub fn stem(brief: &Brief, version: Option<u32>) -> String {
    let safe = |c: char| !c.is_control() && !NO_PART_OF_A_NAME.contains(c);
    let name: String = of(brief).chars().filter(|c| safe(*c)).take(STEM_CHARS_MAX).collect();
    let edition = version.map(|version| format!(" v{version}")).unwrap_or_default();
    format!("{}{edition}", name.trim().trim_start_matches('.'))
}

/// `Content-Disposition` for a file of that stem: a name for every client, and the real one for those that can.
pub fn disposition(stem: &str, ending: &str, download: bool) -> String {
    let kind = if download { "attachment" } else { "inline" };
    format!(
        "{kind}; filename=\"{}.{ending}\"; filename*=UTF-8''{}.{ending}",
        ascii(stem),
        percent_encoded(stem)
    )
}

/// `horta-de-janela-v2`: letters without their accents, and nothing that has to be quoted.
fn ascii(stem: &str) -> String {
    let mut name = String::new();
    for c in stem.nfkd().filter(char::is_ascii) {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "brief".to_owned() } else { name.to_owned() }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_for_every_client() {
        assert_eq!(
            disposition("Ação: já! v2", "md", true),
            "attachment; filename=\"acao-ja-v2.md\"; filename*=UTF-8''A%C3%A7%C3%A3o%3A%20j%C3%A1%21%20v2.md"
        );
        assert!(disposition("日本", "json", false).starts_with("inline; filename=\"brief.json\""));
    }

    #[test]
    fn a_name_is_no_path() {
        let mut brief = Brief { title: "..\\..//a\"b\r\nc".into(), ..Brief::default() };
        assert_eq!(stem(&brief, Some(1)), "abc v1");
        brief.title = "x".repeat(500);
        assert_eq!(stem(&brief, None).len(), STEM_CHARS_MAX);
    }
}
