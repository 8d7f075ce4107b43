//! Who a visitor is by the word of the site they are on: a compact JWT, HS256, signed with the site's secret.
//! Only this one form is read, in the few lines that it takes; a library that knows every algorithm would
//! bring RSA and elliptic curves along to refuse them.

use super::{Door, frame::Hello, session::Person, token::Token};
use crate::{
    id::{SiteId, WorkspaceId},
    store::{NewToken, Subject},
    time::Millis,
    turn::{Code, Rejection},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, de::IgnoredAny};
use sha2::Sha256;

/// How far ahead a signed word may reach: one that is stolen is soon worth nothing.
const AHEAD_MAX_SECONDS: i64 = 600;
/// The most that is looked at.
const BYTES_MAX: usize = 4096;
/// The longest name that a site may have for a person.
const NAME_MAX: usize = 255;

#[derive(Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood: none is.
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn has(&self, key: &str) -> bool {
        match self {
            Self::One(one) => one == key,
            Self::Many(many) => many.iter().any(|one| one == key),
        }
    }
}

/// The site's name for the person, if the word is signed with this secret, for this site's key, and for now.
pub fn subject(word: &str, secret: &str, key: &str, now: Millis) -> Option<String> {
    let word = Some(word).filter(|word| word.len() <= BYTES_MAX)?;
    let (signed, signature) = word.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let read = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let header: Header = serde_json::from_slice(&read(header)?).ok()?;
    if header.alg != "HS256" || header.crit.is_some() {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&read(signature)?).ok()?;
    let Claims { sub, aud, exp, nbf } = serde_json::from_slice(&read(claims)?).ok()?;
    let now = now.0.div_euclid(1000);
    let timely = now < exp && exp <= now + AHEAD_MAX_SECONDS && nbf <= now;
    let named = !sub.is_empty() && sub.len() <= NAME_MAX && !sub.contains('\0');
    (timely && named && aud.has(key)).then_some(sub)
}

/// Who speaks, after what their site signed has been heard. Without a word that holds, they are who their
/// token says, or nobody yet; a site that asks for one refuses those.
pub async fn person(
    door: &Door,
    (workspace, site): (&WorkspaceId, &SiteId),
    hello: &Hello,
    known: Option<Person>,
    locale: &str,
) -> Result<Option<Person>, Rejection> {
    let rows = door.app.store.workspace(workspace);
    let failed = |error| Rejection::store(&error, locale);
    let identity = rows.site_identity(site).await.map_err(failed)?;
    let now = door.app.clock.now();
    let name = hello.user.as_deref().zip(identity.secret.as_deref());
    let Some(name) = name.and_then(|(word, secret)| subject(word, secret, &hello.site, now)) else {
        // A token that was given to somebody whom the site signed for goes on being worth that.
        let signed_for = known.as_ref().is_some_and(|known| known.subject.is_some());
        return if identity.required && !signed_for {
            Err(Rejection::new(Code::Forbidden, locale))
        } else {
            Ok(known)
        };
    };
    let subject = Subject { site: site.clone(), name };
    match known {
        Some(known) if known.subject.as_ref() == Some(&subject.name) => Ok(Some(known)),
        // A member's browser is the member's: no site's word reaches what else is theirs.
        Some(known) if known.shared => Ok(Some(known)),
        Some(known) if known.subject.is_none() => {
            let visitor = rows.claim_subject(&known.visitor, &subject, now).await.map_err(failed)?;
            Ok(Some(Person { visitor, subject: Some(subject.name), ..known }))
        }
        // Nobody yet, or another person before them in the same browser.
        _ => {
            let (token, zone) = (Token::random(), hello.zone());
            let new = NewToken { token_hash: token.hash(), time_zone: zone.clone(), at: now };
            let visitor = rows.admit_subject(&subject, new).await.map_err(failed)?;
            let (zone, subject) = (zone.map(Into::into), Some(subject.name));
            Ok(Some(Person { token, visitor, zone, shared: false, subject }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: Millis = Millis(1_800_000_000_000);
    const SECRET: &str = "the secret of the site";

    fn signed(header: &Value, claims: &Value, secret: &str) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn claims(change: &Value) -> Value {
        let mut claims = json!({ "sub": "42", "aud": "key", "exp": 1_800_000_300 });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    fn heard(word: &str) -> Option<String> {
        subject(word, SECRET, "key", NOW)
    }

    #[test]
    fn what_the_site_signed_is_heard() {
        let plain = json!({ "alg": "HS256", "typ": "JWT" });
        for change in [
            json!({}),
            json!({ "exp": 1_800_000_600 }),
            json!({ "exp": 1_800_000_001 }),
            json!({ "aud": ["other", "key"] }),
            json!({ "name": "Ana", "email": "ana@padaria.example", "nbf": 1_800_000_000 }),
        ] {
            assert_eq!(heard(&signed(&plain, &claims(&change), SECRET)).as_deref(), Some("42"), "{change}");
        }
    }

    /// The example of RFC 7515, A.1, whose bytes are not ours: it was signed in 2011, for nobody.
    #[test]
    fn a_signature_made_elsewhere_is_verified() {
        let key = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.unwrap()).unwrap();
        mac.update(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        mac.verify_slice(&signature).unwrap();
    }

    /// S8.
    #[test]
    fn everything_else_is_nobody() {
        let plain = json!({ "alg": "HS256" });
        for header in [
            json!({ "alg": "none" }),
            json!({ "alg": "NONE" }),
            json!({ "alg": "HS512" }),
            json!({ "alg": "RS256" }),
            json!({ "alg": "HS256", "crit": ["exp"] }),
            json!({}),
        ] {
            assert_eq!(heard(&signed(&header, &claims(&json!({})), SECRET)), None, "{header}");
        }
        for change in [
            json!({ "aud": "another key" }),
            json!({ "aud": [] }),
            json!({ "aud": null }),
            json!({ "exp": 1_800_000_000 }),
            json!({ "exp": 1_799_999_000 }),
            json!({ "exp": 1_800_000_601 }),
            json!({ "exp": i64::MAX }),
            json!({ "exp": "1800000300" }),
            json!({ "nbf": 1_800_000_200 }),
            json!({ "sub": "" }),
            json!({ "sub": 42 }),
            json!({ "sub": "x".repeat(256) }),
            json!({ "sub": "a\0b" }),
        ] {
            assert_eq!(heard(&signed(&plain, &claims(&change), SECRET)), None, "{change}");
        }
        let good = signed(&plain, &claims(&json!({})), SECRET);
        let forged = signed(&plain, &claims(&json!({ "sub": "1" })), "another secret");
        let other_claims = forged.split('.').nth(1).unwrap();
        let parts: Vec<&str> = good.split('.').collect();
        for word in [
            "",
            ".",
            "..",
            "a.b.c",
            forged.as_str(),
            &format!("{}.{}.", parts[0], parts[1]),
            &format!("{}.{}", parts[0], parts[1]),
            &format!("{}.{other_claims}.{}", parts[0], parts[2]),
            &format!("{good}="),
            &format!("{good}.{}", parts[2]),
            &format!("{good}{}", "A".repeat(BYTES_MAX)),
        ] {
            assert_eq!(heard(word), None, "{word}");
        }
        let none = signed(&json!({ "alg": "none" }), &claims(&json!({})), SECRET);
        let (unsigned, _) = none.rsplit_once('.').unwrap();
        assert_eq!(heard(&format!("{unsigned}.")), None);
    }
}
