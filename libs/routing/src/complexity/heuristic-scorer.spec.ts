import type { ChatBody } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../features.ts';
import { createHeuristicScorer } from './heuristic-scorer.ts';
import { LABELLED_PROMPTS } from './labelled-prompts.ts';
import { tierOf } from './scorer.ts';

const scorer = createHeuristicScorer();

function scoreBody(body: Pick<ChatBody, 'messages'> & Partial<ChatBody>) {
  const whole: ChatBody = { model: 'auto', ...body };
  return scorer.score(whole, extractFeatures(whole, Buffer.byteLength(JSON.stringify(whole))));
}

function scoreOf(...turns: string[]) {
  const messages = turns.map((content, at) => ({ role: at % 2 === turns.length % 2 ? 'assistant' : 'user', content }));
  return scoreBody({ messages });
}

const HARD = 'Prove that the sum converges, derive the limit, and explain why the usual argument fails here.';
const EASY = 'What is the capital of France?';

describe('labelled prompts', () => {
  it.each(LABELLED_PROMPTS)('finds "$prompt" of $tier complexity', ({ prompt, tier }) => {
    expect(scoreOf(prompt).tier).toBe(tier);
  });
});

describe('what is scored', () => {
  it('is the turn: a long system text, tools and earlier talk do not make an easy question hard', () => {
    const alone = scoreOf(EASY).score;
    const tools = [{ type: 'function', function: { name: 'prove_theorem', description: `${HARD} `.repeat(50) } }];
    const withContext = scoreBody({
      tools,
      messages: [
        { role: 'system', content: `You analyze, prove, derive and design. ${HARD} `.repeat(40) },
        { role: 'user', content: `${HARD} ${'Consider all the cases in turn. '.repeat(10)}` },
        { role: 'assistant', content: HARD.repeat(10) },
        { role: 'user', content: 'Thanks!' },
        { role: 'assistant', content: 'You are welcome.' },
        { role: 'user', content: EASY },
      ],
    });
    expect(withContext.score).toBe(alone);
  });

  it('is the user message that an agent is still working on, not its tool results', () => {
    const score = scoreBody({
      messages: [
        { role: 'user', content: EASY },
        { role: 'assistant', content: null, tool_calls: [] },
        { role: 'tool', content: `${HARD} `.repeat(30) },
      ],
    });
    expect(score.score).toBe(scoreOf(EASY).score);
  });

  it('includes what a short follow-up refers to', () => {
    const followUp = scoreOf(HARD, 'Here is a proof.', 'And for the other case?');
    expect(followUp.tier).not.toBe('low');
    expect(followUp.score).toBeGreaterThan(scoreOf('And for the other case?').score);
    expect(followUp.score).toBeLessThanOrEqual(scoreOf(HARD).score);
    expect(followUp.reasons.map(({ signal }) => signal)).toContain('follow_up');
  });

  it('lets a conversation become easy again: thanks are thanks', () => {
    expect(scoreOf(HARD, 'Here is a proof.', 'Thank you!').tier).toBe('low');
  });

  it('reads text parts as it reads plain text', () => {
    const parts = scoreBody({ messages: [{ role: 'user', content: [{ type: 'text', text: HARD }] }] });
    expect(parts).toEqual(scoreOf(HARD));
  });

  it('finds the question at either end of a long paste', () => {
    const paste = 'the cat sat on the mat and then it went away '.repeat(400);
    expect(scoreOf(`${HARD}\n\n${paste}`).tier).toBe('high');
    expect(scoreOf(`${paste}\n\n${HARD}`).tier).toBe('high');
  });
});

describe('not knowing', () => {
  it.each(['Ist das rechtens?', 'Qwxz vlorp?', 'It does not add up, does it', 'ພາສາລາວ', '🙂🙃🙂'])(
    'leaves "%s", which shows nothing either way, in the middle',
    (prompt) => {
      expect(scoreOf(prompt).tier).toBe('medium');
    },
  );

  it('does not call an image easy', () => {
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    expect(scoreBody({ messages: [{ role: 'user', content: [image] }] }).tier).toBe('medium');
  });

  it('takes the client at its word about effort', () => {
    const messages = [{ role: 'user', content: 'Qwxz vlorp?' }];
    const usual = scoreBody({ messages }).score;
    expect(scoreBody({ messages, reasoning_effort: 'high' }).score).toBeGreaterThan(usual);
    expect(scoreBody({ messages, reasoning_effort: 'none' }).score).toBeLessThan(usual);
  });
});

describe('always', () => {
  it('gives a whole number from 1 to 10, the tier of that number and no text of the prompt, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (prompt) => {
        const found = scoreOf(prompt);
        expect(Number.isInteger(found.score) && found.score >= 1 && found.score <= 10).toBe(true);
        expect(found.tier).toBe(tierOf(found.score));
        expect(found.scorer).toBe(scorer.name);
      }),
    );
  });

  it('gives the same score for the same request', () => {
    expect(scoreOf(HARD)).toEqual(scoreOf(HARD));
  });

  it('names its reasons in whole sentences that quote nothing', () => {
    const secret = 'zebrafish';
    for (const { detail } of scoreOf(`${HARD} ${secret}`).reasons) {
      expect(detail).toMatch(/^[A-Z].*\.$/);
      expect(detail).not.toContain(secret);
    }
  });

  it('grows or stays when more demands are added', () => {
    const scores = [EASY, `${EASY} Explain why.`, `${EASY} Explain why. ${HARD}`].map(
      (prompt) => scoreOf(prompt).score,
    );
    expect(scores).toEqual([...scores].sort((one, other) => one - other));
  });

  it.each([
    [1, 'low'],
    [3, 'low'],
    [4, 'medium'],
    [7, 'medium'],
    [8, 'high'],
    [10, 'high'],
  ] as const)('puts score %i into the %s tier', (score, tier) => {
    expect(tierOf(score)).toBe(tier);
  });
});
