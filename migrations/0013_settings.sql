-- How a workspace approves; one that has no row does as everybody does.

CREATE TABLE workspace_settings (
    workspace text NOT NULL PRIMARY KEY REFERENCES workspace (id),
    body text NOT NULL,
    who text NOT NULL,
    at bigint NOT NULL
);
