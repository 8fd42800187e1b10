import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url = '';
let seen: Seen[] = [];
let answers: Record<string, { status?: number; body: unknown }> = {};
const folder = mkdtempSync(join(tmpdir(), 'lco-cli-'));

beforeEach(async () => {
  seen = [];
  answers = {};
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { method = '', url: path = '' } = request;
      seen.push({ method, url: path, authorization: request.headers.authorization, headers: request.headers, body });
      const answer = answers[`${method} ${path}`] ?? { status: 404, body: { error: { message: 'No such thing.' } } };
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  args: string[],
  { env = {}, stdin = '' }: { env?: Record<string, string>; stdin?: string } = {},
): Promise<string[]> {
  const lines: string[] = [];
  const program = createProgram({
    output: { line: (text) => lines.push(...text.split('\n')), isTerminal: false },
    env: { LCO_URL: url, LCO_ADMIN_TOKEN: 'token-of-the-admin', ...env },
    readStdin: async () => stdin,
  });
  await program.parseAsync(['node', 'lco', ...args]);
  return lines;
}

const DECISION = {
  object: 'route',
  requested_model: 'auto',
  mode: 'cost',
  score: 2,
  tier: 'low',
  scorer: 'heuristic-1',
  reasons: [{ signal: 'length', weight: -1, detail: 'A short question.' }],
  route_reason: 'mode:cost tier:low',
  features: null,
  candidates: [
    {
      id: 'groq/openai/gpt-oss-20b',
      provider: 'groq',
      model: 'openai/gpt-oss-20b',
      reason: 'Cheapest.',
      estimated_cost_usd: '0.000012',
      simulated: true,
    },
  ],
  dropped: [{ id: 'openai/gpt-4', cause: 'retired', detail: 'Shut down.' }],
  baseline: 'openai/gpt-6.2-sol',
  config_version: 'v3',
  error: null,
};

describe('lco route', () => {
  it('sends the prompt as a chat request with the mode, and says that the provider is simulated', async () => {
    answers['POST /v1/route'] = { body: DECISION };
    const lines = await run(['route', 'What is 2 + 2?', '--mode', 'cost', '--explain']);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      model: 'auto',
      messages: [{ role: 'user', content: 'What is 2 + 2?' }],
      preference: 'cost',
    });
    expect(lines.join('\n')).toContain('groq/openai/gpt-oss-20b');
    expect(lines.join('\n')).toContain('SIMULATED');
    expect(lines.join('\n')).toContain('retired');
  });

  it('reads the prompt from standard input', async () => {
    answers['POST /v1/route'] = { body: DECISION };
    await run(['route', '-'], { stdin: 'from a pipe' });
    expect(seen[0]?.body).toContain('from a pipe');
  });

  it('prints the whole answer as JSON for scripts', async () => {
    answers['POST /v1/route'] = { body: DECISION };
    const lines = await run(['--json', 'route', 'x']);
    expect(JSON.parse(lines.join('\n'))).toEqual(DECISION);
  });

  it('refuses an empty prompt with the remedy', async () => {
    await expect(run(['route', '-'], { stdin: ' \n' })).rejects.toThrow('The prompt is empty.');
  });
});

describe('lco route with everything that decides', () => {
  it('sends dial, target and headers as such, and shows probabilities, rules and the expected quality', async () => {
    const [candidate] = DECISION.candidates;
    answers['POST /v1/route'] = {
      body: {
        ...DECISION,
        candidates: [{ ...candidate, p_good: 0.87, latency_ms: 640 }],
        expected_quality: 0.96,
        rule: 'contracts',
        rules: [
          { name: 'secrets', verdict: 'failed', failed: 'text' },
          { name: 'contracts', verdict: 'matched', failed: null },
        ],
      },
    };
    const lines = await run([
      'route',
      'x',
      '--dial',
      '3',
      '--target',
      '0.95',
      '--header',
      'X-Team: legal',
      '--explain',
    ]);
    const text = lines.join('\n');
    expect(seen[0]?.headers).toMatchObject({ 'x-lco-dial': '3', 'x-lco-quality-target': '0.95', 'x-team': 'legal' });
    for (const part of ['96.0 %', '87.0 %', '640 ms', 'rule    contracts', 'secrets']) expect(text).toContain(part);
  });

  it('refuses a header that is none', async () => {
    await expect(run(['route', 'x', '--header', 'nonsense'])).rejects.toThrow('must be "name: value"');
  });
});

