-- What people sent: who to which conversation, and where the bytes are. The same file may belong to several
-- conversations of one person (a copied briefing), so that its id is unique within each.

CREATE TABLE file (
    id text NOT NULL,
    workspace text NOT NULL,
    conversation text NOT NULL REFERENCES conversation (id),
    visitor text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    blob_key text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (conversation, id),
    FOREIGN KEY (workspace, visitor) REFERENCES visitor (workspace, id)
);
