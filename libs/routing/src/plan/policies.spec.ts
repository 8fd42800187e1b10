import { describe, expect, it } from 'vitest';
import { idsOf, plan } from '../__testing__/plan-lab.ts';

const first = (over: Parameters<typeof plan>[0]) => idsOf(plan(over))[0];

describe('a mode without dial or target', () => {
  it.each([
    {
      name: 'takes the list of the tier that the learned score gives',
      prompt: 'easy',
      expected: 'groq/openai/gpt-oss-20b',
    },
    { name: 'takes a better list for what is harder', prompt: 'hard', expected: 'openai/gpt-6.2-sol' },
    { name: 'never takes what it knows nothing of for simple', prompt: 'strange', expected: 'openai/gpt-6.1-terra' },
  ])('$name', ({ prompt, expected }) => {
    expect(plan({ prompt }).candidates.some(({ pGood }) => pGood === undefined)).toBe(false);
    expect(first({ prompt })).toBe(expected);
  });

  it('says in the reason that it abstained', () => {
    expect(plan({ prompt: 'strange' }).reason).toBe('mode:balanced tier:medium abstained');
  });

  it('balanced puts a cheaper model of the list first where it is expected to answer as well', () => {
    const chance = () => ({ pGood: 0.9, isGuess: false });
    const found = plan({ prompt: 'middling', chance });
    expect(idsOf(found)).toEqual(['groq/openai/gpt-oss-120b', 'openai/gpt-6.1-terra', 'anthropic/claude-sonnet-5-5']);
    expect(found.candidates[0]?.reason).toContain('Cheaper than the first choice');
  });

  it('balanced keeps its first choice where the cheaper one is expected to do worse', () => {
    const chance = ({ id }: { id: string }) => ({ pGood: id.startsWith('groq') ? 0.5 : 0.9, isGuess: false });
    expect(first({ prompt: 'middling', chance })).toBe('openai/gpt-6.1-terra');
  });

  it('speed goes by what was seen, once something was', () => {
    const latencyMs = ({ id }: { id: string }) => (id.startsWith('groq') ? 5_000 : 900);
    expect(first({ mode: 'speed', prompt: 'middling' })).toBe('groq/openai/gpt-oss-120b');
    expect(first({ mode: 'speed', prompt: 'middling', latencyMs })).toBe('anthropic/claude-haiku-5-5');
  });

  it('quality goes by known probabilities, never by guesses from the price', () => {
    const chance = ({ id }: { id: string }, isGuess: boolean) => ({ pGood: id.includes('opus') ? 0.99 : 0.5, isGuess });
    const guess = (deployment: { id: string }) => chance(deployment, true);
    const known = (deployment: { id: string }) => chance(deployment, false);
    expect(first({ mode: 'quality', prompt: 'hard', chance: guess })).toBe('openai/gpt-6.2-astra');
    expect(first({ mode: 'quality', prompt: 'hard', chance: known })).toBe('anthropic/claude-opus-5-5');
  });
});