const ROW = {
  id: '019ab0de-0000-7000-8000-000000000001',
  clientRequestId: 'mine',
  surface: 'chat_completions',
  startedAt: '2026-11-25T10:00:00.000Z',
  outcome: 'ok',
  httpStatus: 200,
  errorCode: null,
  requestedModel: 'auto',
  servedProvider: 'openai',
  servedModel: 'gpt-6-luna',
  isSimulated: false,
  isStreaming: false,
  isEstimated: false,
  mode: 'balanced',
  complexityScore: 2,
  tier: 'low',
  cache: 'MISS',
  promptTokens: 10,
  cachedTokens: 0,
  completionTokens: 5,
  reasoningTokens: 0,
  ttftMs: 1,
  latencyMs: 2,
  overheadMs: 0.5,
  costUsd: '0.00001',
  baselineUsd: '0.0001',
  savedUsd: '0.00009',
  attemptCount: 1,
  keyId: null,
  tags: [],
  endUser: null,
  usage: null,
  usageSource: 'provider',
  routeReason: 'mode:balanced tier:low',
  baselineModel: 'openai/gpt-6.2-sol',
  isBaselineHistoric: false,
  levers: null,
  overheadUsd: '0',
  sessionId: null,
  configVersion: 'v3',
  catalogueVersion: 'c1',
  trace: {
    features: {},
    scorer: 'quality-1-abc',
    reasons: [],
    candidates: [{ id: 'openai/gpt-6-luna', reason: 'First.', estimatedCostUsd: '0.00001', pGood: 0.9 }],
    dropped: [],
    droppedParameters: [],
    stageMs: {},
    expectedQuality: 0.98,
    decision: {
      requested: { kind: 'virtual', name: 'auto', mode: null },
      policy: { mode: 'balanced', dial: 4, qualityTarget: null, minTier: null },
      rule: { index: 1, name: 'contracts' },
    },
  },
  attempts: [],
  baselineLines: [],
};

describe('lco explain', () => {
  const replayPath = `POST /api/v1/decisions/${ROW.id}/replay`;
  const replay = { id: ROW.id, isSame: true, why: null, configVersion: 'v3', differences: [] };

  it('shows what decided and makes the decision again: the same choice', async () => {
    answers['GET /api/v1/requests/mine'] = { body: ROW };
    answers[replayPath] = { body: replay };
    const text = (await run(['explain', 'mine'])).join('\n');
    for (const part of ['dial 4', 'contracts', '98.0 %', '90.0 %', 'the same choice']) expect(text).toContain(part);
  });

  it('fails with the difference when another choice comes out', async () => {
    answers['GET /api/v1/requests/mine'] = { body: ROW };
    const differences = [{ field: 'candidates', recorded: 'openai/gpt-6-luna', repeated: 'groq/openai/gpt-oss-20b' }];
    answers[replayPath] = { body: { ...replay, isSame: false, differences } };
    await expect(run(['explain', 'mine'])).rejects.toThrow('came out otherwise');
  });

  it('fails with the reason when it cannot be made again', async () => {
    answers['GET /api/v1/requests/mine'] = { body: ROW };
    answers[replayPath] = { body: { ...replay, isSame: false, why: 'Configuration v3 is not kept.' } };
    await expect(run(['explain', 'mine'])).rejects.toThrow('Configuration v3 is not kept.');
  });

  it('does not fail for a cache hit, about which nothing was decided', async () => {
    const { decision, ...trace } = ROW.trace;
    answers['GET /api/v1/requests/mine'] = { body: { ...ROW, trace } };
    await run(['explain', 'mine']);
    expect(seen.some(({ url: path }) => path.includes('replay'))).toBe(false);
  });
});

