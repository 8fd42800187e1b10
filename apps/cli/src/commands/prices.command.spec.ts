import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProvider, type Provider } from '@pydantic/genai-prices';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProgram } from '../program.ts';

let folder: string;
let server: Server;
let published = '';
let url = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lco-prices-'));
  published = list();
  server = createServer((_, response) => {
    response.writeHead(published === '' ? 503 : 200).end(published);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.json`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function list(change: (openai: Provider) => void = () => {}): string {
  const providers = ['openai', 'anthropic', 'groq'].map((providerId) =>
    structuredClone(findProvider({ providerId }) as Provider),
  );
  change(providers[0] as Provider);
  return JSON.stringify(providers);
}

const withNova = () =>
  list((openai) => {
    openai.models.push({
      id: 'gpt-7-nova',
      match: { equals: 'gpt-7-nova' },
      prices: { input_mtok: 3, output_mtok: 9 },
    });
  });

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = createProgram({
    output: { line: (text) => lines.push(text), isTerminal: false },
    env: { INIT_CWD: folder, LCO_DATA_DIR: join(folder, 'data') },
    readStdin: async () => '{"prompt_tokens": 1000000, "completion_tokens": 0}',
  });
  await program.parseAsync(['node', 'lco', ...args]);
  return lines.join('\n');
}

const costOfNova = async () =>
  JSON.parse(await run('cost', '--provider', 'openai', '--model', 'gpt-7-nova', '--usage', '-'));

describe('lco prices show', () => {
  it('lists rates with their source, on any day and with agreed prices', async () => {
    expect(await run('prices', 'show', '--provider', 'anthropic')).toMatch(
      /anthropic\/claude-haiku-5-5 .* 100001 .*overlay/,
    );
    const cut = async (day: string) => {
      const shown = JSON.parse(await run('--json', 'prices', 'show', '--at', day));
      return shown.models.find(({ id }: { id: string }) => id === 'anthropic/claude-sonnet-5-5').cacheReadUsdPerMillion;
    };
    expect([await cut('2026-10-06'), await cut('2026-10-07')]).toEqual(['0.2', '0.1']);
    writeFileSync(
      join(folder, 'c.yaml'),
      'providers:\n  openai:\n    models:\n      - name: gpt-6-luna\n        input_usd_per_million: 0.07\n        output_usd_per_million: 0.4\n',
    );
    expect(await run('prices', 'show', '--config', 'c.yaml')).toMatch(/openai\/gpt-6-luna .* 0\.07 .* override/);
  });

  it('refuses a provider without models and a day that does not exist', async () => {
    await expect(run('prices', 'show', '--provider', 'opneai')).rejects.toThrow('no model of "opneai"');
    await expect(run('prices', 'show', '--at', '2026-02-30')).rejects.toThrow('--at');
  });
});

describe('lco prices diff and refresh', () => {
  it('shows what a published list would change, without changing anything', async () => {
    published = withNova();
    expect(await run('prices', 'diff', '--from', url)).toMatch(/openai\/gpt-7-nova .* 3, 9 .*changes/);
    expect((await costOfNova()).cost_usd).toBeNull();
  });

  it('takes a list into use, keeps it, and gives it back', async () => {
    published = withNova();
    expect(await run('prices', 'refresh', '--from', url)).toContain('at its next start');
    expect(await costOfNova()).toMatchObject({ cost_usd: '3', price_source: 'feed' });
    published = '';
    expect((await costOfNova()).cost_usd).toBe('3');
    expect(await run('prices', 'show')).toContain(url);
    await run('prices', 'reset');
    expect((await costOfNova()).cost_usd).toBeNull();
  });

  it.each([
    [
      'a list that is refused',
      () =>
        list((openai) =>
          openai.models.forEach((model) => {
            model.prices = { input_mtok: 1 };
          }),
        ),
      /refused, and nothing was changed/,
    ],
    ['another text', () => '<html>', /is no price list. It is not JSON/],
    ['an address that does not answer', () => '', /cannot be read \(status 503\)/],
  ])('keeps the prices in use on %s', async (_, text, message) => {
    published = text();
    await expect(run('prices', 'refresh', '--from', url)).rejects.toThrow(message);
    expect(existsSync(join(folder, 'data', 'prices.json'))).toBe(false);
  });

  it('takes only the version that was pinned', async () => {
    published = withNova();
    await expect(run('prices', 'refresh', '--from', url, '--pin', 'abc')).rejects.toThrow('not abc');
    const { version } = JSON.parse(await run('--json', 'prices', 'diff', '--from', url));
    await run('prices', 'refresh', '--from', url, '--pin', version);
    expect((await costOfNova()).cost_usd).toBe('3');
  });

  it('says how to go on when the kept list is damaged', async () => {
    await run('prices', 'refresh', '--from', url);
    writeFileSync(join(folder, 'data', 'prices.json'), '{}');
    await expect(run('prices', 'show')).rejects.toThrow('lco prices reset');
  });
});
