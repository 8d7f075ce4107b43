//! What answers: decided once, at start, and told wherever it matters. Never changed silently.

use super::{
    LlmError, Note, Purpose,
    cassette::Cassettes,
    fleet::{Fleet, Served, is_at_home, is_chat},
    keys,
    models::Models,
};
use crate::{
    config::{self, ApiUrl, LlmMode},
    outside::llm::{Client, Provider, Target},
    time::Millis,
};
use futures_util::future::join_all;
use std::{collections::BTreeSet, fmt, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use url::Url;

/// What answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The built-in rules.
    Rules,
    Models(Connected),
    /// Recorded answers from this folder.
    Replay(Replayed),
}

/// In an English sentence, for the log and the command line.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rules => f.write_str("none connected; the built-in rules assist"),
            Self::Replay(Replayed { folder, answers, by }) => {
                let folder = folder.display();
                write!(f, "recorded answers, no model: {answers} from {folder}, once given by {by}")
            }
            Self::Models(Connected { by, is_local, keeps_days, found }) => {
                f.write_str(by)?;
                if let Some(found) = found {
                    write!(f, ", found on this machine ({found})")?;
                }
                match (is_local, keeps_days) {
                    (true, _) => f.write_str("; nothing leaves this machine and its network"),
                    (false, Some(days)) => write!(f, "; kept there for up to {days} days"),
                    (false, None) => Ok(()),
                }
            }
        }
    }
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub folder: PathBuf,
    /// How many requests have an answer there.
    pub answers: usize,
    /// The models that answered when it was recorded: "gpt-5.4, claude-sonnet-5".
    pub by: String,
}

/// Who runs the models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Everybody whom words may go to, as people know them: "OpenAI, Google Gemini".
    pub by: String,
    /// Nothing leaves this machine and its network.
    pub is_local: bool,
    /// For how many days they keep what they are sent, the longest; `None`: not known of all.
    pub keeps_days: Option<u16>,
    /// The server that was found on this machine.
    pub found: Option<String>,
}

/// How long a server on this machine may take to say that it is there.
const PROBE: Duration = Duration::from_millis(300);
/// How long a configured server may take to list its models at start.
const LISTING: Duration = Duration::from_secs(2);

/// A server that people run on their machines.
#[derive(Clone, Debug)]
pub struct Place {
    pub name: &'static str,
    pub provider: Provider,
    pub base: Url,
}

/// Where they listen unless told otherwise, from their documentation.
fn places() -> Vec<Place> {
    let place =
        |name, provider, address: &str| Some(Place { name, provider, base: Url::parse(address).ok()? });
    let all = [
        place("Ollama", Provider::Ollama, "http://127.0.0.1:11434/"),
        place("llama.cpp", Provider::Compatible, "http://127.0.0.1:8080/v1/"),
        place("vLLM", Provider::Compatible, "http://127.0.0.1:8000/v1/"),
        place("LM Studio", Provider::Compatible, "http://127.0.0.1:1234/v1/"),
    ];
    all.into_iter().flatten().collect()
}

/// The first of `places` that answers in time with a list that has a chat model on it, with that list. Where
/// Pauta itself listens nobody is asked.
pub async fn probe(client: &Client, places: &[Place], own: SocketAddr) -> Option<(Place, Vec<String>)> {
    let asked = places.iter().filter(|place| !is_own(&place.base, own)).map(|place| async move {
        let listed = listed(client, place.provider, &place.base, PROBE).await?;
        Some((place.clone(), listed))
    });
    join_all(asked).await.into_iter().flatten().next()
}

/// Pauta on `own` is reached there: on the same port, at any address of this machine.
fn is_own(base: &Url, own: SocketAddr) -> bool {
    base.port_or_known_default() == Some(own.port())
}

/// The models that a server lists, if one of them talks.
async fn listed(client: &Client, provider: Provider, base: &Url, within: Duration) -> Option<Vec<String>> {
    let target = Target {
        provider,
        base: base.clone(),
        model: "".into(),
        key: None,
        organisation: None,
        is_local: true,
        context: None,
    };
    let models = tokio::time::timeout(within, client.models(&target, within)).await.ok()?.ok()?;
    models.iter().any(|id| is_chat(id)).then_some(models)
}

/// The mode, with the ways to the models that it has.
pub(super) async fn resolve(
    llm: &config::Llm,
    models: &Models,
    client: &Client,
    own: SocketAddr,
    now: Millis,
) -> Result<(Mode, Fleet), LlmError> {
    let (mode, mut fleet) = decided(llm, models, client, own, now).await?;
    fleet.notes.extend(recording(llm, &mode));
    Ok((mode, fleet))
}

