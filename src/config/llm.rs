use super::{
    Secret,
    readable::{Readable, flaw_of},
    setting::concern,
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};
use url::{Host, Url};

concern! {
    /// Which language models help. Without any of these, the built-in rules do, unless a model server answers on
    /// this machine. A list of keys has entries `tier:pool:key`: the tier is `free` or `paid`, the pool is the
    /// provider's project whose quota the key draws on, `pool/15` when that project may make 15 requests a minute.
    Llm in "llm" {
        /// `auto`: the models whose keys are here, else a model server found on this machine at start, else the
        /// rules. `required`: no start without a model. `rules`: never a model. `replay`: recorded answers.
        mode: LlmMode = "auto", "PAUTA_LLM";
        /// The folder of the recorded answers for `replay`.
        cassettes: Option<PathBuf> = "", "PAUTA_LLM_CASSETTES";
        /// A folder into which each whole answer of a model is recorded for `replay`, without keys, e-mail
        /// addresses, telephone numbers and CPF. Without it, nothing is.
        record: Option<PathBuf> = "", "PAUTA_LLM_RECORD";
        /// OpenAI's key, a paid one.
        openai_key: Option<ApiKey> = "", "OPENAI_API_KEY";
        /// More keys of OpenAI.
        openai_keys: Vec<PoolKey> = "", "PAUTA_OPENAI_KEYS";
        /// The organisation that OpenAI's keys are used for.
        openai_organisation: Option<Word> = "", "OPENAI_ORG_ID";
        /// Another address for OpenAI's interface.
        openai_url: Option<ApiUrl> = "", "OPENAI_API_URL";
        /// How long one call of OpenAI may take in all. Without it, 120 s.
        openai_timeout: Option<Patience> = "", "OPENAI_TIMEOUT";
        /// Whether a call of OpenAI that failed at once is tried again with the same key: 0 for never. It is never
        /// tried more than once again; then the next key or model has its turn.
        openai_retries: Option<Retries> = "", "OPENAI_MAX_RETRIES";
        /// Google Gemini's key, a paid one.
        gemini_key: Option<ApiKey> = "", "GOOGLE_AI_API_KEY";
        /// More keys of Google Gemini.
        gemini_keys: Vec<PoolKey> = "", "PAUTA_GEMINI_KEYS";
        /// Another address for Gemini's interface.
        gemini_url: Option<ApiUrl> = "", "GEMINI_API_URL";
        /// How long one call of Gemini may take in all. Without it, 120 s.
        gemini_timeout: Option<Patience> = "", "GEMINI_TIMEOUT";
        /// xAI's key, a paid one.
        xai_key: Option<ApiKey> = "", "GROK_API_KEY";
        /// More keys of xAI.
        xai_keys: Vec<PoolKey> = "", "PAUTA_XAI_KEYS";
        /// Another address for xAI's interface.
        xai_url: Option<ApiUrl> = "", "GROK_API_URL";
        /// Anthropic's key, a paid one.
        anthropic_key: Option<ApiKey> = "", "ANTHROPIC_API_KEY";
        /// More keys of Anthropic.
        anthropic_keys: Vec<PoolKey> = "", "PAUTA_ANTHROPIC_KEYS";
        /// Another address for Anthropic's interface.
        anthropic_url: Option<ApiUrl> = "", "ANTHROPIC_API_URL";
        /// An Ollama server; the models that it lists at start are used.
        ollama_url: Option<ApiUrl> = "", "OLLAMA_URL";
        /// Any server that speaks OpenAI's chat, with the path before `chat/completions`.
        compatible_url: Option<ApiUrl> = "", "PAUTA_COMPATIBLE_URL";
        /// Keys of that server.
        compatible_keys: Vec<PoolKey> = "", "PAUTA_COMPATIBLE_KEYS";
        /// Models of that server. Without them, those that it lists at start.
        compatible_models: Vec<Word> = "", "PAUTA_COMPATIBLE_MODELS";
        /// The models for careful text, the best first.
        text: Vec<ModelName> = "", "PAUTA_LLM_TEXT";
        /// The models for short text that somebody waits for.
        fast: Vec<ModelName> = "", "PAUTA_LLM_FAST";
        /// The models for text about pictures.
        vision: Vec<ModelName> = "", "PAUTA_LLM_VISION";
        /// The models that make pictures.
        image: Vec<ModelName> = "", "PAUTA_LLM_IMAGE";
        /// The models that write down speech.
        speech: Vec<ModelName> = "", "PAUTA_LLM_SPEECH";
        /// Whether keys of the tier `paid` may be used.
        allow_paid: bool = "true", "PAUTA_LLM_ALLOW_PAID";
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LlmMode {
    Auto,
    Required,
    Rules,
    Replay,
}

impl Readable for LlmMode {
    const ACCEPTS: &str = "auto, required, rules or replay";

    fn read(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "required" => Some(Self::Required),
            "rules" => Some(Self::Rules),
            "replay" => Some(Self::Replay),
            _ => None,
        }
    }
}

/// A provider's key.
#[derive(Clone, Debug)]
pub struct ApiKey(pub Secret<String>);

impl Readable for ApiKey {
    const ACCEPTS: &str = "8 to 512 visible ASCII characters, no comma among them";
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        // What was pasted has blanks around it.
        let text = text.trim();
        let fits = (8..=512).contains(&text.len());
        let plain = text.chars().all(|c| c.is_ascii_graphic() && c != ',');
        (fits && plain).then(|| Self(Secret::new(text.to_owned())))
    }
}

