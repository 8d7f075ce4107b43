//! The visitor's token: known to the visitor alone, and to us by its hash.

use crate::config::Secret;
use sha2::{Digest, Sha256};

/// 256 random bits in hexadecimal. Never shows itself.
#[derive(Clone, Debug)]
pub struct Token(Secret<String>);

impl Token {
    /// A new one.
    pub fn random() -> Self {
        Self(Secret::new(hex::encode(rand::random::<[u8; 32]>())))
    }

    /// One that came from outside; `None` unless it has the form of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(Secret::new(text.to_owned())))
    }

    /// One that whoever knows this one, and what it is for, is always given again, and nobody else can know.
    pub fn derived(&self, purpose: &str) -> Self {
        Self(Secret::new(hex::encode(Sha256::digest(format!("{}:{purpose}", self.expose())))))
    }

    /// For the one who is it, and nobody else.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is stored: SHA-256 in hexadecimal. A random token needs no slow hash.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_never_shown() {
        let token = Token::random();
        let again = Token::parse(token.expose()).unwrap();
        assert_eq!(token.hash(), again.hash());
        assert_ne!(token.hash(), token.expose());
        assert!(!format!("{token:?}").contains(token.expose()));
        let derived = |purpose: &str| token.derived(purpose).expose().to_owned();
        assert!(Token::parse(&derived("a")).is_some());
        assert!(derived("a") == derived("a") && derived("a") != derived("b"));
        assert_ne!(derived("a"), Token::random().derived("a").expose());
        assert!(Token::parse("").is_none() && Token::parse(&"g".repeat(64)).is_none());
    }
}
