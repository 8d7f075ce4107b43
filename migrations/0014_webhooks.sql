-- Addresses that a workspace has told what happens, and each message to one of them with how it went.

-- The secret is needed to sign, so it is kept as it is; no query but the one for sending reads it. `events` are
-- separated by blanks. `failing_since` is of the first attempt that failed after the last one that did not.
CREATE TABLE webhook (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    url text NOT NULL,
    secret text NOT NULL,
    events text NOT NULL,
    created_at bigint NOT NULL,
    failing_since bigint,
    disabled_at bigint,
    disabled_why text NOT NULL,
    UNIQUE (workspace, url)
);

-- `state` is waiting, delivered, failed or dropped. `key` names what is told, so that it is told once. `tried` counts
-- the attempts; those before `begun` belong to an earlier round, which a person had begun anew.
CREATE TABLE webhook_delivery (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    webhook text NOT NULL REFERENCES webhook (id),
    event text NOT NULL,
    key text NOT NULL,
    body text NOT NULL,
    state text NOT NULL,
    tried bigint NOT NULL,
    begun bigint NOT NULL,
    attempts text NOT NULL,
    next bigint,
    created_at bigint NOT NULL,
    UNIQUE (webhook, key)
);
CREATE INDEX webhook_delivery_log ON webhook_delivery (workspace, created_at, id);
CREATE INDEX webhook_delivery_old ON webhook_delivery (created_at);
