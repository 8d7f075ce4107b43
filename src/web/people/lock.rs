//! Whose an installation is before it has a member: on this machine the visitor's, anywhere else nobody's.

use super::super::error::Refusal;
use crate::{
    channel::web::Door,
    store::StoreError,
    turn::{Code, Rejection, rejection::phrases},
    web::caller::languages,
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use std::net::{IpAddr, SocketAddr};
use url::{Host, Url};

/// What a proxy adds. Behind one everybody would be local.
const FORWARDED: [HeaderName; 4] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-real-ip"),
];

/// Whether a request comes to an installation without members, from beyond this machine.
pub async fn locked(door: &Door, parts: &Parts) -> Result<bool, StoreError> {
    Ok(!local(door, parts) && !door.app.has_members().await?)
}

/// Whether a request's visitor is the owner without a password: there is no member, and it was made here.
pub async fn unowned(door: &Door, parts: &Parts) -> Result<bool, StoreError> {
    Ok(local(door, parts) && !door.app.has_members().await?)
}

/// A request to an installation that is somebody's, or that was made on this machine. For routes that are for
/// everybody and name no caller.
#[derive(Debug)]
pub struct Unlocked;

impl FromRequestParts<Door> for Unlocked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let locale = languages(&parts.headers).into_iter().next().unwrap_or_default();
        if locked(door, parts).await.map_err(|error| Rejection::store(&error, &locale))? {
            return Err(Rejection::told(Code::Forbidden, phrases().say(&locale, "locked").to_owned()).into());
        }
        Ok(Self)
    }
}

/// Whether the request was made on this machine, to an address that only this machine has. The peer alone
/// does not say so: a page of another site may have had its name resolved to this machine.
fn local(door: &Door, parts: &Parts) -> bool {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    door.app.only_here
        && peer.is_some_and(|peer| peer.to_canonical().is_loopback())
        && here(&parts.headers)
        && !FORWARDED.iter().any(|name| parts.headers.contains_key(name))
}

/// Whether the one `Host` is this machine by one of its own names.
fn here(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let url = host.to_str().ok().and_then(|host| Url::parse(&format!("http://{host}/")).ok());
    match url.as_ref().filter(|url| url.username().is_empty()).and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(host)) => IpAddr::V4(host).is_loopback(),
        Some(Host::Ipv6(host)) => IpAddr::V6(host).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_own_names_are_here() {
        let says = |host: &str| here(&HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]));
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert!(says(host), "{host}");
        }
        for host in [
            "",
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test:8080",
            "10.0.0.1",
            "localhost@evil.test",
        ] {
            assert!(!says(host), "{host}");
        }
        assert!(!here(&HeaderMap::new()));
    }
}
