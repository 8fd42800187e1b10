import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@lco/source', 'module', 'node', 'development|production'] } },
  test: { name: 'tools', include: ['**/*.spec.ts'], pool: 'threads', testTimeout: 60_000 },
});
