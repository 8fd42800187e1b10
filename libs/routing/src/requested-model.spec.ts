import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { isVirtualModel, type ModelNameLookups, parseRequestedModel, VIRTUAL_MODELS } from './requested-model.ts';

const catalogue = createCatalogue();

function lookups(options: {
  providers?: Readonly<Record<string, readonly string[]>>;
  aliases?: Readonly<Record<string, string>>;
}): ModelNameLookups {
  const providers = Object.entries(options.providers ?? { openai: [], anthropic: [], groq: [] });
  return {
    catalogue,
    providerIds: new Set(providers.map(([id]) => id)),
    config: {
      modelAliases: options.aliases ?? {},
      providers: providers.map(([id, models]) => ({
        id,
        models,
        apiKey: 'k',
        baseUrl: 'http://127.0.0.1',
        isSimulated: false,
        isLocal: false,
      })),
    },
  };
}

const USUAL = lookups({});

describe('virtual models', () => {
  it.each([
    ['auto', null],
    ['lco/auto', null],
    ['lco/cost', 'cost'],
    ['lco/balanced', 'balanced'],
    ['lco/speed', 'speed'],
    ['lco/quality', 'quality'],
    ['AUTO', null],
    [' LCO/Cost ', 'cost'],
  ])('reads %s as the router with mode %s', (name, mode) => {
    expect(parseRequestedModel(name, USUAL)).toEqual({ kind: 'virtual', name: name.trim(), mode });
  });

  it('lists every virtual model and knows each as one', () => {
    expect(VIRTUAL_MODELS).toHaveLength(6);
    expect(VIRTUAL_MODELS.every(isVirtualModel)).toBe(true);
    expect(isVirtualModel('gpt-4')).toBe(false);
  });

  it('never guesses at a mistyped virtual model: it is pinned to a provider that does not exist', () => {
    expect(parseRequestedModel('lco/cheap', USUAL)).toEqual({
      kind: 'pinned',
      name: 'lco/cheap',
      provider: 'lco',
      model: 'cheap',
    });
  });
});

describe('pinned models', () => {
  it.each([
    { name: 'openai/gpt-6-luna', provider: 'openai', model: 'gpt-6-luna', why: 'a model of the catalogue' },
    { name: 'openai/anything-new', provider: 'openai', model: 'anything-new', why: 'any id at a known provider' },
    { name: 'OpenAI/GPT-6-luna', provider: 'openai', model: 'GPT-6-luna', why: 'the provider in any case' },
    { name: 'groq/openai/gpt-oss-20b', provider: 'groq', model: 'openai/gpt-oss-20b', why: 'the full id' },
    { name: 'openai/gpt-oss-20b', provider: 'groq', model: 'openai/gpt-oss-20b', why: 'an id of Groq, not of OpenAI' },
    { name: 'qwen/qwen3.6-27b', provider: 'groq', model: 'qwen/qwen3.6-27b', why: 'an id whose maker is no provider' },
    { name: 'openai/gpt-4', provider: 'openai', model: 'gpt-4', why: 'a retired model: pinned is pinned' },
  ])('pins $name to $provider ($why)', ({ name, provider, model }) => {
    expect(parseRequestedModel(name, USUAL)).toEqual({ kind: 'pinned', name, provider, model });
  });

  it('pins openai/gpt-oss-20b to OpenAI when the configured server there offers it', () => {
    const own = lookups({ providers: { openai: ['gpt-oss-20b'], groq: [] } });
    expect(parseRequestedModel('openai/gpt-oss-20b', own)).toMatchObject({ provider: 'openai', model: 'gpt-oss-20b' });
  });

  it('prefers a configured local server that serves the very name to a provider that is not configured', () => {
    const local = lookups({ providers: { vllm: ['openai/gpt-oss-20b'] } });
    expect(parseRequestedModel('openai/gpt-oss-20b', local)).toMatchObject({
      provider: 'vllm',
      model: 'openai/gpt-oss-20b',
    });
  });

  it('still names the owner when nobody who serves it is configured, so that the error can say whom', () => {
    const other = lookups({ providers: { anthropic: [] } });
    expect(parseRequestedModel('openai/gpt-oss-20b', other)).toMatchObject({ kind: 'pinned', provider: 'groq' });
    expect(parseRequestedModel('openai/gpt-6-luna', other)).toMatchObject({ kind: 'pinned', provider: 'openai' });
  });
});

describe('plain names', () => {
  it.each(['gpt-4', 'claude-sonnet-5-5', 'my-model', 'llama3:8b', 'meta-llama/Llama-3-70B', '/x', 'openai/'])(
    'takes %s as a name',
    (name) => {
      expect(parseRequestedModel(name, USUAL)).toEqual({ kind: 'named', name });
    },
  );
});

describe('aliases of the operator', () => {
  const aliased = lookups({
    aliases: {
      house: 'lco/quality',
      fast: 'groq/openai/gpt-oss-20b',
      bot: 'gpt-4o',
      deep: 'house',
      loop: 'pool',
      pool: 'loop',
      auto: 'lco/cost',
    },
  });

  it('keeps the name the client wrote for virtual and pinned targets', () => {
    expect(parseRequestedModel('house', aliased)).toEqual({ kind: 'virtual', name: 'house', mode: 'quality' });
    expect(parseRequestedModel('deep', aliased)).toEqual({ kind: 'virtual', name: 'deep', mode: 'quality' });
    expect(parseRequestedModel('fast', aliased)).toMatchObject({ kind: 'pinned', name: 'fast', provider: 'groq' });
  });

  it('turns into the plain name it stands for, by which prices are found', () => {
    expect(parseRequestedModel('bot', aliased)).toEqual({ kind: 'named', name: 'gpt-4o' });
  });

  it('lets an operator redefine even auto', () => {
    expect(parseRequestedModel('auto', aliased)).toMatchObject({ mode: 'cost' });
  });

  it('ends at a circle of aliases instead of running in it', () => {
    expect(parseRequestedModel('loop', aliased).kind).toBe('named');
  });

  it('takes no inherited property for an alias', () => {
    expect(parseRequestedModel('constructor', aliased)).toEqual({ kind: 'named', name: 'constructor' });
    expect(parseRequestedModel('__proto__', aliased)).toEqual({ kind: 'named', name: '__proto__' });
  });
});
