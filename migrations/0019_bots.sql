-- What keeps a bot from being spoken for: a word of a closed list or what was answered, and since when.

ALTER TABLE bot ADD COLUMN trouble text NOT NULL DEFAULT '';
ALTER TABLE bot ADD COLUMN trouble_at bigint;
