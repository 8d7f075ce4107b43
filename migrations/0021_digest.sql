-- The day (ISO 8601, in the workspace's zone) whose digest a chat was told last, or on which there was none to tell.

ALTER TABLE telegram_chat ADD COLUMN digest_on text NOT NULL DEFAULT '';
