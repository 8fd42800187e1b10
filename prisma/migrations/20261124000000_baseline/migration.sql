-- Control plane: generated from prisma/schema.prisma (tools/migrate-diff.mjs).

-- CreateTable
CREATE TABLE "organization" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "virtual_key" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" UUID,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "virtual_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "config_version" (
    "organization_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "yaml" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "message" TEXT,
    "author" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "config_version_pkey" PRIMARY KEY ("organization_id","version")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "token_hash" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "ledger_batch" (
    "id" UUID NOT NULL,
    "instance_id" TEXT NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "requests" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "ledger_batch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "project_organization_id_name_key" ON "project"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "virtual_key_hash_key" ON "virtual_key"("hash");

-- CreateIndex
CREATE INDEX "virtual_key_organization_id_created_at_idx" ON "virtual_key"("organization_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "virtual_key_project_id_idx" ON "virtual_key"("project_id");

-- CreateIndex
CREATE INDEX "session_organization_id_idx" ON "session"("organization_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_link_organization_id_idx" ON "sign_in_link"("organization_id");

-- CreateIndex
CREATE INDEX "sign_in_link_expires_at_idx" ON "sign_in_link"("expires_at");

-- CreateIndex
CREATE INDEX "ledger_batch_committed_at_idx" ON "ledger_batch"("committed_at");

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "virtual_key" ADD CONSTRAINT "virtual_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "virtual_key" ADD CONSTRAINT "virtual_key_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "config_version" ADD CONSTRAINT "config_version_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Ledger: written by hand, because Prisma knows neither partitions nor roll-ups. Raw rows are append-only and leave by
-- dropping whole days; figures are read from the roll-ups alone.
CREATE SCHEMA ledger;

-- One row per authenticated request, whatever became of it. Durations are whole microseconds and money has twelve
-- decimals, so that sums are the same in any order. Texts without a CHECK: a row of a newer gateway is never refused.
CREATE TABLE ledger.request (
    id UUID NOT NULL,
    started_at TIMESTAMPTZ(3) NOT NULL,
    organization_id TEXT NOT NULL,
    project_id TEXT,
    key_id TEXT,
    client_request_id TEXT NOT NULL,
    surface TEXT NOT NULL,
    outcome TEXT NOT NULL,
    http_status INTEGER NOT NULL,
    error_code TEXT,
    requested_model TEXT NOT NULL,
    mode TEXT,
    complexity_score SMALLINT,
    tier TEXT,
    route_reason TEXT,
    served_provider TEXT,
    served_model TEXT,
    is_simulated BOOLEAN NOT NULL,
    is_streaming BOOLEAN NOT NULL,
    is_estimated BOOLEAN NOT NULL,
    cache TEXT NOT NULL,
    usage_source TEXT NOT NULL,
    prompt_tokens BIGINT,
    cached_tokens BIGINT,
    cache_write_tokens BIGINT,
    cache_write_long_tokens BIGINT,
    completion_tokens BIGINT,
    reasoning_tokens BIGINT,
    audio_input_tokens BIGINT,
    audio_output_tokens BIGINT,
    -- Null money is unknown money, never free.
    cost_usd NUMERIC(24, 12),
    baseline_model TEXT,
    baseline_usd NUMERIC(24, 12),
    is_baseline_historic BOOLEAN NOT NULL,
    saved_usd NUMERIC(24, 12),
    routing_usd NUMERIC(24, 12),
    exact_cache_usd NUMERIC(24, 12),
    semantic_cache_usd NUMERIC(24, 12),
    dedup_usd NUMERIC(24, 12),
    prompt_cache_usd NUMERIC(24, 12),
    service_tier_usd NUMERIC(24, 12),
    overhead_usd NUMERIC(24, 12),
    ttft_us BIGINT,
    latency_us BIGINT NOT NULL,
    overhead_us BIGINT NOT NULL,
    attempt_count INTEGER NOT NULL,
    failed_attempt_count INTEGER NOT NULL,
    end_user TEXT,
    tags TEXT[] NOT NULL,
    session_id TEXT,
    config_version TEXT NOT NULL,
    catalogue_version TEXT NOT NULL,
    trace JSONB NOT NULL,
    baseline_lines JSONB NOT NULL,
    recorded_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- A record never changes once written, so the same id always comes with the same time and lands in the same day.
    PRIMARY KEY (id, started_at)
) PARTITION BY RANGE (started_at);

-- The request list: newest first, page after page by (started_at, id).
CREATE INDEX request_list_idx ON ledger.request (organization_id, started_at DESC, id DESC);
-- Look-up by the id that the client sent, whole or its beginning (text_pattern_ops makes LIKE 'abc%' a range).
CREATE INDEX request_client_id_idx ON ledger.request (organization_id, client_request_id text_pattern_ops);

-- One row per call that left for a provider. Partitioned by the start of its request, so that both leave on the same day.
CREATE TABLE ledger.attempt (
    id UUID NOT NULL,
    request_started_at TIMESTAMPTZ(3) NOT NULL,
    request_id UUID NOT NULL,
    organization_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    answered_model TEXT,
    is_simulated BOOLEAN NOT NULL,
    outcome TEXT NOT NULL,
    http_status INTEGER,
    started_at TIMESTAMPTZ(3) NOT NULL,
    ttft_us BIGINT,
    latency_us BIGINT NOT NULL,
    usage_source TEXT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    cache_write_long_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT,
    audio_input_tokens BIGINT NOT NULL,
    audio_output_tokens BIGINT NOT NULL,
    cost_usd NUMERIC(24, 12),
    cost_lines JSONB NOT NULL,
    price_source TEXT,
    match_kind TEXT,
    service_tier TEXT,
    provider_request_id TEXT,
    finish_reason TEXT,
    PRIMARY KEY (id, request_started_at)
) PARTITION BY RANGE (request_started_at);

CREATE INDEX attempt_request_idx ON ledger.attempt (request_id, number);

-- Sums per bucket and combination of dimensions; updated in the transaction that writes the rows they count.
-- `dimension_key` is the sha256 of the dimensions: nulls count as values, and the index stays small.
CREATE TABLE ledger.rollup_minute (
    organization_id TEXT NOT NULL,
    bucket_start TIMESTAMPTZ(0) NOT NULL,
    dimension_key BYTEA NOT NULL,
    project_id TEXT,
    key_id TEXT,
    served_provider TEXT,
    served_model TEXT,
    mode TEXT,
    tier TEXT,
    complexity_score SMALLINT,
    outcome TEXT NOT NULL,
    cache TEXT NOT NULL,
    is_simulated BOOLEAN NOT NULL,
    is_streaming BOOLEAN NOT NULL,
    baseline_model TEXT,
    is_baseline_historic BOOLEAN NOT NULL,
    requests BIGINT NOT NULL,
    -- Succeeded although an attempt failed.
    rescued_requests BIGINT NOT NULL,
    -- Cost or baseline is unknown: left out of baseline and savings. Where the cost is unknown it is left out of the cost too.
    unpriced_requests BIGINT NOT NULL,
    unknown_cost_requests BIGINT NOT NULL,
    estimated_requests BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    failed_attempts BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    cached_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    cache_write_long_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    audio_input_tokens BIGINT NOT NULL,
    audio_output_tokens BIGINT NOT NULL,
    cost_usd NUMERIC(30, 12) NOT NULL,
    baseline_usd NUMERIC(30, 12) NOT NULL,
    saved_usd NUMERIC(30, 12) NOT NULL,
    routing_usd NUMERIC(30, 12) NOT NULL,
    exact_cache_usd NUMERIC(30, 12) NOT NULL,
    semantic_cache_usd NUMERIC(30, 12) NOT NULL,
    dedup_usd NUMERIC(30, 12) NOT NULL,
    prompt_cache_usd NUMERIC(30, 12) NOT NULL,
    service_tier_usd NUMERIC(30, 12) NOT NULL,
    overhead_usd NUMERIC(30, 12) NOT NULL,
    latency_us BIGINT NOT NULL,
    overhead_us BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_requests BIGINT NOT NULL,
    PRIMARY KEY (organization_id, bucket_start, dimension_key)
) PARTITION BY RANGE (bucket_start);

CREATE TABLE ledger.rollup_hour (LIKE ledger.rollup_minute INCLUDING ALL) PARTITION BY RANGE (bucket_start);
CREATE TABLE ledger.rollup_day (LIKE ledger.rollup_minute INCLUDING ALL);

-- Durations of succeeded requests, counted in twenty bins per factor of ten: bin n holds 10^(n/20) to 10^((n+1)/20) ms.
-- Separate from the sums, because percentiles need few dimensions and would multiply the rows of many.
CREATE TABLE ledger.duration_minute (
    organization_id TEXT NOT NULL,
    bucket_start TIMESTAMPTZ(0) NOT NULL,
    dimension_key BYTEA NOT NULL,
    bin SMALLINT NOT NULL,
    served_provider TEXT,
    served_model TEXT,
    is_simulated BOOLEAN NOT NULL,
    latency_count BIGINT NOT NULL,
    overhead_count BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    PRIMARY KEY (organization_id, bucket_start, dimension_key, bin)
) PARTITION BY RANGE (bucket_start);

CREATE TABLE ledger.duration_hour (LIKE ledger.duration_minute INCLUDING ALL) PARTITION BY RANGE (bucket_start);
CREATE TABLE ledger.duration_day (LIKE ledger.duration_minute INCLUDING ALL);

-- The bin of a duration in microseconds. Zero and below count as the first bin, hours as the last.
CREATE FUNCTION ledger.duration_bin(duration_us BIGINT) RETURNS SMALLINT
    LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN least(140, greatest(-60, floor(20 * log(greatest(duration_us, 1)::DOUBLE PRECISION / 1000))))::SMALLINT;

-- Partitions come ahead of time and on demand; these take what has none, so that no row is ever refused.
CREATE TABLE ledger.request_default PARTITION OF ledger.request DEFAULT;
CREATE TABLE ledger.attempt_default PARTITION OF ledger.attempt DEFAULT;
CREATE TABLE ledger.rollup_minute_default PARTITION OF ledger.rollup_minute DEFAULT;
CREATE TABLE ledger.rollup_hour_default PARTITION OF ledger.rollup_hour DEFAULT;
CREATE TABLE ledger.duration_minute_default PARTITION OF ledger.duration_minute DEFAULT;
CREATE TABLE ledger.duration_hour_default PARTITION OF ledger.duration_hour DEFAULT;

-- Entries that Postgres refused one by one (a value out of range, say), kept as text so that nothing is lost in silence.
CREATE TABLE ledger.refused_entry (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id UUID NOT NULL,
    reason TEXT NOT NULL,
    entry TEXT NOT NULL,
    refused_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
