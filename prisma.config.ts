import { defineConfig } from 'prisma/config';

/** For the Prisma command line (`generate`, `format`, `studio`). The product itself never reads this file. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Only `prisma studio` and `prisma migrate` connect; `generate` must work without a database.
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
