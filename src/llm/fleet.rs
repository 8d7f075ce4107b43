//! Every way to a model that this installation has: for each purpose, which models by which keys.

use super::{
    Note, Price, Purpose,
    cassette::Cassettes,
    keys::{self, Key, Tier},
    models::{Model, Models, provider, word},
};
use crate::{
    config::{self, ModelName},
    outside::llm::Provider,
    time::Millis,
};
use std::{collections::BTreeMap, sync::Arc};

/// One way: a model by a key.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub key: Arc<Key>,
    pub model: Arc<Model>,
    /// The lower, the rather.
    pub rank: u16,
}

impl Candidate {
    /// What its answers cost by this key.
    pub fn price(&self) -> Price {
        match self.key.tier {
            Tier::Paid => self.model.price.clone(),
            Tier::Free | Tier::Local => Price::free(),
        }
    }
}

/// A server with the models that it lists or that are configured for it.
#[derive(Clone, Debug)]
pub(super) struct Served {
    pub keys: Vec<Arc<Key>>,
    pub models: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Fleet {
    pub by_purpose: BTreeMap<Purpose, Vec<Candidate>>,
    pub keys: Vec<Arc<Key>>,
    /// What the operator should know: old ids in use, models without a key.
    pub notes: Vec<Note>,
    /// Recorded answers, where those and no model answer.
    pub cassettes: Option<Cassettes>,
}

/// All purposes with the role's name and the variable that chooses its models.
const ROLES: [(Purpose, &str); 5] = [
    (Purpose::Text, "PAUTA_LLM_TEXT"),
    (Purpose::Fast, "PAUTA_LLM_FAST"),
    (Purpose::Vision, "PAUTA_LLM_VISION"),
    (Purpose::Image, "PAUTA_LLM_IMAGE"),
    (Purpose::Speech, "PAUTA_LLM_SPEECH"),
];
/// Tokens of prompt and answer that a server of one's own is asked to hold: a whole brief with its instruction.
const OWN_CONTEXT: u32 = 16_384;
/// Parts of the names of models that read pictures.
const SEEING: [&str; 7] = ["llava", "vision", "-vl", "gemma3", "gemma-3", "minicpm-v", "moondream"];

impl Fleet {
    /// What the configured keys and the servers found make possible at `now`.
    pub fn new(llm: &config::Llm, models: &Models, servers: &[Served], now: Millis) -> Self {
        let mut keys: Vec<Arc<Key>> = keys::configured(llm, models);
        keys.retain(|key| key.provider != Provider::Compatible);
        keys.extend(servers.iter().flat_map(|server| server.keys.iter().cloned()));
        keys.retain(|key| llm.allow_paid || key.tier != Tier::Paid);
        let mut fleet = Self { keys, ..Self::default() };
        for (purpose, variable) in ROLES {
            let chosen = match purpose {
                Purpose::Text => &llm.text,
                Purpose::Fast => &llm.fast,
                Purpose::Vision => &llm.vision,
                Purpose::Image => &llm.image,
                Purpose::Speech => &llm.speech,
            };
            let ways = if chosen.is_empty() {
                fleet.by_default(models, servers, purpose, now)
            } else {
                fleet.chosen(models, chosen, variable, now)
            };
            if !ways.is_empty() {
                fleet.by_purpose.insert(purpose, ways);
            }
        }
        fleet.notes.dedup();
        fleet
    }

    /// Whether anything answers for this purpose.
    pub fn serves(&self, purpose: Purpose) -> bool {
        !self.of(purpose).is_empty() || self.cassettes.as_ref().is_some_and(|all| all.serves(purpose))
    }

    pub fn of(&self, purpose: Purpose) -> &[Candidate] {
        self.by_purpose.get(&purpose).map_or(&[], Vec::as_slice)
    }

