export type { ProvidedPostgres } from './postgres.setup.ts';
export { startTestPostgres, type TestPostgres } from './postgres.ts';
