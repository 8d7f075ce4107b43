//! The calls of language models as a workspace looks back on them: one call with its attempts, and what a
//! month's calls came to.

use super::{
    StoreError, Workspace,
    database::both,
    llm_call::{LlmAttemptLine, LlmCallLine, LlmPromptLine, LlmUsageLine},
};
use crate::time::Millis;

impl Workspace<'_> {
    /// The newest calls, the last first.
    pub async fn calls(&self, most: u32) -> Result<Vec<LlmCallLine>, StoreError> {
        let rows: Vec<LineRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT c.id, c.at, c.prompt, c.provider_name, c.response_model, c.outcome, c.error_type, \
             c.cache_status, c.simulated, c.input_tokens, c.output_tokens, c.cost_nano_usd, c.cost_status, c.duration_us, \
             c.first_chunk_us, (SELECT count(*) FROM llm_attempt a WHERE a.call = c.id) FROM llm_call c \
             WHERE c.workspace = $1 ORDER BY c.at DESC, c.id DESC LIMIT $2")
            .bind(self.id.as_str())
            .bind(i64::from(most))
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(line).collect())
    }

    /// One call of this workspace.
    pub async fn call(&self, call: &str) -> Result<Option<LlmCallLine>, StoreError> {
        let row: Option<LineRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT c.id, c.at, c.prompt, c.provider_name, c.response_model, c.outcome, c.error_type, \
             c.cache_status, c.simulated, c.input_tokens, c.output_tokens, c.cost_nano_usd, c.cost_status, c.duration_us, \
             c.first_chunk_us, (SELECT count(*) FROM llm_attempt a WHERE a.call = c.id) FROM llm_call c \
             WHERE c.workspace = $1 AND c.id = $2")
            .bind(self.id.as_str())
            .bind(call)
            .fetch_optional(db)
            .await)?;
        Ok(row.map(line))
    }

    /// The attempts at a call of this workspace, in their order.
    pub async fn attempts(&self, call: &str) -> Result<Vec<LlmAttemptLine>, StoreError> {
        let rows: Vec<AttemptRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT a.at, a.provider_name, a.request_model, a.key_id, a.tier, a.response_model, \
             a.response_finish_reasons, a.input_tokens, a.output_tokens, a.first_chunk_us, a.waited_us, \
             a.error_type, a.error_message, a.status_code, a.cost_nano_usd, a.cost_status \
             FROM llm_attempt a JOIN llm_call c ON c.id = a.call \
             WHERE c.workspace = $1 AND c.id = $2 ORDER BY a.attempt_no")
            .bind(self.id.as_str())
            .bind(call)
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(attempt).collect())
    }

    /// What the calls since a moment came to, by model; the dearest first.
    pub async fn usage_since(&self, from: Millis) -> Result<Vec<LlmUsageLine>, StoreError> {
        let rows: Vec<UsageRow> = both!(self.reading(), db => sqlx::query_as(
            "SELECT response_model, count(*), CAST(coalesce(sum(input_tokens), 0) AS bigint), \
             CAST(coalesce(sum(output_tokens), 0) AS bigint), CAST(coalesce(sum(cost_nano_usd), 0) AS bigint), \
             CAST(coalesce(sum(CASE WHEN cost_nano_usd IS NULL THEN 1 ELSE 0 END), 0) AS bigint) \
             FROM llm_call WHERE workspace = $1 AND at >= $2 GROUP BY response_model ORDER BY 5 DESC, 1")
            .bind(self.id.as_str())
            .bind(from.0)
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(usage).collect())
    }

    /// The same by prompt.
    pub async fn prompts_since(&self, from: Millis) -> Result<Vec<LlmPromptLine>, StoreError> {
        let rows: Vec<(String, i64, i64, i64, i64, i64)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT prompt, count(*), CAST(coalesce(sum(input_tokens), 0) AS bigint), \
             CAST(coalesce(sum(output_tokens), 0) AS bigint), CAST(coalesce(sum(cost_nano_usd), 0) AS bigint), \
             CAST(coalesce(sum(CASE WHEN cost_nano_usd IS NULL THEN 1 ELSE 0 END), 0) AS bigint) \
             FROM llm_call WHERE workspace = $1 AND at >= $2 GROUP BY prompt ORDER BY 5 DESC, 1")
            .bind(self.id.as_str())
            .bind(from.0)
            .fetch_all(db)
            .await)?;
        let line = |(prompt, calls, input, output, cost, unpriced)| LlmPromptLine {
            prompt,
            usage: usage((None, calls, input, output, cost, unpriced)),
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

type UsageRow = (Option<String>, i64, i64, i64, i64, i64);
type LineRow = (
    String,
    i64,
    String,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    String,
    bool,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    String,
    i64,
    Option<i64>,
    i64,
);
type AttemptRow = (
    i64,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    i64,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    String,
);

fn usage((model, calls, input_tokens, output_tokens, cost, unpriced): UsageRow) -> LlmUsageLine {
    LlmUsageLine { model, calls, input_tokens, output_tokens, cost, unpriced }
}

fn line(row: LineRow) -> LlmCallLine {
    let (id, at, prompt, provider, model, outcome, error_type, cache_status, ..) = row;
    let (.., simulated, input, output, cost, cost_status, duration_us, first_chunk_us, attempts) = row;
    LlmCallLine {
        id,
        at: Millis(at),
        prompt,
        provider,
        model,
        outcome,
        error_type,
        cache_status,
        simulated,
        input_tokens: input,
        output_tokens: output,
        cost,
        cost_status,
        duration_us,
        first_chunk_us,
        attempts,
    }
}

fn attempt(row: AttemptRow) -> LlmAttemptLine {
    let (at, provider, request_model, key, tier, response_model, finish, input, ..) = row;
    let (.., output, first_chunk_us, waited_us, error_type, error_message, status, cost, cost_status) = row;
    LlmAttemptLine {
        at: Millis(at),
        provider,
        request_model,
        key,
        tier,
        response_model,
        finish,
        input_tokens: input,
        output_tokens: output,
        first_chunk_us,
        waited_us,
        error_type,
        error_message,
        status,
        cost,
        cost_status,
    }
}