/// A pool's name has no more characters than this; keys have more.
const POOL_MOST: usize = 32;

/// A key with what it may cost and whose quota it uses up.
#[derive(Clone, Debug)]
pub struct PoolKey {
    pub is_free: bool,
    pub pool: String,
    /// Requests per minute of the whole pool.
    pub per_minute: Option<NonZeroU32>,
    pub key: Secret<String>,
}

impl PoolKey {
    /// An entry, or what is wrong with it, without any of it.
    fn entry(text: &str) -> Result<Self, &'static str> {
        let mut parts = text.splitn(3, ':');
        let (Some(tier), Some(pool), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("has not the three parts tier:pool:key");
        };
        let is_free = match tier {
            "free" => true,
            "paid" => false,
            _ => return Err("begins with neither free nor paid"),
        };
        let (pool, per_minute) = match pool.split_once('/') {
            None => (pool, None),
            Some((pool, rate)) => {
                (pool, Some(rate.parse().map_err(|_| "has no number of requests a minute after its pool")?))
            }
        };
        if pool.is_empty() || !pool.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        {
            return Err("has a pool that is not a name of letters, digits, '-', '_' and '.'");
        }
        if is_like_a_key(pool) || pool == key {
            return Err("has something like a key where its pool is to be named");
        }
        let ApiKey(key) = ApiKey::read(key).ok_or("has a key that is none")?;
        Ok(Self { is_free, pool: pool.to_owned(), per_minute, key })
    }
}

/// Whether a pool's name is rather a key that got into its place: pools are shown, keys are not.
fn is_like_a_key(pool: &str) -> bool {
    const BEGINNINGS: [&str; 8] = ["sk-", "sk_", "aiza", "xai-", "gsk_", "nvapi-", "hf_", "pplx-"];
    let pool = pool.to_ascii_lowercase();
    pool.len() > POOL_MOST || BEGINNINGS.iter().any(|beginning| pool.starts_with(beginning))
}

impl Readable for Vec<PoolKey> {
    const ACCEPTS: &str =
        "entries tier:pool:key separated by commas, such as free:project-a:KEY,paid:project-b/60:KEY";
    const SECRET: bool = true;

    fn read(text: &str) -> Option<Self> {
        entries(text).map(|entry| PoolKey::entry(entry).ok()).collect()
    }

