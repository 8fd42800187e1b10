import { randomBytes } from 'node:crypto';
import type { ProvidedPostgres } from '@llm-cost-optimizer/testing';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { migrate } from '../migrations/migrate.ts';

export interface TestDatabase extends Database {
  readonly connectionString: string;
  /** Closes the connections and removes the database. */
  drop(): Promise<void>;
}

/** An empty database on the server of this run. */
export async function createEmptyDatabase(): Promise<{ connectionString: string; drop(): Promise<void> }> {
  const name = `lco_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { connectionString: url.toString(), drop: () => onServer(`drop database ${name} with (force)`) };
}

/** A database with all migrations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { connectionString, drop } = await createEmptyDatabase();
  await migrate(connectionString);
  const database = openDatabase({ connectionString, maxConnections: 10 });
  return {
    ...database,
    connectionString,
    async drop() {
      await database.close();
      await drop();
    },
  };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The server that `globalSetup` started. */
function serverUrl(): ProvidedPostgres['postgresUrl'] {
  return inject('postgresUrl');
}
