-- What briefs become. A board belongs to one version of a brief; its pieces are rows of their own, so that a turn
-- writes what changed and no more. Versions, decisions and pictures are written once and never changed.

CREATE TABLE board (
    workspace text NOT NULL REFERENCES workspace (id),
    conversation text NOT NULL REFERENCES conversation (id),
    brief bigint NOT NULL,
    body text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (conversation, brief)
);

CREATE TABLE piece (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    conversation text NOT NULL REFERENCES conversation (id),
    brief bigint NOT NULL,
    node text NOT NULL,
    state text NOT NULL,
    body text NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX piece_by_conversation ON piece (conversation, brief);

CREATE TABLE piece_version (
    piece text NOT NULL REFERENCES piece (id),
    number bigint NOT NULL,
    sha256 text NOT NULL,
    body text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (piece, number)
);

CREATE TABLE piece_decision (
    piece text NOT NULL REFERENCES piece (id),
    seq bigint NOT NULL,
    body text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (piece, seq)
);

CREATE TABLE piece_asset (
    id text NOT NULL PRIMARY KEY,
    piece text NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    mime text NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    bytes bigint NOT NULL,
    FOREIGN KEY (piece, version) REFERENCES piece_version (piece, number)
);
CREATE INDEX piece_asset_by_version ON piece_asset (piece, version);
