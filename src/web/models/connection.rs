//! What is connected, in sentences.

use super::said::Said;
use crate::llm::{Connected, Mode, Note, Purpose, Status};

#[derive(Debug)]
pub(super) struct Connection {
    /// The one sentence.
    pub told: String,
    pub more: Vec<String>,
    /// What to write into the configuration to connect a model.
    pub how: Option<String>,
    /// For each purpose its models, the first asked first.
    pub roles: Vec<(&'static str, String)>,
    /// What the operator should know of the configuration.
    pub notes: Vec<String>,
}

impl Connection {
    /// With what only whoever runs the installation is told.
    pub fn of(status: &Status, said: &Said, runs: bool) -> Self {
        let (mut more, mut how) = (Vec::new(), None);
        let told = match &status.mode {
            Mode::Rules => {
                if runs {
                    how = Some(format!("PAUTA_LLM=auto\nOPENAI_API_KEY={}", said.say("rules_key")));
                } else {
                    more.push(said.say("rules_ask").to_owned());
                }
                said.say("rules").to_owned()
            }
            Mode::Replay(replayed) => {
                if runs {
                    let folder = replayed.folder.display().to_string();
                    more.push(said.fill("replay_from", &[("folder", &folder), ("by", &replayed.by)]));
                }
                said.say("replay").to_owned()
            }
            Mode::Models(connected) => {
                more = kept(connected, said, runs);
                said.with("models", "by", &connected.by)
            }
        };
        let roles = status.models.iter().map(|(purpose, names)| (role(*purpose), names.join(", ")));
        let notes = status.notes.iter().filter(|_| runs).map(|one| note(one, said));
        Self { told, more, how, roles: roles.collect(), notes: notes.collect() }
    }
}

/// Where the words go, and what becomes of them there.
fn kept(connected: &Connected, said: &Said, runs: bool) -> Vec<String> {
    let mut sentences = Vec::new();
    let address = connected.found.as_ref().and_then(|found| found.split_once(" at "));
    if let Some((_, address)) = address.filter(|_| runs) {
        sentences.push(said.with("found", "address", address));
    }
    sentences.push(match (connected.is_local, connected.keeps_days) {
        (true, _) => said.say("stays").to_owned(),
        (false, Some(days)) => said.with("keeps", "days", &days.to_string()),
        (false, None) => said.say("keeps_unknown").to_owned(),
    });
    sentences.push(said.say("consent").to_owned());
    sentences
}

fn role(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Text => "role_text",
        Purpose::Fast => "role_fast",
        Purpose::Vision => "role_vision",
        Purpose::Image => "role_image",
        Purpose::Speech => "role_speech",
    }
}

fn note(note: &Note, said: &Said) -> String {
    match note {
        Note::Successor { variable, model, successor } => {
            said.fill("note_successor", &[("variable", variable), ("model", model), ("successor", successor)])
        }
        Note::Past { variable, model } => said.fill("note_past", &[("variable", variable), ("model", model)]),
        Note::NoKey { variable, model } => {
            said.fill("note_no_key", &[("variable", variable), ("model", model)])
        }
        Note::Silent { server } => said.with("note_silent", "server", server),
        Note::PaidOff => said.say("note_paid_off").to_owned(),
        Note::NoAddress => said.say("note_no_address").to_owned(),
        Note::Recording { folder } => said.with("note_recording", "folder", folder),
        Note::NotRecording { folder } => said.with("note_not_recording", "folder", folder),
        Note::Cassette(told) => told.clone(),
    }
}
