import Anthropic from '@anthropic-ai/sdk';
import { CompletionScript, type Script, type ScriptedCall, send, sendHead } from '@llm-cost-optimizer/testing';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab, KEY, SCRIPTED, type Seen, SIMULATED } from './support/fault-lab.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
let anthropic: Anthropic;

beforeAll(async () => {
  lab = await FaultLab.start();
  anthropic = new Anthropic({ apiKey: 'anything', baseURL: lab.url, maxRetries: 0 });
});
afterAll(() => lab.stop());

const good = new CompletionScript();
const user = (content: string) => [{ role: 'user' as const, content }];
const error = (message: string, fields: Record<string, unknown> = {}) =>
  JSON.stringify({ error: { message, type: 'x', param: null, code: null, ...fields } });
const refusing =
  (status: number, body: string, headers: Record<string, string> = {}): Script =>
  (call) =>
    send(call, status, body, headers);

/** An API and the shape of its errors. */
interface Surface {
  readonly path: string;
  readonly body: (prompt: string) => Record<string, unknown>;
  readonly isOpenAi: boolean;
}
const SURFACES: readonly Surface[] = [
  { path: 'chat/completions', body: (prompt) => ({ messages: user(prompt) }), isOpenAi: true },
  {
    path: 'messages',
    body: (prompt) => ({ max_tokens: 100, messages: user(prompt) }),
    isOpenAi: false,
  },
  { path: 'responses', body: (prompt) => ({ input: prompt }), isOpenAi: true },
  { path: 'completions', body: (prompt) => ({ prompt }), isOpenAi: true },
];

