//! Where a request comes from: its address, its origin, its languages.

use super::{error::Refusal, people::lock};
use crate::{
    channel::web::{Door, origin, session::Caller},
    turn::{Code, Rejection},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use std::net::{IpAddr, SocketAddr};

/// Languages that a request may name; more are not looked at.
const LANGUAGES_MAX: usize = 8;

/// A caller from a registered origin. Everybody else is refused before anything is read: missing,
/// `null` and unknown origins alike.
#[derive(Debug)]
pub struct FromSite(pub Caller);

impl FromRequestParts<Door> for FromSite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Refusal> {
        let locales = languages(&parts.headers);
        let locale = locales.first().map_or("", String::as_str);
        let origin = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        let at_home = origin::is_home(&door.app, origin);
        let sites = origin::sites(&door.app, origin).await;
        let sites = sites.map_err(|error| Rejection::store(&error, locale))?;
        if sites.is_empty() && !at_home {
            return Err(Refusal::code(Code::Forbidden, locale));
        }
        let address = address(door, parts).ok_or_else(|| Refusal::code(Code::Unavailable, locale))?;
        let locked = lock::locked(door, parts).await.map_err(|error| Rejection::store(&error, locale))?;
        Ok(Self(Caller { address, sites, at_home, locked, locales }))
    }
}

/// The address that counts for limits: the peer's, and only behind a proxy that we were told to trust
/// the last one that such a proxy did not add itself.
pub fn address(door: &Door, parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let trusted = &door.app.config.http.trusted_proxies;
    Some(forwarded(peer.ip().to_canonical(), &parts.headers, trusted))
}

/// Walks `X-Forwarded-For` from the right, for each hop writes the one it saw at the end; what stands
/// left of the first hop that is not ours was written by whoever wanted to.
fn forwarded(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut address = peer;
    for hop in hops.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(hop) => address = hop.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

/// The languages of `Accept-Language`, the best first.
pub fn languages(headers: &HeaderMap) -> Vec<String> {
    let line = headers.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let mut weighed: Vec<(f32, &str)> = line
        .split(',')
        .take(LANGUAGES_MAX)
        .filter_map(|part| {
            let (tag, weight) = part.trim().split_once(";q=").unwrap_or((part.trim(), "1"));
            let fits = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            fits.then(|| (weight.parse().unwrap_or(0.0), tag))
        })
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    weighed.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.0.0.2".parse().unwrap());
        let of = |peer: &str, trusted: &[IpAddr]| forwarded(ip(peer), &headers, trusted).to_string();
        assert_eq!(of("198.51.100.1", &[]), "198.51.100.1");
        assert_eq!(of("198.51.100.1", &[ip("10.0.0.1")]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &[ip("10.0.0.1")]), "10.0.0.2");
        assert_eq!(of("10.0.0.1", &[ip("10.0.0.1"), ip("10.0.0.2")]), "203.0.113.7");
    }

    #[test]
    fn languages_come_best_first() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, "fr;q=0.3, pt-BR, en;q=0.8, <x>;q=1".parse().unwrap());
        assert_eq!(languages(&headers), ["pt-BR", "en", "fr"]);
    }
}
