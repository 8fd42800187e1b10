import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import {
  REDIS_SERVER,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@llm-cost-optimizer/testing';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { expectBooksToAgree } from './support/expect-books.ts';
import { Gateway } from './support/gateway.ts';
import { Ledger } from './support/ledger.ts';
import { madeUpPrompts } from './support/prompts.ts';
import { planTraffic, sendTraffic } from './support/traffic.ts';
import { Worker } from './support/worker.ts';

const prompt = (content: string) => ({ model: 'auto', messages: [{ role: 'user', content }] });
const NEWS_WITHIN_MS = 5_000;

describe.skipIf(REDIS_SERVER === null)(
  'two gateways and two workers on Postgres and Redis (needs redis-server)',
  () => {
    let postgres: TestPostgres;
    let redis: TestRedis;
    let simulator: Simulator;
    let one: Gateway;
    let other: Gateway;
    let ledger: Ledger;
    let env: Record<string, string>;
    const workers: Worker[] = [];
    const startWorker = async () => {
      const worker = await Worker.start(env);
      workers.push(worker);
      return worker;
    };

    beforeAll(async () => {
      simulator = createSimulator();
      [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
      env = {
        DATABASE_URL: postgres.connectionString,
        REDIS_URL: redis.url,
        LCO_ADMIN_TOKEN: 'token-of-all-instances-in-this-test',
      };
      const { url: providersUrl } = await simulator.start();
      // At once on an empty database: both want to make its tables.
      [one, other] = await Promise.all([Gateway.start({ env, providersUrl }), Gateway.start({ env, providersUrl })]);
      ledger = new Ledger(postgres.connectionString);
    });
    afterAll(async () => {
      await ledger.close();
      await Promise.all([one.remove(), other.remove()]);
      for (const worker of workers) await worker.stop();
      await Promise.all([redis.stop(), postgres.stop(), simulator.stop()]);
    });

    it('book each request once, although a worker is killed while it writes', async () => {
      const planned = planTraffic(madeUpPrompts(400, 21), 600, 21);
      const doomed = await startWorker();
      const release = await ledger.hold();
      const first = await sendTraffic([one, other], planned.slice(0, 300));
      await eventually('the worker is in the middle of a write', async () =>
        (await ledger.waiting()) > 0 ? true : null,
      );
      expect(await doomed.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
      await release();
      await startWorker();
      await startWorker();
      const rest = await sendTraffic([one, other], planned.slice(300));
      expect([...first, ...rest].filter(({ status, isWhole }) => status !== 200 || !isWhole)).toEqual([]);
      await Promise.all([one.booked(), other.booked()]);
      const ids = (await ledger.requests()).map(({ client_request_id: id }) => id);
      expect(ids.toSorted()).toEqual(planned.map(({ id }) => id).toSorted());
      expect(await ledger.count('refused_entry')).toBe(0);
    });

    it('have the tokens that the providers counted, and the same sums in every roll-up', async () => {
      await expectBooksToAgree(ledger, simulator);
      const raw = await ledger.rawSums();
      for (const grain of ['minute', 'hour', 'day'] as const)
        expect(await ledger.rollupSums(grain), grain).toEqual(raw);
    });

    it('show the same figures on every gateway', async () => {
      const figures = async (gateway: Gateway) => (await gateway.call('GET', '/api/v1/overview?range=1h')).json.totals;
      expect(await figures(one)).toEqual(await figures(other));
      expect((await figures(one)).requests).toBe(await ledger.count('request'));
    });

    it('answer on one gateway from what another one has cached', async () => {
      const asked = await one.chat(prompt('What is the same everywhere?'));
      expect(asked.headers.get('x-lco-cache')).toBe('MISS');
      const calls = simulator.books.totals().requests;
      const again = await eventually('a hit on the other gateway', async () => {
        const answer = await other.chat({
          ...prompt('What is the same everywhere?'),
          lco: { cache: { write: false } },
        });
        return answer.headers.get('x-lco-cache') === 'HIT' ? answer : null;
      });
      expect(again.json.choices).toEqual(asked.json.choices);
      expect(again.headers.get('x-lco-cost-usd')).toBe('0');
      expect(simulator.books.totals().requests).toBe(calls);
    });

    it('take over a configuration within seconds wherever it was published', async () => {
      const yaml = 'user:\n  default_preference: quality\n';
      const published = await one.call('PUT', '/api/v1/config', { yaml, message: 'all at once' });
      expect(published.status).toBe(200);
      await eventually(
        'the other gateway has the version',
        async () => {
          const { json } = await other.call('GET', '/api/v1/status');
          return json.configVersion === published.json.version ? true : null;
        },
        NEWS_WITHIN_MS,
      );
      expect((await other.chat(prompt('In which mode?'))).headers.get('x-lco-mode')).toBe('quality');
    });

    it('tell a dashboard on one gateway what happens on another, each request once', async () => {
      await Promise.all([one.booked(), other.booked()]);
      const socket = io(other.url, { path: '/live', transports: ['websocket'], auth: { token: other.adminToken } });
      const deltas: LedgerDelta[] = [];
      socket.on('ledger:delta', (delta: LedgerDelta) => deltas.push(delta));
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      for (const content of ['One', 'Two', 'Three']) await one.chat(prompt(`${content} for the socket`));
      await eventually('three requests were told', async () =>
        deltas.reduce((sum, { requests }) => sum + requests, 0) === 3 ? true : null,
      );
      socket.disconnect();
    });

    it('stop without losing a row: gateways first, then workers, each with exit code 0', async () => {
      const planned = planTraffic(madeUpPrompts(50, 22), 60, 22);
      await sendTraffic([one, other], planned);
      expect(await one.stop()).toEqual({ code: 0, signal: null });
      expect(await other.stop()).toEqual({ code: 0, signal: null });
      for (const worker of workers.slice(1)) expect(await worker.stop()).toEqual({ code: 0, signal: null });
      const ids = (await ledger.requests()).map(({ client_request_id: id }) => id);
      expect(ids.filter((id) => id.startsWith('traffic-22-')).toSorted()).toEqual(
        planned.map(({ id }) => id).toSorted(),
      );
    });
  },
);
