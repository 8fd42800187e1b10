-- Written by hand: the ledger is out of Prisma's sight.

-- What a person said of one answer. One row per request: a later word replaces the earlier one.
CREATE TABLE ledger.feedback (
    organization_id TEXT NOT NULL,
    request_id UUID NOT NULL,
    request_started_at TIMESTAMPTZ(3) NOT NULL,
    key_id TEXT,
    -- `provider/model` that answered; null = nobody did.
    model TEXT,
    -- 0 (would not do) to 1 (good); null = only a size or a comment was given.
    score NUMERIC(6, 5),
    -- bigger or smaller.
    should_have_used TEXT,
    comment TEXT,
    -- api or dashboard.
    source TEXT NOT NULL,
    -- True when routing learns from it.
    teaches BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (organization_id, request_id)
);
-- For letting go of what is as old as the requests that are let go.
CREATE INDEX feedback_age_idx ON ledger.feedback (request_started_at);

-- What routing has yet to learn, written in the transaction of the feedback. Learning a label deletes it, in the
-- transaction that writes the beliefs: so it counts exactly once.
CREATE TABLE ledger.routing_label (
    organization_id TEXT NOT NULL,
    request_id UUID NOT NULL,
    model TEXT NOT NULL,
    -- What the quality model saw in the prompt, as numbers.
    reading JSONB NOT NULL,
    outcome DOUBLE PRECISION NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    at TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY (organization_id, request_id, model)
);

-- What each organization has taught the router.
CREATE TABLE ledger.routing_beliefs (
    organization_id TEXT PRIMARY KEY,
    -- Grows with every change; decisions name it.
    version INTEGER NOT NULL,
    beliefs JSONB NOT NULL,
    updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
