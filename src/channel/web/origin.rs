//! Which sites a request's `Origin` belongs to. The browser sends it, and no page can forge it.

use crate::{
    app::App,
    id::{SiteId, WorkspaceId},
    store::StoreError,
};
use url::{Host, Url};

/// The sites that registered exactly this origin. None for a missing one, for `null`, and for
/// everything that is not an origin.
pub async fn sites(app: &App, origin: Option<&str>) -> Result<Vec<(WorkspaceId, SiteId)>, StoreError> {
    let web = |origin: &&str| origin.starts_with("http://") || origin.starts_with("https://");
    match origin.filter(web) {
        Some(origin) => app.store.installation().sites_by_origin(origin).await,
        None => Ok(Vec::new()),
    }
}

/// Whether it is a page of this server itself. Only our own scripts run there; the frame that a site embeds is
/// one, and who may embed it the frame's own headers say.
pub fn is_home(app: &App, origin: Option<&str>) -> bool {
    origin.is_some_and(|origin| app.home.origins.iter().any(|own| own == origin))
}

/// Reads what an operator registers, as browsers write it: scheme, host, and the port where it is not the
/// scheme's own. What is not an origin is told in a sentence.
pub fn registrable(text: &str) -> Result<String, String> {
    let told = |why: &str| Err(format!("{text:?} {why}"));
    let Ok(url) = Url::parse(text) else {
        return told("is no origin: write scheme and host, such as https://padaria.example.");
    };
    let Some(host) = url.host().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return told("is no web origin: it begins with https:// (or http:// on this machine).");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return told("names a user; an origin is only scheme, host and port.");
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        let origin = url.origin().ascii_serialization();
        return Err(format!("{text:?} has a path; an origin is only scheme, host and port: {origin}"));
    }
    if text.contains('*') {
        return told("has a wildcard; every origin is registered by itself, letter for letter.");
    }
    let on_this_machine = match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    if url.scheme() == "http" && !on_this_machine {
        return told("is not encrypted, so anybody on the way could change the page: use https://.");
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_registered_as_browsers_write_it() {
        for (text, origin) in [
            ("https://padaria.example", "https://padaria.example"),
            ("https://Padaria.Example/", "https://padaria.example"),
            ("https://padaria.example:443", "https://padaria.example"),
            ("https://padaria.example:8443", "https://padaria.example:8443"),
            ("https://pão.example", "https://xn--po-sia.example"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(registrable(text).as_deref(), Ok(origin));
        }
    }

    #[test]
    fn what_is_no_origin_is_told_why() {
        for (text, why) in [
            ("", "is no origin"),
            ("padaria.example", "is no origin"),
            ("//padaria.example", "is no origin"),
            ("null", "is no origin"),
            ("https://", "is no origin"),
            ("ftp://padaria.example", "is no web origin"),
            ("file:///index.html", "is no web origin"),
            ("data:text/html,x", "is no web origin"),
            ("https://padaria.example/loja", "has a path"),
            ("https://padaria.example?x", "has a path"),
            ("https://padaria.example/#x", "has a path"),
            ("https://ana:senha@padaria.example", "names a user"),
            ("https://*.padaria.example", "wildcard"),
            ("http://padaria.example", "is not encrypted"),
            ("http://127.0.0.1.evil.test", "is not encrypted"),
        ] {
            let told = registrable(text).unwrap_err();
            assert!(told.contains(why), "{text}: {told}");
        }
    }
}
