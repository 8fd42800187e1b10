import { NO_USAGE } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCache } from './memory-cache.ts';
import { decodeStored, encodeStored, type StoredAnswer, sizeOf } from './stored-answer.ts';

function stored(body: Uint8Array, times: { createdAt?: number; expiresAt?: number } = {}): StoredAnswer {
  return {
    createdAt: times.createdAt ?? 0,
    expiresAt: times.expiresAt ?? 1_000,
    route: {
      complexity: { score: 5, tier: 'medium', scorer: 's', reasons: [{ signal: 'x', weight: 0.5, detail: 'Y.' }] },
      reason: 'mode:cost tier:medium',
    },
    answer: {
      body,
      provider: 'p',
      model: 'm',
      answeredModel: null,
      isSimulated: true,
      usage: { ...NO_USAGE, promptTokens: 3, completionTokens: 4 },
      usageSource: 'provider',
      serviceTier: null,
      finishReason: 'stop',
      chunkId: 'c',
      created: 7,
    },
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('the form of the shared store', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(), (body, expiresAt) => {
        const one = stored(body, { expiresAt });
        expect(decodeStored(encodeStored(one))).toEqual(one);
      }),
    );
  });

  it('reads bytes that lie in the middle of a larger buffer and keeps no hold on it', () => {
    const encoded = encodeStored(stored(bytesOf('{"a":1}')));
    const large = Buffer.alloc(100_000);
    large.set(encoded, 777);
    const decoded = decodeStored(large.subarray(777, 777 + encoded.byteLength));
    expect(decoded?.answer.body).toEqual(bytesOf('{"a":1}'));
    expect(decoded?.answer.body.buffer.byteLength).toBe(7);
  });

  it('reads another version, cut or foreign bytes as a miss and never throws', () => {
    const encoded = encodeStored(stored(bytesOf('{}')));
    expect(decodeStored(new Uint8Array([2, ...encoded.subarray(1)]))).toBeNull();
    expect(decodeStored(new Uint8Array(0))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeStored(new Uint8Array([1, 0, 0, 0, ...bytes]))).toBeNull();
      }),
    );
  });

  it('reads facts of another form as a miss', () => {
    const facts = bytesOf('{"createdAt":0,"expiresAt":"soon"}');
    expect(decodeStored(new Uint8Array([1, 0, 0, 0, facts.byteLength, ...facts]))).toBeNull();
  });
});

describe('MemoryCache', () => {
  function cacheAt(start: number, maxBytes = 1_000_000) {
    const clock = { now: start };
    return { clock, cache: new MemoryCache({ maxBytes, now: () => clock.now }) };
  }

  it('keeps an answer to the last millisecond of its time and not one longer', () => {
    const { clock, cache } = cacheAt(0);
    cache.set('k', stored(bytesOf('x'), { expiresAt: 1_000 }));
    clock.now = 999;
    expect(cache.get('k')).not.toBeNull();
    clock.now = 1_000;
    expect(cache.get('k')).toBeNull();
    expect(cache.size.entries).toBe(0);
  });

  it('does not live on when it is read: the time is fixed', () => {
    const { clock, cache } = cacheAt(0);
    cache.set('k', stored(bytesOf('x'), { expiresAt: 10 }));
    for (clock.now = 0; clock.now < 10; clock.now++) cache.get('k');
    expect(cache.get('k')).toBeNull();
  });

  it('keeps nothing whose time is over, and lets the older answer go', () => {
    const { cache } = cacheAt(500);
    cache.set('k', stored(bytesOf('old'), { expiresAt: 900 }));
    cache.set('k', stored(bytesOf('new'), { expiresAt: 500 }));
    expect(cache.get('k')).toBeNull();
  });

  it('returns the same object until it is replaced', () => {
    const { cache } = cacheAt(0);
    cache.set('k', stored(bytesOf('x')));
    expect(cache.get('k')).toBe(cache.get('k'));
  });

  it('holds a copy of the right size: the buffer it came in may be reused', () => {
    const { cache } = cacheAt(0);
    const network = Buffer.from('....hello....');
    cache.set('k', stored(network.subarray(4, 9)));
    network.fill(0);
    const body = cache.get('k')?.answer.body;
    expect(new TextDecoder().decode(body)).toBe('hello');
    expect(body?.buffer.byteLength).toBe(5);
  });

  it('never takes more than its bytes, and lets go of what was unused longest', () => {
    const one = stored(new Uint8Array(500));
    const { cache } = cacheAt(0, sizeOf(one) * 4);
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, one);
    cache.get('a');
    cache.set('e', one);
    expect(cache.size).toEqual({ entries: 4, bytes: sizeOf(one) * 4 });
    expect(cache.get('b')).toBeNull();
    expect(cache.get('a')).not.toBeNull();
  });

  it('does not keep one answer that would push out everything else', () => {
    const { cache } = cacheAt(0, 10_000);
    cache.set('small', stored(new Uint8Array(10)));
    cache.set('large', stored(new Uint8Array(5_000)));
    expect(cache.get('large')).toBeNull();
    expect(cache.get('small')).not.toBeNull();
  });

  it('forgets one or all', () => {
    const { cache } = cacheAt(0);
    cache.set('a', stored(bytesOf('x')));
    cache.set('b', stored(bytesOf('x')));
    cache.delete('a');
    expect(cache.get('a')).toBeNull();
    cache.clear();
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
  });
});