/// Keys that are configured and never used.
fn unused(llm: &config::Llm, models: &Models) -> impl Iterator<Item = Note> {
    let is_paid = |key: &Arc<keys::Key>| key.tier == keys::Tier::Paid;
    let paid_off = !llm.allow_paid && keys::configured(llm, models).iter().any(is_paid);
    let no_address = !llm.compatible_keys.is_empty() && llm.compatible_url.is_none();
    let notes = [(paid_off, Note::PaidOff), (no_address, Note::NoAddress)];
    notes.into_iter().filter_map(|(holds, note)| holds.then_some(note))
}

/// What the operator is told of recording.
fn recording(llm: &config::Llm, mode: &Mode) -> Option<Note> {
    let folder = llm.record.as_ref()?.display().to_string();
    Some(match mode {
        Mode::Models(_) => Note::Recording { folder },
        Mode::Rules | Mode::Replay(_) => Note::NotRecording { folder },
    })
}

async fn decided(
    llm: &config::Llm,
    models: &Models,
    client: &Client,
    own: SocketAddr,
    now: Millis,
) -> Result<(Mode, Fleet), LlmError> {
    match llm.mode {
        LlmMode::Rules => return Ok((Mode::Rules, Fleet::default())),
        LlmMode::Replay => {
            let folder = llm.cassettes.clone().ok_or(LlmError::NoCassettes)?;
            return replay(folder).await;
        }
        LlmMode::Auto | LlmMode::Required => {}
    }
    let (mut servers, mut notes) = servers(llm, client).await;
    let mut fleet = Fleet::new(llm, models, &servers, now);
    let mut found = None;
    if fleet.keys.is_empty()
        && let Some((place, listed)) = probe(client, &places(), own).await
    {
        let key = keys::server(place.provider, &place.base, true);
        found = Some(format!("{} at {}", place.name, place.base));
        servers.push(Served { keys: vec![key], models: listed });
        fleet = Fleet::new(llm, models, &servers, now);
    }
    fleet.notes.append(&mut notes);
    fleet.notes.extend(unused(llm, models));
    if fleet.of(Purpose::Text).is_empty() {
        if llm.mode == LlmMode::Required {
            return Err(LlmError::NoModel { notes: fleet.notes });
        }
        return Ok((Mode::Rules, Fleet { notes: fleet.notes, ..Fleet::default() }));
    }
    Ok((Mode::Models(connected(&fleet, models, found)), fleet))
}

/// Recorded answers, and nobody who could be asked.
async fn replay(folder: PathBuf) -> Result<(Mode, Fleet), LlmError> {
    let cassettes = Cassettes::open(folder.clone()).await?;
    let by: BTreeSet<String> = cassettes.models().into_iter().flat_map(|(_, names)| names).collect();
    let by = by.into_iter().collect::<Vec<_>>().join(", ");
    let replayed = Replayed { folder, answers: cassettes.count(), by };
    let notes = cassettes.notes().iter().cloned().map(Note::Cassette).collect();
    Ok((Mode::Replay(replayed), Fleet { notes, cassettes: Some(cassettes), ..Fleet::default() }))
}

/// The configured servers with their models, and what is to be said about those that did not answer.
async fn servers(llm: &config::Llm, client: &Client) -> (Vec<Served>, Vec<Note>) {
    let (mut servers, mut notes) = (Vec::new(), Vec::new());
    let configured = [(Provider::Ollama, &llm.ollama_url), (Provider::Compatible, &llm.compatible_url)];
    for (provider, url) in configured {
        let Some(url) = url else { continue };
        let mut keys = keys::configured(llm, Models::shipped());
        keys.retain(|key| key.provider == provider);
        if keys.is_empty() {
            keys.push(keys::server(provider, url.base(), url.is_near()));
        }
        let named: Vec<String> = match provider {
            Provider::Compatible => llm.compatible_models.iter().map(|word| word.0.clone()).collect(),
            _ => Vec::new(),
        };
        let models =
            if named.is_empty() { listed(client, provider, url.base(), LISTING).await } else { Some(named) };
        if models.is_none() {
            notes.push(Note::Silent { server: shown(url).to_string() });
        }
        servers.push(Served { keys, models: models.unwrap_or_default() });
    }
    (servers, notes)
}

fn shown(url: &ApiUrl) -> &Url {
    url.base()
}

fn connected(fleet: &Fleet, models: &Models, found: Option<String>) -> Connected {
    let keys = || fleet.by_purpose.values().flatten().map(|way| &way.key);
    let is_local = keys().all(|key| key.is_near);
    // What a provider promises holds for its own address.
    let keeps = |key: &keys::Key| match key.is_near {
        true => Some(0),
        false if is_at_home(key, models) => models.facts(key.provider)?.keeps_days,
        false => None,
    };
    let days: Option<Vec<u16>> = keys().map(|key| keeps(key)).collect();
    let keeps_days = days.and_then(|days| days.into_iter().max());
    Connected { by: fleet.names(models).join(", "), is_local, keeps_days, found }
}
