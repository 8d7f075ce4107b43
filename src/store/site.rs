//! Sites: where the widget stands.

use super::{StoreError, Workspace, database::both, row::id};
use crate::{id::SiteId, time::Millis};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub id: SiteId,
    pub public_key: String,
    pub name: String,
    /// The tree that a conversation starts with unless `hello` names another.
    pub tree: Option<String>,
    /// The site's colour, where it has its own.
    pub accent: Option<Accent>,
    /// Whether the site can sign who its visitors are.
    pub signs: bool,
    /// Whether only those may speak whom the site has signed for.
    pub identity_required: bool,
    /// The exact origins that a socket may come from.
    pub origins: Vec<String>,
}

/// A colour: `#rrggbb` and nothing else, so that it can stand in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accent(String);

impl Accent {
    /// Reads `#rrggbb`; anything else is no colour here.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(text.to_ascii_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a site signs identities. Does not show its secret.
#[derive(Clone)]
pub struct Identity {
    pub secret: Option<String>,
    pub required: bool,
}

type SiteRow = (String, String, String, Option<String>, Option<String>, bool, bool);

impl Workspace<'_> {
    pub async fn site(&self, id: &SiteId) -> Result<Option<Site>, StoreError> {
        Ok(self.sites().await?.into_iter().find(|site| site.id == *id))
    }

    /// The workspace's sites, the oldest first.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows: Vec<SiteRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT id, public_key, name, tree, accent, identity_secret IS NOT NULL, identity_required \
             FROM site WHERE workspace = $1 ORDER BY created_at, id")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        let origins: Vec<(String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT o.site, o.origin FROM site_origin o JOIN site s ON s.id = o.site \
             WHERE s.workspace = $1 ORDER BY o.origin")
            .bind(self.id.as_str())
            .fetch_all(db)
            .await)?;
        let site = |(key, public_key, name, tree, accent, signs, identity_required): SiteRow| {
            let origins =
                origins.iter().filter(|(site, _)| *site == key).map(|(_, origin)| origin.clone()).collect();
            let accent = accent.as_deref().and_then(Accent::parse);
            Ok(Site { id: id(&key)?, public_key, name, tree, accent, signs, identity_required, origins })
        };
        rows.into_iter().map(site).collect()
    }

    /// Creates a site that starts with the tree of the workspace's oldest one.
    pub async fn create_site(&self, name: &str, public_key: &str, at: Millis) -> Result<SiteId, StoreError> {
        let site = SiteId::new();
        both!(self.writing(), db => sqlx::query(
            "INSERT INTO site (id, workspace, public_key, name, tree, created_at) VALUES ($1, $2, $3, $4, \
             (SELECT tree FROM site WHERE workspace = $2 ORDER BY created_at, id LIMIT 1), $5)")
            .bind(site.as_str())
            .bind(self.id.as_str())
            .bind(public_key)
            .bind(name)
            .bind(at.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(site)
    }

    /// Runs a statement on one value (`$1`) and a site of the workspace (`$2`, `$3`); whether it changed a row.
    async fn change_site(
        &self,
        statement: &'static str,
        value: Option<&str>,
        id: &SiteId,
    ) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(statement)
            .bind(value)
            .bind(self.id.as_str())
            .bind(id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }

    /// Registers an origin with a site of the workspace; `false` if it was there, or if there is no such site.
    pub async fn allow_origin(&self, id: &SiteId, origin: &str) -> Result<bool, StoreError> {
        let insert = "INSERT INTO site_origin (site, origin) SELECT id, $1 FROM site \
             WHERE workspace = $2 AND id = $3 ON CONFLICT DO NOTHING";
        self.change_site(insert, Some(origin), id).await
    }

    /// Takes an origin from a site of the workspace; `false` if it was not there.
    pub async fn forbid_origin(&self, id: &SiteId, origin: &str) -> Result<bool, StoreError> {
        let delete = "DELETE FROM site_origin WHERE origin = $1 \
             AND site = (SELECT id FROM site WHERE workspace = $2 AND id = $3)";
        self.change_site(delete, Some(origin), id).await
    }

    /// Sets the tree that a site's conversations start with; an unknown site gives `false`.
    pub async fn set_site_tree(&self, id: &SiteId, tree: &str) -> Result<bool, StoreError> {
        self.change_site("UPDATE site SET tree = $1 WHERE workspace = $2 AND id = $3", Some(tree), id).await
    }

    /// Sets the site's colour; `None`: the design's own. An unknown site gives `false`.
    pub async fn set_site_accent(&self, id: &SiteId, accent: Option<&Accent>) -> Result<bool, StoreError> {
        self.change_site(
            "UPDATE site SET accent = $1 WHERE workspace = $2 AND id = $3",
            accent.map(Accent::as_str),
            id,
        )
        .await
    }

    /// How the site signs identities; an unknown site does not.
    pub async fn site_identity(&self, id: &SiteId) -> Result<Identity, StoreError> {
        let row: Option<(Option<String>, bool)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT identity_secret, identity_required FROM site WHERE workspace = $1 AND id = $2")
            .bind(self.id.as_str())
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?;
        let (secret, required) = row.unwrap_or_default();
        Ok(Identity { secret, required })
    }

    /// Sets how the site signs identities; an unknown site gives `false`.
    pub async fn set_site_identity(&self, id: &SiteId, identity: &Identity) -> Result<bool, StoreError> {
        let written = both!(self.writing(), db => sqlx::query(
            "UPDATE site SET identity_secret = $1, identity_required = $2 WHERE workspace = $3 AND id = $4")
            .bind(&identity.secret)
            .bind(identity.required)
            .bind(self.id.as_str())
            .bind(id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(written == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(Accent::parse("#A1b2C3").unwrap().as_str(), "#a1b2c3");
        for other in ["", "#abc", "a1b2c3", "#a1b2c3d4", "#a1b2cg", "red", "#a1b2c3;", "#é1b2c"] {
            assert_eq!(Accent::parse(other), None, "{other}");
        }
    }
}
