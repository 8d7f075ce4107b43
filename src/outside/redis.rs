//! Redis, for what may be lost at any time. It is never waited for longer than it was given, and one that
//! failed is left alone for a while: whoever asks then hears at once that it is away.

use crate::config::{RedisUrl, Secret};
use redis::{
    Client, Cmd, ErrorKind, FromRedisValue, IntoConnectionInfo,
    aio::{ConnectionManager, ConnectionManagerConfig},
    io::tcp::TcpSettings,
};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// How long a connection may take to be made, beside whoever asks.
const CONNECT: Duration = Duration::from_secs(2);
/// How long Redis is left alone after it failed.
const REST: Duration = Duration::from_secs(1);
/// After how long a connection is given up on which nothing is acknowledged: the other machine is gone.
const UNHEARD: Duration = Duration::from_secs(5);

/// Redis, by its address. Cheap to clone.
#[derive(Clone)]
pub struct Redis {
    manager: ConnectionManager,
    within: Duration,
    /// Since it failed: until when nothing is asked.
    away: Arc<Mutex<Option<Instant>>>,
}

/// Why Redis did not answer. Its password is in no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedisError {
    #[error("the address of Redis cannot be read: write redis://user:password@host:port/number")]
    Address,
    /// It took too long.
    #[error("Redis does not answer in time")]
    Slow,
    /// It failed a moment ago.
    #[error("Redis failed a moment ago")]
    Resting,
    /// There is no connection to it any more, or none yet.
    #[error("Redis cannot be reached: {0}")]
    Away(String),
    /// What it answered: a wrong password, no memory left.
    #[error("Redis refuses: {0}")]
    Refused(String),
}

impl Redis {
    /// Prepares a connection to `url`; each command will get `within` to be answered. One that cannot be
    /// reached now may be later: only an address that cannot be read is an error.
    pub fn at(url: &RedisUrl, within: Duration) -> Result<Self, RedisError> {
        trust_some_tls();
        let url: &Secret<String> = url.address();
        let tcp = TcpSettings::default().set_nodelay(true);
        #[cfg(target_os = "linux")]
        let tcp = tcp.set_user_timeout(UNHEARD);
        let place = url.expose().as_str().into_connection_info().map_err(|_| RedisError::Address)?;
        let client = Client::open(place.set_tcp_settings(tcp)).map_err(|_| RedisError::Address)?;
        // One attempt each: the next command after a rest makes the next one.
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(None);
        let manager =
            ConnectionManager::new_lazy_with_config(client, config).map_err(|_| RedisError::Address)?;
        Ok(Self { manager, within, away: Arc::default() })
    }

    /// Whether it answers; a connection may be made for that.
    pub async fn check(&self) -> Result<(), RedisError> {
        let answered: Result<String, _> = self.ask(&redis::cmd("PING"), CONNECT + self.within).await;
        answered.map(drop)
    }

    pub async fn get(&self, key: &str) -> Result<Option<String>, RedisError> {
        self.answer(redis::cmd("GET").arg(key)).await
    }

    /// Sets a text that Redis forgets by itself after `lasts`.
    pub async fn set(&self, key: &str, text: &str, lasts: Duration) -> Result<(), RedisError> {
        let millis = u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX).max(1);
        self.answer(redis::cmd("SET").arg(key).arg(text).arg("PX").arg(millis)).await
    }

    async fn answer<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        if self.away().is_some_and(|until| Instant::now() < until) {
            return Err(RedisError::Resting);
        }
        let answer = self.ask(command, self.within).await;
        match &answer {
            Err(error @ (RedisError::Slow | RedisError::Away(_))) => {
                if self.away().replace(Instant::now() + REST).is_none() {
                    tracing::warn!(%error, "Redis is away");
                }
            }
            _ => {
                if self.away().take().is_some() {
                    tracing::info!("Redis is back");
                }
            }
        }
        answer
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd, within: Duration) -> Result<T, RedisError> {
        let mut manager = self.manager.clone();
        match timeout(within, command.query_async(&mut manager)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(match error.kind() {
                ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType => {
                    RedisError::Refused(error.to_string())
                }
                _ => RedisError::Away(error.to_string()),
            }),
            Err(_) => Err(RedisError::Slow),
        }
    }

    fn away(&self) -> MutexGuard<'_, Option<Instant>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Redis' client panics on `rediss://` if the process has not chosen its cryptography.
fn trust_some_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Somebody else may choose between the two lines: then theirs holds.
        drop(rustls::crypto::ring::default_provider().install_default());
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redis")
    }
}
