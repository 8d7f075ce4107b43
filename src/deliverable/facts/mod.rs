//! A frozen brief, typed: what the pieces are made from. Only what was settled or taken as an assumption.

mod fields;
mod parts;
mod read;

pub use parts::Parts;

use super::Source;
use crate::{engine::parse::words::bare, tree::value::Money};
use fields::Fields;

/// What a brief says. Whatever nobody said, or a tree has no question for, is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub locale: String,
    pub brand: Option<String>,
    /// The goal by its id in the tree (`launch`, `awareness`, `leads`, `sales`).
    pub goal: Option<String>,
    /// The same as a person reads it.
    pub goal_label: Option<String>,
    /// The product's name; absent too where the campaign is for the whole brand.
    pub product: Option<String>,
    pub whole_brand: bool,
    /// The description as it was written.
    pub product_text: Option<String>,
    /// The same, sorted by what its clauses speak of.
    pub parts: Parts,
    pub why_now: Option<String>,
    pub remembered_for: Option<String>,
    pub launch_date: Option<String>,
    pub price: Option<String>,
    /// The launch offer or the promotion.
    pub offer: Option<String>,
    pub offer_until: Option<String>,
    pub audience: Option<String>,
    pub personas: Vec<PersonaFact>,
    pub places: Vec<String>,
    pub barrier: Option<String>,
    pub answers: Vec<String>,
    pub rivals: Vec<RivalFact>,
    pub rivals_known: Option<String>,
    /// Reasons to choose the brand, the strongest first.
    pub why_us: Vec<String>,
    pub proof: Vec<ProofFact>,
    /// The person said that there is none yet.
    pub no_proof: bool,
    pub key_message: Option<String>,
    pub action: Option<Action>,
    pub link: Option<String>,
    /// What is asked of a contact, as a person reads it.
    pub form: Vec<String>,
    pub picture_texts: Option<String>,
    pub kpis: Vec<Kpi>,
    /// With `max_minor` a range.
    pub budget: Option<Money>,
    /// The person said that nothing is paid for media.
    pub no_media: bool,
    /// When the campaign runs, as a person reads it.
    pub flight: Option<String>,
    pub owned: Vec<Owned>,
    /// Ids of the tree, or a channel in the person's words.
    pub channels: Vec<String>,
    /// Ids of the tree, or a piece in the person's words, in the person's order.
    pub pieces: Vec<String>,
    pub campaign_name: Option<String>,
    pub sectors: Vec<String>,
    pub tone: Option<String>,
    pub must: Vec<String>,
    pub must_not: Vec<String>,
    /// The paths that were assumed and not said.
    assumed: Vec<String>,
    said: Vec<Said>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonaFact {
    pub name: Option<String>,
    pub who: Option<String>,
    pub wants: Option<String>,
    pub fears: Option<String>,
    pub objection: Option<String>,
    pub place: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RivalFact {
    pub name: String,
    pub link: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofFact {
    pub claim: String,
    pub source: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// One of the tree's (`buy`, `whatsapp`, `book`, `visit`, `sign_up`).
    Known(String),
    /// In the person's words.
    Own(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kpi {
    pub metric: String,
    pub target: Option<String>,
    pub by: Option<String>,
}

/// A channel that is the brand's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    pub channel: String,
    pub people: Option<String>,
}

/// A field of the brief as it is shown, with each of the texts in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    path: String,
    label: String,
    shown: String,
    texts: Vec<String>,
}

impl Facts {
    pub fn of(brief: &crate::engine::brief::Brief) -> Self {
        read::facts(&Fields::of(brief))
    }

    /// Everything that was said, as one text: what a piece's numbers and names are held against.
    pub fn words(&self) -> String {
        let texts = self.said.iter().flat_map(|said| std::iter::once(&said.shown).chain(&said.texts));
        texts.map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// A field as a person reads it, by its path.
    pub fn field(&self, path: &str) -> Option<&str> {
        self.said.iter().find(|said| said.path == path).map(|said| said.shown.as_str())
    }

    /// Whether it was assumed and not said.
    pub fn is_assumed(&self, path: &str) -> bool {
        self.assumed.iter().any(|assumed| assumed == path)
    }

    /// The name that the campaign is about: the product's, or the brand's where all of it is meant.
    pub fn subject(&self) -> Option<&str> {
        self.product.as_deref().or_else(|| self.brand.as_deref().filter(|_| self.whole_brand))
    }

    /// The answers whose words stand in the text.
    pub fn sources(&self, text: &str) -> Vec<Source> {
        let text = format!(" {} ", bare(text));
        let stands = |said: &&Said| {
            said.texts
                .iter()
                .map(|own| bare(own))
                .any(|own| !own.is_empty() && text.contains(&format!(" {own} ")))
        };
        let source = |said: &Said| Source {
            path: said.path.clone(),
            label: said.label.clone(),
            quote: said.shown.clone(),
        };
        self.said.iter().filter(stands).map(source).collect()
    }
}
