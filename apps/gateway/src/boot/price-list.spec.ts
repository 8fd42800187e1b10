import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEPT_FEED_FILE, parsePriceFeed, writeKeptFeed } from '@llm-cost-optimizer/pricing';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPriceList } from './price-list.ts';
import { StartError } from './start-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'lco-price-list-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the price list of a gateway', () => {
  it('is the shipped one in a data folder without another', async () => {
    const { catalogue, feed } = await loadPriceList(join(folder, 'empty'));
    expect([catalogue.feedVersion, feed]).toEqual([null, null]);
  });

  it('is the one that was kept, and a damaged one stops the start with the remedy', async () => {
    const text = JSON.stringify([
      {
        id: 'openai',
        name: 'OpenAI',
        api_pattern: 'openai',
        models: [{ id: 'gpt-7-nova', match: { equals: 'gpt-7-nova' }, prices: { input_mtok: 3, output_mtok: 9 } }],
      },
    ]);
    const kept = { source: 'data.json', fetchedAt: '2026-11-25T10:00:00.000Z' };
    const path = join(folder, KEPT_FEED_FILE);
    writeFileSync(path, writeKeptFeed(kept, parsePriceFeed(text), text));
    const { catalogue, feed } = await loadPriceList(folder);
    expect(feed).toEqual({ version: catalogue.feedVersion, ...kept });
    const ref = { provider: 'openai', model: 'gpt-7-nova' };
    expect([catalogue.priceSource(ref), catalogue.rates(ref).inputUsdPerMillion]).toEqual(['feed', '3']);
    writeFileSync(path, '{"source":');
    await expect(loadPriceList(folder)).rejects.toThrow(StartError);
    await expect(loadPriceList(folder)).rejects.toThrow('lco prices reset');
  });
});
