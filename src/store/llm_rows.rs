//! The rows of the calls of language models, and what was said in them. `llm_history` looks back on them.

use super::{
    Installation, StoreError, Workspace,
    database::{Tx, both},
    llm_call::{LlmAttempt, LlmCall, LlmText},
    row::column,
};
use crate::{id::ConversationId, time::Millis};

impl Installation<'_> {
    /// Keeps calls with their attempts and texts: all of them, or on an error none. A call that is kept
    /// already stays as it is.
    pub async fn keep_calls(&self, calls: Vec<LlmCall>) -> Result<(), StoreError> {
        self.store
            .transact(async move |pool| {
                let mut tx = pool.begin().await?;
                for call in &calls {
                    if insert_call(&mut tx, call).await? == 0 {
                        continue;
                    }
                    for (number, attempt) in (1..).zip(&call.attempts) {
                        insert_attempt(&mut tx, &call.id, number, attempt).await?;
                    }
                    if let Some(text) = &call.text {
                        insert_text(&mut tx, call, text).await?;
                    }
                }
                tx.commit().await
            })
            .await
    }

    /// Forgets what was said in calls before a moment. Gives how many.
    pub async fn sweep_call_texts(&self, before: Millis) -> Result<u64, StoreError> {
        Ok(both!(self.store.writing(), db => sqlx::query("DELETE FROM llm_text WHERE at < $1")
            .bind(before.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?)
    }
}

impl Workspace<'_> {
    /// Forgets what was said in a conversation's calls; their numbers stay.
    pub async fn forget_call_texts(&self, conversation: &ConversationId) -> Result<u64, StoreError> {
        Ok(both!(self.writing(), db =>
            sqlx::query("DELETE FROM llm_text WHERE workspace = $1 AND conversation_id = $2")
                .bind(self.id.as_str())
                .bind(conversation.as_str())
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?)
    }

    /// What was said in a call, while it is kept.
    pub async fn call_text(&self, call: &str) -> Result<Option<LlmText>, StoreError> {
        let row: Option<(String, String, String)> = both!(self.reading(), db => sqlx::query_as(
            "SELECT system_instructions, input_messages, output_messages FROM llm_text \
             WHERE workspace = $1 AND call = $2")
            .bind(self.id.as_str())
            .bind(call)
            .fetch_optional(db)
            .await)?;
        Ok(row.map(|(system, input, output)| LlmText { system, input, output }))
    }
}

/// 0 if the call is kept already.
async fn insert_call(tx: &mut Tx<'_>, call: &LlmCall) -> Result<u64, StoreError> {
    Ok(both!(tx, db => sqlx::query(
        "INSERT INTO llm_call (id, workspace, conversation_id, at, purpose, prompt, locale, operation_name, \
         output_type, request_temperature, request_top_p, request_max_tokens, request_seed, \
         request_stop_sequences, request_sha256, cache_status, cache_key, structured_status, outcome, error_type, \
         client_gone, simulated, provider_name, response_model, input_tokens, output_tokens, cost_nano_usd, \
         cost_status, duration_us, first_chunk_us, waited_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) \
         ON CONFLICT (id) DO NOTHING")
        .bind(&call.id)
        .bind(&call.workspace)
        .bind(&call.conversation)
        .bind(call.at.0)
        .bind(&call.purpose)
        .bind(&call.prompt)
        .bind(&call.locale)
        .bind(&call.operation)
        .bind(&call.output_type)
        .bind(&call.temperature)
        .bind(&call.top_p)
        .bind(column(call.max_tokens))
        .bind(call.seed.map(column))
        .bind(&call.stop)
        .bind(&call.request_sha256)
        .bind(&call.cache_status)
        .bind(&call.cache_key)
        .bind(&call.structured)
        .bind(&call.outcome)
        .bind(&call.error_type)
        .bind(call.client_gone)
        .bind(call.simulated)
        .bind(&call.provider)
        .bind(&call.model)
        .bind(call.input_tokens.map(column))
        .bind(call.output_tokens.map(column))
        .bind(call.cost)
        .bind(&call.cost_status)
        .bind(column(call.duration_us))
        .bind(call.first_chunk_us.map(column))
        .bind(column(call.waited_us))
        .execute(&mut **db)
        .await
        .map(|done| done.rows_affected()))?)
}

async fn insert_attempt(
    tx: &mut Tx<'_>,
    call: &str,
    number: i64,
    attempt: &LlmAttempt,
) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "INSERT INTO llm_attempt (call, attempt_no, at, provider_name, request_model, server_address, key_id, \
         quota_pool, tier, response_model, response_id, response_finish_reasons, input_tokens, output_tokens, \
         cache_read_input_tokens, cache_creation_input_tokens, reasoning_output_tokens, image_input_tokens, \
         image_output_tokens, first_chunk_us, waited_us, error_type, error_message, status_code, \
         suspended_until, cost_nano_usd, cost_status, price_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
         $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)")
        .bind(call)
        .bind(number)
        .bind(attempt.at.0)
        .bind(&attempt.provider)
        .bind(&attempt.request_model)
        .bind(&attempt.server)
        .bind(&attempt.key)
        .bind(&attempt.pool)
        .bind(&attempt.tier)
        .bind(&attempt.response_model)
        .bind(&attempt.response_id)
        .bind(&attempt.finish)
        .bind(attempt.input.map(column))
        .bind(attempt.output.map(column))
        .bind(attempt.cache_read.map(column))
        .bind(attempt.cache_write.map(column))
        .bind(attempt.reasoning.map(column))
        .bind(attempt.image_input.map(column))
        .bind(attempt.image_output.map(column))
        .bind(attempt.first_chunk_us.map(column))
        .bind(column(attempt.waited_us))
        .bind(&attempt.error_type)
        .bind(&attempt.error_message)
        .bind(attempt.status.map(i64::from))
        .bind(attempt.suspended_until.map(|until| until.0))
        .bind(attempt.cost)
        .bind(&attempt.cost_status)
        .bind(&attempt.price_version)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}

async fn insert_text(tx: &mut Tx<'_>, call: &LlmCall, text: &LlmText) -> Result<(), StoreError> {
    both!(tx, db => sqlx::query(
        "INSERT INTO llm_text (call, workspace, conversation_id, at, system_instructions, input_messages, \
         output_messages) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&call.id)
        .bind(&call.workspace)
        .bind(&call.conversation)
        .bind(call.at.0)
        .bind(&text.system)
        .bind(&text.input)
        .bind(&text.output)
        .execute(&mut **db)
        .await
        .map(drop))?;
    Ok(())
}
