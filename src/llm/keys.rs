//! The keys that the configuration gives, each with its quota pool, its tier and where it is used.

use super::models::{Models, word};
use crate::{
    config::{self, ApiKey, ApiUrl, Patience, PoolKey, Secret, Word},
    outside::llm::Provider,
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, num::NonZeroU32, sync::Arc, time::Duration};
use url::Url;

/// In which order keys are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    Free,
    Local,
    Paid,
}

impl Tier {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Local => "local",
            Self::Paid => "paid",
        }
    }
}

/// One key, or a server that wants none.
#[derive(Clone, Debug)]
pub struct Key {
    /// Names it everywhere: `openai/project-a#3fa9c1`. The digits are of its hash, and tell nothing of the key.
    pub label: Arc<str>,
    /// Whose quota it draws on: `openai/project-a`. Two keys of a project are one quota.
    pub pool: Arc<str>,
    pub provider: Provider,
    pub tier: Tier,
    pub(super) secret: Option<Secret<String>>,
    pub(super) base: Url,
    /// A server on this machine or in its network, which may have to load a model first.
    pub is_local: bool,
    /// Its address is on this machine or in its network, whoever answers there.
    pub(super) is_near: bool,
    /// Which of the key's organisations pays.
    pub(super) organisation: Option<Arc<str>>,
    /// Requests per minute of the pool.
    pub per_minute: Option<NonZeroU32>,
    /// How long one call may take in all.
    pub(super) total: Option<Duration>,
    /// A call that failed at once is tried again.
    pub(super) retries: bool,
    /// The provider's keys and address, as a hash: what is off until the configuration changes is on again.
    pub(super) config: Arc<str>,
}

/// The pool of a provider's one key, when nobody named one.
const ONLY_POOL: &str = "default";

/// What the configuration says of one provider.
struct Given<'a> {
    provider: Provider,
    key: Option<&'a ApiKey>,
    keys: &'a [PoolKey],
    url: Option<&'a ApiUrl>,
    organisation: Option<&'a Word>,
    timeout: Option<Patience>,
    retries: bool,
}

/// Every key that is configured, in the order of the lists, without servers that want none.
pub(super) fn configured(llm: &config::Llm, models: &Models) -> Vec<Arc<Key>> {
    let given = |provider, key, keys, url| Given {
        provider,
        key,
        keys,
        url,
        organisation: None,
        timeout: None,
        retries: true,
    };
    let openai = Given {
        organisation: llm.openai_organisation.as_ref(),
        timeout: llm.openai_timeout,
        retries: llm.openai_retries.is_none_or(|retries| retries.0 > 0),
        ..given(Provider::OpenAi, llm.openai_key.as_ref(), &llm.openai_keys[..], llm.openai_url.as_ref())
    };
    let gemini = Given {
        timeout: llm.gemini_timeout,
        ..given(Provider::Gemini, llm.gemini_key.as_ref(), &llm.gemini_keys[..], llm.gemini_url.as_ref())
    };
    let all = [
        openai,
        gemini,
        given(
            Provider::Anthropic,
            llm.anthropic_key.as_ref(),
            &llm.anthropic_keys,
            llm.anthropic_url.as_ref(),
        ),
        given(Provider::Xai, llm.xai_key.as_ref(), &llm.xai_keys, llm.xai_url.as_ref()),
        given(Provider::Compatible, None, &llm.compatible_keys, llm.compatible_url.as_ref()),
    ];
    all.iter().flat_map(|given| of(given, models)).collect()
}

/// What may rest by the configuration: providers, pools, and keys by their labels.
pub fn names(llm: &config::Llm) -> BTreeSet<String> {
    let mut keys = configured(llm, Models::shipped());
    for (given, url) in [(Provider::Ollama, &llm.ollama_url), (Provider::Compatible, &llm.compatible_url)] {
        keys.extend(url.as_ref().map(|url| server(given, url.base(), url.is_near())));
    }
    let names = |key: &Arc<Key>| [word(key.provider).to_owned(), key.pool.to_string(), key.label.to_string()];
    keys.iter().flat_map(names).collect()
}

/// The keys of one provider; none where nobody knows its address.
fn of(given: &Given<'_>, models: &Models) -> Vec<Arc<Key>> {
    let shipped = models.facts(given.provider).map(|facts| &facts.base);
    let Some(base) = given.url.map(ApiUrl::base).or(shipped) else { return Vec::new() };
    let name = word(given.provider);
    let only = given.key.map(|key| (Tier::Paid, ONLY_POOL, None, &key.0));
    let listed = given.keys.iter().map(|entry| {
        let tier = if entry.is_free { Tier::Free } else { Tier::Paid };
        (tier, entry.pool.as_str(), entry.per_minute, &entry.key)
    });
    let entries: Vec<_> = only.into_iter().chain(listed).collect();
    let prints: Vec<String> = entries.iter().map(|(.., secret)| print(secret.expose())).collect();
    let config: Arc<str> = print(&format!("{base} {} {}", prints.join(" "), models.version)).into();
    let near = given.url.is_some_and(ApiUrl::is_near);
    let key = |((tier, pool, per_minute, secret), print): ((Tier, &str, _, &Secret<String>), &String)| {
        Arc::new(Key {
            label: format!("{name}/{pool}#{print}").into(),
            pool: format!("{name}/{pool}").into(),
            provider: given.provider,
            tier,
            secret: Some(secret.clone()),
            base: base.clone(),
            organisation: given.organisation.map(|name| name.0.as_str().into()),
            is_near: near,
            is_local: near && given.provider == Provider::Compatible,
            per_minute,
            total: given.timeout.map(|patience| patience.0),
            retries: given.retries,
            config: config.clone(),
        })
    };
    entries.into_iter().zip(&prints).map(key).collect()
}

/// Where an address leads: the host, with its port where that is not the usual one.
pub(super) fn place(base: &Url) -> String {
    let host = base.host_str().unwrap_or("server");
    base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A server that wants no key. It is nobody's quota but its own.
pub(super) fn server(provider: Provider, base: &Url, is_local: bool) -> Arc<Key> {
    let pool: Arc<str> = format!("{}/{}", word(provider), place(base)).into();
    Arc::new(Key {
        label: pool.clone(),
        pool,
        provider,
        tier: if is_local { Tier::Local } else { Tier::Paid },
        secret: None,
        organisation: None,
        base: base.clone(),
        is_local,
        is_near: is_local,
        per_minute: None,
        total: None,
        retries: true,
        config: print(base.as_str()).into(),
    })
}

/// Six digits of its hash.
fn print(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..3])
}
