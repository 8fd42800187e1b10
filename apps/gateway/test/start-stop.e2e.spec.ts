import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder, removeDataFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { Gateway } from './support/gateway.ts';
import { Ledger } from './support/ledger.ts';
import { madeUpPrompts } from './support/prompts.ts';
import { planTraffic, type SentRequest, sendTraffic } from './support/traffic.ts';

/** The spool promises a row on the disk a few milliseconds after its answer; a busy machine is granted more. */
const ROW_IS_SAFE_AFTER_MS = 250;
const TRAFFIC_MS = 4_000;

let simulator: Simulator;
let providersUrl: string;
/** Started as a newcomer does: no key, no configuration. */
let gateway: Gateway;

beforeAll(async () => {
  simulator = createSimulator();
  providersUrl = (await simulator.start()).url;
  gateway = await Gateway.start();
});
afterAll(async () => {
  await gateway.remove();
  await simulator.stop();
});

describe('a fresh start', () => {
  it('prints a dashboard address that opens and is ready from that moment', async () => {
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    const page = await fetch(gateway.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');
  });

  it('prints a curl that works when it is pasted into a shell', async () => {
    const command = /^ {2}(curl [\s\S]+?'\{.*\}')$/m.exec(gateway.program.output)?.[1] ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent`]);
    const answer = JSON.parse(stdout);
    expect(answer.choices[0].message.content).not.toBe('');
    expect(answer.lco).toMatchObject({ simulated: true, cache: 'miss' });
  });

  it('says that the providers are simulated, in the banner and in every answer', async () => {
    expect(gateway.program.output).toContain('SIMULATED providers: no real model is called, nothing is paid.');
    const answer = await gateway.chat({ model: 'auto', messages: [{ role: 'user', content: 'Are you real?' }] });
    expect(answer.headers.get('x-lco-simulated')).toBe('true');
  });

  it('prints a sign-in link that opens one session, once', async () => {
    const token = new URL(gateway.signInUrl).searchParams.get('token');
    const signIn = () => gateway.call('POST', '/api/v1/session', { token }, {});
    const first = await signIn();
    expect(first.status).toBe(201);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect((await gateway.call('GET', '/api/v1/overview', undefined, { cookie })).status).toBe(200);
    expect((await signIn()).status).toBe(401);
  });
});

describe('a stop', () => {
  let dataDir: string;
  const started: Gateway[] = [];
  const start = async () => {
    const gateway = await Gateway.start({ dataDir, providersUrl });
    started.push(gateway);
    return gateway;
  };

  beforeAll(() => {
    dataDir = makeDataFolder();
  });
  afterEach(async () => {
    for (const gateway of started.splice(0)) await gateway.stop();
    simulator.books.clear();
  });
  afterAll(() => removeDataFolder(dataDir));

  it('by SIGTERM: requests under way finish, the exit code is 0, and the next start knows every one of them', async () => {
    const gateway = await start();
    const planned = Array.from({ length: 10 }, (_, at) => ({
      id: `under-way-${at}`,
      body: {
        model: 'auto',
        stream: at % 2 === 0,
        messages: [{ role: 'user', content: `Take your time, ${at} [[sim:delay=800]]` }],
      },
    }));
    const answers = sendTraffic([gateway], planned);
    await eventually('all requests are at the providers', async () =>
      simulator.books.totals().inFlight === planned.length ? true : null,
    );
    const end = gateway.stop('SIGTERM');
    expect((await answers).map(({ status, isWhole }) => ({ status, isWhole }))).toEqual(
      planned.map(() => ({ status: 200, isWhole: true })),
    );
    expect(await end).toEqual({ code: 0, signal: null });
    expect(gateway.program.output).toContain('Stopped.');
    const next = await start();
    const ledger = new Ledger(next.database);
    const ids = (await ledger.requests()).map(({ client_request_id: id }) => id);
    expect(ids.toSorted()).toEqual(planned.map(({ id }) => id).toSorted());
    await ledger.close();
  });

  it('fault F55, by SIGKILL in the middle of traffic: the next start recovers alone, each answered request has exactly one row, and so has every call that had begun', async () => {
    const gateway = await start();
    const planned = planTraffic(madeUpPrompts(5_000, 7), 10_000, 7);
    const answered: SentRequest[] = [];
    const startedAt = performance.now();
    let killedAt = Number.POSITIVE_INFINITY;
    await sendTraffic([gateway], planned, {
      isGoing: () => killedAt === Number.POSITIVE_INFINITY,
      onSent: (sent) => {
        if (sent.status === 200 && sent.isWhole) answered.push(sent);
        if (answered.length < 400 || sent.endedAt < startedAt + TRAFFIC_MS || killedAt < sent.endedAt) return;
        killedAt = performance.now();
        void gateway.stop('SIGKILL');
      },
    });
    expect((await gateway.program.ended()).signal).toBe('SIGKILL');
    expect(answered.length).toBeLessThan(planned.length);
    await eventually('the providers are idle', async () => (simulator.books.totals().inFlight === 0 ? true : null));

    const next = await start();
    expect(next.program.output).toContain('it has recovered');
    await next.booked();
    const ledger = new Ledger(next.database);
    const rows = (await ledger.requests()).filter(({ client_request_id: id }) => id.startsWith('traffic-'));
    const rowsById = Map.groupBy(rows, ({ client_request_id: id }) => id);
    expect([...rowsById.values()].filter((same) => same.length > 1)).toEqual([]);
    const safe = answered.filter(({ endedAt }) => endedAt < killedAt - ROW_IS_SAFE_AFTER_MS);
    expect(safe.length).toBeGreaterThan(100);
    expect(safe.filter(({ id }) => !rowsById.has(id))).toEqual([]);

    const books = new Map(simulator.books.rows(0, 100_000).map((row) => [row.requestId, row]));
    const all = await ledger.attempts();
    const attempts = all.filter(({ provider_request_id: id }) => id !== null && books.has(id));
    expect(new Set(attempts.map(({ provider_request_id: id }) => id)).size).toBe(attempts.length);
    const differing = attempts.filter((attempt) => {
      const row = books.get(attempt.provider_request_id ?? '');
      return row?.promptTokens !== attempt.prompt_tokens || row.completionTokens !== attempt.completion_tokens;
    });
    expect(differing).toEqual([]);
    // Fault F55: what it was in the middle of has rows too, charged with its prompt.
    const interrupted = all.filter(({ outcome }) => outcome === 'interrupted');
    expect(interrupted.length).toBeGreaterThan(0);
    expect(interrupted.filter((attempt) => attempt.prompt_tokens === 0)).toEqual([]);
    expect(attempts.length + interrupted.length).toBeGreaterThanOrEqual(books.size);
    expect((await next.chat({ model: 'auto', messages: [{ role: 'user', content: 'Still there?' }] })).status).toBe(
      200,
    );
    await ledger.close();
  });
});

describe('a start that cannot work', () => {
  let occupied: Server;
  let occupiedPort: number;
  const folders: string[] = [];
  const folder = () => {
    const made = makeDataFolder();
    folders.push(made);
    return made;
  };

  beforeAll(async () => {
    occupied = createServer();
    occupiedPort = await new Promise((resolve) => {
      occupied.listen(0, '127.0.0.1', () => {
        const address = occupied.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
  afterAll(async () => {
    occupied.close();
    for (const made of folders) await removeDataFolder(made);
  });

  const brokenConfig = () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'broken.yaml'), 'user:\n  default_preferense: cost\nrouting_rules: [1\n');
    return { dataDir, env: { LCO_CONFIG: 'broken.yaml' } };
  };

  it.each([
    {
      name: 'a port in use',
      options: () => ({ dataDir: folder(), env: { LCO_PORT: String(occupiedPort) } }),
      says: () => `Port ${occupiedPort} on 127.0.0.1 is in use`,
    },
    { name: 'a broken configuration file', options: brokenConfig, says: () => 'broken.yaml' },
    {
      name: 'a database that cannot be reached',
      options: () => ({ dataDir: folder(), env: { DATABASE_URL: 'postgresql://lco:word@127.0.0.1:1/lco' } }),
      says: () => 'Check DATABASE_URL',
    },
    {
      name: 'REDIS_URL without DATABASE_URL',
      options: () => ({ dataDir: folder(), env: { REDIS_URL: 'redis://127.0.0.1:1' } }),
      says: () => 'REDIS_URL is set without DATABASE_URL',
    },
    {
      name: 'a second gateway on the same data folder',
      options: () => ({ dataDir: gateway.dataDir }),
      says: () => 'another gateway',
    },
    {
      name: 'a mistyped setting',
      options: () => ({ dataDir: folder(), env: { LCO_PORT: 'eighty' } }),
      says: () => 'LCO_PORT must be a whole number',
    },
  ])('$name ends it with one clear sentence, an exit code and no stack', async ({ options, says }) => {
    const { code, output } = await Gateway.startInVain(options());
    expect(code).toBe(1);
    expect(output).toContain('The gateway did not start.');
    expect(output).toContain(says());
    expect(output).not.toMatch(/^\s+at /m);
    expect(output).not.toContain('defect');
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  });
});