    /// By the table, and what servers of one's own offer.
    fn by_default(
        &self,
        models: &Models,
        servers: &[Served],
        purpose: Purpose,
        now: Millis,
    ) -> Vec<Candidate> {
        let mut ways = Vec::new();
        for key in &self.keys {
            for model in models.serving(key.provider, purpose, now) {
                let rank = model.purposes.get(&purpose).copied().unwrap_or(u16::MAX);
                ways.push(Candidate { key: key.clone(), model: model.clone(), rank });
            }
            let own = servers.iter().filter(|server| server.keys.iter().any(|own| own.label == key.label));
            for (rank, id) in own.flat_map(|server| offered(&server.models, purpose)).take(1) {
                ways.push(Candidate { key: key.clone(), model: Arc::new(own_model(key, id)), rank });
            }
        }
        ways
    }

    /// As the operator says.
    fn chosen(
        &mut self,
        models: &Models,
        names: &[ModelName],
        variable: &'static str,
        now: Millis,
    ) -> Vec<Candidate> {
        let mut ways = Vec::new();
        for (rank, name) in (1..).zip(names) {
            let Some(provider) = provider(name.provider) else { continue };
            let named = || format!("{}/{}", name.provider, name.model);
            let (found, alias) = models.find(provider, &name.model);
            if let Some(alias) = alias {
                let model = format!("{}/{}", name.provider, alias.id);
                self.notes.push(Note::Successor { variable, model, successor: alias.successor.clone() });
            }
            if found.as_ref().is_some_and(|model| !model.lives(now)) {
                self.notes.push(Note::Past { variable, model: named() });
            }
            let before = ways.len();
            for key in self.keys.iter().filter(|key| key.provider == provider) {
                let unlisted = || Arc::new(own_model(key, &name.model));
                let model = found.clone().unwrap_or_else(unlisted);
                ways.push(Candidate { key: key.clone(), model, rank });
            }
            if ways.len() == before {
                self.notes.push(Note::NoKey { variable, model: named() });
            }
        }
        ways
    }

    /// Whom the words go to, as people know them.
    pub fn names(&self, models: &Models) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for key in self.by_purpose.values().flatten().map(|way| &way.key) {
            let name = receiver(key, models);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Whoever is at the address that is called: the provider at its own, else the host.
fn receiver(key: &Key, models: &Models) -> String {
    let host = || keys::place(&key.base);
    match (models.facts(key.provider), key.provider) {
        (Some(facts), _) if is_at_home(key, models) => facts.name.clone(),
        (Some(facts), _) => format!("{} ({}'s interface)", host(), facts.name),
        (None, Provider::Ollama) if key.is_near => "Ollama".into(),
        (None, Provider::Ollama) => format!("{} (Ollama's interface)", host()),
        (None, _) => host(),
    }
}

/// Whether a key is used at its provider's own address.
pub(super) fn is_at_home(key: &Key, models: &Models) -> bool {
    models.facts(key.provider).is_some_and(|facts| facts.base.origin() == key.base.origin())
}

/// What a server's model costs is known only where the server is one's own.
fn own_model(key: &Key, id: &str) -> Model {
    if key.is_local {
        Model::own(key.provider, id, Some(OWN_CONTEXT))
    } else {
        Model::unlisted(key.provider, id)
    }
}

/// The models of a list that serve a purpose, the first first.
fn offered(listed: &[String], purpose: Purpose) -> impl Iterator<Item = (u16, &String)> {
    let fits = move |id: &&String| match purpose {
        Purpose::Text | Purpose::Fast => is_chat(id),
        Purpose::Vision => is_chat(id) && SEEING.iter().any(|part| id.to_lowercase().contains(part)),
        Purpose::Image | Purpose::Speech => false,
    };
    (1..).zip(listed.iter().filter(fits))
}

/// Whether a listed model talks, as far as its name says: others embed, rank, speak or listen.
pub(super) fn is_chat(id: &str) -> bool {
    const SILENT: [&str; 7] = ["embed", "bge-", "rerank", "whisper", "tts", "minilm", "stable-diffusion"];
    let id = id.to_lowercase();
    !SILENT.iter().any(|part| id.contains(part))
}

/// A model with its provider, as configuration writes it.
pub(super) fn full_name(model: &Model) -> String {
    format!("{}/{}", word(model.provider), model.id)
}
