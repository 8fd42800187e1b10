import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until `read` gives something; for what arrives over processes, queue and database. */
export async function eventually<T>(what: string, read: () => Promise<T | null>, timeoutMs = 30_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== null) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs / 1_000} s: ${what}`);
    await pause(25);
  }
}
