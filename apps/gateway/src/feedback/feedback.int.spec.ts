import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

const ask = (content: string, over: object = {}) => ({ model: 'auto', messages: [{ role: 'user', content }], ...over });

describe('POST /v1/feedback', () => {
  let test: TestGateway;
  let keys: string[];

  beforeAll(async () => {
    test = await startTestGateway();
    const made = await Promise.all(['one', 'two'].map((name) => test.call('POST', '/api/v1/keys', { name })));
    keys = made.map(({ json }) => json.secret);
  });
  afterAll(() => test.stop());

  const as = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { authorization: `Bearer ${key}` };
  const say = (body: unknown, key?: string, path = '/v1/feedback') => test.call('POST', path, body, as(key));

  /** The id of a request that is booked. */
  async function answered(body: Record<string, unknown>, key?: string): Promise<string> {
    const answer = await test.chat(body, as(key));
    expect(answer.status).toBe(200);
    const id = answer.headers.get('x-request-id') ?? '';
    await eventually(async () => ((await test.call('GET', `/api/v1/requests/${id}`)).status === 200 ? true : null));
    return id;
  }

  it.each([
    { body: { score: 0.4 }, score: 0.4, used: null },
    { body: { rating: 'good' }, score: 1, used: null },
    { body: { rating: 'up' }, score: 1, used: null },
    { body: { rating: 'bad' }, score: 0, used: null },
    { body: { rating: 'down', comment: 'No.' }, score: 0, used: null },
    { body: { should_have_used: 'bigger' }, score: null, used: 'bigger' },
    { body: { score: 1, should_have_used: 'smaller' }, score: 1, used: 'smaller' },
  ])('takes $body', async ({ body, score, used }) => {
    const id = await answered(ask(`Question ${JSON.stringify(body)}`), keys[0]);
    const given = await say({ request_id: id, ...body }, keys[0]);
    expect(given.status).toBe(200);
    expect(given.json).toMatchObject({
      object: 'feedback',
      request_id: id,
      status: 'created',
      score,
      should_have_used: used,
      teaches: true,
    });
    expect(given.json.model).toContain('/');
  });

  it('keeps the last word per request, and shows it with the request', async () => {
    const id = await answered(ask('What is a monad?'));
    expect((await say({ request_id: id, rating: 'good' })).json.status).toBe('created');
    const other = await say({ request_id: id, score: 0.1, comment: 'Too vague.' }, undefined, '/feedback');
    expect(other.json).toMatchObject({ status: 'replaced', score: 0.1, comment: 'Too vague.' });
    const { json } = await test.call('GET', `/api/v1/requests/${id}`);
    expect(json.feedback).toMatchObject({ score: 0.1, comment: 'Too vague.', source: 'api', teaches: true });
    const metrics = await test.call('GET', '/metrics');
    expect(metrics.text).toMatch(/lco_feedback_total\{source="api",verdict="bad"\} [1-9]/);
  });

  it('is taken from the dashboard too', async () => {
    const id = await answered(ask('What is a functor?'));
    const put = await test.call('PUT', `/api/v1/requests/${id}/feedback`, { score: 1, comment: 'Fine.' });
    expect(put.json).toMatchObject({ score: 1, shouldHaveUsed: null, comment: 'Fine.', source: 'dashboard' });
    expect((await test.call('PUT', `/api/v1/requests/${id}/feedback`, {})).status).toBe(400);
    expect((await test.call('PUT', `/api/v1/requests/${id}/feedback`, { score: 1 }, {})).status).toBe(401);
  });

  it('lets a key speak of its own requests alone: the words are those for an id that does not exist', async () => {
    const id = await answered(ask('Mine alone'), keys[0]);
    const foreign = await say({ request_id: id, rating: 'bad' }, keys[1]);
    const missing = await say({ request_id: '01a210b1-0000-7000-8000-000000000000', rating: 'bad' }, keys[1]);
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect(foreign.json).toEqual(missing.json);
    expect(foreign.json.error).toMatchObject({ code: 'not_found', param: 'request_id' });
  });

  it('teaches nothing about answers that nobody decided about', async () => {
    const pinned = await answered(ask('Pinned', { model: 'openai/gpt-6-luna' }));
    expect((await say({ request_id: pinned, rating: 'good' })).json.teaches).toBe(false);
  });

  it.each([
    { name: 'nothing said', body: {}, param: null, word: 'must say something' },
    { name: 'two judgements', body: { score: 1, rating: 'bad' }, param: null, word: 'not both' },
    { name: 'a score beyond 1', body: { score: 5 }, param: 'score', word: '' },
    { name: 'another word', body: { rating: 'meh' }, param: 'rating', word: '' },
    { name: 'a field that is misspelt', body: { scores: 1 }, param: 'scores', word: 'Known:' },
    { name: 'a comment without end', body: { comment: 'x'.repeat(2_001) }, param: 'comment', word: '' },
    { name: 'a comment with the character 0', body: { comment: 'a\u0000b' }, param: 'comment', word: '' },
  ])('refuses $name', async ({ body, param, word }) => {
    const { status, json } = await say({ request_id: 'x', ...body });
    expect(status).toBe(400);
    expect(json.error.param).toBe(param);
    expect(json.error.message).toContain(word);
  });

  it('takes POST only, and JSON only', async () => {
    expect((await test.call('GET', '/v1/feedback', undefined, {})).status).toBe(405);
    const bad = await fetch(`${test.gateway.url}/v1/feedback`, { method: 'POST', body: 'request_id=1' });
    expect(bad.status).toBe(400);
  });
});
