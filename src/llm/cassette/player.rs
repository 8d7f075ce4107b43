//! Answers with what was recorded, as a model would.

use super::{Cassettes, file::Cassette};
use crate::{
    llm::{Asked, CallError, Cost, Ending, Purpose, Reply, cache, page::Page},
    outside::llm::Piece,
};

impl Cassettes {
    /// Says the recorded answer word by word. It costs nothing, and is marked in the records.
    ///
    /// # Errors
    /// [`CallError::NoModel`] for what was never recorded: nobody makes up an answer to it.
    pub(in crate::llm) fn play(
        &self,
        asked: &Asked,
        page: &mut Page,
        say: &mut (dyn FnMut(Piece<'_>) + Send),
    ) -> Result<Reply, CallError> {
        page.record.simulated = true;
        let Some(cassette) = self.find(&asked.request) else {
            tracing::debug!(prompt = asked.prompt, "this request was never recorded");
            return Err(CallError::NoModel);
        };
        let reply = played(cassette, page.record.event.to_string(), say);
        page.record.ending = Ending::Answered;
        page.record.model = Some(reply.model.clone());
        page.record.answer.clone_from(&reply.text);
        Ok(reply)
    }
}

/// Recorded answers without a gateway: for a tree's tests.
#[derive(Clone, Debug)]
pub struct Player(pub Cassettes);

impl Player {
    /// Whether there is any for this purpose.
    pub fn serves(&self, purpose: Purpose) -> bool {
        self.0.serves(purpose)
    }

    /// The recorded answer, said word by word.
    ///
    /// # Errors
    /// [`CallError::NoModel`] for what was never recorded.
    pub fn ask(&self, asked: &Asked, say: &mut (dyn FnMut(Piece<'_>) + Send)) -> Result<Reply, CallError> {
        let cassette = self.0.find(&asked.request).ok_or(CallError::NoModel)?;
        Ok(played(cassette, String::new(), say))
    }
}

fn played(cassette: &Cassette, event: String, say: &mut (dyn FnMut(Piece<'_>) + Send)) -> Reply {
    let recorded = &cassette.answer;
    cache::words(&recorded.text).for_each(|word| say(Piece::Text(word)));
    Reply {
        text: recorded.text.clone(),
        finish: recorded.finish.clone(),
        usage: recorded.usage,
        model: recorded.model.clone(),
        event,
        cost: Cost::Computed(0),
        cached: false,
    }
}
