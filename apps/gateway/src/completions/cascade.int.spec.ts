import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import { startTestPostgres, type TestPostgres } from '@llm-cost-optimizer/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestAnswer, type TestGateway } from '../__testing__/test-gateway.ts';

const SCHEMA = {
  type: 'object',
  required: ['name', 'count'],
  properties: { name: { type: 'string' }, count: { type: 'integer' } },
  additionalProperties: false,
};
const TOOL = {
  type: 'function',
  function: {
    name: 'look_up',
    parameters: { type: 'object', required: ['term'], properties: { term: { type: 'string' } } },
  },
};

/** Requests of the kinds that a cascade checks: short answers plain and streamed, JSON by a schema, tool calls. */
const REQUESTS: readonly Record<string, unknown>[] = Array.from({ length: 160 }, (_, index) => {
  const n = index + 11;
  const about = (content: string, over: object = {}) => ({
    model: 'lco/cost',
    messages: [{ role: 'user', content }],
    ...over,
  });
  switch (index % 4) {
    case 0:
      return about(`Let G be a finite group of order ${n} acting on 9 points. How many orbits are possible?`);
    case 1:
      return about(`Find the number of real roots of x^7 - ${n}x^5 + 3x - 9 = 0.`, { stream: true });
    case 2:
      return about(
        `Prove that the spectral radius of ${n} operators is upper semicontinuous and give the counts as JSON.`,
        {
          response_format: { type: 'json_schema', json_schema: { name: 'found', strict: true, schema: SCHEMA } },
        },
      );
    default:
      return about(
        `Which lemma do we need to prove that the ring of integers of Q(sqrt ${n}) is Euclidean? Look it up first.`,
        {
          tools: [TOOL],
          tool_choice: 'required',
        },
      );
  }
});

const CONFIG = `
routing_rules:
  cost_mode:
    low_complexity: [openai/gpt-oss-20b, gpt-6-luna, claude-haiku-4-5]
    medium_complexity: [gpt-6.2-sol]
    high_complexity: [gpt-6.2-sol]
routing:
  cascade: { use: on, quality_target: 0.5 }
`;

describe('a run of cascades', () => {
  let simulator: Simulator;
  let postgres: TestPostgres;
  let pool: pg.Pool;
  let test: TestGateway;
  let answers: TestAnswer[];

  beforeAll(async () => {
    simulator = createSimulator({ speed: 'instant' });
    const { url } = await simulator.start();
    postgres = await startTestPostgres();
    pool = new pg.Pool({ connectionString: postgres.connectionString, max: 2 });
    // The server of the tests stops before its last connection has said goodbye.
    pool.on('error', () => undefined);
    test = await startTestGateway({
      DATABASE_URL: postgres.connectionString,
      OPENAI_API_KEY: 'key-of-the-tests',
      OPENAI_BASE_URL: `${url}/openai/v1`,
      ANTHROPIC_API_KEY: 'key-of-the-tests',
      ANTHROPIC_BASE_URL: `${url}/anthropic`,
      GROQ_API_KEY: 'key-of-the-tests',
      GROQ_BASE_URL: `${url}/groq/openai/v1`,
    });
    expect((await test.call('PUT', '/api/v1/config', { yaml: CONFIG })).status).toBe(200);
    answers = [];
    for (let at = 0; at < REQUESTS.length; at += 20) {
      answers.push(...(await Promise.all(REQUESTS.slice(at, at + 20).map((body) => test.chat(body)))));
    }
    await eventually(async () => ((await count('request')) === REQUESTS.length ? true : null));
  });
  afterAll(async () => {
    await test.stop();
    await pool.end();
    await postgres.stop();
    await simulator.stop();
  });

  const count = async (table: string) => {
    const { rows } = await pool.query<{ count: number }>(`select count(*)::int as count from ledger.${table}`);
    return rows[0]?.count ?? 0;
  };

  it('answers everybody, keeps what passes its checks and asks the better model for the rest', async () => {
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    const { rows } = await pool.query<{ result: string | null; check: string | null; count: number }>(
      `select trace->'cascade'->>'result' as result, trace->'cascade'->>'check' as check, count(*)::int as count
       from ledger.request group by 1, 2`,
    );
    const of = (result: string, check?: string) =>
      rows
        .filter((row) => row.result === result && (check === undefined || row.check === check))
        .reduce((sum, row) => sum + row.count, 0);
    expect(of('kept') + of('escalated')).toBeGreaterThanOrEqual(100);
    expect(of('kept', 'json_schema')).toBeGreaterThan(0);
    expect(of('kept', 'tool_calls')).toBeGreaterThan(0);
    // Simulated answers are prose without a number: nothing can agree with them.
    expect(of('escalated', 'agreement')).toBeGreaterThan(0);
  });

  it('has one attempt row for each call that the providers received, with their tokens', async () => {
    const { requests, promptTokens, completionTokens } = simulator.books.totals();
    const { rows } = await pool.query(
      `select count(*)::int as requests, sum(prompt_tokens)::int as "promptTokens", sum(completion_tokens)::int as "completionTokens"
       from ledger.attempt`,
    );
    expect(rows[0]).toEqual({ requests, promptTokens, completionTokens });
    expect(requests).toBeGreaterThan(REQUESTS.length);
  });

  it('costs what its calls cost, and what nobody got is overhead, to the last digit', async () => {
    const { rows } = await pool.query(
      `select request.id from ledger.request request
       join lateral (select sum(cost_usd) as cost,
           coalesce(sum(cost_usd) filter (where trace->'cascade'->'wasted' @> to_jsonb(number)), 0) as wasted
         from ledger.attempt where request_id = request.id) calls on true
       where request.cost_usd is distinct from calls.cost or (saved_usd is not null and (overhead_usd <> calls.wasted
         or saved_usd <> baseline_usd - request.cost_usd
         or saved_usd <> routing_usd + exact_cache_usd + semantic_cache_usd + dedup_usd + prompt_cache_usd + service_tier_usd - overhead_usd))`,
    );
    expect(rows).toEqual([]);
  });

  it('serves the model that answered, and repeats every decision', async () => {
    const { rows } = await pool.query<{ id: string; served: string; expected: string }>(
      `select id, served_provider || '/' || served_model as served,
         trace->'cascade'->>(case trace->'cascade'->>'result' when 'kept' then 'cheap' else 'strong' end) as expected
       from ledger.request where trace ? 'cascade'`,
    );
    expect(rows.filter(({ served, expected }) => served !== expected)).toEqual([]);
    for (const { id } of rows.slice(0, 10)) {
      const { json } = await test.call('POST', `/api/v1/decisions/${id}/replay`);
      expect(json, id).toMatchObject({ isSame: true });
    }
  });

  it('is counted, and teaches what its checks have proven', async () => {
    expect((await test.call('GET', '/metrics')).text).toMatch(
      /lco_cascades_total\{result="kept",check="json_schema"\} \d/,
    );
    const models = await eventually(async () => {
      const { json } = await test.call('GET', '/api/v1/routing/beliefs');
      return json.models.length > 0 ? json.models : null;
    });
    expect(models[0].labels).toBeGreaterThan(0);
  });
});