async function ask(path: string, body: Record<string, unknown>): Promise<Seen> {
  const id = lab.nextId();
  const response = await fetch(`${lab.url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': id, 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model: 'auto', ...body }),
  });
  return { id, status: response.status, headers: response.headers, text: await response.text() };
}

/** What each fault is told as: status and `code` on OpenAI's APIs, status and `type` on Anthropic's. */
const told: readonly {
  readonly row: string;
  readonly name: string;
  readonly script: Script;
  readonly limits?: Readonly<Record<string, number>>;
  readonly openAi: readonly [status: number, code: string | null];
  readonly anthropic: readonly [status: number, type: string];
  readonly outcome: string;
}[] = [
  {
    row: 'F01',
    name: 'a limit with a long wait',
    script: refusing(429, error('Slow down.', { code: 'rate_limit_exceeded' }), { 'retry-after': '45' }),
    openAi: [429, 'rate_limit_exceeded'],
    anthropic: [429, 'rate_limit_error'],
    outcome: 'rate_limited',
  },
  {
    row: 'F06',
    name: 'an empty account',
    script: refusing(429, error('No money.', { code: 'insufficient_quota' })),
    openAi: [503, 'upstream_unavailable'],
    anthropic: [529, 'overloaded_error'],
    outcome: 'quota_exhausted',
  },
  {
    row: 'F08',
    name: 'a server error',
    script: refusing(500, '<html>nginx at 10.0.0.1</html>', { 'content-type': 'text/html' }),
    limits: { max_attempts: 1 },
    openAi: [503, 'upstream_unavailable'],
    anthropic: [529, 'overloaded_error'],
    outcome: 'server_error',
  },
  {
    row: 'F09',
    name: 'a refused key',
    script: refusing(401, error('Incorrect API key provided: sk-proj-abcd1234efgh.')),
    openAi: [503, 'upstream_unavailable'],
    anthropic: [529, 'overloaded_error'],
    outcome: 'auth_failed',
  },
  {
    row: 'F10',
    name: 'a model that is not there',
    script: refusing(404, error('The model does not exist.', { code: 'model_not_found' })),
    openAi: [404, 'model_not_found'],
    anthropic: [404, 'not_found_error'],
    outcome: 'not_found',
  },
  {
    row: 'F11',
    name: 'a request that the provider refuses',
    script: refusing(400, error("Invalid value for 'seed'.")),
    openAi: [400, null],
    anthropic: [400, 'invalid_request_error'],
    outcome: 'bad_request',
  },
  {
    row: 'F12',
    name: 'a prompt that is too long',
    script: refusing(
      400,
      error("This model's maximum context length is 128 tokens.", { code: 'context_length_exceeded' }),
    ),
    openAi: [400, 'context_length_exceeded'],
    anthropic: [400, 'invalid_request_error'],
    outcome: 'context_length',
  },
  {
    row: 'F13',
    name: 'a request that is too large',
    script: refusing(413, error('Too large.')),
    openAi: [413, 'request_too_large'],
    anthropic: [413, 'request_too_large'],
    outcome: 'too_large',
  },
  {
    row: 'F22',
    name: 'no answer in time',
    script: () => undefined,
    limits: { headers_timeout_ms: 300 },
    openAi: [504, 'upstream_timeout'],
    anthropic: [504, 'timeout_error'],
    outcome: 'timeout_headers',
  },
];

/** The beginning of a stream in the API that the call speaks. */
function beginning({ path }: ScriptedCall): string[] {
  if (path.endsWith('/chat/completions')) return good.events().slice(0, 4);
  if (path.endsWith('/completions')) {
    const choices = [{ index: 0, text: 'Hello from', finish_reason: null }];
    return [
      `data: ${JSON.stringify({ id: 'cmpl-1', object: 'text_completion', created: 1, model: 'gpt-6-luna', choices })}\n\n`,
    ];
  }
  const response = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'gpt-6-luna', output: [] };
  const delta = { item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hello from' };
  return [
    { type: 'response.created', sequence_number: 0, response },
    { type: 'response.output_text.delta', sequence_number: 1, ...delta },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** Breaks a stream off in its middle. */
const broken = (call: ScriptedCall): void => {
  sendHead(call, 200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' });
  for (const event of beginning(call)) {
    call.socket.write(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
  }
  call.socket.write('', () => call.socket.destroy());
};

describe.each(SURFACES)('on /v1/$path', ({ path, body, isOpenAi }) => {
  for (const [index, { row, name, script, limits, ...fault }] of told.entries()) {
    for (const stream of [false, true]) {
      it(`fault ${row}: ${name}, asked for ${stream ? 'as a stream' : 'plain'}, is told in its own form`, async () => {
        const model = `openai/fault-${path.replace('/', '-')}-${index}-${stream}`;
        await lab.use({ route: [model], ...(limits === undefined ? {} : { limits }) });
        lab.scripted.play(script);
        const seen = await ask(path, { ...body(`${row} ${path} ${stream}`), stream });
        const [status, code] = isOpenAi ? fault.openAi : fault.anthropic;
        const json = JSON.parse(seen.text);
        expect({ status: seen.status, code: isOpenAi ? json.error.code : json.error.type }, seen.text).toEqual({
          status,
          code,
        });
        if (isOpenAi)
          expect(json).toEqual({
            error: { message: expect.any(String), type: expect.any(String), param: json.error.param, code },
          });
        else expect(json).toEqual({ type: 'error', error: json.error, request_id: seen.id });
        expect(seen.headers.get(isOpenAi ? 'x-request-id' : 'request-id')).toBe(seen.id);
        expect(seen.headers.get('content-type')).toMatch(/^application\/json/);
        expect(seen.text).not.toMatch(/10\.0\.0\.1|<html|sk-proj/);
        expect(seen.text).not.toContain(KEY);
        expect(seen.headers.get('x-should-retry')).toBe('false');
        const { attempts } = await lab.row(seen.id);
        expect(attempts.map(({ outcome }) => outcome)).toEqual([fault.outcome]);
      });
    }
  }

  it('fault F26: a stream that breaks ends in one error event of its own form, and in no end', async () => {
    await lab.use({ route: [SCRIPTED] });
    lab.scripted.play(broken);
    const seen = await ask(path, { ...body(`F26 ${path}`), stream: true });
    const events = seen.text.trim().split('\n\n');
    const last = events.at(-1) ?? '';
    expect(seen.status).toBe(200);
    expect(events.filter((event) => /"error":|"type":"error"/.test(event))).toEqual([last]);
    expect(seen.text).not.toMatch(/\[DONE\]|message_stop|response\.completed|"finish_reason":"|"stop_reason":"/);
    if (path === 'messages' || path === 'responses') expect(last).toMatch(/^event: (?:error|response\.failed)\n/);
    expect(await lab.row(seen.id)).toMatchObject({
      outcome: 'failed',
      errorCode: 'upstream_broken',
      attempts: [{ outcome: 'broken', usageSource: 'estimated' }],
    });
    await lab.heal();
  });
});

describe('the official clients notice', () => {
  const prompt = (name: string) => `a break for ${name}`;
  const drain = async (events: AsyncIterable<unknown>) => {
    let count = 0;
    for await (const _ of events) count += 1;
    return count;
  };
  /** Each opens a stream with a client of its own and reads it to its end. */
  const clients: Readonly<Record<string, () => Promise<number>>> = {
    'openai, chat': async () =>
      drain(await lab.client.chat.completions.create({ model: 'auto', messages: user(prompt('chat')), stream: true })),
    'openai, completions': async () =>
      drain(await lab.client.completions.create({ model: 'auto', prompt: prompt('completions'), stream: true })),
    'openai, responses': async () =>
      drain(await lab.client.responses.create({ model: 'auto', input: prompt('responses'), stream: true })),
    '@anthropic-ai/sdk, create': async () =>
      drain(
        await anthropic.messages.create({
          model: 'auto',
          max_tokens: 100,
          messages: user(prompt('create')),
          stream: true,
        }),
      ),
    '@anthropic-ai/sdk, stream': async () => {
      await anthropic.messages
        .stream({ model: 'auto', max_tokens: 100, messages: user(prompt('stream')) })
        .finalMessage();
      return 0;
    },
  };
  for (const [name, read] of Object.entries(clients)) {
    it(`fault F26: a break in mid-stream throws in ${name}`, async () => {
      await lab.use({ route: [SCRIPTED] });
      lab.scripted.play(broken);
      await expect(read()).rejects.toThrow(/broke off|upstream_broken/);
      await lab.heal();
    });

    it(`fault F25: a break before the first token is none for ${name}`, async () => {
      await lab.use({ route: ['openai/fault-clients', SIMULATED] });
      lab.scripted.play(({ socket }) => void socket.destroy());
      expect(await read()).toBeGreaterThanOrEqual(0);
    });
  }

  it('fault F08: plain answers reject with the status and the code of their own API', async () => {
    await lab.use({ route: ['openai/fault-plain'], limits: { max_attempts: 1 } });
    lab.scripted.play(refusing(500, error('Broken.')));
    const plain = { model: 'auto' };
    await expect(lab.client.responses.create({ ...plain, input: 'r' })).rejects.toMatchObject({
      status: 503,
      code: 'upstream_unavailable',
    });
    await expect(anthropic.messages.create({ ...plain, max_tokens: 10, messages: user('m') })).rejects.toMatchObject({
      status: 529,
      error: { type: 'error', error: { type: 'overloaded_error' } },
    });
    await expect(
      lab.client.embeddings.create({ model: 'openai/text-embedding-3-small', input: 'e' }),
    ).rejects.toBeInstanceOf(OpenAI.APIError);
  });
});

sumsMustHold(() => lab);
