-- People: members with a role, the one-time links by which they come in, and the sessions of their browsers.

-- No version before this one wrote a member: the table is made anew, with an e-mail that may be missing.
DROP TABLE member;

CREATE TABLE member (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    name text NOT NULL,
    email text,
    role text NOT NULL,
    created_at bigint NOT NULL,
    joined_at bigint,
    sessions_since bigint NOT NULL,
    UNIQUE (workspace, id),
    UNIQUE (workspace, email)
);

ALTER TABLE visitor ADD COLUMN member text REFERENCES member (id);
CREATE INDEX visitor_by_member ON visitor (member);

-- The token itself is never stored. `also` names further members whom a link for another device signs in.
CREATE TABLE entry_link (
    token_hash text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    member text NOT NULL,
    also text NOT NULL,
    kind text NOT NULL,
    created_by text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
);
CREATE INDEX entry_link_by_member ON entry_link (workspace, member);

CREATE TABLE session (
    id_hash text NOT NULL PRIMARY KEY,
    data text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX session_by_expiry ON session (expires_at);
