//! Assists by a language model: the prompts, the shapes of what comes back, and proposals made of them.
//!
//! The model proposes and decides nothing. What it cannot do in time, or not honestly, the rules do.

mod answer;
mod data;
mod extract;
mod guard;
mod own;
mod prompt;
mod proposal;
mod shape;
mod stream;
mod structured;

pub use answer::schema;
pub use prompt::{Prompt, render};
pub use proposal::PHRASES;
pub use stream::{Heard, Reader};
pub use structured::Status;

pub use crate::llm::Answers as Model;

use crate::{
    engine::{
        effect::AssistCall,
        input::{AssistResult, Instead, Proposal},
    },
    id::{ConversationId, WorkspaceId},
    llm::{Asked, CacheUse, CallError, Purpose},
    outside::llm::{Image, Part, Request, Schema, Turn},
    rules,
    tree::json::AssistTask,
};
use guard::Guard;
use own::Own;
use structured::Held;
use tokio::time::{Instant, timeout_at};

/// Pictures that one call shows a model, at most.
const IMAGES_MOST: usize = 8;

/// An assist that is wanted, and until when.
#[derive(Clone, Debug)]
pub struct Job {
    pub workspace: WorkspaceId,
    pub conversation: ConversationId,
    pub call: AssistCall,
    /// What is to be described.
    pub images: Vec<Image>,
    /// When the result is of no use any more.
    pub deadline: Instant,
}

/// Proposes what an assist asks for.
#[derive(Clone, Debug)]
pub struct Assistant<M> {
    model: M,
}

impl<M: Model> Assistant<M> {
    pub fn new(model: M) -> Self {
        Self { model }
    }

    /// Never fails: what a model cannot do, the rules do, and the proposal says by whom it is. `say` gets the
    /// words that a person may read, as they come. Dropping the future calls it off.
    pub async fn propose(&self, job: Job, say: &mut (dyn FnMut(&str) + Send)) -> AssistResult {
        let by_model = timeout_at(job.deadline, self.by_model(&job, say)).await;
        let instead = match by_model {
            Ok(Ok(proposal)) => return AssistResult::Proposed(proposal),
            Ok(Err(instead)) => instead,
            Err(_) => Some(Instead::Silent),
        };
        match (rules::assist(&job.call), instead) {
            (AssistResult::Proposed(proposal), _) => AssistResult::Proposed(Proposal { instead, ..proposal }),
            (_, Some(why)) => AssistResult::Failed(why),
            (nothing, None) => nothing,
        }
    }

    /// What a model proposes; else why it is the rules' turn, if anybody expected a model.
    async fn by_model(
        &self,
        job: &Job,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Proposal, Option<Instead>> {
        let call = &job.call;
        let purpose = purpose(call.kind).ok_or(None)?;
        if !self.model.serves(purpose) || (call.kind == AssistTask::Describe && job.images.is_empty()) {
            return Err(None);
        }
        let computed = computed(call);
        let told: Vec<String> =
            computed.iter().flat_map(|p| p.why.iter().chain(&p.questions)).cloned().collect();
        let schema = schema(call).ok_or(None)?;
        let prompt = match render(call, &told) {
            Ok(prompt) => prompt.ok_or(None)?,
            Err(error) => {
                tracing::error!(%error, "a prompt cannot be written");
                return Err(None);
            }
        };
        let own = Own::of(call, &told);
        let guard = Guard::new(&own, &call.locale, &prompt, &call.refused);
        let held = Held { call, guard: &guard, schema: &schema };
        let asked = asked(job, purpose, &prompt, &schema);
        match structured::ask(&self.model, asked, &held, say).await {
            // A check that finds nothing has still checked.
            Ok((Some(proposal), _)) => {
                Some(joined(computed, proposal)).filter(proposal::says_anything).ok_or(Some(Instead::Unfit))
            }
            Ok((None, _)) => Err(Some(Instead::Unfit)),
            Err(error) => {
                tracing::debug!(%error, prompt = prompt.name, "the rules stand in for a model");
                Err(Some(match error {
                    CallError::OverBudget { .. } => Instead::OverBudget,
                    _ => Instead::Silent,
                }))
            }
        }
    }
}

/// What the rules work out for a check: sums are theirs and not a model's.
fn computed(call: &AssistCall) -> Option<Proposal> {
    if call.kind != AssistTask::Check {
        return None;
    }
    match rules::assist(call) {
        AssistResult::Proposed(proposal) => Some(proposal),
        AssistResult::Nothing | AssistResult::Failed(_) => None,
    }
}

/// First what was worked out, then what the model remarks.
fn joined(computed: Option<Proposal>, mut proposal: Proposal) -> Proposal {
    if let Some(computed) = computed {
        for (first, more) in
            [(computed.why, &mut proposal.why), (computed.questions, &mut proposal.questions)]
        {
            let said = std::mem::replace(more, first);
            let new: Vec<String> = said.into_iter().filter(|line| !more.contains(line)).collect();
            more.extend(new);
        }
    }
    proposal
}

/// The model for a task. A competitor is not looked into from memory, and a kit is known without asking.
fn purpose(task: AssistTask) -> Option<Purpose> {
    match task {
        AssistTask::Refine
        | AssistTask::Expand
        | AssistTask::Suggest
        | AssistTask::Extract
        | AssistTask::Summarise => Some(Purpose::Text),
        AssistTask::Check | AssistTask::Question => Some(Purpose::Fast),
        AssistTask::Describe => Some(Purpose::Vision),
        AssistTask::Research | AssistTask::Recall => None,
    }
}

fn asked(job: &Job, purpose: Purpose, prompt: &Prompt, schema: &Schema) -> Asked {
    let call = &job.call;
    let mut turn = Turn::user(prompt.data.clone());
    turn.parts.extend(job.images.iter().take(IMAGES_MOST).cloned().map(Part::Image));
    // Another round is to bring other words; reading and checking are to bring the same.
    let temperature = match call.kind {
        AssistTask::Expand | AssistTask::Suggest => 0.7,
        AssistTask::Refine | AssistTask::Question => 0.4,
        _ => 0.0,
    };
    let request = Request {
        system: prompt.system.clone(),
        turns: vec![turn],
        schema: Some(schema.clone()),
        temperature: Some(temperature),
        max_tokens: room(call.kind),
        ..Request::default()
    };
    Asked {
        workspace: job.workspace.clone(),
        conversation: Some(job.conversation.clone()),
        purpose,
        request,
        prompt: prompt.name.clone(),
        locale: call.locale.clone(),
        deadline: job.deadline,
        cache: if call.round > 1 { CacheUse::Off } else { CacheUse::On },
        repairs: false,
    }
}

/// Tokens of an answer, with room for what some models think first.
fn room(task: AssistTask) -> u32 {
    match task {
        AssistTask::Extract => 8_000,
        AssistTask::Refine | AssistTask::Expand => 4_000,
        _ => 3_000,
    }
}
