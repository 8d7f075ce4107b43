-- Chats that are shown the pieces of a conversation beside the one that they are in: an approver's, a group.
-- `seen` is the last row that was looked at, 0 for none; `wake_at` when what was held back is looked at again.
CREATE TABLE telegram_watch (
    workspace text NOT NULL REFERENCES workspace (id),
    bot text NOT NULL REFERENCES bot (id) ON DELETE CASCADE,
    chat bigint NOT NULL,
    conversation text NOT NULL REFERENCES conversation (id),
    kind text NOT NULL,
    member text NOT NULL,
    seen bigint NOT NULL,
    wake_at bigint,
    at bigint NOT NULL,
    PRIMARY KEY (bot, chat, conversation)
);
CREATE INDEX telegram_watch_by_conversation ON telegram_watch (conversation);
