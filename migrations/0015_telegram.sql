-- Telegram: what comes in before it is understood, what goes out before it is sent, and who is at the other end.
-- A bot is known to Telegram by a number and to people by a name; the same one serves one workspace only.

ALTER TABLE bot ADD COLUMN telegram_id bigint NOT NULL DEFAULT 0;
ALTER TABLE bot ADD COLUMN username text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX bot_by_telegram_id ON bot (telegram_id) WHERE telegram_id <> 0;

-- Whose process speaks for a bot: one reads its updates, answers them and sends.
CREATE TABLE telegram_lease (
    bot text NOT NULL PRIMARY KEY REFERENCES bot (id) ON DELETE CASCADE,
    holder text NOT NULL,
    until bigint NOT NULL
);

-- Every update as it came. The next offset is read from here.
CREATE TABLE telegram_update (
    workspace text NOT NULL REFERENCES workspace (id),
    bot text NOT NULL REFERENCES bot (id) ON DELETE CASCADE,
    update_id bigint NOT NULL,
    chat bigint NOT NULL,
    raw text NOT NULL,
    at bigint NOT NULL,
    taken_at bigint,
    PRIMARY KEY (bot, update_id)
);
CREATE INDEX telegram_update_waiting ON telegram_update (bot, update_id) WHERE taken_at IS NULL;

-- A chat with its conversation, up to which row it was shown, and what its next text is taken for.
CREATE TABLE telegram_chat (
    workspace text NOT NULL REFERENCES workspace (id),
    bot text NOT NULL REFERENCES bot (id) ON DELETE CASCADE,
    chat bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    visitor text,
    member text,
    conversation text,
    seen bigint NOT NULL,
    state text NOT NULL,
    gone_at bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (bot, chat)
);
CREATE INDEX telegram_chat_by_conversation ON telegram_chat (conversation);
CREATE INDEX telegram_chat_by_member ON telegram_chat (workspace, member);

-- What is sent to a chat, strictly in the order of its numbers. An attempt that was begun and not ended is in doubt.
CREATE TABLE telegram_send (
    workspace text NOT NULL REFERENCES workspace (id),
    bot text NOT NULL REFERENCES bot (id) ON DELETE CASCADE,
    number bigint NOT NULL,
    chat bigint NOT NULL,
    name text NOT NULL,
    call text NOT NULL,
    at bigint NOT NULL,
    not_before bigint NOT NULL,
    tried bigint NOT NULL,
    attempt_at bigint,
    is_doubtful boolean NOT NULL,
    message_id bigint,
    ended_at bigint,
    error text NOT NULL,
    PRIMARY KEY (bot, number),
    UNIQUE (bot, chat, name)
);
CREATE INDEX telegram_send_waiting ON telegram_send (bot, chat, number) WHERE ended_at IS NULL;

-- The buttons below a message, by the token that they carry.
CREATE TABLE telegram_keyboard (
    token text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    bot text NOT NULL REFERENCES bot (id) ON DELETE CASCADE,
    chat bigint NOT NULL,
    conversation text,
    send text NOT NULL,
    keys text NOT NULL,
    picked text NOT NULL,
    at bigint NOT NULL,
    used_at bigint
);

-- Links between doors, and between people: opened once, within their time, by whoever confirms.
CREATE TABLE telegram_link (
    code_hash text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    kind text NOT NULL,
    bot text REFERENCES bot (id) ON DELETE CASCADE,
    chat bigint,
    conversation text,
    visitor text,
    member text,
    name text NOT NULL,
    at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);

-- Who else may be in a conversation than the one who began it: the same person through another door.
CREATE TABLE conversation_guest (
    workspace text NOT NULL REFERENCES workspace (id),
    conversation text NOT NULL REFERENCES conversation (id),
    visitor text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (conversation, visitor)
);
CREATE INDEX conversation_guest_by_visitor ON conversation_guest (visitor);
