import type { ProviderConfig } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { LocalModels } from './local-models.ts';

const provider = (id: string, fields: Partial<ProviderConfig> = {}): ProviderConfig => ({
  id,
  apiKey: '',
  baseUrl: 'http://127.0.0.1:9',
  isSimulated: false,
  isLocal: true,
  models: [],
  ...fields,
});

describe('models of local servers', () => {
  it('are asked for once and reported as new only when they change', async () => {
    let answer = ['b', 'a'];
    const models = new LocalModels(async () => answer);
    expect(await models.discover([provider('ollama')])).toBe(true);
    expect(models.known).toEqual([
      { provider: 'ollama', model: 'a' },
      { provider: 'ollama', model: 'b' },
    ]);
    expect(await models.discover([provider('ollama')])).toBe(false);
    answer = ['a'];
    expect(await models.discover([provider('ollama')])).toBe(true);
  });

  it('stay known while the server does not answer', async () => {
    let isUp = true;
    const models = new LocalModels(async () => {
      if (!isUp) throw new Error('refused');
      return ['a'];
    });
    await models.discover([provider('ollama')]);
    isUp = false;
    expect(await models.discover([provider('ollama')])).toBe(false);
    expect(models.known).toHaveLength(1);
  });

  it('are forgotten with their provider; listed and hosted ones are not asked for', async () => {
    const asked: string[] = [];
    const models = new LocalModels(async ({ id }) => {
      asked.push(id);
      return ['a'];
    });
    await models.discover([
      provider('ollama'),
      provider('vllm', { models: ['x'] }),
      provider('openai', { isLocal: false }),
    ]);
    expect(asked).toEqual(['ollama']);
    expect(await models.discover([])).toBe(true);
    expect(models.known).toEqual([]);
  });
});
