//! Which crates may be in the binary.

use super::none;
use std::path::Path;
use toml::Table;

struct Ban {
    name: &'static str,
    /// Banned below this version.
    below: (u64, u64),
    why: &'static str,
}

const AT_ALL: (u64, u64) = (u64::MAX, 0);
const BANS: [Ban; 5] = [
    Ban { name: "sqlx-core", below: (0, 9), why: "it lowers SQLite to a version that loses data" },
    Ban { name: "hyper", below: (1, 0), why: "it brings a second, old TLS" },
    Ban { name: "rustls", below: (0, 23), why: "it is no longer maintained" },
    Ban { name: "native-tls", below: AT_ALL, why: "the binary must not need the machine's OpenSSL" },
    Ban { name: "openssl-sys", below: AT_ALL, why: "the binary must not need the machine's OpenSSL" },
];

#[test]
fn no_banned_crate_is_locked() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut breaches = Vec::new();
    for package in lock["package"].as_array().unwrap() {
        let (name, version) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        let mut numbers = version.split('.').map(|number| number.parse::<u64>().unwrap_or(0));
        let version = (numbers.next().unwrap(), numbers.next().unwrap());
        for ban in BANS.iter().filter(|ban| ban.name == name && version < ban.below) {
            breaches.push(format!("{name} {}.{}: {}", version.0, version.1, ban.why));
        }
    }
    none("no banned crate is in Cargo.lock", &breaches);
}
