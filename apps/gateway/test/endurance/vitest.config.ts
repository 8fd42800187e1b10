import { defineConfig } from 'vitest/config';

/** `npm run test:endurance`: long runs against the built product. Not part of `npm test`. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  test: {
    name: 'endurance',
    include: ['**/*.endurance.spec.ts'],
    pool: 'threads',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
});
