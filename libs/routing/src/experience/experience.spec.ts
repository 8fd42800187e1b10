import { usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { CallExperience } from './call-experience.ts';
import { conversationDigest } from './conversation-key.ts';
import { ConversationMemory } from './conversation-memory.ts';

describe('what was seen of the calls', () => {
  const call = { deploymentId: 'p/m', task: 'code', outputTokens: 1_000, latencyMs: 2_500, ttftMs: 500 };
  const learn = (experience: CallExperience, times: number, over: Partial<typeof call> = {}) => {
    for (let count = 0; count < times; count++) experience.learn({ ...call, ...over });
  };

  it('says nothing before it has seen enough', () => {
    const experience = new CallExperience();
    learn(experience, 4);
    expect(experience.outputTokens('p/m', 'code')).toBeNull();
    expect(experience.latencyMs('p/m', 100)).toBeNull();
  });

  it('expects what it saw, by kind of work where it saw that kind', () => {
    const experience = new CallExperience();
    learn(experience, 50);
    learn(experience, 50, { task: 'chat', outputTokens: 100 });
    const [code = 0, chat = 0, other = 0] = ['code', 'chat', 'writing'].map(
      (task) => experience.outputTokens('p/m', task) ?? 0,
    );
    expect(code).toBeGreaterThan(other);
    expect(chat).toBeLessThan(code);
    expect(experience.outputTokens('p/other', null)).toBeNull();
  });

  it('expects longer answers to take longer', () => {
    const experience = new CallExperience();
    learn(experience, 10);
    expect(experience.latencyMs('p/m', 1_000)).toBe(2_500);
    expect(experience.latencyMs('p/m', 2_000)).toBe(4_500);
  });

  it('forgets: a model that has become faster is seen as faster', () => {
    const experience = new CallExperience();
    learn(experience, 200);
    learn(experience, 200, { latencyMs: 600, ttftMs: 100 });
    expect(experience.latencyMs('p/m', 1_000)).toBeLessThan(700);
  });

  it('learns nothing from answers without tokens or time', () => {
    const experience = new CallExperience();
    learn(experience, 10, { outputTokens: 0 });
    learn(experience, 10, { latencyMs: 0 });
    expect(experience.outputTokens('p/m', null)).toBeNull();
  });
});

describe('what is kept of conversations', () => {
  const turn = {
    deploymentId: 'p/m',
    promptTokens: 5_000,
    cachedShare: null,
    cost: usd('0.1'),
    lost: usd('0'),
    at: 1_000,
  };

  it('knows where the cache is warm, for five minutes, and never more tokens than the prompt has', () => {
    const memory = new ConversationMemory();
    memory.remember('one', turn);
    expect(memory.warm('one', 6_000, 2_000)).toEqual({
      deploymentId: 'p/m',
      tokens: 5_000,
      paidUsd: '0.1',
      lostUsd: '0',
    });
    expect(memory.warm('one', 3_000, 2_000)?.tokens).toBe(3_000);
    expect(memory.warm('one', 6_000, 1_000 + 5 * 60_000 + 1)).toBeNull();
    expect(memory.warm('other', 6_000, 2_000)).toBeNull();
  });

  it('adds up what was paid and what moving lost', () => {
    const memory = new ConversationMemory();
    memory.remember('one', turn);
    memory.remember('one', { ...turn, deploymentId: 'p/other', lost: usd('0.02') });
    expect(memory.warm('one', 6_000, 2_000)).toMatchObject({
      deploymentId: 'p/other',
      paidUsd: '0.2',
      lostUsd: '0.02',
    });
  });

  it('expects nothing warm where later turns found nothing warm: some providers cache only what clients mark', () => {
    const memory = new ConversationMemory();
    for (let at = 1; at <= 5; at++) memory.remember('one', { ...turn, at, cachedShare: 0 });
    memory.remember('two', { ...turn, at: 6 });
    expect(memory.warm('two', 6_000, 7)).toBeNull();
    for (let at = 7; at <= 60; at++) memory.remember('one', { ...turn, at, cachedShare: 0.8 });
    expect(memory.warm('two', 6_000, 61)?.tokens).toBeGreaterThan(3_000);
  });

  it('expects nothing warm of prompts that providers do not cache', () => {
    const memory = new ConversationMemory();
    memory.remember('one', { ...turn, promptTokens: 1_000 });
    expect(memory.warm('one', 6_000, 2_000)).toBeNull();
  });
});

describe('what the turns of a conversation share', () => {
  const system = { role: 'system', content: 'You are a lawyer.' };
  const first = { role: 'user', content: 'Hello' };
  const more = [
    { role: 'assistant', content: 'Hi' },
    { role: 'user', content: 'Go on' },
  ];

  it('is the same for every turn', () => {
    expect(conversationDigest({ messages: [system, first, ...more] })).toBe(
      conversationDigest({ messages: [system, first] }),
    );
  });

  it('differs between conversations, and is nothing without a user message', () => {
    const other = { role: 'user', content: [{ type: 'text', text: 'Good day' }] };
    expect(conversationDigest({ messages: [system, other] })).not.toBe(
      conversationDigest({ messages: [system, first] }),
    );
    expect(conversationDigest({ messages: [system] })).toBeNull();
  });
});
