import { type ModelList, modelListSchema } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

describe('GET /api/v1/models', () => {
  let test: TestGateway;
  let list: ModelList;

  beforeAll(async () => {
    test = await startTestGateway();
    list = modelListSchema.parse((await test.call('GET', '/api/v1/models')).json);
  });
  afterAll(() => test.stop());

  const find = (id: string) => list.models.find((model) => model.id === id);

  it('tells all rates of a model, those of long prompts, its limits and where they come from', () => {
    expect(find('openai/gpt-6-luna')).toMatchObject({
      inputUsdPerMillion: '0.1',
      outputUsdPerMillion: '0.5',
      cacheReadUsdPerMillion: '0.01',
      cacheWriteUsdPerMillion: '0.125',
      cacheWriteLongUsdPerMillion: null,
      longPrompt: { overTokens: 272_000, inputUsdPerMillion: '0.2', outputUsdPerMillion: '0.75' },
      capabilities: { images: true, tools: true, jsonSchema: true, reasoning: true },
      priceSource: 'overlay',
      checkedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      sources: expect.arrayContaining([expect.stringMatching(/^https:/)]),
    });
  });

  it('a model has a source of its price exactly when it has a price', () => {
    for (const { id, inputUsdPerMillion, priceSource } of list.models) {
      expect({ id, isPriced: priceSource !== null }).toEqual({ id, isPriced: inputUsdPerMillion !== null });
    }
  });

  it('tells the version of the catalogue and how long ago its prices were compared', async () => {
    const status = (await test.call('GET', '/api/v1/status')).json;
    expect(list.catalogue.version).toBe(status.catalogueVersion);
    const latest = list.models.flatMap(({ checkedOn }) => checkedOn ?? []).sort();
    expect(list.catalogue.checkedOn >= (latest.at(-1) ?? '')).toBe(true);
    expect(list.catalogue.ageDays).toBeGreaterThanOrEqual(0);
  });

  it('is for administrators only', async () => {
    expect((await test.call('GET', '/api/v1/models', undefined, {})).status).toBe(401);
  });
});
