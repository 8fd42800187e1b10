import type { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLookups } from './lookups.ts';

type Answer = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;

/** A system whose lookups end when the test says so. */
function fakeSystem() {
  const asked: { readonly name: string; readonly answer: Answer }[] = [];
  const ask = (name: string, _options: unknown, answer: Answer) => void asked.push({ name, answer });
  return { asked, ...createLookups(ask as unknown as typeof lookup) };
}

function wait(find: LookupFunction, name: string): Promise<string> {
  return new Promise((resolve, reject) =>
    find(name, { family: 4 }, (error, address) => (error === null ? resolve(String(address)) : reject(error))),
  );
}

describe('name lookups', () => {
  it('fault F20: ask for a name once at a time, whoever waits for it, and again the next time', async () => {
    const { asked, lookup: find } = fakeSystem();
    const waiting = [wait(find, 'a.test'), wait(find, 'a.test'), wait(find, 'b.test')];
    expect(asked.map(({ name }) => name)).toEqual(['a.test', 'b.test']);
    for (const { answer } of asked) answer(null, '127.0.0.1', 4);
    expect(await Promise.all(waiting)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    void wait(find, 'a.test');
    expect(asked).toHaveLength(3);
  });

  it('fault F20: tell everyone who waited that there is no such name', async () => {
    const { asked, lookup: find } = fakeSystem();
    const waiting = [wait(find, 'none.test'), wait(find, 'none.test')];
    asked[0]?.answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('fault F20: are pending until the system has answered', async () => {
    const { asked, lookup: find, isPending } = fakeSystem();
    const waiting = wait(find, 'slow.test');
    expect([isPending('slow.test'), isPending('slow'), isPending('other.test')]).toEqual([true, false, false]);
    asked[0]?.answer(null, '127.0.0.1', 4);
    await waiting;
    expect(isPending('slow.test')).toBe(false);
  });
});
