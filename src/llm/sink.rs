//! Where the records of calls go. The database of the installation is the truth; what else is told of them is
//! an arm beside it.

use crate::store::{LlmCall, Store, StoreError};

/// A place for records.
#[derive(Clone)]
pub enum Sink {
    /// The installation's own database.
    Store(Store),
}

impl Sink {
    /// Keeps a batch: all of it, or on an error none. A call that is kept already stays as it is, so that a batch
    /// may be written again.
    pub async fn write(&self, calls: &[LlmCall]) -> Result<(), StoreError> {
        match self {
            Self::Store(store) => store.installation().keep_calls(calls.to_vec()).await,
        }
    }
}
