import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';

const catalogue = createCatalogue();

function target(name: string, available?: readonly string[], at?: string): string | null {
  const found = catalogue.resolveTarget(
    name,
    available === undefined ? undefined : new Set(available),
    at === undefined ? undefined : new Date(at),
  );
  return found === null ? null : `${found.ref.provider}|${found.ref.model}`;
}

function baseline(name: string): string | null {
  const found = catalogue.resolveBaseline(name);
  return found === null ? null : `${found.ref.provider}|${found.ref.model}`;
}

describe('resolveTarget', () => {
  it.each([
    ['gpt-6-luna', 'openai|gpt-6-luna'],
    ['  GPT-6-Luna ', 'openai|gpt-6-luna'],
    ['openai/gpt-6-luna', 'openai|gpt-6-luna'],
    ['openai/gpt-oss-20b', 'groq|openai/gpt-oss-20b'],
    ['groq/openai/gpt-oss-20b', 'groq|openai/gpt-oss-20b'],
    ['gpt-6.1-terra-2026-10-26', 'openai|gpt-6.1-terra-2026-10-26'],
    ['gpt-5.4-mini', 'openai|gpt-5.4-mini'],
    ['openai/gpt-9-unheard', 'openai|gpt-9-unheard'],
    ['ollama/llama3:8b', 'ollama|llama3:8b'],
  ])('takes %s as %s without a notice', (name, expected) => {
    expect(target(name)).toBe(expected);
    expect(catalogue.resolveTarget(name)?.notice).toBeNull();
  });

  it.each([
    ['gpt-3.5-turbo', 'openai|gpt-6-luna'],
    ['gpt-3.5-turbo-0613', 'openai|gpt-6-luna'],
    ['gpt-4', 'openai|gpt-6.2-sol'],
    ['gpt-4-0613', 'openai|gpt-6.2-sol'],
    ['gpt-4-turbo', 'openai|gpt-6.2-sol'],
    ['claude-haiku', 'anthropic|claude-haiku-5-5'],
    ['claude-sonnet', 'anthropic|claude-sonnet-5-5'],
    ['claude-opus', 'anthropic|claude-opus-5-5'],
    ['claude-3-haiku', 'anthropic|claude-haiku-5-5'],
    ['claude-3-haiku-20240307', 'anthropic|claude-haiku-5-5'],
    ['claude-3-5-sonnet-20241022', 'anthropic|claude-sonnet-5-5'],
    ['llama-3.1-8b', 'groq|openai/gpt-oss-20b'],
    ['llama-3.1-8b-instant', 'groq|openai/gpt-oss-20b'],
    ['llama-3.3-70b-versatile', 'groq|openai/gpt-oss-120b'],
    ['llama3-8b-8192', 'groq|openai/gpt-oss-20b'],
    ['mixtral-8x7b', 'groq|openai/gpt-oss-20b'],
  ])('leads the old name %s to %s', (name, expected) => {
    expect(target(name)).toBe(expected);
  });

  it('says what an old name means today', () => {
    expect(catalogue.resolveTarget('gpt-3.5-turbo')?.notice).toBe(
      '`gpt-3.5-turbo` was shut down on 2026-10-23; it means openai/gpt-6-luna today.',
    );
    expect(catalogue.resolveTarget('claude-haiku')?.notice).toContain('anthropic/claude-haiku-5-5 today');
  });

  it('warns of an announced end, and leads to the successor from that day on', () => {
    expect(target('gpt-4o-mini')).toBe('openai|gpt-4o-mini');
    expect(catalogue.resolveTarget('gpt-4o-mini')?.notice).toContain('2027-01-14');
    expect(target('gpt-4o-mini', undefined, '2027-01-13')).toBe('openai|gpt-4o-mini');
    expect(target('gpt-4o-mini', undefined, '2027-01-14')).toBe('openai|gpt-6-luna');
  });

  it('passes a pinned retired model on, but says that it will fail', () => {
    expect(target('groq/llama-3.1-8b-instant')).toBe('groq|llama-3.1-8b-instant');
    expect(catalogue.resolveTarget('groq/llama-3.1-8b-instant')?.notice).toContain('will fail');
  });

  it('prefers a provider that is available', () => {
    expect(target('gpt-oss-20b', ['ollama'])).toBe('ollama|gpt-oss:20b');
    expect(target('gpt-oss-20b', ['ollama', 'groq'])).toBe('groq|openai/gpt-oss-20b');
    expect(target('gpt-oss-20b', [])).toBe('groq|openai/gpt-oss-20b');
    expect(target('llama3:8b', ['ollama'])).toBe('ollama|llama3:8b');
  });

  it.each(['', '   ', 'no-such-model', 'nobody/gpt-6-luna', 'llama3:8b', 'gemini-2.5-pro', 'x'.repeat(201)])(
    'does not know %s',
    (name) => {
      expect(target(name)).toBeNull();
    },
  );
});

