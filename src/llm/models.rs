//! The models that Pauta knows: what each is for, what it costs and how much it takes. Facts, each with its
//! source and date, in `data/models.json`.

use super::{Price, Purpose};
use crate::{outside::llm::Provider, time::Millis};
use jiff::civil::Date;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use url::Url;

/// One model of one provider.
#[derive(Clone, Debug)]
pub struct Model {
    pub provider: Provider,
    /// The provider's own id.
    pub id: Arc<str>,
    /// What it serves, the lower the number the rather.
    pub purposes: BTreeMap<Purpose, u16>,
    pub price: Price,
    /// Tokens that it reads at most; `None`: nobody said.
    pub context: Option<u32>,
    /// Tokens that it writes at most.
    pub output: Option<u32>,
    /// `text`, `image`, `sound`.
    pub takes: Vec<String>,
    pub gives: Vec<String>,
    /// It holds to a JSON Schema by itself.
    pub schema: bool,
    /// Its last day.
    pub ends: Option<Date>,
    pub source: String,
    pub as_of: Option<Date>,
}

impl Model {
    /// One that the operator names and the table does not know: nothing is assumed of it.
    pub(super) fn unlisted(provider: Provider, id: &str) -> Self {
        Self {
            provider,
            id: id.into(),
            purposes: BTreeMap::new(),
            price: Price::default(),
            context: None,
            output: None,
            takes: Vec::new(),
            gives: Vec::new(),
            schema: false,
            ends: None,
            source: "configured".into(),
            as_of: None,
        }
    }

    /// One that a server of one's own lists: nobody sends a bill for it.
    pub(super) fn own(provider: Provider, id: &str, context: Option<u32>) -> Self {
        Self { price: Price::free(), context, ..Self::unlisted(provider, id) }
    }

    /// Whether it is still there at `now`, as far as the table knows.
    pub fn lives(&self, now: Millis) -> bool {
        self.ends.is_none_or(|end| now.day_in("UTC") <= end)
    }
}

/// What people are told of a provider, and where it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub id: String,
    /// As people know it.
    pub name: String,
    pub base: Url,
    /// For how long it keeps what it is sent, by default; `None`: not known.
    pub keeps_days: Option<u16>,
    pub source: String,
    pub as_of: Date,
}

/// An id that is no more, or was never one of the provider's interface, with the model that is meant by it today.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    pub provider: String,
    pub id: String,
    pub successor: String,
    pub source: String,
    pub as_of: Date,
}

/// The table.
#[derive(Debug)]
pub struct Models {
    /// Names this state of the table.
    pub version: String,
    pub providers: Vec<Facts>,
    pub models: Vec<Arc<Model>>,
    pub aliases: Vec<Alias>,
}

static SHIPPED: LazyLock<Models> =
    LazyLock::new(|| Models::read(include_str!("data/models.json")).expect("a test reads the table"));

impl Models {
    /// The table that is compiled in.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn read(text: &str) -> serde_json::Result<Self> {
        let doc: Doc = serde_json::from_str(text)?;
        let listed = |row: Row| {
            let price = Price { version: doc.version.clone(), ..row.price };
            let provider = provider(&row.provider).ok_or_else(|| unknown(&row.provider))?;
            let (context, output, schema) = (row.context, row.output, row.schema);
            let (purposes, takes, gives) = (row.purposes, row.takes, row.gives);
            let (id, ends, source, as_of) = (row.id.into(), row.ends, row.source, Some(row.as_of));
            let model = Model {
                provider,
                id,
                purposes,
                price,
                context,
                output,
                takes,
                gives,
                schema,
                ends,
                source,
                as_of,
            };
            Ok(Arc::new(model))
        };
        let models = doc.models.into_iter().map(listed).collect::<serde_json::Result<_>>()?;
        Ok(Self { version: doc.version, providers: doc.providers, models, aliases: doc.aliases })
    }

    /// The model of that id, or the one that is meant by an old id, with that old id.
    pub fn find(&self, provider: Provider, id: &str) -> (Option<Arc<Model>>, Option<&Alias>) {
        let alias = self.aliases.iter().find(|alias| alias.provider == word(provider) && alias.id == id);
        let id = alias.map_or(id, |alias| &alias.successor);
        let found = self.models.iter().find(|model| model.provider == provider && &*model.id == id);
        (found.cloned(), alias)
    }

    /// The models of a provider for a purpose that are there at `now`.
    pub fn serving(
        &self,
        provider: Provider,
        purpose: Purpose,
        now: Millis,
    ) -> impl Iterator<Item = &Arc<Model>> {
        let serves = move |model: &&Arc<Model>| {
            model.provider == provider && model.purposes.contains_key(&purpose) && model.lives(now)
        };
        self.models.iter().filter(serves)
    }

    pub fn facts(&self, provider: Provider) -> Option<&Facts> {
        self.providers.iter().find(|facts| facts.id == word(provider))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Doc {
    version: String,
    providers: Vec<Facts>,
    models: Vec<Row>,
    aliases: Vec<Alias>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    provider: String,
    id: String,
    purposes: BTreeMap<Purpose, u16>,
    price: Price,
    context: Option<u32>,
    output: Option<u32>,
    takes: Vec<String>,
    gives: Vec<String>,
    schema: bool,
    ends: Option<Date>,
    source: String,
    as_of: Date,
}

fn unknown(word: &str) -> serde_json::Error {
    serde::de::Error::custom(format!("{word} is no provider"))
}

const WORDS: [(Provider, &str); 6] = [
    (Provider::OpenAi, "openai"),
    (Provider::Xai, "xai"),
    (Provider::Gemini, "gemini"),
    (Provider::Anthropic, "anthropic"),
    (Provider::Ollama, "ollama"),
    (Provider::Compatible, "compatible"),
];

/// A provider as configuration, labels and rows name it.
pub fn word(provider: Provider) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == provider).map_or("", |(_, word)| word)
}

pub(super) fn provider(word: &str) -> Option<Provider> {
    WORDS.iter().find(|(_, known)| *known == word).map(|(provider, _)| *provider)
}
