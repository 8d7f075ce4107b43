use crate::{app::StartError, config::ConfigError, llm::LlmError, store::StoreError};
use std::{fmt, io, net::SocketAddr, process::ExitCode};

/// Why a command stopped, as its operator is told.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("the configuration cannot be used.\n{0}")]
    Config(#[from] ConfigError),
    #[error(
        "{address} is in use: another Pauta or another program listens there. Stop it, or choose another address: PAUTA_LISTEN=127.0.0.1:8081 pauta"
    )]
    InUse { address: SocketAddr },
    #[error("{address} cannot be listened on: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{0}")]
    Start(Sentence<StartError>),
    #[error("{0}")]
    Store(Sentence<StoreError>),
    /// Something for the operator to mend.
    #[error("{0}")]
    ToMend(String),
}

impl Failure {
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::ToMend(_) => 1,
            Self::Config(_) => 3,
            Self::InUse { .. } | Self::Listen { .. } => 4,
            Self::Start(Sentence(StartError::Llm(
                LlmError::NoModel { .. } | LlmError::NoCassettes | LlmError::Cassettes(_),
            ))) => 3,
            Self::Start(Sentence(StartError::Store(_) | StartError::Llm(LlmError::Store(_))))
            | Self::Store(_) => 5,
            Self::Start(_) => 1,
        })
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::Start(Sentence(error))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(Sentence(error))
    }
}

/// An error with everything that caused it, as one sentence. What was said already is not said again.
#[derive(Debug)]
pub(super) struct Sentence<E>(pub E);

impl<E: std::error::Error> fmt::Display for Sentence<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(inner) = cause {
            let text = inner.to_string();
            if !told.contains(&text) {
                told.push_str(": ");
                told.push_str(&text);
            }
            cause = inner.source();
        }
        f.write_str(&told)
    }
}
