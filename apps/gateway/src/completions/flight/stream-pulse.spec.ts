import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunk } from '../__testing__/fake-provider.ts';
import { fakeExchange } from '../__testing__/fake-response.ts';
import { ASK, STREAM, testGateway } from '../__testing__/test-gateway.ts';
import { CHAT, SURFACES } from '../surfaces/surfaces.ts';
import { PulsedStream, StreamPulse } from './stream-pulse.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const EVENT = Buffer.from('data: {}\n\n');

function opened(firstBytes: Uint8Array = EVENT, surface = CHAT) {
  const { exchange, response } = fakeExchange(STREAM, {}, surface);
  exchange.openStream([], firstBytes);
  response.text = '';
  return { exchange, response, stream: new PulsedStream(exchange, firstBytes) };
}

describe('the pulse of open streams', () => {
  it('fault F24: a silent stream gets a sign of life within the silence allowed, a busy one none', () => {
    const pulse = new StreamPulse(() => 1_000);
    const silent = opened();
    const busy = opened();
    pulse.add(silent.stream);
    pulse.add(busy.stream);
    for (let i = 0; i < 4; i++) {
      vi.advanceTimersByTime(500);
      busy.stream.sent(EVENT);
    }
    expect(silent.response.text).toBe(': keep-alive\n\n: keep-alive\n\n');
    expect(busy.response.text).toBe('');
  });

  it('is a ping on the surface whose clients know pings', () => {
    const pulse = new StreamPulse(() => 1_000);
    const { response, stream } = opened(EVENT, SURFACES.find(({ id }) => id === 'messages') ?? CHAT);
    pulse.add(stream);
    vi.advanceTimersByTime(1_000);
    expect(response.text).toBe('event: ping\ndata: {"type":"ping"}\n\n');
  });

  it.each([
    ['data: {"a', false],
    ['data: {}\n', false],
    ['data: {}\n\n', true],
    ['data: {}\r\n\r\n', true],
    ['data: {}\r\r', true],
  ])('after %j a sign of life may be sent: %j', (bytes, isSent) => {
    const pulse = new StreamPulse(() => 1_000);
    const { response, stream } = opened(Buffer.from(bytes));
    pulse.add(stream);
    vi.advanceTimersByTime(1_000);
    expect(response.text !== '').toBe(isSent);
  });

  it('has one timer for all streams, and none when there are none', () => {
    const pulse = new StreamPulse(() => 1_000);
    const streams = [opened(), opened(), opened()];
    for (const { stream } of streams) pulse.add(stream);
    expect(vi.getTimerCount()).toBe(1);
    for (const { stream } of streams) pulse.remove(stream);
    for (const { stream } of streams) pulse.remove(stream);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(10_000);
    expect(streams.map(({ response }) => response.text)).toEqual(['', '', '']);
  });

  it('fault F24: nothing before the stream is open, nothing in what is shared and stored', async () => {
    const made = testGateway();
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    vi.advanceTimersByTime(5_000);
    expect(response.text).toBe('');
    call.send(chunk({ content: 'Par' }));
    // Below the limit for a whole request, above the silence that is allowed.
    vi.advanceTimersByTime(20_000);
    const late = made.ask(STREAM);
    call.send(chunk({ content: 'is' }));
    call.send(chunk({}, 'stop'));
    call.end();
    await Promise.all([done, late.done]);
    expect(response.text).toContain(': keep-alive\n\n');
    expect(late.response.text).not.toContain('keep-alive');
    expect(response.text.replaceAll(': keep-alive\n\n', '').endsWith('[DONE]\n\n')).toBe(true);
    const stored = made.ask(STREAM);
    await stored.done;
    expect(stored.response.headers['x-lco-cache']).toBe('HIT');
    expect(stored.response.text).not.toContain('keep-alive');
    const plain = made.ask(ASK);
    await plain.done;
    expect(plain.response.text).not.toContain('keep-alive');
    expect(vi.getTimerCount()).toBe(0);
  });
});
