// Writes the secrets that docker-compose.yml needs into .env, each only if it is not there yet.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const file = join(resolve(import.meta.dirname, '..'), '.env');
const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
const missing = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'LCO_ADMIN_TOKEN'].filter(
  (name) => !new RegExp(`^${name}=.+`, 'm').test(before),
);
const lines = missing.map((name) => `${name}=${randomBytes(24).toString('base64url')}`);
const gap = before === '' || before.endsWith('\n') ? '' : '\n';
if (lines.length > 0) writeFileSync(file, `${before}${gap}${lines.join('\n')}\n`, { mode: 0o600 });
console.log(lines.length > 0 ? `.env: wrote ${missing.join(', ')}.` : '.env has all secrets already.');
