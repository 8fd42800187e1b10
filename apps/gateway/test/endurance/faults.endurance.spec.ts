import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import {
  REDIS_SERVER,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gateway } from '../support/gateway.ts';
import { madeUpPrompts } from '../support/prompts.ts';
import { Worker } from '../support/worker.ts';
import { expectLedgerToHold } from './expect-ledger.ts';
import { makeUnreliable } from './faults.ts';
import { CONFIG, FAULT_SHARE, REQUESTS, WIDTH } from './settings.ts';
import { planUnruly, sendUnruly } from './unruly-traffic.ts';

async function useConfig(gateway: Gateway): Promise<void> {
  expect((await gateway.call('PUT', '/api/v1/config', { yaml: CONFIG, message: 'A budget' })).status).toBe(200);
}

describe(`${REQUESTS} requests, three calls in ten fail, one client in five leaves`, () => {
  const planned = planUnruly(madeUpPrompts(REQUESTS, 31), REQUESTS, 31);
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = createSimulator();
    makeUnreliable(simulator, FAULT_SHARE);
  });
  afterAll(() => simulator.stop());

  it('one gateway with its own database: the ledger equals the books, nothing is lost, doubled or still held', async () => {
    const gateway = await Gateway.start({ providersUrl: (await simulator.start()).url });
    try {
      await useConfig(gateway);
      const answers = await sendUnruly(() => [gateway], planned, { width: WIDTH });
      await gateway.booked();
      await expectLedgerToHold(gateway.database, gateway, { simulator, planned, answers, unheard: false });
    } finally {
      await gateway.remove();
    }
  });
});

describe.skipIf(REDIS_SERVER === null)(
  `${REQUESTS} such requests through two gateways and a worker (needs redis-server)`,
  () => {
    const planned = planUnruly(madeUpPrompts(REQUESTS, 32), REQUESTS, 32);
    let simulator: Simulator;
    let postgres: TestPostgres;
    let redis: TestRedis;
    let worker: Worker;
    let gateways: Gateway[];

    beforeAll(async () => {
      simulator = createSimulator();
      makeUnreliable(simulator, FAULT_SHARE);
      [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
      const env = {
        DATABASE_URL: postgres.connectionString,
        REDIS_URL: redis.url,
        LCO_ADMIN_TOKEN: 'token-of-all-instances-in-this-test',
      };
      const { url: providersUrl } = await simulator.start();
      gateways = await Promise.all([Gateway.start({ env, providersUrl }), Gateway.start({ env, providersUrl })]);
      worker = await Worker.start(env);
    });
    afterAll(async () => {
      await Promise.all(gateways.map((gateway) => gateway.remove()));
      await worker.stop();
      await Promise.all([redis.stop(), postgres.stop(), simulator.stop()]);
    });

    it('the ledger equals the books, nothing is lost, doubled or still held', async () => {
      const [first] = gateways;
      if (first === undefined) throw new Error('No gateway.');
      await useConfig(first);
      const answers = await sendUnruly(() => gateways, planned, { width: WIDTH });
      for (const gateway of gateways) await gateway.booked();
      await expectLedgerToHold(postgres.connectionString, first, { simulator, planned, answers, unheard: false });
    });
  },
);
