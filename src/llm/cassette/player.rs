//! Answers with what was recorded, as a model would.

use super::{Cassettes, file::Recorded};
use crate::{
    llm::{Asked, CallError, Cost, Ending, Reply, Say, cache, page::Page},
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
        say: &mut Say<'_>,
    ) -> Result<Reply, CallError> {
        page.record.simulated = true;
        let event = page.record.event.to_string();
        let Some(reply) = self.answer(asked, event, say) else {
            tracing::debug!(prompt = asked.prompt, "this request was never recorded");
            return Err(CallError::NoModel);
        };
        page.record.ending = Ending::Answered;
        page.record.model = Some(reply.model.clone());
        page.record.answer.clone_from(&reply.text);
        Ok(reply)
    }

    /// Says the recorded answer word by word; `None` for what was never recorded. `event` names the call.
    pub fn answer(&self, asked: &Asked, event: String, say: &mut Say<'_>) -> Option<Reply> {
        let Recorded { text, finish, usage, model } = self.find(&asked.request)?.answer.clone();
        cache::words(&text).for_each(|word| {
            say(Piece::Text(word));
        });
        Some(Reply { text, finish, usage, model, event, cost: Cost::Computed(0), cached: false })
    }
}
