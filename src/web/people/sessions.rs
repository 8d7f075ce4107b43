//! Sessions: rows of our own behind tower-sessions. A row has the hash of the cookie, never the cookie.

use crate::{app::App, channel::web::Door, store::StoreError, time::Millis};
use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::{SameSite, time},
    session::{Id, Record},
    session_store::{Error, Result},
};

/// How long a browser stays signed in after it was last used. Whoever writes a briefing comes by once a
/// month; a link from an owner is the only other way back in.
const INACTIVE: time::Duration = time::Duration::days(30);

/// The sessions of an installation.
#[derive(Clone, Debug)]
pub struct Sessions(App);

/// What loads the session of a request, for the routes that need one. The cookie goes nowhere but to us:
/// not to scripts, not with another site's posts, and, where there is TLS, not without it.
pub fn layer(door: &Door) -> SessionManagerLayer<Sessions> {
    let https = door.app.public_url.scheme() == "https";
    // The prefix makes browsers refuse a cookie that a neighbouring subdomain planted.
    SessionManagerLayer::new(Sessions(door.app.clone()))
        .with_name(if https { "__Host-pauta" } else { "pauta" })
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(https)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(INACTIVE))
}

fn hash(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

fn data(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn until(record: &Record) -> Millis {
    Millis(record.expiry_date.unix_timestamp().saturating_mul(1_000))
}

fn failed(error: StoreError) -> Error {
    tracing::error!(%error, cause = ?std::error::Error::source(&error), "session");
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let data = data(record)?;
        loop {
            let rows = self.0.store.installation();
            let made = rows.create_session(&hash(&record.id), &data, until(record)).await;
            if made.map_err(failed)? {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let rows = self.0.store.installation();
        rows.save_session(&hash(&record.id), &data(record)?, until(record)).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let rows = self.0.store.installation();
        let found = rows.session(&hash(id), self.0.clock.now()).await.map_err(failed)?;
        let Some((data, until)) = found else { return Ok(None) };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(until.0 / 1_000);
        let expiry_date = expiry_date.map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.store.installation().delete_session(&hash(id)).await.map_err(failed)
    }
}
