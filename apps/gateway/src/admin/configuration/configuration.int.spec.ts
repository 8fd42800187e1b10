import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

describe('configuration by API', () => {
  let test: TestGateway;

  beforeAll(async () => {
    test = await startTestGateway();
  });
  afterAll(() => test.stop());

  it('starts on commented defaults as version 1', async () => {
    const { json } = await test.call('GET', '/api/v1/config');
    expect(json.active).toMatchObject({ version: 1, source: 'default', isActive: true });
    expect(json.yaml).toContain('#');
    expect(json.routing.cost.low.length).toBeGreaterThan(0);
    expect(json.file).toBeNull();
  });

  it('publishes a valid text; the next request carries the new version', async () => {
    const published = await test.call('PUT', '/api/v1/config', {
      yaml: 'user:\n  default_preference: cost\n',
      message: 'cheap',
      baseVersion: 1,
    });
    expect(published.status).toBe(200);
    expect(published.json).toMatchObject({ version: 2, source: 'api', message: 'cheap', isActive: true });
    const answer = await test.chat({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }] });
    expect(answer.json.lco.mode).toBe('cost');
  });

  it('answers 409 when another version came into force since', async () => {
    const answer = await test.call('PUT', '/api/v1/config', { yaml: 'user: {}\n', baseVersion: 1 });
    expect(answer.status).toBe(409);
    expect(answer.json.error.code).toBe('conflict');
  });

  it('refuses a text with mistakes, with line and column of each, and keeps the old one', async () => {
    const yaml = 'user:\n  default_preference: cheap\n  monthly_budgett: 5\n';
    const answer = await test.call('PUT', '/api/v1/config', { yaml });
    expect(answer.status).toBe(400);
    const { problems } = answer.json.error.details;
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ severity: 'error', line: 2 }),
        expect.objectContaining({ line: 3 }),
      ]),
    );
    expect((await test.call('GET', '/api/v1/config')).json.active.version).toBe(2);
  });

  it('validates without publishing', async () => {
    const bad = await test.call('POST', '/api/v1/config/validate', { yaml: 'usr: {}\n' });
    expect(bad.json).toMatchObject({ isValid: false });
    expect(bad.json.problems[0].message).toContain('user');
    const good = await test.call('POST', '/api/v1/config/validate', { yaml: 'user: {}\n' });
    expect(good.json.isValid).toBe(true);
  });

  it('rolls back by publishing the old text again', async () => {
    const answer = await test.call('POST', '/api/v1/config/rollback', { version: 1 });
    expect(answer.json).toMatchObject({ version: 3, source: 'rollback' });
    const versions = await test.call('GET', '/api/v1/config/versions');
    expect(versions.json.versions.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
    const [first, third] = await Promise.all(
      [1, 3].map((version) => test.call('GET', `/api/v1/config/versions/${version}`)),
    );
    expect(third?.json.yaml).toBe(first?.json.yaml);
  });

  it('answers 404 for a version that does not exist and 400 for one that is no number', async () => {
    expect((await test.call('GET', '/api/v1/config/versions/99')).status).toBe(404);
    expect((await test.call('POST', '/api/v1/config/rollback', { version: 99 })).status).toBe(404);
    expect((await test.call('GET', '/api/v1/config/versions/one')).status).toBe(400);
  });

  it('fault F85: never shows a literal key, keeps it through an edit, and asks for it again when the address changes', async () => {
    const secret = 'sk-literal-0123456789';
    const yaml = `# keys\nproviders:\n  vllm:\n    base_url: http://127.0.0.1:9/v1\n    api_key: ${secret}\n    models: [m]\n`;
    expect((await test.call('PUT', '/api/v1/config', { yaml })).status).toBe(200);
    const shown = await test.call('GET', '/api/v1/config');
    expect(shown.text).not.toContain(secret);
    expect(shown.json.yaml).toContain('# keys');
    const edited = shown.json.yaml.replace('models: [m]', 'models: [m, n]');
    expect((await test.call('PUT', '/api/v1/config', { yaml: edited })).status).toBe(200);
    const moved = edited.replace('127.0.0.1:9', 'evil.example');
    const refused = await test.call('PUT', '/api/v1/config', { yaml: moved });
    expect(refused.status).toBe(400);
    expect(refused.json.error.message).toContain('providers.vllm.api_key');
    expect(test.log.join('')).not.toContain(secret);
  });

  it('takes new limits over without a restart: the largest body, the size of the cache', async () => {
    const big = { model: 'auto', messages: [{ role: 'user', content: 'x'.repeat(1_500_000) }] };
    await test.call('PUT', '/api/v1/config', {
      yaml: 'limits:\n  max_body_megabytes: 1\ncache:\n  max_megabytes: 1\n',
    });
    await eventually(async () => ((await test.chat(big)).status === 413 ? true : null));
    await test.call('PUT', '/api/v1/config', { yaml: 'limits:\n  max_body_megabytes: 8\n' });
    await eventually(async () => ((await test.chat(big)).status === 413 ? null : true));
  });

  it('refuses unknown fields and bodies without text', async () => {
    expect((await test.call('PUT', '/api/v1/config', { yaml: '', force: true })).status).toBe(400);
    expect((await test.call('PUT', '/api/v1/config', {})).json.error.param).toBe('yaml');
  });

  it('gives the JSON Schema for editors', async () => {
    expect((await test.call('GET', '/api/v1/config/schema')).json.properties).toHaveProperty('routing_rules');
  });

  it('needs a session', async () => {
    for (const path of ['config', 'config/versions', 'config/schema', 'models', 'status']) {
      expect((await test.call('GET', `/api/v1/${path}`, undefined, {})).status).toBe(401);
    }
  });
});

