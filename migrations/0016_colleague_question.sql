-- Questions of a briefing that a colleague was asked. The conversation itself says whether one still waits; this is
-- for those who carry it. `state` is waiting, answered, declined or taken_back.

CREATE TABLE colleague_question (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL REFERENCES workspace (id),
    conversation text NOT NULL REFERENCES conversation (id),
    visitor text NOT NULL,
    path text NOT NULL,
    label text NOT NULL,
    why text NOT NULL,
    member text NOT NULL,
    asker text NOT NULL,
    state text NOT NULL,
    at bigint NOT NULL,
    put_at bigint,
    ended_at bigint
);
CREATE INDEX colleague_question_waiting ON colleague_question (workspace, member) WHERE state = 'waiting';
CREATE INDEX colleague_question_by_conversation ON colleague_question (conversation);
