//! What answers: the gateway, or in a test a script.

use super::{Asked, CallError, Llm, Purpose, Reply, Say};
use std::future::Future;

/// Whoever can be asked for text.
pub trait Answers: Clone + Send + Sync {
    /// Whether a model is connected for this.
    fn serves(&self, purpose: Purpose) -> bool;

    /// Asks once. `say` gets the pieces as they come; dropping the future calls it off.
    fn ask(&self, asked: Asked, say: &mut Say<'_>) -> impl Future<Output = Result<Reply, CallError>> + Send;
}

impl Answers for Llm {
    fn serves(&self, purpose: Purpose) -> bool {
        Self::serves(self, purpose)
    }

    async fn ask(&self, asked: Asked, say: &mut Say<'_>) -> Result<Reply, CallError> {
        Self::ask(self, asked, say).await
    }
}
