import type { Alert } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { alertTexts } from './alert-texts.ts';

const alert = (fields: Partial<Alert>): Alert => ({
  kind: 'credentials_refused',
  provider: 'openai',
  key: 'main',
  address: null,
  model: 'gpt-6-luna',
  since: '2026-10-01T12:00:00.000Z',
  lastAt: '2026-10-01T12:00:00.000Z',
  calls: 1,
  ...fields,
});

describe('the sentences of alerts', () => {
  it('name key, address or model and the remedy, once for all models of a key', () => {
    expect(
      alertTexts([
        alert({}),
        alert({ model: 'gpt-6.1-terra' }),
        alert({ kind: 'quota_exhausted', key: 'second' }),
        alert({ kind: 'tls_failed', key: null, address: 'eu', model: null }),
        alert({ kind: 'price_unknown', key: null, model: 'mystery-9' }),
      ]),
    ).toEqual([
      'openai refuses the key “main”. Replace it.',
      'The account of the key “second” at openai is empty or at its limit. Top it up.',
      'The certificate of openai at the address “eu” does not hold. Check both.',
      'openai answered as “mystery-9”, which has no price: its cost is unknown. Add the price.',
    ]);
    expect(alertTexts([])).toEqual([]);
  });
});
