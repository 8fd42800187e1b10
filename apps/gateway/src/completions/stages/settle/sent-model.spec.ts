import { describe, expect, it } from 'vitest';
import { ASK, testGateway } from '../../__testing__/test-gateway.ts';
import { sentModel } from './sent-model.ts';

const bytes = (text: string) => ({ body: Buffer.from(text) });

describe('the model of a refused request', () => {
  it('stands in its row although nothing else of the body was taken', async () => {
    const made = testGateway();
    await made.ask({ ...ASK, model: 'gpt-4o', lco: { tipo: 1 } }).done;
    expect(made.entries[0]?.request).toMatchObject({ outcome: 'rejected', requestedModel: 'gpt-4o' });
  });

  it.each([
    { name: 'no body', body: '' },
    { name: 'broken JSON', body: '{"model":"gpt-4o"' },
    { name: 'no object', body: '"gpt-4o"' },
    { name: 'a model that is no text', body: '{"model":5}' },
    { name: 'a body too large to be read again', body: `{"model":"gpt-4o","x":"${'x'.repeat(300_000)}"}` },
  ])('is not known of $name', ({ body }) => {
    expect(sentModel(bytes(body))).toBe('');
  });
});
