import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  test: { include: ['src/**/*.spec.ts'], testTimeout: 30_000, pool: 'threads' },
});
