-- A site has a name and a colour, and may vouch for who its visitors are.
ALTER TABLE site ADD COLUMN name text NOT NULL DEFAULT 'default';
ALTER TABLE site ADD COLUMN accent text;
-- What the site signs identities with. Whoever has it can speak for everyone on the site.
ALTER TABLE site ADD COLUMN identity_secret text;
ALTER TABLE site ADD COLUMN identity_required boolean NOT NULL DEFAULT false;

-- Who a visitor is by the site's own signed word.
ALTER TABLE visitor ADD COLUMN subject text;
CREATE UNIQUE INDEX visitor_by_subject ON visitor (site, subject) WHERE subject IS NOT NULL;

-- The same person in more browsers: each has a token of its own.
CREATE TABLE visitor_token (
    token_hash text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    visitor text NOT NULL,
    created_at bigint NOT NULL,
    FOREIGN KEY (workspace, visitor) REFERENCES visitor (workspace, id)
);
CREATE INDEX visitor_token_by_visitor ON visitor_token (visitor, created_at);