describe('lco simulate', () => {
  const SIMULATION = {
    id: 'one',
    createdAt: '2026-11-24T00:00:00.000Z',
    from: '2026-11-17T00:00:00.000Z',
    to: '2026-11-24T00:00:00.000Z',
    configVersion: 3,
    requestsInWindow: 2_000,
    sampled: 1_000,
    replayed: 900,
    notReplayed: { cache_hit: 100 },
    unpriced: 0,
    changed: 400,
    cost: {
      nowUsd: '10',
      draftUsd: '12',
      now: { low: '9', high: '11' },
      draft: { low: '11', high: '13' },
      changePct: 20,
      changePctInterval: { low: 15, high: 25 },
    },
    quality: { now: 0.9, draft: 0.95, requests: 900 },
    tierMoves: [],
    modelMoves: [{ from: 'groq/a', to: 'openai/b', requests: 400 }],
    lostCaches: { sessions: 2, requests: 3, usd: '0.5' },
    capabilityViolations: {},
    refused: { rule: 4 },
    budget: null,
    reasons: {},
    mostChanged: [{ id: 'r1', from: 'groq/a', to: 'openai/b', costDeltaUsd: '0.1', reasonNow: 'x', reasonDraft: 'y' }],
    notes: ['Estimates.'],
    gate: null,
  };
  const gate = { wish: { max_cost_increase_pct: 5 }, isPassed: false, failures: ['The cost changes by 20.0 %.'] };

  it('sends the draft and reports cost with its interval, moves and refusals', async () => {
    answers['POST /api/v1/simulations'] = { body: SIMULATION };
    const lines = await run(['simulate', '--config', '-', '--window', '24h', '--sample', '1000'], {
      stdin: 'user: {}',
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ config: 'user: {}', window: '24h', sample: 1_000 });
    const text = lines.join('\n');
    expect(text).toContain('draft     $12.00 ($11.00 to $13.00)');
    expect(text).toContain('+20.0 % (+15.0 % to +25.0 %)');
    expect(text).toMatch(/groq\/a +openai\/b +400/);
    expect(text).toMatch(/rule +4/);
  });

  it('fails when the gate fails, after the report', async () => {
    answers['POST /api/v1/simulations'] = { body: { ...SIMULATION, gate } };
    const wish = ['simulate', '--version', '2', '--max-cost-increase', '5'];
    await expect(run(wish)).rejects.toThrow('The cost changes by 20.0 %.');
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ config_version: 2, gate: { max_cost_increase_pct: 5 } });
  });

  it('asks for exactly one draft and for numbers', async () => {
    await expect(run(['simulate'])).rejects.toThrow('--config');
    await expect(run(['simulate', '--version', '2', '--sample', 'many'])).rejects.toThrow('--sample');
  });
});

describe('lco config', () => {
  it('names file, line and column of a mistake and fails', async () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'user:\n  default_preference: cheapest\n');
    await expect(run(['config', 'validate', file, '--offline'])).rejects.toThrow('cannot be published');
  });

  it('publishes a file with its message', async () => {
    const file = join(folder, 'good.yaml');
    writeFileSync(file, 'user:\n  default_preference: cost\n');
    answers['PUT /api/v1/config'] = {
      body: {
        version: 4,
        source: 'api',
        message: 'cheaper',
        author: 'admin token',
        createdAt: '2026-11-24T00:00:00.000Z',
        isActive: true,
      },
    };
    expect(await run(['config', 'apply', file, '--message', 'cheaper'])).toEqual(['Version 4 is in force.']);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      yaml: 'user:\n  default_preference: cost\n',
      message: 'cheaper',
    });
  });

  it('says which file cannot be read', async () => {
    await expect(run(['config', 'apply', join(folder, 'missing.yaml')])).rejects.toThrow('cannot be read');
  });
});

