// Compares prisma/schema.prisma with what the committed migrations build, and writes the difference as a new migration.
//
//   node tools/migrate-diff.mjs <name>                writes prisma/migrations/<stamp>_<name>/migration.sql
//   node tools/migrate-diff.mjs --check               prints the difference; exit code 2 when there is one
//   ... --database <url>                              compares with this up-to-date database
//
// Without --database it starts a throw-away Postgres and applies the migrations to it. `prisma migrate` would do the
// same with a native binary from the internet; the same engine as WebAssembly comes with npm. Needs Node 24.
// The ledger (Postgres schema `ledger`) is outside of this: its changes are written by hand into the migration.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { startTestPostgres } from '../libs/testing/src/postgres.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const migrationsDir = join(root, 'prisma/migrations');
/** Oid of Postgres' one-byte type "char", which the catalogue uses and Prisma's adapter does not know. */
const CHAR_OID = 18;
/** Oid of `bpchar`, read the same way. */
const BPCHAR_OID = 1042;
/** Prisma's column type for characters. */
const CHARACTER_COLUMN = 6;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, database: { type: 'string' } },
});
process.exitCode = await main();
// The engine leaves connections open, which would hold the process for seconds.
process.exit();

async function main() {
  const [name] = positionals;
  if (!values.check && !/^[a-z0-9_]+$/.test(name ?? '')) {
    console.error('Give the migration a name of small letters, digits and underscores, or use --check.');
    return 1;
  }
  const sql =
    values.database === undefined ? await withThrowAwayDatabase(difference) : await difference(values.database);
  if (sql === '') {
    console.log('No difference: the migrations build what the schema says.');
    return 0;
  }
  if (values.check) {
    console.log(sql);
    return 2;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = join(migrationsDir, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  console.log(`Written: prisma/migrations/${stamp}_${name}/migration.sql. Read it, then run \`npm run generate\`.`);
  return 0;
}

/** SQL that turns the database into what the schema says; empty when it is that already. */
async function difference(connectionString) {
  const files = [{ path: 'schema.prisma', content: readFileSync(join(root, 'prisma/schema.prisma'), 'utf8') }];
  const engine = await openEngine(files[0].content, connectionString);
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: root },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  return exitCode === 0 ? '' : (stdout ?? '');
}

async function openEngine(schema, connectionString) {
  const entry = '@prisma/schema-engine-wasm/schema_engine_bg';
  const bindings = await import(entry);
  const wasm = readFileSync(join(dirname(fileURLToPath(import.meta.resolve(entry))), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, adapterFor(connectionString));
}

function adapterFor(connectionString) {
  const factory = new PrismaPg({ connectionString });
  const connect = factory.connect.bind(factory);
  const connectToShadowDb = factory.connectToShadowDb.bind(factory);
  factory.connect = async () => readCatalogueTypes(await connect());
  factory.connectToShadowDb = async () => readCatalogueTypes(await connectToShadowDb());
  return bindMigrationAwareSqlAdapterFactory(factory);
}

/** Without this, reading the catalogue fails with "Column type 'char' could not be deserialized". */
function readCatalogueTypes(adapter) {
  let characterColumns = [];
  const performIO = adapter.performIO.bind(adapter);
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    characterColumns = [];
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = BPCHAR_OID;
      characterColumns.push(index);
    }
    return result;
  };
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of characterColumns) result.columnTypes[index] = CHARACTER_COLUMN;
    return result;
  };
  return adapter;
}

async function withThrowAwayDatabase(work) {
  const server = await startTestPostgres();
  try {
    await applyMigrations(server.connectionString);
    return await work(server.connectionString);
  } finally {
    await server.stop();
  }
}

async function applyMigrations(connectionString) {
  const { MIGRATIONS } = await import('../libs/persistence/src/generated/migrations.ts');
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const { sql } of MIGRATIONS) await client.query(sql);
  } finally {
    await client.end();
  }
}
