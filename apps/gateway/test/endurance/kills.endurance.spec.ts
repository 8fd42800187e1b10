import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import {
  REDIS_SERVER,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder, removeDataFolder } from '../support/data-folder.ts';
import { Gateway } from '../support/gateway.ts';
import { madeUpPrompts } from '../support/prompts.ts';
import { Worker } from '../support/worker.ts';
import { expectLedgerToHold } from './expect-ledger.ts';
import { makeUnreliable } from './faults.ts';
import { CONFIG, FAULT_SHARE, REQUESTS, WIDTH } from './settings.ts';
import { planUnruly, sendUnruly } from './unruly-traffic.ts';

/** Each is killed (SIGKILL) and started again at these shares of the traffic. */
const KILLS = { worker: 0.15, redis: 0.3, postgres: 0.45, gateway: 0.6, all: 0.8 } as const;
type Victim = keyof typeof KILLS;
const VICTIMS = ['worker', 'redis', 'postgres', 'gateway', 'all'] as const satisfies readonly Victim[];

describe.skipIf(REDIS_SERVER === null)(
  `${REQUESTS} requests while gateway, worker, Postgres and Redis are killed in turn (needs redis-server)`,
  () => {
    const planned = planUnruly(madeUpPrompts(REQUESTS, 41), REQUESTS, 41);
    let simulator: Simulator;
    let postgres: TestPostgres;
    let redis: TestRedis;
    let worker: Worker;
    let providersUrl: string;
    let env: Record<string, string>;
    const folders = [makeDataFolder(), makeDataFolder()];
    const gateways: Gateway[] = [];

    const startGateway = async (at: number) => {
      gateways[at] = await Gateway.start({ env, providersUrl, dataDir: folders[at] ?? makeDataFolder() });
    };
    const kill: Record<Exclude<Victim, 'all'>, () => Promise<void>> = {
      async worker() {
        await worker.stop('SIGKILL');
        worker = await Worker.start(env);
      },
      redis: () => redis.crash(),
      postgres: () => postgres.crash(),
      /** Its clients see the connection break; the next start on its data folder delivers what it had recorded. */
      async gateway() {
        await gateways[1]?.stop('SIGKILL');
        await startGateway(1);
      },
    };
    const killOne = async (victim: Victim) => {
      if (victim !== 'all') return kill[victim]();
      for (const one of ['redis', 'postgres', 'worker', 'gateway'] as const) await kill[one]();
    };

    beforeAll(async () => {
      simulator = createSimulator();
      makeUnreliable(simulator, FAULT_SHARE);
      [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
      env = {
        DATABASE_URL: postgres.connectionString,
        REDIS_URL: redis.url,
        LCO_ADMIN_TOKEN: 'token-of-all-instances-in-this-test',
      };
      providersUrl = (await simulator.start()).url;
      await Promise.all([startGateway(0), startGateway(1)]);
      worker = await Worker.start(env);
    });
    afterAll(async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await worker.stop();
      await Promise.all([redis.stop(), postgres.stop(), simulator.stop(), ...folders.map(removeDataFolder)]);
    });

    it('every answered request is booked once, with the tokens of the books', async () => {
      const [first] = gateways;
      if (first === undefined) throw new Error('No gateway.');
      expect((await first.call('PUT', '/api/v1/config', { yaml: CONFIG, message: 'A budget' })).status).toBe(200);
      const killings: Promise<void>[] = [];
      const due = VICTIMS.map((victim) => ({ victim, at: Math.floor(KILLS[victim] * REQUESTS) }));
      const onSent = (ended: number) => {
        for (const { victim } of due.filter(({ at }) => at === ended)) killings.push(killOne(victim));
      };
      const answers = await sendUnruly(() => gateways, planned, { width: WIDTH, onSent });
      await Promise.all(killings);
      for (const gateway of gateways) await gateway.booked();
      const [asked] = gateways;
      if (asked === undefined) throw new Error('No gateway is left.');
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(REQUESTS / 3);
      await expectLedgerToHold(postgres.connectionString, asked, { simulator, planned, answers, unheard: true });
    });
  },
);
