-- Which keys of model providers rest, and until when. It is the installation's: every node and every workspace
-- uses the same keys. `pool` is a quota pool, a provider or a single key by its label; `model` may be `*`.

CREATE TABLE suspension (
    pool text NOT NULL,
    model text NOT NULL,
    reason text NOT NULL,
    source text NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL,
    strikes bigint NOT NULL,
    last_error text NOT NULL,
    config text NOT NULL,
    PRIMARY KEY (pool, model)
);
