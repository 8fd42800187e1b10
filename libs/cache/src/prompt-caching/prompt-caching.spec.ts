import type { ChatBody } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideMarks } from './decide-marks.ts';
import { markChat } from './mark-chat.ts';
import { PrefixMemory } from './prefix-memory.ts';
import { shapeOfChat, shapeOfMessages } from './prompt-shape.ts';
import { VolatileTexts, volatileKind } from './volatile-text.ts';

const LONG = 'Never invent a train. Ask before you book. '.repeat(200);
const TOOLS = [{ type: 'function', function: { name: 'book', parameters: { type: 'object' } } }];
const RATES = { read: 0.1, write: 1.25, writeLong: 2 };
const SECOND = 1_000;
const say = (role: string, content: string) => ({ role, content });
const chat = (...messages: ChatBody['messages']): ChatBody => ({ model: 'm', messages, tools: TOOLS });
const turns = (count: number) =>
  Array.from({ length: count }, (_, at) => say(at % 2 === 0 ? 'user' : 'assistant', `Turn ${at} ${'x'.repeat(200)}`));

/** Sends prompts one after the other and tells how each was decided. */
function run(
  bodies: readonly ChatBody[],
  { memory = new PrefixMemory(), gapMs = 30 * SECOND, minTokens = 1_024 } = {},
) {
  return bodies.map((body, at) => {
    const now = (at + 1) * gapMs;
    const shape = shapeOfChat(body, 1);
    const standing = memory.arrive(shape, now);
    const decision = decideMarks({ shape, standing, rates: RATES, minTokens, tokensPerChar: 0.25, now });
    memory.used(shape, decision.marks, now);
    return decision;
  });
}

describe('the shape of a prompt', () => {
  it('has the same digests for the same beginning, and others from the first difference on', () => {
    const one = shapeOfChat(chat(say('system', LONG), ...turns(3)), 1);
    const other = shapeOfChat(chat(say('system', LONG), ...turns(2), say('user', 'Something else')), 1);
    expect(other.head).toEqual(one.head);
    expect(other.messages.map(({ digest }, at) => digest === one.messages[at]?.digest)).toEqual([true, true, false]);
    expect(shapeOfChat(chat(say('system', LONG), ...turns(3)), 2).head.digest).not.toBe(one.head.digest);
  });

  it('reads instructions before all other messages, as providers do that have a field for them', () => {
    const first = shapeOfChat(chat(say('system', LONG), say('user', 'Hi')), 1);
    expect(shapeOfChat(chat(say('user', 'Hi'), say('system', LONG)), 1).head).toEqual(first.head);
  });

  it('never takes two different texts for the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const digest = (text: string) => shapeOfChat(chat(say('user', text)), 1).messages[0]?.digest;
        if (one.trim() === '' || other.trim() === '') return;
        expect(digest(one) === digest(other)).toBe(one === other);
      }),
    );
  });

  it.each([
    ['a tool', { tools: [{ ...TOOLS[0], cache_control: {} }] }],
    ['a part', { messages: [{ role: 'user', content: [{ type: 'text', text: 'a', cache_control: {} }] }] }],
    ['a message', { messages: [{ role: 'tool', content: 'a', cache_control: {} }] }],
    ['a call', { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', cache_control: {} }] }] }],
    ['the whole request', { cache_control: { type: 'ephemeral' } }],
  ])('sees a mark of the client at %s', (_name, over) => {
    expect(shapeOfChat({ ...chat(say('user', 'Hi')), ...over }, 1).hasClientMarks).toBe(true);
  });

  it('sees marks inside the result of a tool in the Messages API', () => {
    const content = [{ type: 'tool_result', content: [{ type: 'text', text: 'a', cache_control: {} }] }];
    expect(shapeOfMessages({ messages: [{ role: 'user', content }] }, 1).hasClientMarks).toBe(true);
  });

  it('offers no place at thoughts, and none at nothing', () => {
    const messages = [
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'a' }] },
      { role: 'user', content: ' ' },
    ];
    expect(shapeOfMessages({ messages }, 1).messages).toEqual([]);
  });
});

