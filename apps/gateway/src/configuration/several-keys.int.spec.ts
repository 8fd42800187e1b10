import { requestDetailSchema } from '@llm-cost-optimizer/contracts';
import { CompletionScript, type ScriptedProvider, startScriptedProvider } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

const KEYS = { LIMITED_KEY: 'sk-limited-0123456789', GOOD_KEY: 'sk-good-0123456789', EU_KEY: 'sk-eu-0123456789' };

let home: ScriptedProvider;
let eu: ScriptedProvider;
let test: TestGateway;
let requests = 0;

beforeAll(async () => {
  [home, eu, test] = await Promise.all([
    startScriptedProvider(),
    startScriptedProvider(),
    startTestGateway({ ...KEYS }),
  ]);
  const yaml = `providers:
  openai:
    base_url: ${home.url}/v1
    keys:
      - { key: "\${LIMITED_KEY}", name: limited }
      - { key: "\${GOOD_KEY}", name: good }
  groq:
    deployments:
      - { base_url: "${home.url}/v1", key: "\${GOOD_KEY}", name: home }
      - { base_url: "${eu.url}/v1", key: "\${EU_KEY}", region: eu }
`;
  const { status, text } = await test.call('PUT', '/api/v1/config', { yaml });
  if (status !== 200) throw new Error(text);
});

afterAll(async () => {
  await test?.stop();
  await Promise.all([home?.stop(), eu?.stop()]);
});

beforeEach(() => {
  home.reset();
  eu.reset();
});

/** One request with an id of its own, and its row in the ledger. */
async function ask(model: string, session: string) {
  const id = `several-keys-${++requests}`;
  const body = { model, messages: [{ role: 'user', content: 'Hello' }], seed: requests };
  const answer = await test.chat(body, { 'x-request-id': id, 'x-session-id': session });
  const row = await eventually(async () => {
    const { status, json } = await test.call('GET', `/api/v1/requests/${id}`);
    return status === 200 ? requestDetailSchema.parse(json) : null;
  });
  return { answer, row };
}

/** A provider that refuses one key for its rate limit and serves every other one. */
function limit(key: string): void {
  home.play((call) => {
    if (call.headers.authorization !== `Bearer ${key}`) return new CompletionScript().answer(call);
    const body = JSON.stringify({
      error: { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' },
    });
    const head = 'HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\nretry-after: 30';
    call.socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
}

describe('several keys of one provider', () => {
  it('fault F01: a limit on one key is met once; the other key answers, and goes on answering', async () => {
    limit(KEYS.LIMITED_KEY);
    const rows = [];
    for (let session = 0; session < 12; session += 1) {
      const { answer, row } = await ask('openai/gpt-6-luna', `session-${session}`);
      expect(answer.status).toBe(200);
      rows.push(row);
    }
    const attempts = rows.flatMap((row) => row.attempts.map(({ outcome }) => outcome));
    expect(attempts.filter((outcome) => outcome !== 'ok')).toEqual(['rate_limited']);
    const moved = rows.find(({ attempts: made }) => made.length === 2);
    expect(moved?.trace.upstreams).toEqual([
      { attempt: 1, deployment: 'default', key: 'limited' },
      { attempt: 2, deployment: 'default', key: 'good' },
    ]);
  });

  it('fault F08: an address that fails is answered for by the other one, with its own key', async () => {
    home.play(({ socket }) => void socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n'));
    const { answer, row } = await ask('groq/openai/gpt-oss-20b', 'session-1');
    expect(answer.status).toBe(200);
    expect(row.trace.upstreams).toEqual([
      { attempt: 1, deployment: 'home', key: 'home' },
      { attempt: 2, deployment: 'eu', key: 'eu' },
    ]);
    expect(eu.calls.at(-1)?.headers.authorization).toBe(`Bearer ${KEYS.EU_KEY}`);
    expect(eu.calls.every(({ headers }) => headers.authorization === `Bearer ${KEYS.EU_KEY}`)).toBe(true);
  });

  it('fault F85: no key is in the ledger, on a page or in a log', async () => {
    const { row } = await ask('openai/gpt-6-luna', 'session-1');
    const pages = await Promise.all(
      ['/api/v1/config', '/api/v1/status', '/api/v1/requests', '/metrics'].map((path) => test.call('GET', path)),
    );
    const shown = [JSON.stringify(row), ...pages.map(({ text }) => text), test.log.join('\n')].join('\n');
    for (const key of Object.values(KEYS)) expect(shown).not.toContain(key);
  });
});
