import { defineConfig } from 'vitest/config';

/** All projects in one run: `npx vitest run`, or one of them with `--project libs/pricing`. */
export default defineConfig({
  test: {
    projects: ['libs/*', 'apps/*', 'apps/gateway/test', 'tools'],
    maxWorkers: 2,
  },
});
