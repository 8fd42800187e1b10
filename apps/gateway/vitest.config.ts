import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  // Tests with a whole gateway start a database each; on a busy machine that takes its time.
  test: {
    include: ['src/**/*.spec.ts'],
    setupFiles: ['../../tools/vitest.seed.ts'],
    pool: 'threads',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
