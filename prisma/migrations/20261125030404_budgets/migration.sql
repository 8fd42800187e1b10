-- CreateTable
CREATE TABLE "budget" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject" TEXT,
    "period" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "limit_usd" DECIMAL(24,12) NOT NULL,
    "levels" JSONB NOT NULL,
    "raise_usd" DECIMAL(24,12),
    "raise_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "budget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_top_up" (
    "id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "amount_usd" DECIMAL(24,12) NOT NULL,
    "note" TEXT,
    "author" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_top_up_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "budget_organization_id_created_at_idx" ON "budget"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "budget_top_up_budget_id_idx" ON "budget_top_up"("budget_id");

-- AddForeignKey
ALTER TABLE "budget" ADD CONSTRAINT "budget_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "budget_top_up" ADD CONSTRAINT "budget_top_up_budget_id_fkey" FOREIGN KEY ("budget_id") REFERENCES "budget"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Written by hand from here on: the ledger is out of Prisma's sight.

-- One budget of its kind per organization from the configuration.
CREATE UNIQUE INDEX budget_config_idx ON budget (organization_id) WHERE source = 'config' AND archived_at IS NULL;

-- What budgets are charged for a call whose price nobody knows; null where the cost is known.
ALTER TABLE ledger.attempt ADD COLUMN charge_usd NUMERIC(24, 12);

-- What was booked against each budget, written in the transaction of the rows it counts. Not a partition: a budget has
-- one row per period.
CREATE TABLE ledger.budget_spend (
    budget_id UUID NOT NULL,
    period_start TIMESTAMPTZ(0) NOT NULL,
    spent_usd NUMERIC(30, 12) NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (budget_id, period_start)
);

-- Start of the period that an instant falls into, in UTC; prepaid budgets have one that never ends.
CREATE FUNCTION ledger.budget_period_start(period TEXT, at TIMESTAMPTZ) RETURNS TIMESTAMPTZ
    LANGUAGE SQL STABLE STRICT PARALLEL SAFE
    RETURN CASE period WHEN 'none' THEN 'epoch'::TIMESTAMPTZ ELSE date_trunc(period, at, 'UTC') END;