describe('lco keys', () => {
  const key = {
    id: 'k1',
    name: 'app',
    prefix: 'sk-lco-ab',
    project: null,
    scopes: ['inference', 'usage'],
    allowedModels: ['openai/*'],
    requestsPerMinute: 60,
    tokensPerMinute: null,
    replacesId: null,
    createdAt: '2026-11-24T00:00:00.000Z',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  };

  it('shows a new secret once', async () => {
    answers['POST /api/v1/keys'] = { body: { ...key, secret: 'sk-lco-abcdef' } };
    const lines = await run([
      'keys',
      'create',
      'app',
      '--models',
      'openai/*, gpt-6-luna',
      '--requests-per-minute',
      '60',
    ]);
    expect(lines[0]).toBe('sk-lco-abcdef');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      name: 'app',
      allowedModels: ['openai/*', 'gpt-6-luna'],
      requestsPerMinute: 60,
    });
  });

  it('rotates a key with an overlap and lists its models and limits', async () => {
    answers['POST /api/v1/keys/k1/rotate'] = { status: 201, body: { ...key, id: 'k2', secret: 'sk-lco-new' } };
    expect((await run(['keys', 'rotate', 'k1', '--overlap', '2']))[0]).toBe('sk-lco-new');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ overlapHours: 2 });
    answers['GET /api/v1/keys'] = { body: { keys: [key] } };
    expect((await run(['keys', 'list'])).join('\n')).toMatch(/active\s+openai\/\*\s+60\s+-\s+never/);
    await expect(run(['keys', 'rotate', 'k1', '--overlap', 'long'])).rejects.toThrow('--overlap must be a number');
  });

  it('refuses a time that is none, naming the option', async () => {
    await expect(run(['keys', 'create', 'app', '--expires', 'soon'])).rejects.toThrow('--expires must be a time');
  });
});

describe('the connection', () => {
  it('sends the admin token as bearer', async () => {
    answers['POST /v1/route'] = { body: DECISION };
    await run(['route', 'x']);
    expect(seen[0]?.authorization).toBe('Bearer token-of-the-admin');
  });

  it('finds the token that a local gateway left in its data folder', async () => {
    writeFileSync(join(folder, 'admin-token'), 'token-from-the-folder\n');
    answers['POST /v1/route'] = { body: DECISION };
    await run(['route', 'x'], { env: { LCO_ADMIN_TOKEN: '', LCO_DATA_DIR: folder } });
    expect(seen[0]?.authorization).toBe('Bearer token-from-the-folder');
  });

  it('finds the address of the gateway that runs from its data folder, on whatever port, but an address that is named wins', async () => {
    answers['POST /v1/route'] = { body: DECISION };
    writeFileSync(join(folder, 'address'), `${url}\n`);
    await run(['route', 'x'], { env: { LCO_URL: '', LCO_DATA_DIR: folder, PORT: '9' } });
    expect(seen).toHaveLength(1);
    writeFileSync(join(folder, 'address'), 'http://127.0.0.1:9\n');
    await run(['route', 'x'], { env: { LCO_DATA_DIR: folder } });
    expect(seen).toHaveLength(2);
  });

  it('says where the token stands when the gateway refuses it', async () => {
    answers['GET /api/v1/status'] = { status: 401, body: { error: { message: 'no' } } };
    await expect(run(['status'])).rejects.toThrow('The admin token is not valid');
  });

  it("passes on the gateway's own sentence", async () => {
    await expect(run(['explain', 'nothing'])).rejects.toThrow('No such thing.');
  });

  it('says how to start a gateway where none answers', async () => {
    await expect(run(['status'], { env: { LCO_URL: 'http://127.0.0.1:9' } })).rejects.toThrow(
      'Start it with `npm start`',
    );
  });
});

