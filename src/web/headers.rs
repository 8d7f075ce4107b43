//! What every response carries.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Only our own files run, nothing is embedded, and a page opens a socket to its own origin only.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'";

const EVERYWHERE: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The files that pages of other origins load: public, the same for everybody.
const SHARED: [&str; 2] = ["/static/", "/pauta.js"];

/// What a page says of frames, for [`secure`] to put into its headers. A page that says nothing is framed by
/// nobody and holds no frames.
#[derive(Clone, Debug)]
pub enum Frames {
    /// These origins, and our own, may embed it.
    EmbeddedBy(Vec<String>),
    /// Anybody may: there is nothing in it to click on.
    EmbeddedByAll,
    /// It embeds pages of ours.
    Holds,
}

/// What a page says whose forms are sent by the browser itself, to us. Such a request names the page's origin
/// only where the policy for referrers lets it.
#[derive(Clone, Copy, Debug)]
pub struct SendsForms;

/// Puts the headers on; what a handler says about caching stands, and nothing else is kept anywhere.
pub async fn secure(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let shared =
        SHARED.iter().any(|of| path.strip_prefix(of).is_some_and(|_| of.ends_with('/') || path == *of));
    let mut response = next.run(request).await;
    let frames = response.extensions_mut().remove::<Frames>();
    let forms = response.extensions_mut().remove::<SendsForms>();
    let headers = response.headers_mut();
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if forms.is_some() {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    // What is not a page says more strictly what it may do.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| content(frames.as_ref(), forms));
    if !matches!(frames, Some(Frames::EmbeddedBy(_) | Frames::EmbeddedByAll)) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    let anybody = shared || matches!(frames, Some(Frames::EmbeddedBy(_) | Frames::EmbeddedByAll));
    let reach = if anybody { "cross-origin" } else { "same-origin" };
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static(reach));
    if shared {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The content security policy.
fn content(frames: Option<&Frames>, forms: Option<SendsForms>) -> HeaderValue {
    let policy = match frames {
        None => format!("{CONTENT}; frame-ancestors 'none'"),
        Some(Frames::Holds) => format!("{CONTENT}; frame-src 'self'; frame-ancestors 'none'"),
        Some(Frames::EmbeddedByAll) => format!("{CONTENT}; frame-ancestors *"),
        Some(Frames::EmbeddedBy(origins)) => {
            let origins: String =
                origins.iter().filter(|origin| plain(origin)).flat_map(|o| [" ", o]).collect();
            format!("{CONTENT}; frame-ancestors 'self'{origins}")
        }
    };
    let policy = match forms {
        Some(SendsForms) => policy.replace("form-action 'none'", "form-action 'self'"),
        None => policy,
    };
    HeaderValue::from_str(&policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

/// Whether an origin can stand in a policy without saying anything else there.
fn plain(origin: &str) -> bool {
    origin.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_into_a_policy_through_an_origin() {
        let origins =
            ["https://a.example", "https://b.example; script-src *", "https://c.example\n", "* 'self'"];
        let policy = content(Some(&Frames::EmbeddedBy(origins.map(str::to_owned).into())), None);
        assert!(
            policy.to_str().unwrap().ends_with("; frame-ancestors 'self' https://a.example"),
            "{policy:?}"
        );
    }
}
