import { describe, expect, it, vi } from 'vitest';
import { createId } from './ids.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('createId', () => {
  it('makes UUIDs of version 7 that carry the time', () => {
    const before = Date.now();
    const id = createId();
    expect(id).toMatch(UUID_V7);
    const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time - Date.now()).toBeLessThan(1_000);
  });

  it('is strictly increasing over many ids of the same millisecond', () => {
    const ids = Array.from({ length: 20_000 }, createId);
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => UUID_V7.test(id))).toBe(true);
  });

  it('fault F51: goes on increasing when the clock is set back', () => {
    const before = createId();
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    const after = createId();
    clock.mockRestore();
    expect(after > before).toBe(true);
  });
});
