-- Links by which a client decides without an account. Of the token only its hash is kept.

CREATE TABLE review (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    conversation text NOT NULL REFERENCES conversation (id),
    -- Whose conversation it is.
    visitor text NOT NULL REFERENCES visitor (id),
    -- What whoever made it called it by; the same again replaces the token that never arrived.
    asked text NOT NULL,
    token_hash text NOT NULL UNIQUE,
    -- JSON: [[piece, version], …]
    pieces text NOT NULL,
    -- Who asks, as the client reads it; empty for somebody without a name.
    asker text NOT NULL,
    note text NOT NULL,
    -- A day (2026-11-30), or empty.
    deadline text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    UNIQUE (conversation, asked)
);

CREATE INDEX review_of_conversation ON review (workspace, conversation, created_at);
