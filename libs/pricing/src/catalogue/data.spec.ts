import { findProvider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BUNDLED_DATA_VERSION, findBundledPrice } from '../bundled.ts';
import { cardFromRow } from '../rate-card.ts';
import { ALIASES } from './aliases.ts';
import { CATALOGUE_MODELS } from './models.ts';
import { PROVIDERS } from './providers.ts';

const AT = Date.parse('2026-11-23T12:00:00Z');
const day = z.iso.date();
const rate = z.string().regex(/^\d{1,4}(\.\d{1,6})?$/);
const optionalRate = rate.nullable();
const tokens = z.number().int().positive();
const rates = z.strictObject({
  input: rate,
  output: optionalRate,
  cacheRead: optionalRate,
  cacheWrite: optionalRate,
  cacheWriteLong: optionalRate,
  audioInput: optionalRate.optional(),
  audioOutput: optionalRate.optional(),
});
const serviceTier = z.strictObject({
  tier: z.string().regex(/^[a-z_]+$/),
  factor: z.string().regex(/^\d{1,2}(\.\d{1,4})?$/),
  validFrom: day.nullable(),
});
const modelSchema = z.strictObject({
  provider: z.enum(PROVIDERS.map(({ id }) => id)),
  model: z.string().regex(/^[a-z0-9][a-z0-9./:-]*$/),
  kind: z.enum(['chat', 'embedding']),
  status: z.enum(['active', 'legacy', 'retired']),
  releasedOn: day.nullable(),
  retiresOn: day.nullable(),
  successor: z.string().nullable(),
  capabilities: z.strictObject({
    contextTokens: tokens.nullable(),
    maxInputTokens: tokens.nullable(),
    maxOutputTokens: tokens.nullable(),
    acceptsImages: z.boolean(),
    acceptsTools: z.boolean(),
    toolsApi: z.literal('responses').optional(),
    acceptsJsonSchema: z.boolean(),
    isReasoning: z.boolean(),
    rejectedParameters: z.array(z.string()),
    reasoningEfforts: z.array(z.string()).nullable(),
    acceptsSamplingWithoutReasoning: z.boolean(),
    acceptsPrefill: z.boolean(),
    promptCaching: z
      .strictObject({ kind: z.enum(['marked', 'automatic']), minTokens: z.number().int().positive() })
      .optional(),
  }),
  tokenizer: z.strictObject({ family: z.string(), factor: z.string().regex(/^\d(\.\d+)?$/) }),
  prices: z.array(
    z.strictObject({
      validFrom: day.nullable(),
      validUntil: day.nullable(),
      rates,
      long: z.strictObject({ overTokens: tokens, rates, isAssumed: z.boolean().optional() }).nullable(),
    }),
  ),
  serviceTiers: z.array(serviceTier),
  checkedOn: day,
  sources: z.array(z.string().regex(/^(https:\/\/|npm:)\S+$/)).min(1),
});

const models = CATALOGUE_MODELS.map((model) => ({ id: `${model.provider}/${model.model}`, model }));

describe('the overlay', () => {
  it.each(models)('describes $id by the schema', ({ model }) => {
    expect(modelSchema.safeParse(model).error?.issues ?? []).toEqual([]);
  });

  it('is refused by the schema when a price is a word, negative or implausible', () => {
    const [first] = CATALOGUE_MODELS;
    for (const input of ['cheap', '-1', '100000']) {
      const prices = [{ validFrom: null, validUntil: null, rates: { ...first?.prices[0]?.rates, input }, long: null }];
      expect(modelSchema.safeParse({ ...first, prices }).success).toBe(false);
    }
  });

  it('names each model once', () => {
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  });

  it.each(models)('has price rows for $id that follow each other without gap or overlap', ({ model }) => {
    model.prices.forEach((row, index) => {
      expect(row.validFrom).toBe(index === 0 ? null : model.prices[index - 1]?.validUntil);
      expect(row.validUntil === null).toBe(index === model.prices.length - 1);
    });
  });

  it.each(models.filter(({ model }) => model.prices.length === 0))(
    'finds the bundled price of $id by its very id',
    ({ model }) => {
      expect(findBundledPrice(model.provider, model.model, AT)?.matchKind).toBe('exact');
    },
  );

  it.each(models.filter(({ model }) => model.successor !== null))(
    'leads $id to a model that is not retired',
    ({ model }) => {
      const next = CATALOGUE_MODELS.find((one) => one.model === model.successor);
      expect(next?.status).toMatch(/active|legacy/);
    },
  );

  it('agrees with the bundled data wherever both list the same id', () => {
    const compared = models.flatMap(({ id, model }) => {
      const bundled = findBundledPrice(model.provider, model.model, AT);
      const row = model.prices.at(-1);
      if (bundled?.matchKind !== 'exact' || row === undefined) return [];
      expect({ id, steps: cardFromRow(row, model.provider).steps }).toEqual({ id, steps: bundled.card.steps });
      return [id];
    });
    expect(compared).toEqual(
      expect.arrayContaining(['openai/gpt-6-luna', 'anthropic/claude-opus-5-5', 'groq/openai/gpt-oss-20b']),
    );
  });
});

describe('aliases', () => {
  it.each(ALIASES)('$name is in lower case, is no model id and leads somewhere', ({ name, targets }) => {
    expect(name).toBe(name.toLowerCase());
    expect(CATALOGUE_MODELS.some((model) => model.model === name)).toBe(false);
    expect(targets.length).toBeGreaterThan(0);
  });

  it('are unique', () => {
    expect(new Set(ALIASES.map(({ name }) => name)).size).toBe(ALIASES.length);
  });
});

describe('the bundled data', () => {
  it('are the version that the catalogue version names', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    expect(manifest.dependencies['@pydantic/genai-prices']).toBe(BUNDLED_DATA_VERSION);
    expect(findProvider({ providerId: 'openai' })?.models.length).toBeGreaterThan(50);
  });
});
