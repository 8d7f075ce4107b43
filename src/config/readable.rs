use super::Secret;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use url::Url;

/// A value that a setting can have. Everything is read from text, so that file and environment agree.
pub(super) trait Readable: Sized {
    /// What is accepted, to stand after "must be".
    const ACCEPTS: &str;
    /// Whether the value must not be repeated in a message.
    const SECRET: bool = false;

    fn read(text: &str) -> Option<Self>;

    /// What exactly is wrong with a value that cannot be read, where more than [`Self::ACCEPTS`] can be said;
    /// nothing of a secret is in it.
    fn flaw(_text: &str) -> Option<String> {
        None
    }

    /// What it is when nobody says; settings that must have a value parse their default.
    fn unset(default: &str) -> Self {
        Self::read(default).expect("a test reads every default")
    }
}

impl<T: Readable> Readable for Option<T> {
    const ACCEPTS: &str = T::ACCEPTS;
    const SECRET: bool = T::SECRET;

    fn read(text: &str) -> Option<Self> {
        T::read(text).map(Some)
    }

    fn flaw(text: &str) -> Option<String> {
        T::flaw(text)
    }

    fn unset(_: &str) -> Self {
        None
    }
}

impl Readable for Secret<String> {
    const ACCEPTS: &str = "at least 16 characters without spaces";
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        let fits = text.len() >= 16 && text.chars().all(|c| c.is_ascii_graphic());
        fits.then(|| Self::new(text.to_owned()))
    }
}

impl Readable for SocketAddr {
    const ACCEPTS: &str = "an IP address and a port, such as 127.0.0.1:8080 or [::]:8080";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Readable for Url {
    const ACCEPTS: &str = "an http or https address without a path, such as https://pauta.example";
    /// A password may have got into it.
    const SECRET: bool = true;

    fn flaw(text: &str) -> Option<String> {
        let told = |url: Self| flaw_of(&url).or((url.path() != "/").then_some("it has a path"));
        Self::parse(text).map_or(Some("it is no address"), told).map(str::to_owned)
    }

    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let origin_only = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        (matches!(url.scheme(), "http" | "https") && origin_only && anonymous).then_some(url)
    }
}

/// What an address has in it that may be secret, and must not be there.
pub(super) fn flaw_of(url: &Url) -> Option<&'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        return Some("it has a user or a password in it");
    }
    (url.query().is_some() || url.fragment().is_some()).then_some("it has something behind a ? or #")
}

impl Readable for PathBuf {
    const ACCEPTS: &str = "a path";

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| text.into())
    }
}

impl Readable for bool {
    const ACCEPTS: &str = "true or false";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Readable for u32 {
    const ACCEPTS: &str = "a whole number above 0";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number| *number > 0)
    }
}

impl Readable for Vec<IpAddr> {
    const ACCEPTS: &str = "IP addresses, separated by commas";

    fn read(text: &str) -> Option<Self> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
    }
}

impl Readable for Duration {
    const ACCEPTS: &str = "a time such as 500ms, 30s or 5m";

    fn read(text: &str) -> Option<Self> {
        let (number, unit) = split_unit(text)?;
        match unit {
            "ms" => Some(Self::from_millis(number)),
            "s" => Some(Self::from_secs(number)),
            "m" => Some(Self::from_secs(number.checked_mul(60)?)),
            _ => None,
        }
    }
}

/// A size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl Readable for Bytes {
    const ACCEPTS: &str = "a size such as 512KiB, 64MiB or 1GiB";

    fn read(text: &str) -> Option<Self> {
        let (number, unit) = split_unit(text)?;
        let shift = match unit {
            "KiB" => 10,
            "MiB" => 20,
            "GiB" => 30,
            _ => return None,
        };
        number.checked_mul(1 << shift).map(Self)
    }
}

/// `64MiB` and `64 MiB` as the number and its unit.
fn split_unit(text: &str) -> Option<(u64, &str)> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    Some((number.parse().ok()?, unit.trim_start()))
}
