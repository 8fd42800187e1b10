import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmptyDatabase } from '../__testing__/database.ts';
import { openDatabase } from '../database.ts';
import { MIGRATIONS } from '../generated/migrations.ts';
import { migrate } from './migrate.ts';

let connectionString: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  ({ connectionString, drop } = await createEmptyDatabase());
});
afterEach(() => drop());

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  it('applies what is missing in order, once, and says what it did', async () => {
    const seen: string[] = [];
    const names = MIGRATIONS.map(({ name }) => name);
    expect(await migrate(connectionString, { onProgress: (name) => seen.push(name) })).toEqual(names);
    expect(seen).toEqual(names);
    expect(await migrate(connectionString)).toEqual([]);
  });

  it('works once when several processes start at the same time', async () => {
    const results = await Promise.all([1, 2, 3].map(() => migrate(connectionString)));
    expect(results.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('refuses a migration whose text changed after it was applied', async () => {
    const first = { name: '1_first', sql: 'create table a (id int)' };
    await migrate(connectionString, { migrations: [first] });
    const edited = [{ ...first, sql: 'create table a (id bigint)' }];
    await expect(migrate(connectionString, { migrations: edited })).rejects.toThrow('Migration 1_first was edited');
  });

  it('refuses a database of a newer version', async () => {
    await migrate(connectionString, { migrations: [{ name: '9_future', sql: 'select 1' }] });
    await expect(migrate(connectionString)).rejects.toThrow('9_future, which this version does not know');
  });

  it('undoes a migration that fails as a whole, and goes on from there', async () => {
    const broken = { name: '2_second', sql: 'create table b (id int); create table b (id int)' };
    const first = { name: '1_first', sql: 'create table a (id int)' };
    await expect(migrate(connectionString, { migrations: [first, broken] })).rejects.toThrow(
      '2_second failed and was undone',
    );
    expect(await query("select to_regclass('b') as b, to_regclass('a')::text as a")).toEqual([{ a: 'a', b: null }]);
    const fixed = { ...broken, sql: 'create table b (id int)' };
    expect(await migrate(connectionString, { migrations: [first, fixed] })).toEqual(['2_second']);
  });

  it('builds what prisma/schema.prisma says, to the last index', async () => {
    await migrate(connectionString);
    const tool = join(import.meta.dirname, '../../../../tools/migrate-diff.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [tool, '--check', '--database', connectionString]);
    expect(stdout).toContain('No difference');
  });
});

describe('check', () => {
  it('resolves when Postgres answers', async () => {
    const db = openDatabase({ connectionString, maxConnections: 1 });
    await expect(db.check()).resolves.toBeUndefined();
    await db.close();
    await db.close();
  });

  it('names the address and the reason, never the password, when it does not', async () => {
    const db = openDatabase({ connectionString: 'postgresql://me:s3cret@127.0.0.1:1/lco', maxConnections: 1 });
    const failure = await db.check().catch((error: unknown) => String(error));
    expect(failure).toContain('Postgres at 127.0.0.1:1/lco cannot be used');
    expect(failure).not.toContain('s3cret');
    await db.close();
  });
});