describe('a dial or a quality target', () => {
  it('0 takes the cheapest of all tiers, 10 the best', () => {
    expect(first({ prompt: 'hard', policy: { dial: 0 } })).toBe('groq/openai/gpt-oss-20b');
    expect(first({ prompt: 'hard', policy: { dial: 10 } })).toBe('anthropic/claude-opus-5-5');
  });

  it('never gets dearer nor worse in quality when it is turned in one direction', () => {
    const costs = Array.from({ length: 11 }, (_, dial) => {
      const [leader] = plan({ prompt: 'middling', policy: { dial } }).candidates;
      return [Number(leader?.estimatedCostUsd), leader?.pGood ?? 0] as const;
    });
    expect(costs.map(([cost]) => cost)).toEqual(costs.map(([cost]) => cost).toSorted((one, other) => one - other));
    expect(costs.map(([, pGood]) => pGood)).toEqual(costs.map(([, p]) => p).toSorted((one, other) => one - other));
  });

  it('a target takes the cheapest model that keeps it, and more able ones for harder prompts', () => {
    const policy = { qualityTarget: 0.98 };
    const easy = plan({ prompt: 'easy', policy });
    const hard = plan({ prompt: 'hard', policy });
    expect(Number(hard.candidates[0]?.estimatedCostUsd)).toBeGreaterThan(Number(easy.candidates[0]?.estimatedCostUsd));
    expect(easy.expectedQuality).toBeGreaterThan(0.9);
    expect(easy.reason).toBe('mode:balanced target:98%');
  });

  it('goes before the dial', () => {
    expect(first({ prompt: 'hard', policy: { dial: 0, qualityTarget: 1 } })).toBe('anthropic/claude-opus-5-5');
  });

  it('keeps what misses the target as fallbacks, best first', () => {
    const found = plan({ prompt: 'hard', policy: { qualityTarget: 1 } });
    const chances = found.candidates.slice(1).map(({ pGood }) => pGood ?? 0);
    expect(chances).toEqual(chances.toSorted((one, other) => other - one));
  });

  it('never goes below the safe tier where the scorer abstains', () => {
    const found = plan({ prompt: 'strange', policy: { dial: 0 } });
    expect(idsOf(found)).not.toContain('groq/openai/gpt-oss-20b');
    expect(found.dropped).toContainEqual(
      expect.objectContaining({ cause: 'below_min_tier', deploymentId: 'groq/openai/gpt-oss-20b' }),
    );
  });

  it('counts nothing where the scorer knows no probabilities: score and mode decide; only the cheapest of all is found without', () => {
    const scorer = { name: 'fixed', score: () => ({ score: 2, tier: 'low' as const, scorer: 'fixed', reasons: [] }) };
    const found = plan({ scorer, policy: { dial: 10 } });
    expect(found.reason).toBe('mode:balanced tier:low');
    expect(found).not.toHaveProperty('expectedQuality');
    expect(first({ scorer, policy: { dial: 0 } })).toBe('groq/openai/gpt-oss-20b');
  });

  it('may take something dearer than the named model only where the target asks for quality', () => {
    const requested = { kind: 'named', name: 'gpt-6-luna' } as const;
    expect(first({ prompt: 'hard', requested, policy: { dial: 2 } })).toBe('openai/gpt-6-luna');
    expect(first({ prompt: 'hard', requested, policy: { qualityTarget: 1 } })).toBe('anthropic/claude-opus-5-5');
  });
});

describe('tiers that were asked for', () => {
  it('the lowest tier lifts easy requests and leaves hard ones', () => {
    expect(plan({ prompt: 'easy', policy: { minTier: 'medium' } }).reason).toBe('mode:balanced tier:medium');
    expect(plan({ prompt: 'hard', policy: { minTier: 'medium' } }).reason).toBe('mode:balanced tier:high');
  });

  it('a request is not answered from below its lowest tier, even when nobody else is left', () => {
    const image = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }];
    const found = plan({
      mode: 'speed',
      body: { messages: image },
      allowedModels: ['gpt-6-luna'],
      policy: { minTier: 'high' },
    });
    expect(found.candidates).toEqual([]);
    expect(found.dropped.map(({ cause }) => cause)).toContain('below_min_tier');
  });

  it('a tier fixed by a rule is taken whatever the score says', () => {
    const found = plan({ prompt: 'easy', policy: { fixedTier: 'high' }, rule: { index: 0, name: 'contracts' } });
    expect(found.reason).toBe('rule:contracts mode:balanced tier:high');
    expect(found.rule).toEqual({ index: 0, name: 'contracts' });
  });
});

describe('experience', () => {
  it('long answers make a model dearer than its price list says', () => {
    const outputTokens = ({ id }: { id: string }) => (id.startsWith('groq') ? 20_000 : 100);
    expect(first({ mode: 'cost', prompt: 'easy', outputTokens })).not.toMatch(/^groq/);
  });

  it('never expects more than the client allows', () => {
    const outputTokens = () => 20_000;
    const found = plan({ mode: 'cost', body: { max_tokens: 10 }, outputTokens });
    expect(Number(found.candidates[0]?.estimatedCostUsd)).toBeLessThan(0.001);
  });
});
