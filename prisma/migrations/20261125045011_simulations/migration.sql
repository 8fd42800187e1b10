-- CreateTable
CREATE TABLE "simulation" (
    "id" UUID NOT NULL,
    "organization_id" TEXT NOT NULL,
    "draft_hash" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "simulation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "simulation_organization_id_draft_hash_created_at_idx" ON "simulation"("organization_id", "draft_hash", "created_at");

-- CreateIndex
CREATE INDEX "simulation_created_at_idx" ON "simulation"("created_at");

-- AddForeignKey
ALTER TABLE "simulation" ADD CONSTRAINT "simulation_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;
