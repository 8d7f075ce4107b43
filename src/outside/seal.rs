//! Seals what Pauta keeps for others and has to give out again: a copy of the database alone opens none of it.

use crate::config::{Config, Secret};
use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

const FILE: &str = "secret.key";
const NONCE_BYTES: usize = 24;

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Seal(XChaCha20Poly1305);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

/// Why the key is not there.
#[derive(Debug, thiserror::Error)]
#[error("the key {} can be neither read nor made", path.display())]
pub struct NoKey {
    pub path: PathBuf,
    pub source: io::Error,
}

impl Seal {
    /// By the configured key, else by the one in the data directory, which is made if it is not there.
    ///
    /// # Errors
    /// When the file can be neither read nor made.
    pub fn open(config: &Config) -> Result<Self, NoKey> {
        if let Some(key) = &config.data.secret_key {
            return Ok(Self::by(key.expose().as_bytes()));
        }
        let path = config.data.dir.join(FILE);
        let key = read_or_make(&path).map_err(|source| NoKey { path, source })?;
        Ok(Self::by(&key))
    }

    /// By the key that is there already: nothing is made. `None` if there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn known(config: &Config) -> Result<Option<Self>, NoKey> {
        let Some(path) = Self::file(config) else { return Self::open(config).map(Some) };
        match fs::read(&path) {
            Ok(key) => Ok(Some(Self::by(&key))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(NoKey { path, source }),
        }
    }

    /// The file that the key is in; `None` if it is configured.
    pub fn file(config: &Config) -> Option<PathBuf> {
        config.data.secret_key.is_none().then(|| config.data.dir.join(FILE))
    }

    fn by(key: &[u8]) -> Self {
        let key: [u8; 32] = Sha256::digest(key).into();
        Self(XChaCha20Poly1305::new(&Key::from(key)))
    }

    /// Seals a secret as a text. `about` says what it belongs to: it opens for nothing else.
    pub fn seal(&self, secret: &Secret<String>, about: &str) -> String {
        let nonce = rand::random::<[u8; NONCE_BYTES]>();
        let payload = Payload { msg: secret.expose().as_bytes(), aad: about.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("a secret is shorter than the cipher's limit of 256 GiB");
        hex::encode([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed with this key for the same; `None` for everything else.
    pub fn unseal(&self, sealed: &str, about: &str) -> Option<Secret<String>> {
        let bytes = hex::decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let opened =
            self.0.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: about.as_bytes() }).ok()?;
        String::from_utf8(opened).ok().map(Secret::new)
    }
}

fn read_or_make(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    // Whole or not there: a process that dies in between leaves no half of a key to its followers.
    let draft = path.with_extension(hex::encode(rand::random::<[u8; 8]>()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(hex::encode(rand::random::<[u8; 32]>()).as_bytes())?;
    file.sync_all()?;
    // Of two that make one at once, the first stays.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::read(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_the_same_thing_alone() {
        let (seal, other) = (Seal::by(b"one"), Seal::by(b"two"));
        let sealed = seal.seal(&Secret::new("42:token".into()), "bot");
        assert!(!sealed.contains("token") && sealed != seal.seal(&Secret::new("42:token".into()), "bot"));
        assert_eq!(seal.unseal(&sealed, "bot").unwrap().expose(), "42:token");
        assert!(seal.unseal(&sealed, "another").is_none());
        assert!(other.unseal(&sealed, "bot").is_none());
        for broken in ["", "zz", &sealed[..40], &format!("{sealed}00")] {
            assert!(seal.unseal(broken, "bot").is_none());
        }
    }

    #[test]
    fn the_key_is_made_once_and_for_nobody_else_to_read() {
        use std::os::unix::fs::PermissionsExt;
        let dir = std::env::temp_dir().join(format!("pauta-seal-{}", hex::encode(rand::random::<[u8; 8]>())));
        let path = dir.join(FILE);
        let key = read_or_make(&path).unwrap();
        assert_eq!(read_or_make(&path).unwrap(), key);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
        fs::remove_dir_all(dir).unwrap();
    }
}
