-- Whether somebody who writes to a bot without an invitation reads the names of those who can invite them.

ALTER TABLE bot ADD COLUMN names_owners boolean NOT NULL DEFAULT true;