describe('lco cost', () => {
  const cost = async (sent: unknown, ...args: string[]) =>
    JSON.parse((await run(['cost', '--usage', '-', ...args], { stdin: JSON.stringify(sent) })).join('\n'));

  it('prices by day: cached reads before and after a cut', async () => {
    const sent = { input_tokens: 0, cache_read_input_tokens: 1_000_000, output_tokens: 0 };
    const sonnet = ['--provider', 'anthropic', '--model', 'claude-sonnet-5-5'];
    expect(await cost(sent, ...sonnet, '--at', '2026-10-06')).toMatchObject({ cost_usd: '0.2' });
    expect(await cost(sent, ...sonnet, '--at', '2026-10-07')).toMatchObject({ cost_usd: '0.1', match_kind: 'exact' });
  });

  it('prints the lines with rate and factor, and the version of the prices', async () => {
    const sent = { prompt_tokens: 272_001, completion_tokens: 10 };
    const bill = await cost(sent, '--provider', 'openai', '--model', 'openai/gpt-6.2-sol', '--service-tier', 'flex');
    expect(bill).toMatchObject({
      cost_usd: '0.544077',
      lines: [
        { unit: 'input', tokens: 272_001, rate: '4', factor: '0.5', cost_usd: '0.544002' },
        { unit: 'output', tokens: 10, rate: '15', factor: '0.5', cost_usd: '0.000075' },
      ],
      price_source: 'overlay',
      service_tier: 'flex',
    });
    expect(bill.catalogue_version).toMatch(/^\d{4}-\d{2}-\d{2}-[0-9a-f]+$/);
  });

  it('answers null, never 0, for a model without a price', async () => {
    const bill = await cost({ prompt_tokens: 5, completion_tokens: 5 }, '--provider', 'openai', '--model', 'gpt-99');
    expect(bill).toMatchObject({ cost_usd: null, lines: [], price_source: null, match_kind: null });
  });

  it.each([
    ['not JSON', ['--usage', '-'], 'nonsense', /--usage: standard input is not JSON/],
    ['no usage', ['--usage', '-'], '{"a": 1}', /--usage: no usage/],
    ['no such file', ['--usage', join(folder, 'none.json')], '', /--usage: .*none\.json cannot be read/],
    ['no such day', ['--usage', '-', '--at', '2026-02-30'], '{"prompt_tokens": 1}', /--at: "2026-02-30"/],
  ])('names the option at fault: %s', async (_, args, stdin, message) => {
    const all = ['cost', '--provider', 'openai', '--model', 'gpt-4o', ...args];
    await expect(run(all, { stdin })).rejects.toThrow(message);
  });

  it('finds a relative path where the command was typed, not where npm runs it', async () => {
    writeFileSync(join(folder, 'usage.json'), '{"prompt_tokens": 1000000, "completion_tokens": 0}');
    const args = [
      'cost',
      '--provider',
      'openai',
      '--model',
      'gpt-6.2-sol',
      '--usage',
      'usage.json',
      '--at',
      '2026-11-20',
    ];
    const lines = await run(args, { env: { INIT_CWD: folder } });
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ cost_usd: '4' });
  });

  it("counts the operator's agreed price before the list", async () => {
    const file = join(folder, 'agreed.yaml');
    writeFileSync(
      file,
      'providers:\n  openai:\n    api_key: x\n    models:\n      - name: gpt-6.2-sol\n        input_usd_per_million: 1\n        output_usd_per_million: 5\n',
    );
    const sent = { prompt_tokens: 1_000_000, completion_tokens: 0 };
    const args = ['--provider', 'openai', '--model', 'gpt-6.2-sol', '--config', file];
    expect(await cost(sent, ...args)).toMatchObject({ cost_usd: '1', price_source: 'override' });
  });
});

