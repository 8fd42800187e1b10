import type { RequestedModel } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { idsOf, inputFor, type PlanCase, plan, quality } from '../__testing__/plan-lab.ts';
import { createLearnedScorer } from '../complexity/learned-scorer.ts';
import { choiceOf, compareChoices } from '../decision/compare.ts';
import { replayDecision } from '../decision/replay.ts';
import { planRoute } from '../plan-route.ts';

const OPUS: RequestedModel = { kind: 'pinned', name: 'x', provider: 'anthropic', model: 'claude-opus-5-5' };
const OSS: RequestedModel = { kind: 'pinned', name: 'x', provider: 'groq', model: 'openai/gpt-oss-20b' };
const NAMED: RequestedModel = { kind: 'named', name: 'gpt-6.2-sol' };
const NOBODY: RequestedModel = { kind: 'named', name: 'no-such-model' };
const IMAGE: PlanCase['body'] = {
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] }],
};

describe('fallbacks that a request names', () => {
  it('stand behind the first choice in their order, once each, and before the rest of the route', () => {
    const route = idsOf(plan());
    const last = route.at(-1) ?? '';
    const [provider = '', ...model] = last.split('/');
    const again: RequestedModel = { kind: 'pinned', name: last, provider, model: model.join('/') };
    const found = idsOf(plan({ fallbacks: [NAMED, again] }));
    expect(found.slice(0, 3)).toEqual([route[0], 'openai/gpt-6.2-sol', last]);
    expect(found.slice(3)).toEqual(route.slice(1, -1).filter((id) => id !== 'openai/gpt-6.2-sol'));
  });

  it('that lack what the request needs are left out with the cause; so are unknown ones', () => {
    const { candidates, dropped } = plan({ fallbacks: [OSS, NOBODY, OPUS], body: IMAGE });
    expect(candidates.map(({ deployment }) => deployment.id)).toContain('anthropic/claude-opus-5-5');
    expect(dropped).toContainEqual(
      expect.objectContaining({ deploymentId: 'groq/openai/gpt-oss-20b', cause: 'no_images' }),
    );
    expect(dropped).toContainEqual(
      expect.objectContaining({ deploymentId: 'no-such-model', cause: 'no_provider_key' }),
    );
  });

  it('serve where the first choice can not even be tried', () => {
    const pinned: RequestedModel = { kind: 'pinned', name: 'x', provider: 'mistral', model: 'large' };
    expect(idsOf(plan({ requested: pinned, fallbacks: [OSS] }))).toEqual(['groq/openai/gpt-oss-20b']);
  });

  it.each([
    { name: 'healthy', over: {} },
    { name: 'resting', over: { health: (id: string) => (id.includes('opus') ? 'open' : 'ok') } as const },
    {
      name: 'objected to',
      over: {
        objection: ({ id }: { id: string }) =>
          id.includes('oss') ? { deploymentId: id, cause: 'surface_feature' as const, detail: 'No.' } : null,
      },
    },
  ])('are part of a decision that is repeated from its record ($name)', ({ over }) => {
    const input = inputFor({ fallbacks: [OPUS, OSS, NAMED], ...over });
    const made = planRoute(input);
    const record = JSON.stringify({ inputs: made.inputs, features: input.features, complexity: made.complexity });
    const { scorer: _scorer, ...world } = inputFor();
    const { rejudge } = createLearnedScorer(quality);
    const replay = replayDecision(JSON.parse(record), { ...world, rejudge });
    expect(replay.kind).toBe('plan');
    if (replay.kind === 'plan') expect(compareChoices(choiceOf(made), choiceOf(replay.plan))).toEqual([]);
  });
});
