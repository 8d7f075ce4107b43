-- One text for SQLite and PostgreSQL: text, bigint and boolean columns only; times are epoch milliseconds.

CREATE TABLE workspace (
    id text NOT NULL PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at bigint NOT NULL
);

CREATE TABLE site (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    public_key text NOT NULL UNIQUE,
    tree text,
    created_at bigint NOT NULL,
    UNIQUE (workspace, id)
);

CREATE TABLE site_origin (
    site text NOT NULL REFERENCES site (id),
    origin text NOT NULL,
    PRIMARY KEY (site, origin)
);
CREATE INDEX site_origin_by_origin ON site_origin (origin);

CREATE TABLE member (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    name text NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (workspace, email)
);

CREATE TABLE visitor (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    site text NOT NULL,
    token_hash text NOT NULL UNIQUE,
    time_zone text,
    created_at bigint NOT NULL,
    UNIQUE (workspace, id),
    FOREIGN KEY (workspace, site) REFERENCES site (workspace, id)
);

CREATE TABLE bot (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    name text NOT NULL,
    sealed_token text NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX bot_by_workspace ON bot (workspace);

CREATE TABLE brand (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    owner text,
    name text NOT NULL,
    kit text NOT NULL,
    updated_at bigint NOT NULL,
    FOREIGN KEY (workspace, owner) REFERENCES visitor (workspace, id)
);
CREATE INDEX brand_by_owner ON brand (workspace, owner);

CREATE TABLE tree_version (
    workspace text NOT NULL REFERENCES workspace (id),
    hash text NOT NULL,
    tree text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (workspace, hash)
);

-- The history of what was published; the highest number of a tree is the published one.
CREATE TABLE publication (
    workspace text NOT NULL,
    tree text NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL,
    who text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (workspace, tree, number),
    FOREIGN KEY (workspace, hash) REFERENCES tree_version (workspace, hash)
);

CREATE TABLE conversation (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    visitor text NOT NULL,
    site text NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    status text NOT NULL,
    locale text NOT NULL,
    title text NOT NULL,
    tree text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    state text NOT NULL,
    FOREIGN KEY (workspace, visitor) REFERENCES visitor (workspace, id),
    FOREIGN KEY (workspace, site) REFERENCES site (workspace, id)
);
CREATE INDEX conversation_by_visitor ON conversation (visitor);

-- Append-only. `event` and `message` have no foreign key: the statement that writes them
-- has the conversation's row in hand, and a key would be looked up again for every row.
CREATE TABLE event (
    conversation text NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    engine bigint NOT NULL,
    who text NOT NULL,
    input text NOT NULL,
    context text NOT NULL,
    client_msg_id text,
    body_hash text,
    reply text
);
CREATE UNIQUE INDEX event_by_version ON event (conversation, version);
CREATE UNIQUE INDEX event_by_client_msg_id ON event (conversation, client_msg_id) WHERE client_msg_id IS NOT NULL;

CREATE TABLE message (
    conversation text NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    author text NOT NULL,
    body text NOT NULL
);
CREATE UNIQUE INDEX message_by_seq ON message (conversation, seq);

CREATE TABLE brief (
    conversation text NOT NULL REFERENCES conversation (id),
    version bigint NOT NULL,
    hash text NOT NULL,
    body text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (conversation, version)
);
