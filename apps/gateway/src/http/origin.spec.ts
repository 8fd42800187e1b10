import { describe, expect, it } from 'vitest';
import { isHostAllowed, isLoopbackAddress, isLoopbackOrigin, isOwnOrigin } from './origin.ts';

const local = { isLocal: true, publicOrigin: null };

describe('host names', () => {
  it.each([
    'localhost',
    'localhost:8000',
    '127.0.0.1:8000',
    '127.1.2.3',
    '[::1]:8000',
    'LOCALHOST',
    'app.localhost:3',
    'localhost.',
  ])('%s is this machine', (host) => expect(isHostAllowed(host, local)).toBe(true));

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '[::2]',
    'localhost:8000@evil',
    'a b',
  ])('fault F88: %s is not this machine', (host) => expect(isHostAllowed(host, local)).toBe(false));

  it('also lets in the public name, where one is configured', () => {
    const rules = { isLocal: true, publicOrigin: 'https://lco.example' };
    expect(isHostAllowed('lco.example', rules)).toBe(true);
    expect(isHostAllowed('evil.example', rules)).toBe(false);
  });

  it('lets in every name when keys are demanded', () => {
    expect(isHostAllowed('anything.example', { isLocal: false, publicOrigin: null })).toBe(true);
  });
});

describe('origins', () => {
  it.each([
    { name: 'the same host and port', origin: 'http://127.0.0.1:8000', host: '127.0.0.1:8000', isOwn: true },
    { name: 'the public address', origin: 'https://lco.example', host: '10.0.0.5:8000', isOwn: true },
    { name: 'another port', origin: 'http://127.0.0.1:3000', host: '127.0.0.1:8000', isOwn: false },
    { name: 'a foreign page', origin: 'https://evil.example', host: '127.0.0.1:8000', isOwn: false },
    { name: 'a page without origin', origin: 'null', host: '127.0.0.1:8000', isOwn: false },
    { name: 'a file', origin: 'file://', host: '127.0.0.1:8000', isOwn: false },
    { name: 'a request without host', origin: 'http://127.0.0.1:8000', host: undefined, isOwn: false },
  ])('$name', ({ origin, host, isOwn }) => {
    expect(isOwnOrigin(origin, host, { isLocal: true, publicOrigin: 'https://lco.example' })).toBe(isOwn);
  });

  it('know pages of this machine on any port', () => {
    expect(isLoopbackOrigin('http://localhost:3000')).toBe(true);
    expect(isLoopbackOrigin('https://localhost.evil.example')).toBe(false);
    expect(isLoopbackOrigin('null')).toBe(false);
  });
});

describe('socket addresses', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
    expect(isLoopbackAddress(address)).toBe(true);
  });
  it.each([undefined, '10.0.0.1', '::ffff:10.0.0.1'])('%s is not', (address) => {
    expect(isLoopbackAddress(address)).toBe(false);
  });
});
