-- Links by which a client decides without an account. Of the token only its hash is kept. `visitor`: whose
-- conversation it is; `asked`: what whoever made it called it by, and the same again replaces the token that never
-- arrived; `pieces`: JSON, [[piece, version], …]; `asker`: who asks, as the client reads it; `deadline`: a day, or empty.

CREATE TABLE review (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    conversation text NOT NULL REFERENCES conversation (id),
    visitor text NOT NULL REFERENCES visitor (id),
    asked text NOT NULL,
    token_hash text NOT NULL UNIQUE,
    pieces text NOT NULL,
    asker text NOT NULL,
    note text NOT NULL,
    deadline text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    UNIQUE (conversation, asked)
);

CREATE INDEX review_of_conversation ON review (workspace, conversation, created_at);
