import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

const RULES = `
routing:
  rules:
    - name: no secrets
      when: { text: '(?i)\\bpassword is\\b' }
      do: { refuse: 'Do not send passwords to models.' }
    - name: contracts
      when: { tag: legal }
      do: { mode: quality, min_tier: high }
    - name: batch at the cheap end
      when: { header: { name: x-batch, value: 'yes' } }
      do: { dial: 0 }
    - name: german to terra
      when: { language: de }
      do: { model: gpt-6.1-terra }
    - name: short questions
      when: { tokens: { to: 200 }, model: auto }
      do: { mode: cost }
`;

const ask = (content: string, over: object = {}) => ({ model: 'auto', messages: [{ role: 'user', content }], ...over });

describe('rules that go before the score', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
    const published = await gateway.call('PUT', '/api/v1/config', { yaml: RULES });
    expect(published.text).toContain('version');
  });
  afterAll(() => gateway.stop());

  it.each<{ name: string; body: Record<string, unknown>; headers: Record<string, string>; rule: string; mode: string }>(
    [
      {
        name: 'a mode and a lowest tier by tag',
        body: ask('Hi there', { lco: { tags: ['legal'] } }),
        headers: {},
        rule: 'contracts',
        mode: 'quality',
      },
      {
        name: 'a dial by header',
        body: ask('Hi again'),
        headers: { 'x-batch': 'yes' },
        rule: 'batch at the cheap end',
        mode: 'balanced',
      },
      {
        name: 'a mode by length and model',
        body: ask('Hi once more'),
        headers: {},
        rule: 'short questions',
        mode: 'cost',
      },
    ],
  )('choose $name', async ({ body, headers, rule, mode }) => {
    const answer = await gateway.chat(body, headers);
    expect(answer.status).toBe(200);
    expect(answer.json.lco).toMatchObject({ rule, mode });
    expect(answer.headers.get('x-lco-route-reason')).toContain(`rule:${rule}`);
  });

  it('choose a model by language, whatever was asked', async () => {
    const answer = await gateway.chat(
      ask('Was ist die Hauptstadt von Italien und warum?', { lco: { mode: 'quality' } }),
    );
    expect(answer.json.lco).toMatchObject({ model: 'gpt-6.1-terra', rule: 'german to terra' });
  });

  it('refuse with their own sentence, once and for all', async () => {
    const answer = await gateway.chat(ask('My password is hunter2, is it good?'));
    expect(answer.status).toBe(403);
    expect(answer.json.error).toMatchObject({ code: 'refused_by_rule', message: 'Do not send passwords to models.' });
    expect(answer.headers.get('x-should-retry')).toBe('false');
  });

  it('leave pinned models alone, but may refuse them', async () => {
    const pinned = await gateway.chat(ask('Sag mir bitte, wie das geht.', { model: 'openai/gpt-6-luna' }));
    expect(pinned.json.lco).toMatchObject({ model: 'gpt-6-luna' });
    expect(pinned.json.lco.rule).toBeUndefined();
    const refused = await gateway.chat(ask('The password is x', { model: 'openai/gpt-6-luna' }));
    expect(refused.status).toBe(403);
  });

  it('are not passed by through the cache: the same body under another header goes its own way', async () => {
    const body = ask('Name five rivers of Europe in order of their length.', { temperature: 0 });
    const first = await gateway.chat(body);
    expect((await gateway.chat(body)).headers.get('x-lco-cache')).toBe('HIT');
    expect((await gateway.chat(body)).headers.get('x-lco-cache')).toBe('HIT');
    const other = await gateway.chat(body, { 'x-batch': 'yes' });
    expect(other.headers.get('x-lco-cache')).toBe('MISS');
    expect(other.json.lco.rule).not.toBe(first.json.lco.rule);
  });

  it('are repeated with the decision: same rule, same choice', async () => {
    for (const body of [
      ask('Bitte nenne mir die Farben der Flagge und erkläre sie.'),
      ask('Hi', { lco: { tags: ['legal'] } }),
    ]) {
      const answer = await gateway.chat(body);
      const replay = await eventually(async () => {
        const found = await gateway.call('POST', `/api/v1/decisions/${answer.json.lco.request_id}/replay`);
        return found.status === 200 ? found : null;
      });
      expect(replay.json).toMatchObject({ isSame: true, differences: [] });
    }
  });

  it('are listed in order', async () => {
    const { json } = await gateway.call('GET', '/api/v1/routing/rules');
    expect(json.rules.map(({ name }: { name: string }) => name)).toEqual([
      'no secrets',
      'contracts',
      'batch at the cheap end',
      'german to terra',
      'short questions',
    ]);
    expect(json.rules[0]).toMatchObject({ index: 0, outcome: { refuse: 'Do not send passwords to models.' } });
    expect(json.rules[3].outcome).toEqual({ model: 'openai/gpt-6.1-terra' });
  });

  it('can be tested without a call: which one matched, and why the others did not', async () => {
    const { status, json } = await gateway.call('POST', '/api/v1/routing/rules/test', {
      request: { messages: [{ role: 'user', content: 'Hello' }] },
      headers: { 'X-Batch': 'yes' },
    });
    expect(status).toBe(200);
    expect(json.verdicts).toEqual([
      { index: 0, name: 'no secrets', verdict: 'failed', failed: 'text' },
      { index: 1, name: 'contracts', verdict: 'failed', failed: 'tag' },
      { index: 2, name: 'batch at the cheap end', verdict: 'matched', failed: null },
      { index: 3, name: 'german to terra', verdict: 'failed', failed: 'language' },
      { index: 4, name: 'short questions', verdict: 'shadowed', failed: null },
    ]);
    expect(json.decision).toMatchObject({ rule: 'batch at the cheap end', policy: { dial: 0 }, error: null });
  });

  it('can be tested on a draft, and on a refusal', async () => {
    const { json } = await gateway.call('POST', '/api/v1/routing/rules/test', {
      request: { messages: [{ role: 'user', content: 'Hello' }] },
      yaml: 'routing:\n  rules:\n    - name: closed\n      do: { refuse: Closed. }\n',
    });
    expect(json.verdicts).toEqual([{ index: 0, name: 'closed', verdict: 'matched', failed: null }]);
    expect(json.decision.error).toMatchObject({ code: 'refused_by_rule', message: 'Closed.' });
  });

  it('are shown by POST /v1/route with every verdict', async () => {
    const { json } = await gateway.call('POST', '/v1/route', ask('Hello', { lco: { tags: ['legal'] } }));
    expect(json).toMatchObject({ rule: 'contracts', mode: 'quality', policy: { min_tier: 'high' } });
    expect(json.rules).toHaveLength(5);
    expect(json.candidates[0].p_good).toBeGreaterThan(0);
  });

  it.each([
    { name: 'an expression', when: "text: 'a(?=b)'", path: 'routing.rules[0].when.text', word: 'RE2' },
    {
      name: 'a zone',
      when: 'time: { zone: Mars/Olympus }',
      path: 'routing.rules[0].when.time.zone',
      word: 'time zone',
    },
    {
      name: 'a condition that does not exist',
      when: 'keys: x',
      path: 'routing.rules[0].when.keys',
      word: 'Did you mean `key`?',
    },
  ])('that cannot be used are refused by the setting: $name', async ({ when, path, word }) => {
    const yaml = `routing:\n  rules:\n    - name: bad\n      when: { ${when} }\n      do: { mode: cost }\n`;
    const { json } = await gateway.call('POST', '/api/v1/config/validate', { yaml });
    expect(json.isValid).toBe(false);
    expect(json.problems[0]).toMatchObject({ path, line: 4 });
    expect(json.problems[0].message).toContain(word);
  });

  it.each([
    { name: 'nothing to do', text: 'do: {}', word: 'must say what to do' },
    { name: 'a model and a mode', text: 'do: { model: gpt-6-luna, mode: cost }', word: 'must not say anything beside' },
    { name: 'a model that nobody knows', text: 'do: { model: gpt-6-lunaa }', word: 'Did you mean' },
  ])('that say $name are refused', async ({ text, word }) => {
    const yaml = `routing:\n  rules:\n    - name: bad\n      ${text}\n`;
    const { json } = await gateway.call('POST', '/api/v1/config/validate', { yaml });
    expect(json.isValid).toBe(false);
    expect(json.problems[0].message).toContain(word);
  });
});

