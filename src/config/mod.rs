//! Configuration: one TOML file overlaid by the environment, read once at start; one struct per concern.

mod blobs;
mod budget;
mod data;
mod error;
mod http;
mod jobs;
mod limits;
mod llm;
mod log;
mod readable;
mod records;
mod secret;
mod setting;
mod source;
mod store;
mod telegram;
mod webhooks;

pub use blobs::{BlobPlace, Blobs, S3};
pub use budget::{Budget, CurrencyCode, Dollars, Rate, Zone};
pub use data::Data;
pub use error::ConfigError;
pub use http::Http;
pub use jobs::Jobs;
pub use limits::Limits;
pub use llm::{ApiKey, ApiUrl, Llm, LlmMode, ModelName, PROVIDERS, Patience, PoolKey, Retries, Word};
pub use log::{Filter, Log, LogFormat};
pub use readable::Bytes;
pub use records::{Days, Records};
pub use secret::Secret;
pub use setting::{Concern, Setting};
pub use source::{Environment, process_environment};
pub use store::{Database, DatabaseUrl, RedisUrl, Store};
pub use telegram::{Hours, Telegram};
pub use webhooks::Webhooks;

use source::Source;
use std::{net::SocketAddr, path::PathBuf};
use url::Url;

/// Names the configuration file. Without it `./pauta.toml` is read if it is there.
pub const CONFIG_VARIABLE: &str = "PAUTA_CONFIG";
const CONFIG_FILE: &str = "pauta.toml";

/// Everything that can be configured. `docs/configuration.md` is made from these structs.
#[derive(Clone, Debug)]
pub struct Config {
    pub http: Http,
    pub store: Store,
    pub data: Data,
    pub blobs: Blobs,
    pub log: Log,
    pub limits: Limits,
    pub llm: Llm,
    pub budget: Budget,
    pub records: Records,
    pub jobs: Jobs,
    pub webhooks: Webhooks,
    pub telegram: Telegram,
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
}

impl Config {
    /// Reads the file that `environment` names and lays the environment over it.
    ///
    /// # Errors
    /// Every problem at once: a file that cannot be read, an unknown key or variable, a value that
    /// is not what its setting accepts. Each is a sentence for the operator, without secrets.
    pub fn load(environment: &Environment) -> Result<Self, ConfigError> {
        let named = environment.get(CONFIG_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let path = named.clone().unwrap_or_else(|| CONFIG_FILE.into());
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::read(Source::new(Some((path, &text)), environment)?),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Self::read(Source::new(None, environment)?)
            }
            Err(error) => Err(ConfigError::one(format!("{} cannot be read: {error}.", path.display()))),
        }
    }

    fn read(mut source: Source<'_>) -> Result<Self, ConfigError> {
        source.refuse_unknown(&Self::concerns());
        let config = Self {
            http: Http::read(&mut source),
            store: Store::read(&mut source),
            data: Data::read(&mut source),
            blobs: Blobs::read(&mut source),
            log: Log::read(&mut source),
            limits: Limits::read(&mut source),
            llm: Llm::read(&mut source),
            budget: Budget::read(&mut source),
            records: Records::read(&mut source),
            jobs: Jobs::read(&mut source),
            webhooks: Webhooks::read(&mut source),
            telegram: Telegram::read(&mut source),
            file: source.file(),
        };
        if let Some(flaw) = blobs::flaw(&config.blobs) {
            source.refuse(flaw);
        }
        source.finish(config)
    }

    /// Every concern with its settings, in the order in which they are documented.
    pub fn concerns() -> [Concern; 12] {
        [
            Http::CONCERN,
            Store::CONCERN,
            Data::CONCERN,
            Blobs::CONCERN,
            Log::CONCERN,
            Limits::CONCERN,
            Llm::CONCERN,
            Budget::CONCERN,
            Records::CONCERN,
            Jobs::CONCERN,
            Webhooks::CONCERN,
            Telegram::CONCERN,
        ]
    }

    /// The database: the configured one, else a SQLite file in the data directory.
    pub fn database(&self) -> Database {
        match &self.store.database_url {
            Some(url) => url.database(),
            None => Database::Sqlite(self.data.dir.join("pauta.db")),
        }
    }

    /// Where the bytes of files are kept.
    pub fn blob_place(&self) -> BlobPlace {
        let folder = || BlobPlace::Folder(self.data.dir.join("blobs"));
        blobs::bucket(&self.blobs).map_or_else(folder, BlobPlace::Bucket)
    }

    /// The address by which people reach this server: the configured one, else the one it is `bound` to.
    pub fn public_url(&self, bound: SocketAddr) -> Url {
        let own = || {
            let host = if bound.ip().is_unspecified() { "127.0.0.1".into() } else { bound.ip().to_string() };
            let host = if host.contains(':') { format!("[{host}]") } else { host };
            Url::parse(&format!("http://{host}:{}/", bound.port())).expect("an address and a port are a URL")
        };
        self.http.public_url.clone().unwrap_or_else(own)
    }
}
