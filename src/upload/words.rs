//! Text that comes in pieces.

/// Reads UTF-8 without U+0000, however it is cut.
#[derive(Debug, Default)]
pub struct Words {
    /// The beginning of a letter whose other bytes have not come yet.
    cut: Vec<u8>,
}

impl Words {
    /// Whether this piece goes on being text.
    pub fn go_on(&mut self, piece: &[u8]) -> bool {
        if piece.contains(&0) {
            return false;
        }
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(piece);
        match std::str::from_utf8(&bytes) {
            Ok(_) => true,
            Err(error) if error.error_len().is_none() => {
                self.cut = bytes.split_off(error.valid_up_to());
                true
            }
            Err(_) => false,
        }
    }

    /// Whether the last letter was whole.
    pub fn are_whole(&self) -> bool {
        self.cut.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_however_it_is_cut() {
        let text = "ação — 🥖".as_bytes();
        for at in 0..=text.len() {
            let mut words = Words::default();
            assert!(words.go_on(&text[..at]) && words.go_on(&text[at..]) && words.are_whole(), "{at}");
        }
        for bad in [&b"a\0b"[..], b"\xe7\xe3o", b"\xff", b"\xed\xa0\x80"] {
            assert!(!Words::default().go_on(bad), "{bad:?}");
        }
        let mut cut = Words::default();
        assert!(cut.go_on(b"a\xc3") && !cut.are_whole());
    }
}