describe('resolveBaseline', () => {
  it.each([
    ['gpt-4', 'openai|gpt-4'],
    ['gpt-4-turbo', 'openai|gpt-4-turbo'],
    ['gpt-3.5-turbo', 'openai|gpt-3.5-turbo'],
    ['claude-3-haiku', 'anthropic|claude-3-haiku'],
    ['claude-3-5-sonnet', 'anthropic|claude-3-5-sonnet'],
    ['claude-3-opus', 'anthropic|claude-3-opus-latest'],
    ['llama-3.1-8b', 'groq|llama-3.1-8b-instant'],
    ['mixtral-8x7b', 'groq|mixtral-8x7b-32768'],
    ['openai/gpt-4o', 'openai|gpt-4o'],
    ['openai/gpt-oss-20b', 'groq|openai/gpt-oss-20b'],
    ['gemini-2.5-pro', 'google|gemini-2.5-pro'],
  ])('keeps the own price of %s', (name, expected) => {
    expect(baseline(name)).toBe(expected);
  });

  it('takes the successor for names that never had a price', () => {
    expect(baseline('claude-haiku')).toBe('anthropic|claude-haiku-5-5');
  });

  it.each(['', 'no-such-model', 'openai/no-such-model', 'ollama/llama3:8b', 'auto'])('has no price for %s', (name) => {
    expect(baseline(name)).toBeNull();
  });

  it('can price every name that it gives', () => {
    for (const { model } of catalogue.list()) {
      const found = catalogue.resolveBaseline(model);
      const at = Date.parse('2026-11-23');
      const query = { promptTokens: 10, completionTokens: 0, at };
      expect([model, found === null ? null : catalogue.estimateCost({ ...found.ref, ...query })]).not.toContain(null);
    }
  });
});

describe('suggestNames', () => {
  it.each([
    ['claude-sonet', 'claude-sonnet'],
    ['gpt4o', 'gpt-4o'],
    ['gpt-6-lunar', 'gpt-6-luna'],
    ['openai/gpt6.2-sol', 'openai/gpt-6.2-sol'],
  ])('finds what %s was meant to be', (name, expected) => {
    expect(catalogue.suggestNames(name)[0]).toBe(expected);
  });

  it('keeps silent when nothing is near', () => {
    expect(catalogue.suggestNames('completely-different-thing')).toEqual([]);
    expect(catalogue.suggestNames('')).toEqual([]);
  });
});

describe('remembered names', () => {
  it('stay right after more names than are remembered', () => {
    for (let index = 0; index < 1_200; index += 1) expect(target(`unheard-${index}`)).toBeNull();
    expect(target('gpt-5.4-mini')).toBe('openai|gpt-5.4-mini');
    expect(baseline('gemini-2.5-pro')).toBe('google|gemini-2.5-pro');
    expect(target('gemini-2.5-pro')).toBeNull();
  });
});

describe('providers beyond our own', () => {
  const wide = createCatalogue({
    providers: ['mistral', 'my-server'],
    overrides: [{ provider: 'my-server', model: 'one', input: 2, output: 6 }],
  });

  it('may be named in front of any model', () => {
    expect(wide.resolveTarget('my-server/org/any-model')?.ref).toEqual({
      provider: 'my-server',
      model: 'org/any-model',
    });
    expect(wide.resolveTarget('mistral-large-latest')?.ref).toEqual({
      provider: 'mistral',
      model: 'mistral-large-latest',
    });
    expect(catalogue.resolveTarget('my-server/org/any-model')).toBeNull();
    expect(catalogue.resolveTarget('mistral-large-latest')).toBeNull();
  });

  it('are baselines where their model has a price, the given one or a listed one', () => {
    expect(wide.resolveBaseline('my-server/one')?.ref).toEqual({ provider: 'my-server', model: 'one' });
    expect(wide.resolveBaseline('mistral/mistral-large-latest')?.ref.provider).toBe('mistral');
    expect(wide.resolveBaseline('my-server/two')).toBeNull();
  });

  it('have rates to show, as far as they are known', () => {
    const at = Date.parse('2026-11-24');
    expect(wide.rates({ provider: 'my-server', model: 'one' }, at)).toMatchObject({
      inputUsdPerMillion: '2',
      outputUsdPerMillion: '6',
      cacheReadUsdPerMillion: null,
    });
    expect(wide.rates({ provider: 'my-server', model: 'two' }).inputUsdPerMillion).toBeNull();
  });
});
