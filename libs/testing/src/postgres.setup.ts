import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './postgres.ts';

/** What specs of a project with this set-up get by `inject('postgresUrl')`. */
export interface ProvidedPostgres {
  /** Superuser address of the server's `postgres` database. */
  postgresUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext extends ProvidedPostgres {}
}

/**
 * `globalSetup` of projects with specs that need Postgres: one server for the whole run; each spec file makes a
 * database of its own on it. Named by path in vitest.config.ts, where packages of this repository cannot be resolved.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres();
  project.provide('postgresUrl', server.connectionString);
  return server.stop;
}
