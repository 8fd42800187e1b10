import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from './transport.ts';

const LIMIT_MS = 5_000;

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate made for this run; null where the tool for it is not installed. */
function certificate(folder: string, host: string): Certificate | null {
  const [key, cert] = [join(folder, `${host}.key`), join(folder, `${host}.crt`)];
  try {
    const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
    const form = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...form, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const folder = mkdtempSync(join(tmpdir(), 'lco-tls-'));
const own = certificate(folder, 'localhost');
const foreign = certificate(folder, 'elsewhere.test');
const servers: Server[] = [];

async function listen({ key, cert }: Certificate): Promise<string> {
  const server = createServer({ key, cert }, (request, response) => {
    request.resume();
    response.end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `https://localhost:${address.port}`;
}

async function call(baseUrl: string, ca?: string): Promise<ProviderFailure | number> {
  const transport = createTransport(ca === undefined ? {} : { ca });
  const { promise, resolve } = Promise.withResolvers<ProviderFailure | number>();
  let status = 0;
  transport.dispatch(
    {
      baseUrl,
      path: '/v1/messages',
      headers: [],
      body: Buffer.from('{}'),
      connectTimeoutMs: LIMIT_MS,
      headersTimeoutMs: LIMIT_MS,
      idleTimeoutMs: LIMIT_MS,
    },
    {
      onHead: (given) => {
        status = given;
      },
      onData: () => undefined,
      onEnd: () => resolve(status),
      onError: resolve,
    },
  );
  const result = await promise;
  await transport.close();
  return result;
}

describe.skipIf(own === null || foreign === null)('TLS (skipped where openssl is absent)', () => {
  let ownUrl = '';
  let foreignUrl = '';

  beforeAll(async () => {
    if (own === null || foreign === null) return;
    ownUrl = await listen(own);
    foreignUrl = await listen(foreign);
  });

  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('a certificate of a trusted authority is accepted', async () => {
    expect(await call(ownUrl, own?.cert)).toBe(200);
  });

  it('a self-signed certificate is a failure of TLS, never ignored', async () => {
    const failure = await call(ownUrl);
    expect(failure).toMatchObject({ kind: 'network', outcome: 'tls_failed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('a certificate for another host is a failure of TLS, and no host stands in the message', async () => {
    const failure = await call(foreignUrl, foreign?.cert);
    expect(failure).toMatchObject({
      kind: 'network',
      outcome: 'tls_failed',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(JSON.stringify(failure)).not.toMatch(/localhost|elsewhere/);
  });
});
