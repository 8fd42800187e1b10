import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  // The limits are for tests that start Postgres or Redis on a busy machine.
  test: { include: ['src/**/*.spec.ts'], pool: 'threads', testTimeout: 60_000, hookTimeout: 60_000 },
});
