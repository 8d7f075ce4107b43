//! A file that somebody sent, in the ways in which Telegram may take it.

use super::super::{limits::Limit, render::Rich};
use crate::{outside::telegram::Upload, picture};

/// As a row keeps it.
pub(super) struct Sent {
    pub blob: String,
    pub name: String,
    pub media: String,
    pub caption: String,
    pub link: Option<String>,
}

impl Sent {
    /// What is said where the file itself cannot be shown.
    pub(super) fn words(&self) -> String {
        match &self.link {
            Some(link) => Rich::parse(&self.caption).line().and(Rich::of(link)).html(),
            None => self.caption.clone(),
        }
    }

    /// The ways to send it, the best first.
    pub(super) fn ways(self, bytes: Vec<u8>, fields: Vec<(&'static str, String)>) -> Vec<Upload> {
        let mut ways = Vec::new();
        if bytes.len() > Limit::Upload.max() {
            return ways;
        }
        let name = self.name;
        if is_photo(&self.media, &bytes) {
            let (name, bytes, fields) = (name.clone(), bytes.clone(), fields.clone());
            ways.push(Upload { method: "sendPhoto", field: "photo", name, bytes, fields });
        }
        // As it came: Telegram would make a sticker of a small WebP, and a film of a GIF.
        let as_it_is = ("disable_content_type_detection", "true".to_owned());
        let fields = fields.into_iter().chain([as_it_is]).collect();
        ways.push(Upload { method: "sendDocument", field: "document", name, bytes, fields });
        ways
    }
}

/// Whether Telegram shows it as a photo: others it refuses, or makes something else of them.
fn is_photo(media: &str, bytes: &[u8]) -> bool {
    if !matches!(media, "image/jpeg" | "image/png") || bytes.len() > Limit::UploadPhoto.max() {
        return false;
    }
    picture::size(bytes).is_ok_and(|(width, height)| fits(width as usize, height as usize))
}

fn fits(width: usize, height: usize) -> bool {
    let (long, short) = (width.max(height), width.min(height));
    long + short <= Limit::PhotoSides.max() && long <= Limit::PhotoRatio.max() * short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_neither_too_large_nor_too_narrow() {
        for (width, height, is_one) in [
            (5_000, 5_000, true),
            (5_000, 5_001, false),
            (2_000, 100, true),
            (2_001, 100, false),
            (100, 2_001, false),
        ] {
            assert_eq!(fits(width, height), is_one, "{width} × {height}");
        }
    }

    #[test]
    fn what_is_too_large_is_words_with_the_way_to_it() {
        let sent = Sent {
            blob: String::new(),
            name: "a.pdf".into(),
            media: "application/pdf".into(),
            caption: "Ana: a.pdf".into(),
            link: Some("https://pauta.example/brief#1".into()),
        };
        assert_eq!(sent.words(), "Ana: a.pdf\nhttps://pauta.example/brief#1");
        let ways = sent.ways(vec![0; Limit::Upload.max() + 1], Vec::new());
        assert!(ways.is_empty());
    }
}
