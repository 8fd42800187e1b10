import { findProvider, type Provider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../catalogue.ts';
import { compareFeed } from './compare-feed.ts';
import { parseKeptFeed, writeKeptFeed } from './kept-feed.ts';
import { PriceFeedError, parsePriceFeed } from './price-feed.ts';

const AT = Date.parse('2026-11-25T12:00:00Z');
const ROUTED = ['openai', 'anthropic', 'groq'];
const USAGE = { promptTokens: 1_000_000, completionTokens: 0, cachedTokens: 0 };

/** The shipped list as a feed, after a change. */
function feedText(change: (providers: Provider[]) => void = () => {}): string {
  const providers = ROUTED.map((providerId) => structuredClone(findProvider({ providerId }) as Provider));
  change(providers);
  return JSON.stringify(providers);
}

function modelOf(providers: Provider[], provider: string, id: string): Provider['models'][number] {
  const found = providers.find((one) => one.id === provider)?.models.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The shipped list has no ${provider}/${id}.`);
  return found;
}

const NOVA = { id: 'gpt-7-nova', match: { equals: 'gpt-7-nova' }, prices: { input_mtok: 3, output_mtok: 9 } };

describe('reading a price list', () => {
  it.each([
    ['no JSON', '{', /not JSON/],
    ['no list', '{}', /expected array/],
    ['nobody in it', '[]', /./],
    [
      'a negative price',
      feedText((all) => Object.assign(modelOf(all, 'openai', 'gpt-5'), { prices: { input_mtok: -1 } })),
      /0\.models\.\d+\.prices/,
    ],
    [
      'a price in words',
      feedText((all) => Object.assign(modelOf(all, 'openai', 'gpt-5'), { prices: { input_mtok: 'cheap' } })),
      /0\.models\.\d+\.prices/,
    ],
    [
      'a broken pattern',
      feedText((all) => Object.assign(modelOf(all, 'openai', 'gpt-5'), { match: { regex: '(' } })),
      /0\.models\.\d+\.match/,
    ],
  ])('refuses %s and names the place', (_, text, message) => {
    expect(() => parsePriceFeed(text)).toThrow(PriceFeedError);
    expect(() => parsePriceFeed(text)).toThrow(message);
  });

  it('is kept with its origin, and noticed when it was changed by hand', () => {
    const text = feedText();
    const feed = parsePriceFeed(text);
    const kept = writeKeptFeed(
      { source: 'https://prices.example/data.json', fetchedAt: '2026-11-25T10:00:00.000Z' },
      feed,
      text,
    );
    expect(parseKeptFeed(kept)).toEqual({
      feed,
      source: 'https://prices.example/data.json',
      fetchedAt: '2026-11-25T10:00:00.000Z',
    });
    expect(() => parseKeptFeed(kept.replace('"version":"', '"version":"0'))).toThrow('hash');
    expect(() => parseKeptFeed('{}')).toThrow('lco prices refresh');
  });
});

describe('comparing', () => {
  const inUse = createCatalogue();

  it('finds nothing new in the shipped list itself', () => {
    const { changes, refusals, shared } = compareFeed(inUse, parsePriceFeed(feedText()), AT);
    expect({ changes, refusals }).toEqual({ changes: [], refusals: [] });
    expect(shared).toBeGreaterThan(50);
  });

  it('names new, changed and dropped models, and what goes before the list', () => {
    const feed = parsePriceFeed(
      feedText((all) => {
        const openai = all.find(({ id }) => id === 'openai') as Provider;
        Object.assign(modelOf(all, 'openai', 'gpt-5'), {
          prices: { input_mtok: 1, output_mtok: 8, cache_read_mtok: 0.1 },
        });
        Object.assign(modelOf(all, 'openai', 'gpt-4o'), {
          prices: { input_mtok: 2, output_mtok: 8, cache_read_mtok: 1 },
        });
        openai.models = [...openai.models.filter(({ id }) => id !== 'o3-pro'), NOVA];
      }),
    );
    const { changes, refusals } = compareFeed(inUse, feed, AT);
    expect(refusals).toEqual([]);
    const rows = changes.map(({ id, before, after, keptBy }) => [
      id,
      before?.inputUsdPerMillion ?? null,
      after?.inputUsdPerMillion ?? null,
      keptBy,
    ]);
    expect(rows.sort()).toEqual([
      ['openai/gpt-4o', '2.5', '2', 'overlay'],
      ['openai/gpt-5', '1.25', '1', null],
      ['openai/gpt-7-nova', null, '3', null],
      ['openai/o3-pro', '20', null, null],
    ]);
  });

  it('refuses a list in which more than a fifth of the prices jump, as after a change of unit', () => {
    const thousandfold = parsePriceFeed(
      feedText((all) => {
        for (const { models } of all)
          for (const model of models) model.prices = { input_mtok: 9_999, output_mtok: 9_999, cache_read_mtok: 9_999 };
      }),
    );
    expect(compareFeed(inUse, thousandfold, AT).refusals.join(' ')).toMatch(/change by more than 10 times/);
  });

  it('refuses a list that has lost a price, or a whole provider', () => {
    const withoutOutput = feedText((all) =>
      Object.assign(modelOf(all, 'openai', 'gpt-5'), { prices: { input_mtok: 1.25 } }),
    );
    expect(compareFeed(inUse, parsePriceFeed(withoutOutput), AT).refusals).toContain(
      '`openai/gpt-5` had a price per output token and has none any more.',
    );
    const withoutGroq = feedText((all) => all.splice(2, 1));
    expect(compareFeed(inUse, parsePriceFeed(withoutGroq), AT).refusals).toEqual([
      'The provider `groq` is missing from the list.',
    ]);
  });
});

describe('a later list in use', () => {
  const feed = parsePriceFeed(
    feedText((all) => {
      const openai = all.find(({ id }) => id === 'openai') as Provider;
      Object.assign(modelOf(all, 'openai', 'gpt-5'), {
        prices: { input_mtok: 1, output_mtok: 8, cache_read_mtok: 0.1 },
      });
      Object.assign(modelOf(all, 'openai', 'gpt-4o'), {
        prices: { input_mtok: 2, output_mtok: 8, cache_read_mtok: 1 },
      });
      openai.models = [...openai.models.filter(({ id }) => id !== 'o3-pro'), NOVA];
    }),
  );
  const shipped = createCatalogue();
  const later = createCatalogue({ feed });
  const priceOf = (catalogue: typeof later, model: string) => {
    const { costUsd, priceSource, matchKind } = catalogue.price({
      provider: 'openai',
      model,
      usage: USAGE as never,
      at: AT,
    });
    return [costUsd, priceSource, matchKind];
  };

  it('prices a model that the shipped list does not know', () => {
    expect(priceOf(shipped, 'gpt-7-nova')[0]).toBeNull();
    expect(priceOf(later, 'gpt-7-nova')).toEqual(['3', 'feed', 'exact']);
    expect(later.resolveBaseline('gpt-7-nova', AT)?.ref).toEqual({ provider: 'openai', model: 'gpt-7-nova' });
  });

  it('goes before the shipped list, after the overlay and after agreed prices', () => {
    expect(priceOf(later, 'gpt-5')).toEqual(['1', 'feed', 'exact']);
    expect(priceOf(later, 'gpt-4o')).toEqual(['2.5', 'overlay', 'exact']);
    const agreed = later.extend({ overrides: [{ provider: 'openai', model: 'gpt-5', input: '0.5', output: '4' }] });
    expect(priceOf(agreed, 'gpt-5')).toEqual(['0.5', 'override', 'exact']);
    expect(priceOf(agreed, 'gpt-7-nova')).toEqual(['3', 'feed', 'exact']);
  });

  it('leaves the last known price of a model that it has dropped', () => {
    expect(priceOf(later, 'o3-pro')).toEqual(['20', 'bundled', 'exact']);
  });

  it('is another version of the catalogue', () => {
    expect(later.feedVersion).toBe(feed.version);
    expect(shipped.feedVersion).toBeNull();
    expect(later.version).not.toBe(shipped.version);
  });
});