    fn flaw(text: &str) -> Option<String> {
        let mut flaws =
            (1..).zip(entries(text)).filter_map(|(n, entry)| Some((n, PoolKey::entry(entry).err()?)));
        flaws.next().map(|(number, flaw)| format!("entry {number} {flaw}"))
    }
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

/// The address of a provider's interface. What is said to it stays private on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiUrl(Url);

impl ApiUrl {
    /// With a slash at its end, so that paths can be joined to it.
    pub fn base(&self) -> &Url {
        &self.0
    }

    /// It is on this machine or in its network.
    pub fn is_near(&self) -> bool {
        is_near(&self.0)
    }
}

impl Readable for ApiUrl {
    const ACCEPTS: &str =
        "an https address, or http on this machine or in a private network, such as http://127.0.0.1:11434";
    /// A key may have got into it.
    const SECRET: bool = true;

    fn flaw(text: &str) -> Option<String> {
        let told = |url: Url| {
            flaw_of(&url).or_else(|| {
                let private = url.scheme() == "https" || (url.scheme() == "http" && is_near(&url));
                (!private).then_some("it is neither https nor in this network")
            })
        };
        Url::parse(text).map_or(Some("it is no address"), told).map(str::to_owned)
    }

    fn read(text: &str) -> Option<Self> {
        let mut url = Url::parse(text).ok()?;
        if Self::flaw(text).is_some() || !url.has_host() {
            return None;
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Some(Self(url))
    }
}

/// Whether an address is on this machine or in a private network. Names without a dot are those of containers.
fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_private(ip.into()),
        Some(Host::Ipv6(ip)) => is_private(ip.into()),
        Some(Host::Domain(name)) => {
            !name.contains('.') || [".localhost", ".local", ".internal"].iter().any(|end| name.ends_with(end))
        }
        None => false,
    }
}

fn is_private(ip: IpAddr) -> bool {
    let four = |ip: Ipv4Addr| ip.is_loopback() || ip.is_private();
    let six = |ip: Ipv6Addr| ip.is_loopback() || ip.is_unique_local();
    match ip {
        IpAddr::V4(ip) => four(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| six(ip), four),
    }
}

/// A time that other programs also read, so in their units too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience(pub Duration);

impl Readable for Patience {
    const ACCEPTS: &str =
        "a time such as 30s or 2m, or a number: of milliseconds from 1000 on, else of seconds";

    fn read(text: &str) -> Option<Self> {
        let time = match text.parse::<u64>() {
            Ok(number @ 1000..) => Duration::from_millis(number),
            Ok(number) => Duration::from_secs(number),
            Err(_) => Duration::read(text)?,
        };
        (!time.is_zero()).then_some(Self(time))
    }
}

/// How often something is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries(pub u32);

impl Readable for Retries {
    const ACCEPTS: &str = "a whole number";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

/// A name as a provider has given it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(pub String);

impl Readable for Word {
    const ACCEPTS: &str = "a name without spaces or commas";

    fn read(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= 200;
        (fits && text.chars().all(|c| c.is_ascii_graphic() && c != ',')).then(|| Self(text.to_owned()))
    }
}

impl Readable for Vec<Word> {
    const ACCEPTS: &str = "names separated by commas";

    fn read(text: &str) -> Option<Self> {
        entries(text).map(Word::read).collect()
    }
}

/// A model of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName {
    /// One of [`PROVIDERS`].
    pub provider: &'static str,
    pub model: String,
}

/// The providers as configuration names them.
pub const PROVIDERS: [&str; 6] = ["openai", "xai", "gemini", "anthropic", "ollama", "compatible"];

impl Readable for Vec<ModelName> {
    const ACCEPTS: &str = "models separated by commas, each provider/model with the provider openai, xai, gemini, anthropic, ollama or compatible";

    fn read(text: &str) -> Option<Self> {
        let named = |entry: &str| {
            let (provider, model) = entry.split_once('/')?;
            let provider = PROVIDERS.into_iter().find(|known| *known == provider)?;
            Some(ModelName { provider, model: Word::read(model)?.0 })
        };
        entries(text).map(named).collect()
    }
}
