//! The brand kit: what holds for every piece of a brand. Versioned; a piece records the version it was made by.

mod of_brief;

use serde::{Deserialize, Serialize};

/// A version of a brand's kit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kit {
    /// 0 where nobody has made one: everything below is then empty.
    pub version: u32,
    pub name: String,
    /// How the brand speaks, in words.
    pub tone: Vec<String>,
    pub use_words: Vec<String>,
    pub avoid_words: Vec<String>,
    /// What has to appear, word for word.
    pub must: Vec<String>,
    /// Regulated sectors, by their ids in the tree (`health` …).
    pub sectors: Vec<String>,
    pub palette: Palette,
    pub fonts: Vec<Picture>,
    pub logos: Vec<Picture>,
    pub references: Vec<Picture>,
    pub rules: Vec<Rule>,
    /// What the health pack wants said; empty for other sectors.
    pub health: Health,
}

/// `#rrggbb` each; empty where the brand has not said: then the layout's own stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Palette {
    pub primary: String,
    pub secondary: String,
    pub background: String,
    pub text: String,
}

/// A file of the kit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picture {
    pub name: String,
    /// Where its bytes lie; made by the server.
    pub key: String,
    /// `image/png` and the like.
    pub mime: String,
}

/// Something that every later text keeps to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    pub id: String,
    /// As a person and a model read it: "sempre 'exame', nunca 'procedimento'".
    pub text: String,
    pub instead_of: String,
    pub write: String,
    pub state: RuleState,
    /// The piece whose edit it was learned from, by its title; empty for one that somebody wrote.
    pub from: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// Learned from an edit; nobody has agreed to it, and nothing keeps to it.
    #[default]
    Proposed,
    Accepted,
    /// Refused, or taken back.
    Refused,
}

/// What a health establishment in Brazil has to say in its advertising.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// The establishment's registration ("CRM-SP 12345").
    pub establishment: String,
    /// The technical director with their registration.
    pub director: String,
}

impl Kit {
    /// The rules that somebody accepted.
    pub fn accepted(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.state == RuleState::Accepted)
    }

    pub fn is_health(&self) -> bool {
        self.sectors.iter().any(|sector| sector == "health")
    }
}
