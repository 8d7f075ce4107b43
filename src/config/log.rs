use super::{readable::Readable, setting::concern};

concern! {
    /// What Pauta says about itself, on standard error.
    Log in "log" {
        /// Which events are logged: a level, or levels per module (`info,pauta::turn=debug`).
        filter: Filter = "info", "PAUTA_LOG";
        /// How events are written: `text` for people, `json` for machines, one object a line.
        format: LogFormat = "text", "PAUTA_LOG_FORMAT";
    }
}

/// A filter that was found to be readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(String);

impl Filter {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Readable for Filter {
    const ACCEPTS: &str =
        "a level (error, warn, info, debug, trace, off) or a list like info,pauta::turn=debug";

    fn read(text: &str) -> Option<Self> {
        tracing_subscriber::EnvFilter::try_new(text).ok().map(|_| Self(text.to_owned()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl Readable for LogFormat {
    const ACCEPTS: &str = "text or json";

    fn read(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}
