-- Answers of models that may be given again, each to the workspace that it was made for. `hash` stands for
-- everything that was asked; `body` is the answer.

CREATE TABLE cached_answer (
    workspace text NOT NULL REFERENCES workspace (id),
    hash text NOT NULL,
    body text NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (workspace, hash)
);
CREATE INDEX cached_answer_by_expiry ON cached_answer (expires_at);
