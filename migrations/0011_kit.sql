-- A brand's kit, version by version. Nothing is ever changed or taken away: the highest version is the kit.

CREATE TABLE kit (
    workspace text NOT NULL REFERENCES workspace (id),
    brand text NOT NULL REFERENCES brand (id),
    version bigint NOT NULL,
    body text NOT NULL,
    who text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (workspace, brand, version)
);