describe('configuration by file', () => {
  let test: TestGateway;
  let folder: string;
  let file: string;
  const document = async () => (await test.call('GET', '/api/v1/config')).json;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lco-config-'));
    file = join(folder, 'config.yaml');
    await writeFile(file, 'user:\n  default_preference: speed\n');
    test = await startTestGateway({ LCO_CONFIG: file });
  });
  afterAll(async () => {
    await test.stop();
    await rm(folder, { recursive: true });
  });

  it('is in force from the start', async () => {
    expect(await document()).toMatchObject({
      active: { version: 1, source: 'file' },
      file: { path: file, problem: null },
    });
  });

  it('fault F52: a broken file keeps the old configuration and is shown', async () => {
    await writeFile(file, 'user:\n  default_preference: [\n');
    const shown = await eventually(async () => {
      const now = await document();
      return now.file.problem === null ? null : now;
    });
    expect(shown.active.version).toBe(1);
    expect(shown.file.problem).toMatch(/:2|:3/);
    expect((await test.chat({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }] })).json.lco.mode).toBe(
      'speed',
    );
    expect((await test.call('GET', '/metrics')).text).toMatch(/config_reload.*error.* 1/);
  });

  it('takes a repaired file over without a restart', async () => {
    await writeFile(file, 'user:\n  default_preference: quality\n');
    const shown = await eventually(async () => {
      const now = await document();
      return now.active.version === 2 ? now : null;
    });
    expect(shown).toMatchObject({ active: { source: 'file' }, file: { problem: null } });
  });

  it('lets a change of the dashboard stand until the file changes again', async () => {
    await test.call('PUT', '/api/v1/config', { yaml: 'user:\n  default_preference: cost\n' });
    const { dataDir } = test;
    await test.gateway.stop();
    test = await startTestGateway({ LCO_CONFIG: file }, { dataDir });
    expect(await document()).toMatchObject({ active: { version: 3, source: 'api' } });
    await test.gateway.stop();
    await writeFile(file, 'user:\n  default_preference: balanced\n');
    test = await startTestGateway({ LCO_CONFIG: file }, { dataDir });
    expect(await document()).toMatchObject({ active: { version: 4, source: 'file' } });
  });

  it('takes over a file that is made while the gateway runs', async () => {
    const later = await startTestGateway();
    try {
      expect((await later.call('GET', '/api/v1/config')).json.file).toBeNull();
      const made = join(later.dataDir, 'config.yaml');
      await writeFile(made, 'user:\n  default_preference: speed\n');
      const shown = await eventually(async () => {
        const { json } = await later.call('GET', '/api/v1/config');
        return json.active.version === 2 ? json : null;
      });
      expect(shown).toMatchObject({ active: { source: 'file' }, file: { path: made, problem: null } });
    } finally {
      await later.stop();
    }
  });

  it('fault F52: refuses to start on a broken file, naming file, line and remedy', async () => {
    const broken = join(folder, 'broken.yaml');
    await writeFile(broken, 'user:\n  default_preferense: cost\n');
    await expect(startTestGateway({ LCO_CONFIG: broken })).rejects.toThrow(/broken\.yaml:2:.*default_preference/);
  });
});
