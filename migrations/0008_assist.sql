-- Assists that a model works on: who does, and until when nobody else takes them over. A row is there before the
-- turn that wants the assist is committed, and goes when its result is.

CREATE TABLE assist_lease (
    workspace text NOT NULL,
    conversation text NOT NULL REFERENCES conversation (id),
    task bigint NOT NULL,
    holder text NOT NULL,
    until bigint NOT NULL,
    PRIMARY KEY (conversation, task)
);
CREATE INDEX assist_lease_by_until ON assist_lease (until);
