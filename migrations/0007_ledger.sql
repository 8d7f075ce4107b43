-- What language models cost, and what is kept of their calls. Money is in nano-dollars.

-- A budget's scope in one of its windows: the installation and a workspace in a month, a conversation in all.
-- `stood_in` counts against the limit for calls whose price nobody knows; `unpriced` is how many they were.
CREATE TABLE spend (
    scope text NOT NULL,
    owner text NOT NULL,
    period text NOT NULL,
    used bigint NOT NULL,
    stood_in bigint NOT NULL,
    unpriced bigint NOT NULL,
    reserved bigint NOT NULL,
    noticed_at bigint,
    PRIMARY KEY (scope, owner, period)
);

-- What is set aside for a call under way. One that nobody settles is taken for spent when its time is over.
CREATE TABLE reservation (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    conversation text,
    period text NOT NULL,
    amount bigint NOT NULL,
    priced boolean NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX reservation_by_expiry ON reservation (expires_at);

-- A workspace's own limit, in place of the configured one.
CREATE TABLE budget (
    workspace text NOT NULL PRIMARY KEY REFERENCES workspace (id),
    month bigint NOT NULL,
    set_at bigint NOT NULL
);

-- Calls and their attempts. The names are those of OpenTelemetry's GenAI conventions with underscores and
-- without `gen_ai`; times that end in `_us` are microseconds. `docs/llm.md` has the list.
CREATE TABLE llm_call (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    conversation_id text,
    at bigint NOT NULL,
    purpose text NOT NULL,
    prompt text NOT NULL,
    locale text NOT NULL,
    operation_name text NOT NULL,
    output_type text NOT NULL,
    request_temperature text,
    request_top_p text,
    request_max_tokens bigint NOT NULL,
    request_seed bigint,
    request_stop_sequences text,
    request_sha256 text,
    cache_status text NOT NULL,
    cache_key text,
    structured_status text,
    outcome text NOT NULL,
    error_type text,
    client_gone boolean NOT NULL,
    simulated boolean NOT NULL,
    provider_name text,
    response_model text,
    input_tokens bigint,
    output_tokens bigint,
    cost_nano_usd bigint,
    cost_status text NOT NULL,
    duration_us bigint NOT NULL,
    first_chunk_us bigint,
    waited_us bigint NOT NULL
);
CREATE INDEX llm_call_by_workspace ON llm_call (workspace, at);
CREATE INDEX llm_call_by_conversation ON llm_call (conversation_id);
CREATE INDEX llm_call_by_time ON llm_call (at);

CREATE TABLE llm_attempt (
    call text NOT NULL REFERENCES llm_call (id),
    attempt_no bigint NOT NULL,
    at bigint NOT NULL,
    provider_name text NOT NULL,
    request_model text NOT NULL,
    server_address text NOT NULL,
    key_id text,
    quota_pool text,
    tier text NOT NULL,
    response_model text,
    response_id text,
    response_finish_reasons text,
    input_tokens bigint,
    output_tokens bigint,
    cache_read_input_tokens bigint,
    cache_creation_input_tokens bigint,
    reasoning_output_tokens bigint,
    image_input_tokens bigint,
    image_output_tokens bigint,
    first_chunk_us bigint,
    waited_us bigint NOT NULL,
    error_type text,
    error_message text,
    status_code bigint,
    suspended_until bigint,
    cost_nano_usd bigint,
    cost_status text NOT NULL,
    price_version text,
    PRIMARY KEY (call, attempt_no)
);

-- What was said, without keys, until it is forgotten: by its age, or with its conversation.
CREATE TABLE llm_text (
    call text NOT NULL PRIMARY KEY REFERENCES llm_call (id),
    workspace text NOT NULL,
    conversation_id text,
    at bigint NOT NULL,
    system_instructions text NOT NULL,
    input_messages text NOT NULL,
    output_messages text NOT NULL
);
CREATE INDEX llm_text_by_conversation ON llm_text (conversation_id);
CREATE INDEX llm_text_by_time ON llm_text (at);
