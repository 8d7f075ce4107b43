//! One answer of a shape: asked for, read, and where it does not stand, put right once. What cannot be put
//! right is left to the rules.

use super::{Model, answer, guard::Guard, prompt, proposal::Maker, stream::Shower};
use crate::{
    engine::{effect::AssistCall, input::Proposal},
    llm::{Asked, CallError, Reply, structured},
    outside::llm::{Finish, Part, Piece, Role, Schema, Turn},
    tree::json::AssistTask,
};
use std::{fmt, time::Duration};
use tokio::time::timeout_at;

/// A second answer is waited for until so long before the deadline.
const LEFT: Duration = Duration::from_millis(500);

/// How an answer came to its shape. Only what is `Ok` or `Repaired` is worth keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    Repaired,
    Failed,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Repaired => "repaired",
            Self::Failed => "failed",
        })
    }
}

/// What an answer is held against.
pub struct Held<'a> {
    pub call: &'a AssistCall,
    pub guard: &'a Guard<'a>,
    pub schema: &'a Schema,
}

/// What one answer is worth.
enum Judged {
    /// Nothing is wrong with it.
    Good(Proposal),
    /// It has the shape; the complaints are about what was left out.
    Partly(Proposal, Vec<String>),
    /// It does not have the shape.
    Bad(Vec<String>),
}

impl Held<'_> {
    fn judge(&self, text: &str) -> Judged {
        let made = structured::read(self.schema, text)
            .and_then(|answer| Maker::new(self.call, self.guard).make(&answer));
        match made {
            Ok((proposal, complaints)) if complaints.is_empty() => Judged::Good(proposal),
            Ok((proposal, complaints)) => Judged::Partly(proposal, complaints),
            Err(complaints) => Judged::Bad(complaints),
        }
    }
}

/// Asks once, and once more where something is wrong. What a person may read is said as it comes, of the first
/// answer only: of another one they see the result.
///
/// # Errors
/// The first call's own. A second one that fails leaves what the first was worth.
pub async fn ask<M: Model>(
    model: &M,
    asked: Asked,
    held: &Held<'_>,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<(Option<Proposal>, Status), CallError> {
    let shown = answer::shown(held.call);
    let mut shower = Shower::new(&shown, held.guard);
    let first = model
        .ask(asked.clone(), &mut |piece| match piece {
            Piece::Text(text) => shower.read(text, say),
            Piece::Reasoning(_) => false,
            Piece::Anew => {
                shower = Shower::new(&shown, held.guard);
                false
            }
        })
        .await?;
    let judged = held.judge(&first.text);
    let status = |proposal: Option<Proposal>, status, reply: &Reply| {
        let by = |proposal| Proposal { by: reply.model.clone(), ..proposal };
        tracing::debug!(prompt = asked.prompt, event = reply.event, structured.status = %status, "an answer was read");
        (proposal.map(by), status)
    };
    let (left, complaints) = match judged {
        Judged::Good(proposal) => return Ok(status(Some(proposal), Status::Ok, &first)),
        // A field that stands nowhere in the text is just left out: the rest was right at the first reading.
        Judged::Partly(proposal, _) if held.call.kind == AssistTask::Extract => {
            return Ok(status(Some(proposal), Status::Ok, &first));
        }
        Judged::Partly(proposal, complaints) => (Some(proposal), complaints),
        Judged::Bad(complaints) => (None, complaints),
    };
    let Some(again) = again(&asked, &first, &complaints) else {
        return Ok(status(left, Status::Failed, &first));
    };
    // What the first answer was worth must still come in time.
    let before = asked.deadline.checked_sub(LEFT).unwrap_or(asked.deadline);
    let Ok(Ok(second)) = timeout_at(before, model.ask(again, &mut |_| false)).await else {
        // What stands of the first answer has been checked as well; it is only less.
        return Ok(status(left, Status::Failed, &first));
    };
    Ok(match held.judge(&second.text) {
        Judged::Partly(proposal, _) if holds_less(&proposal, left.as_ref()) => {
            status(left, Status::Failed, &first)
        }
        Judged::Good(proposal) | Judged::Partly(proposal, _) => {
            status(Some(proposal), Status::Repaired, &second)
        }
        Judged::Bad(_) => status(left, Status::Failed, &first),
    })
}

/// Whether the second answer lost what the first one had.
fn holds_less(second: &Proposal, first: Option<&Proposal>) -> bool {
    first.is_some_and(|first| second.slots.len() < first.slots.len())
}

/// The second request: with more room where the first answer was cut, else with what was wrong with it.
fn again(asked: &Asked, first: &Reply, complaints: &[String]) -> Option<Asked> {
    let mut again = Asked { repairs: true, ..asked.clone() };
    match first.finish {
        Finish::Length => again.request.max_tokens = again.request.max_tokens.saturating_mul(2),
        Finish::Filtered => return None,
        _ => {
            let told = prompt::repair(&asked.locale, complaints).ok()?;
            let answer = Turn { role: Role::Assistant, parts: vec![Part::Text(first.text.clone())] };
            again.request.turns.extend([answer, Turn::user(told)]);
        }
    }
    Some(again)
}
