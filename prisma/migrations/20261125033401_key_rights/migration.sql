-- AlterTable
ALTER TABLE "virtual_key" ADD COLUMN     "allowed_models" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "replaces_id" UUID,
ADD COLUMN     "requests_per_minute" INTEGER,
ADD COLUMN     "scopes" TEXT[] DEFAULT ARRAY['inference', 'usage']::TEXT[],
ADD COLUMN     "tokens_per_minute" INTEGER;
