import { describe, expect, it } from 'vitest';
import { modelOf } from '../../../lib/__testing__/model.builder.ts';
import type { OfferedModel } from './completion.ts';
import { routePath, viewRoutes } from './routing-view.ts';
import { schemaAt } from './schema-node.ts';

const offered = (id: string, aliases: string[] = []): OfferedModel => modelOf(id, { aliases });

const models = [
  offered('openai/gpt-6-luna', ['luna']),
  offered('groq/openai/gpt-oss-20b'),
  offered('anthropic/claude-haiku-5-5'),
];
const live = {
  cost: {
    low: ['groq/openai/gpt-oss-20b', 'openai/gpt-6-luna'],
    medium: ['openai/gpt-6-luna'],
    high: ['openai/gpt-6-luna'],
  },
  balanced: { low: ['openai/gpt-6-luna'], medium: [], high: [] },
};
const LIVE_TEXT = 'routing_rules:\n  cost_mode:\n    low_complexity: [groq/openai/gpt-oss-20b, gpt-6-luna]\n';

const view = (text: string, liveText = LIVE_TEXT) => viewRoutes({ text, liveText, live, models });
const lowOf = (text: string) => view(text)?.cost.low;

describe('the routing table of a text', () => {
  it('is the one in force while the text is', () => {
    expect(view(LIVE_TEXT)?.cost.low).toEqual({
      models: ['groq/openai/gpt-oss-20b', 'openai/gpt-6-luna'],
      isChanged: false,
      isWritten: true,
    });
    expect(view(LIVE_TEXT)?.balanced.low).toEqual({
      models: ['openai/gpt-6-luna'],
      isChanged: false,
      isWritten: false,
    });
  });

  it('marks a changed route and finds the models behind names and aliases', () => {
    const text =
      'model_aliases:\n  fast: claude-haiku-5-5\nrouting_rules:\n  cost_mode:\n    low_complexity: [fast, luna, gpt-9]\n';
    expect(lowOf(text)).toEqual({
      models: ['anthropic/claude-haiku-5-5', 'openai/gpt-6-luna', 'gpt-9'],
      isChanged: true,
      isWritten: true,
    });
  });

  it('takes another spelling of the same models as unchanged', () => {
    expect(lowOf(LIVE_TEXT.replace('gpt-6-luna', 'openai/gpt-6-luna'))?.isChanged).toBe(false);
    expect(
      lowOf('routing_rules:\n  cost_mode:\n    low_complexity:\n      - openai/gpt-oss-20b\n      - luna\n')?.isChanged,
    ).toBe(false);
  });

  it('does not guess the default route that a text goes back to', () => {
    expect(lowOf('user: {}\n')).toEqual({ models: null, isChanged: true, isWritten: false });
  });

  it('is unknown while the text cannot be read', () => {
    expect(view('routing_rules: [')).toBeNull();
  });

  it('uses paths that the configuration knows', () => {
    expect(schemaAt(routePath('quality', 'high'))).not.toBeNull();
  });
});