describe('lco budgets', () => {
  const BUDGET = {
    id: '0198c2d0-0000-7000-8000-000000000001',
    organizationId: 'org_default',
    name: 'Shop',
    scope: 'project',
    subject: 'p1',
    subjectName: 'shop',
    period: 'month',
    source: 'admin',
    limitUsd: '100',
    levels: [],
    raiseUsd: null,
    raiseUntil: null,
    topUpsUsd: '0',
    createdAt: '2026-11-01T00:00:00.000Z',
    effectiveLimitUsd: '100',
    periodStart: '2026-11-01T00:00:00.000Z',
    periodEnd: '2026-12-01T00:00:00.000Z',
    spentUsd: '81.5',
    requests: 12,
    heldUsd: '0.02',
    usedShare: 0.8152,
    action: 'cost_mode',
    forecastUsd: '120',
    exhaustedAt: '2026-11-26T00:00:00.000Z',
  };

  it('lists what is used and when it will be spent', async () => {
    answers['GET /api/v1/budgets'] = { body: { budgets: [BUDGET] } };
    const text = (await run(['budgets', 'list'])).join('\n');
    expect(text).toMatch(
      /Shop\s+project shop\s+month\s+\$100\.00\s+\$81\.50\s+\$0\.020\s+81\.5 %\s+12\s+cost_mode\s+2026-11-26/,
    );
  });

  it('makes one with levels, raises and tops up', async () => {
    answers['POST /api/v1/budgets'] = { status: 201, body: BUDGET };
    await run([
      'budgets',
      'create',
      'Shop',
      '--limit',
      '100',
      '--scope',
      'project',
      '--subject',
      'shop',
      '--levels',
      '0.5:notify',
    ]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      name: 'Shop',
      scope: 'project',
      subject: 'shop',
      period: 'month',
      limitUsd: '100',
      levels: [{ at: 0.5, action: 'notify' }],
    });
    answers[`PATCH /api/v1/budgets/${BUDGET.id}`] = { body: BUDGET };
    await run(['budgets', 'raise', BUDGET.id, '--by', '5', '--until', '2027-01-31T00:00:00Z']);
    expect(JSON.parse(seen[1]?.body ?? '')).toEqual({ raise: { usd: '5', until: '2027-01-31T00:00:00.000Z' } });
    answers[`POST /api/v1/budgets/${BUDGET.id}/top-ups`] = { status: 201, body: BUDGET };
    await run(['budgets', 'top-up', BUDGET.id, '20', '--note', 'November']);
    expect(JSON.parse(seen[2]?.body ?? '')).toEqual({ amountUsd: '20', note: 'November' });
  });

  it.each([
    [['budgets', 'create', 'x', '--limit', '1', '--levels', 'often'], /--levels must be like/],
    [['budgets', 'raise', 'x', '--by', '1', '--until', 'soon'], /--until must be a time/],
  ])('names the option at fault: %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
    expect(seen).toEqual([]);
  });
});

describe('lco reconcile', () => {
  const REPORT = {
    provider: 'openai',
    kind: 'usage',
    period: { from: '2026-11-20', to: '2026-11-20' },
    token_coverage: 0.994,
    usd_coverage: null,
    invoice_usd: null,
    ledger_usd: '0.01',
    classes: [{ class: 'input', invoice: 1_000, ledger: 990 }],
    lines: [
      { day: '2026-11-20', model: 'gpt-6-luna', invoice: null, ledger: null, cause: 'bypass', detail: '2 of 5 calls.' },
    ],
    ledger_adds_up: true,
  };

  it('says in one number how much the ledger covers, and what differs', async () => {
    answers['POST /api/v1/reconcile'] = { body: REPORT };
    const text = (await run(['reconcile', '-', '--provider', 'openai'], { stdin: '{"data": []}' })).join('\n');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ provider: 'openai', export: '{"data": []}' });
    expect(text).toContain('The ledger covers 99.4 % of it.');
    expect(text).toMatch(/input\s+1,000\s+990\s+-10/);
    expect(text).toMatch(/gpt-6-luna\s+bypass\s+2 of 5 calls\./);
  });

  it('fails below the wanted coverage, and when the ledger does not add up', async () => {
    answers['POST /api/v1/reconcile'] = { body: REPORT };
    await expect(run(['reconcile', '-', '--min-coverage', '99.5'], { stdin: 'x' })).rejects.toThrow(
      /99\.4 %, less than the wanted 99\.5 %/,
    );
    answers['POST /api/v1/reconcile'] = { body: { ...REPORT, ledger_adds_up: false } };
    await expect(run(['reconcile', '-'], { stdin: 'x' })).rejects.toThrow(/own sums differ/);
    await expect(run(['reconcile', '-', '--min-coverage', 'all'])).rejects.toThrow(
      /--min-coverage must be a percentage/,
    );
  });
});
