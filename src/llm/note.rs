//! What an operator should know of the models that are configured.

use std::fmt;

/// Something that is not as the configuration has it. Reads in English, for the log and the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// An old id is configured: another model answers in its place.
    Successor {
        variable: &'static str,
        model: String,
        successor: String,
    },
    /// The model's provider has switched it off.
    Past {
        variable: &'static str,
        model: String,
    },
    NoKey {
        variable: &'static str,
        model: String,
    },
    /// A configured server does not answer, or has no chat model.
    Silent {
        server: String,
    },
    /// There are paid keys, and paid keys may not be used.
    PaidOff,
    /// There are keys for a server of OpenAI's chat, and nobody says where it is.
    NoAddress,
    /// Every answer is recorded.
    Recording {
        folder: String,
    },
    /// Answers were to be recorded, but there is no model.
    NotRecording {
        folder: String,
    },
    /// Something about a file of recorded answers, in English.
    Cassette(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Successor { variable, model, successor } => {
                write!(f, "{variable} names {model}, which is no more: {successor} answers in its place")
            }
            Self::Past { variable, model } => write!(f, "{variable}: {model} is past its last day"),
            Self::NoKey { variable, model } => write!(f, "{variable}: there is no key for {model}"),
            Self::Silent { server } => write!(f, "{server} lists no model that talks"),
            Self::PaidOff => f.write_str("paid keys are not used: PAUTA_LLM_ALLOW_PAID is false"),
            Self::NoAddress => {
                f.write_str("PAUTA_COMPATIBLE_KEYS is not used: PAUTA_COMPATIBLE_URL names no server")
            }
            Self::Recording { folder } => write!(f, "every answer is recorded in {folder}"),
            Self::NotRecording { folder } => {
                write!(
                    f,
                    "nothing is recorded in {folder}: PAUTA_LLM_RECORD records models, and none answers"
                )
            }
            Self::Cassette(told) => f.write_str(told),
        }
    }
}
