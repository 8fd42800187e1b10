import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['src/**/*.spec.ts'],
    setupFiles: ['../../tools/vitest.seed.ts'],
    testTimeout: 30_000,
    pool: 'threads',
  },
});
