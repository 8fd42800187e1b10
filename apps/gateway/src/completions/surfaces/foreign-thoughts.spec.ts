import { describe, expect, it } from 'vitest';
import { withoutForeignThoughts } from './foreign-thoughts.ts';

const user = { role: 'user', content: 'Hi' };
const thought = { type: 'reasoning', id: 'rs_1', encrypted_content: 'secret', summary: [] };
const ours = { type: 'reasoning', id: 'rs_lco_1', summary: [] };
const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' };
const body = (...input: unknown[]) => ({ model: 'auto', input });

describe('thoughts in a body of the Responses API', () => {
  it('stay, byte for byte, where they can only be this provider’s', () => {
    const given = body(user, thought, call);
    expect(withoutForeignThoughts(given, { isOnlySource: true })).toBe(given);
    expect(withoutForeignThoughts({ input: 'Hi' }, { isOnlySource: false })).toEqual({ input: 'Hi' });
  });

  it('go, with the ids that refer to them, where another provider may have made them', () => {
    const { id: _, ...bare } = call;
    expect(withoutForeignThoughts(body(user, thought, call), { isOnlySource: false })).toEqual(body(user, bare));
  });

  it('go where this gateway wrote them, whoever is asked', () => {
    expect(withoutForeignThoughts(body(user, ours), { isOnlySource: true })).toEqual(body(user));
    expect(withoutForeignThoughts(body({ ...user, id: 'msg_lco_1' }), { isOnlySource: true })).toEqual(body(user));
  });
});
