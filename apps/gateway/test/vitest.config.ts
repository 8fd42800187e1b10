import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  test: {
    name: 'apps/gateway/test',
    include: ['**/*.e2e.spec.ts'],
    pool: 'threads',
    // Each file runs whole products with their databases: one at a time, after the other projects, with time to start.
    fileParallelism: false,
    sequence: { groupOrder: 1 },
    testTimeout: 120_000,
    hookTimeout: 90_000,
  },
});
