-- Work beside the conversations: enqueued by the turn that causes it, in that turn's transaction.

-- `state` is queued, running, done, failed or cancelled. Every claim adds one to `attempt`; whoever no longer has the
-- attempt, or whose task is not running, may write nothing. `beat` counts the signs of life of the attempt's process:
-- a task whose beat stands still is taken away from it, whatever clocks say. One that does not wait is due at once,
-- even if the clock is set back.
CREATE TABLE task (
    id text NOT NULL PRIMARY KEY,
    workspace text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    work text NOT NULL,
    conversation text,
    priority bigint NOT NULL,
    due bigint NOT NULL,
    waits boolean NOT NULL,
    state text NOT NULL,
    attempt bigint NOT NULL,
    attempts_max bigint NOT NULL,
    holder text NOT NULL,
    beat bigint NOT NULL,
    errors text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    UNIQUE (workspace, key)
);
CREATE INDEX task_queued ON task (workspace, priority DESC, due, id) WHERE state = 'queued';
CREATE INDEX task_running ON task (workspace) WHERE state = 'running';
CREATE INDEX task_failed ON task (workspace, updated_at) WHERE state = 'failed';
CREATE INDEX task_ended ON task (updated_at) WHERE state IN ('done', 'cancelled');
CREATE INDEX task_by_conversation ON task (conversation);

-- The ticks of schedules that became tasks, each once, whichever node saw it first.
CREATE TABLE cron_fire (
    schedule text NOT NULL,
    tick bigint NOT NULL,
    PRIMARY KEY (schedule, tick)
);
