import { describe, expect, it } from 'vitest';
import { chunk } from '../__testing__/fake-provider.ts';
import { ASK, STREAM, settleMicrotasks, testGateway } from '../__testing__/test-gateway.ts';

describe('identical requests at the same moment', () => {
  it('fault F64: a thousand of them make one call; 999 cost nothing and save against the baseline', async () => {
    const made = testGateway();
    const asked = Array.from({ length: 1_000 }, () => made.ask());
    (await made.transport.call(1)).answer();
    await Promise.all(asked.map(({ done }) => done));
    expect(made.transport.calls).toHaveLength(1);
    expect(asked.every(({ response }) => response.status === 200)).toBe(true);
    const rows = made.entries.map(({ request }) => request);
    expect(rows.filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
    const shared = rows.filter(({ outcome }) => outcome === 'dedup');
    expect(shared).toHaveLength(999);
    expect(new Set(shared.map(({ costUsd }) => costUsd))).toEqual(new Set(['0']));
    expect(Number(shared[0]?.savings?.levers.dedup)).toBeGreaterThan(0);
    expect(shared[0]?.savings?.savedUsd).toBe(shared[0]?.baselineCostUsd);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1_000);
    expect(asked[5]?.response.headers['x-lco-cache']).toBe('DEDUP');
  });

  it('fault F65: when the call fails, one follower leads the next call and the others share it', async () => {
    const made = testGateway({ limits: { ...testGateway().services.snapshot().config.limits, maxAttempts: 1 } });
    const asked = Array.from({ length: 5 }, () => made.ask());
    (await made.transport.call(1)).refuse(500, { outcome: 'server_error' });
    (await made.transport.call(2)).answer();
    await Promise.all(asked.map(({ done }) => done));
    expect(made.transport.calls).toHaveLength(2);
    expect(asked.map(({ response }) => response.status)).toEqual([503, 200, 200, 200, 200]);
  });

  it('fault F65: what cannot be cured by another call fails for all without one', async () => {
    const made = testGateway();
    const asked = [made.ask(), made.ask(), made.ask()];
    (await made.transport.call(1)).refuse(400, { kind: 'invalid_request', outcome: 'bad_request', httpStatus: 400 });
    await Promise.all(asked.map(({ done }) => done));
    expect(asked.map(({ response }) => response.status)).toEqual([400, 400, 400]);
    expect(made.transport.calls).toHaveLength(1);
  });

  it('fault F66: the call goes on when the leader’s client leaves, and its cost stays with the leader', async () => {
    const made = testGateway();
    const leader = made.ask();
    const follower = made.ask();
    const call = await made.transport.call(1);
    leader.response.leave();
    await settleMicrotasks();
    expect(call.isAborted).toBe(false);
    call.answer();
    await Promise.all([leader.done, follower.done]);
    expect(follower.response.status).toBe(200);
    const cancelled = made.entries.find(({ request }) => request.outcome === 'cancelled');
    const shared = made.entries.find(({ request }) => request.outcome === 'dedup');
    expect(cancelled?.attempts).toMatchObject([{ outcome: 'ok', usageSource: 'provider' }]);
    expect(Number(cancelled?.request.costUsd)).toBeGreaterThan(0);
    expect(shared?.request.costUsd).toBe('0');
  });

  it('fault F66: the call is stopped when the last client has left', async () => {
    const made = testGateway();
    const leader = made.ask();
    const follower = made.ask();
    const call = await made.transport.call(1);
    leader.response.leave();
    follower.response.leave();
    await Promise.all([leader.done, follower.done]);
    expect(call.isAborted).toBe(true);
    expect(made.entries.map(({ request }) => request.outcome).sort()).toEqual(['cancelled', 'cancelled']);
  });

  it('fault F67: whoever joins a running stream gets everything from the first token, in order', async () => {
    const made = testGateway();
    const leader = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    for (const content of ['one ', 'two ']) call.send(chunk({ content }));
    const late = made.ask({ ...STREAM, stream_options: { include_usage: true } });
    call.send(chunk({ content: 'three' }));
    call.send(chunk({}, 'stop'));
    call.end();
    await Promise.all([leader.done, late.done]);
    const text = (raw: string) => [...raw.matchAll(/"content":"([^"]*)"/g)].map((match) => match[1]).join('');
    expect(text(late.response.text)).toBe('one two three');
    expect(text(late.response.text)).toBe(text(leader.response.text));
    expect(late.response.text).toContain('"usage":{');
    expect(leader.response.text).not.toContain('"usage":{');
    expect(late.response.text.endsWith('[DONE]\n\n')).toBe(true);
  });

  it('a slow follower does not hold up the others', async () => {
    const made = testGateway();
    const leader = made.ask(STREAM);
    const slow = made.ask(STREAM);
    const call = await made.transport.call(1);
    slow.response.isFull = true;
    call.open();
    call.send(chunk({ content: 'one' }));
    call.send(chunk({ content: 'two' }));
    expect(call.isPaused).toBe(false);
    call.send(chunk({}, 'stop'));
    call.end();
    await leader.done;
    expect(leader.response.text.endsWith('[DONE]\n\n')).toBe(true);
    slow.response.drain();
    await slow.done;
    expect(slow.response.text).toContain('two');
    expect(slow.response.text.endsWith('[DONE]\n\n')).toBe(true);
  });

  it('fault F26: a break in mid-stream is told to every reader', async () => {
    const made = testGateway();
    const asked = [made.ask(STREAM), made.ask(STREAM)];
    const call = await made.transport.call(1);
    call.open();
    call.send(chunk({ content: 'one' }));
    call.fail({ outcome: 'broken' });
    await Promise.all(asked.map(({ done }) => done));
    for (const { response } of asked) expect(response.text).toContain('upstream_broken');
    expect(made.transport.calls).toHaveLength(1);
  });

  it('keeps requests apart that are not the same: stream and plain, other tenants, no-cache', async () => {
    const made = testGateway();
    const asked = [
      made.ask(),
      made.ask(STREAM),
      made.ask({ ...ASK, temperature: 0 }),
      made.ask(ASK, { 'cache-control': 'no-cache' }),
      made.ask(ASK, { 'x-lco-cache': 'off' }),
    ];
    await settleMicrotasks();
    expect(made.transport.calls).toHaveLength(5);
    for (const { response } of asked) response.leave();
    await Promise.all(asked.map(({ done }) => done));
    expect(made.entries).toHaveLength(5);
  });
});