describe('rules by API', () => {
  it('replace those in force, leave the rest of the text alone, and are refused by the setting', async () => {
    const gateway = await startTestGateway();
    try {
      const before = (await gateway.call('GET', '/api/v1/config')).json;
      const rules = [{ name: 'one', when: { tag: 'x' }, do: { mode: 'cost' } }];
      const put = await gateway.call('PUT', '/api/v1/routing/rules', { rules, baseVersion: before.active.version });
      expect(put.status).toBe(200);
      const after = (await gateway.call('GET', '/api/v1/config')).json;
      expect(after.yaml).toContain('# Configuration of LLM Cost Optimizer.');
      expect(after.yaml).toContain('name: one');
      const late = await gateway.call('PUT', '/api/v1/routing/rules', {
        rules: [],
        baseVersion: before.active.version,
      });
      expect(late.status).toBe(409);
      const bad = await gateway.call('PUT', '/api/v1/routing/rules', {
        rules: [{ name: 'bad', when: { text: 'a(' }, do: { mode: 'cost' } }],
      });
      expect(bad.status).toBe(400);
      expect(bad.json.error.message).toContain('routing.rules[0].when.text');
      expect((await gateway.call('PUT', '/api/v1/routing/rules', { rules }, {})).status).toBe(401);
      await gateway.call('PUT', '/api/v1/routing/rules', { rules: [] });
      expect((await gateway.call('GET', '/api/v1/routing/rules')).json.rules).toEqual([]);
    } finally {
      await gateway.stop();
    }
  });
});

describe('the router’s own health', () => {
  it('is told from what was recorded: shares by tier and model', async () => {
    const gateway = await startTestGateway();
    try {
      for (const word of ['one', 'two', 'three']) await gateway.chat(ask(`Name a colour for ${word}.`));
      const health = await eventually(async () => {
        const { json } = await gateway.call('GET', '/api/v1/routing/health?range=1h');
        return json.requests === 3 ? json : null;
      });
      expect(health).toMatchObject({
        isConstant: false,
        tierEntropy: null,
        scorer: expect.stringMatching(/^quality-/),
      });
      expect(health.models[0].share).toBeGreaterThan(0);
      const { json: status } = await gateway.call('GET', '/api/v1/status');
      expect(status.routing).toMatchObject({ isConstant: false, scorer: health.scorer });
    } finally {
      await gateway.stop();
    }
  });
});
