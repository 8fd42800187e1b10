import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSimulatorThread, type SimulatorHost } from './simulator-host.ts';

/** Takes `--port` like the real one; dies when anything connects. */
const SCRIPT = `
import { createServer } from 'node:net';
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
const server = createServer(() => process.exit(1));
server.listen(port, '127.0.0.1', () => console.log(JSON.stringify({ simulator: 'ready', url: 'http://127.0.0.1:' + server.address().port })));
`;

describe('the thread of the simulated providers', () => {
  let folder: string;
  let host: SimulatorHost;
  const troubles: unknown[] = [];
  const create = (script: string) =>
    createSimulatorThread({ script, port: 0, speed: 'instant', onTrouble: (error) => troubles.push(error) });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lco-sim-'));
  });
  afterEach(async () => {
    await host.stop();
    await rm(folder, { recursive: true });
  });

  const write = async (text: string): Promise<string> => {
    const script = join(folder, 'main.mjs');
    await writeFile(script, text);
    return script;
  };

  it('starts when it is needed, once', async () => {
    host = create(await write(SCRIPT));
    expect(host.url).toBeNull();
    const [first, second] = await Promise.all([host.ensure(), host.ensure()]);
    expect(first).toBe(second);
    expect(host.url).toBe(first);
  });

  it('comes back on the same port when it dies', async () => {
    host = create(await write(SCRIPT));
    const url = await host.ensure();
    await expect(fetch(url)).rejects.toThrow();
    // Every connection kills it; what counts is that somebody listens again.
    const isListening = () =>
      fetch(url).then(
        () => true,
        (error: Error) => !JSON.stringify(error.cause).includes('ECONNREFUSED'),
      );
    await vi.waitUntil(isListening, { timeout: 10_000 });
    expect(host.url).toBe(url);
  });

  it('says in one sentence that it is not built or does not start', async () => {
    host = create(join(folder, 'missing.mjs'));
    await expect(host.ensure()).rejects.toThrow('npm run build');
    host = create(await write('process.exit(1);'));
    await expect(host.ensure()).rejects.toThrow('LCO_SIMULATOR_PORT');
  });
});