describe('where a prompt is marked', () => {
  it('marks nothing the first two times, then the beginning that comes again', () => {
    const decisions = run([1, 2, 3, 4].map((one) => chat(say('system', LONG), say('user', `Question ${one}`))));
    expect(decisions.map(({ marks }) => marks.map(({ mark }) => mark.at))).toEqual([[], [], ['system'], ['system']]);
    expect(decisions[3]?.marks[0]?.isWarm).toBe(true);
    expect(decisions[2]?.expectedTokensSaved).toBeLessThan(0);
    expect(decisions[3]?.expectedTokensSaved).toBeGreaterThan(0);
  });

  it('marks what an earlier turn left, and the end of a conversation that goes on, never more than four places', () => {
    const bodies = Array.from({ length: 12 }, (_, turn) => chat(say('system', LONG), ...turns(2 * turn + 1)));
    const decisions = run(bodies);
    for (const { marks } of decisions) expect(marks.length).toBeLessThanOrEqual(4);
    const places = decisions.at(-1)?.marks ?? [];
    expect(places[0]?.mark.at).toBe('system');
    expect(places.at(-1)?.mark.at).toBe(23);
    expect(places.some(({ mark, isWarm }) => mark.at === 21 && isWarm)).toBe(true);
  });

  it('puts longer lifetimes before shorter ones, in any stream', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: 3, maxLength: 30 }),
        fc.integer({ min: SECOND, max: 3_000 * SECOND }),
        (which, gapMs) => {
          const bodies = which.map((turn) => chat(say('system', LONG), ...turns(2 * turn + 1)));
          for (const { marks } of run(bodies, { gapMs })) {
            const ttls = marks.map(({ mark }) => mark.ttl);
            expect(ttls).toEqual([...ttls].sort());
            const ends = marks.map(({ tokens }) => tokens);
            expect(ends).toEqual([...ends].sort((one, other) => one - other));
          }
        },
      ),
    );
  });

  it('chooses an hour where requests come every twenty minutes', () => {
    const bodies = Array.from({ length: 10 }, (_, at) => chat(say('system', LONG), say('user', `Question ${at}`)));
    expect(
      run(bodies, { gapMs: 1_200 * SECOND })
        .at(-1)
        ?.marks.map(({ mark }) => mark),
    ).toEqual([{ at: 'system', ttl: '1h' }]);
  });

  it('marks nothing that is too short for the provider', () => {
    const bodies = Array.from({ length: 10 }, (_, at) => chat(say('system', LONG), say('user', `Question ${at}`)));
    expect(run(bodies, { minTokens: 4_096 }).every(({ marks }) => marks.length === 0)).toBe(true);
  });

  it('S6: marks nothing as soon as the client marked anything', () => {
    const marked = { role: 'user', content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }] };
    const bodies = Array.from({ length: 10 }, () => chat(say('system', LONG), marked));
    expect(run(bodies).map(({ reason }) => reason)).toEqual(Array(10).fill('client_marks'));
  });

  it('marks the tools where only the instructions change', () => {
    const tools = Array.from({ length: 60 }, (_, at) => ({
      type: 'function',
      function: { name: `tool_${at}`, description: LONG.slice(0, 200) },
    }));
    const bodies = Array.from({ length: 6 }, (_, at) => ({
      ...chat(say('system', `Now ${at}. ${LONG}`), say('user', 'Hi')),
      tools,
    }));
    expect(
      run(bodies)
        .at(-1)
        ?.marks.map(({ mark }) => mark.at),
    ).toEqual(['tools']);
  });

  it('marks nothing while the same prompts all come at once', () => {
    const memory = new PrefixMemory();
    const shape = shapeOfChat(chat(say('system', LONG), say('user', 'Hi')), 1);
    const decisions = Array.from({ length: 20 }, () => {
      const standing = memory.arrive(shape, SECOND);
      return decideMarks({ shape, standing, rates: RATES, minTokens: 1_024, tokensPerChar: 0.25, now: SECOND });
    });
    expect(decisions.every(({ marks }) => marks.length === 0)).toBe(true);
  });

  it('remembers a bounded number of beginnings', () => {
    const memory = new PrefixMemory();
    for (let at = 0; at < 30_000; at += 1) {
      const shape = shapeOfChat({ messages: [say('system', `s${at}`), say('user', 'a')] }, 1);
      memory.arrive(shape, at);
      memory.used(shape, [], at);
    }
    expect(memory.size.heads).toBeLessThanOrEqual(5_000);
    expect(memory.size.boundaries).toBeLessThanOrEqual(20_000);
  });
});

describe('marks in a chat request', () => {
  const MARK = { type: 'ephemeral' };

  it('stand where they were decided, and nowhere else', () => {
    const body = chat(say('system', 'one'), say('user', 'two'), { role: 'tool', content: 'three', tool_call_id: 'a' });
    const made = markChat(body, [
      { at: 'tools', ttl: '1h' },
      { at: 'system', ttl: '5m' },
      { at: 1, ttl: '5m' },
      { at: 2, ttl: '5m' },
    ]);
    expect(made.tools).toEqual([{ ...TOOLS[0], cache_control: { ...MARK, ttl: '1h' } }]);
    expect(made.messages).toEqual([
      { role: 'system', content: [{ type: 'text', text: 'one', cache_control: MARK }] },
      { role: 'user', content: [{ type: 'text', text: 'two', cache_control: MARK }] },
      { role: 'tool', content: 'three', tool_call_id: 'a', cache_control: MARK },
    ]);
    expect(JSON.stringify(body)).not.toContain('cache_control');
  });
});

describe('system text whose beginning changes', () => {
  it('is found after five times, with the length of what stays the same', () => {
    const texts = new VolatileTexts();
    const found = Array.from({ length: 12 }, (_, at) => texts.look(`Now: ${at}. ${LONG}`, 1, at));
    expect(found.slice(0, 4)).toEqual([null, null, null, null]);
    expect(found.at(-1)).toMatchObject({ stableChars: 8_192, times: 12, firstAt: 0, lastAt: 11 });
    expect(new Set(found.flatMap((one) => (one === null ? [] : [one.digest]))).size).toBe(1);
  });

  it('is not found where the end changes too', () => {
    const texts = new VolatileTexts();
    for (let at = 0; at < 12; at += 1) expect(texts.look(`${at} ${LONG} ${at}`, 1, at)).toBeNull();
  });

  it.each([
    ['Today is 2026-11-24, 12:31:05.', 'time'],
    ['Session 6f1c2b1e-6a0b-4f8e-9f53-0c1d2e3f4a5b', 'id'],
    ['You are helpful.', null],
  ])('tells what changes in "%s"', (text, kind) => {
    expect(volatileKind(text)).toBe(kind);
  });
});
