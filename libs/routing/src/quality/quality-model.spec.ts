import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChatBody } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadQualityModel } from './load-quality-model.ts';
import type { ModelAbility, PromptReading } from './quality-model.ts';

const BYTES = new Uint8Array(readFileSync(new URL('../../weights/quality.bin', import.meta.url)));
const model = loadQualityModel(BYTES);
/** Public results of a stronger and a weaker model on the same prompts; kept beside the repository, not in it. */
const DEV = fileURLToPath(new URL('../../../../../shared/routing-data/dev.jsonl', import.meta.url));

function chat(content: unknown, over: Partial<ChatBody> = {}): ChatBody {
  return { model: 'auto', messages: [{ role: 'user', content }], ...over } as ChatBody;
}

function read(content: unknown, over: Partial<ChatBody> = {}): PromptReading {
  return model.read(chat(content, over));
}

const numbersOf = ({ need, vector, certainty, task }: PromptReading) => ({ need, vector, certainty, task });
const ability = (level: number): ModelAbility => ({ level, slopes: [], isGuess: false });

describe('the shipped quality model', () => {
  it('reads the same prompt the same way, whatever was read before, in every copy of the model', () => {
    const first = numbersOf(read('Explain the second law of thermodynamics.'));
    read('x'.repeat(20_000));
    expect(numbersOf(read('Explain the second law of thermodynamics.'))).toEqual(first);
    expect(numbersOf(loadQualityModel(BYTES).read(chat('Explain the second law of thermodynamics.')))).toEqual(first);
  });

  it('gives probabilities, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        (text, level) => {
          const reading = read(text);
          for (const value of [reading.need, reading.certainty, reading.pGood(ability(level))]) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
          expect(reading.vector.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  it('gives an abler model the better chance, and never gains by swapping two models', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (text, level, more) => {
          const reading = read(text);
          const [weak, strong] = [ability(level), ability(level + more)];
          expect(reading.pGood(strong)).toBeGreaterThan(reading.pGood(weak));
          expect(reading.gain(strong, weak)).toBeGreaterThan(0);
          expect(reading.gain(weak, strong)).toBeCloseTo(-reading.gain(strong, weak), 9);
          expect(reading.gain(weak, weak)).toBeCloseTo(0, 9);
        },
      ),
    );
  });

  it('is blind to system text and tools (RT1)', () => {
    const tools = Array.from({ length: 40 }, (_, at) => ({
      type: 'function',
      function: { name: `prove_${at}`, description: 'Derive a rigorous proof. '.repeat(20), parameters: {} },
    }));
    const system = { role: 'system', content: 'You are an expert in measure theory and contract law. '.repeat(500) };
    const user = { role: 'user', content: 'What is the capital of France?' };
    const dressed = model.read({ model: 'auto', messages: [system, user], tools });
    expect(numbersOf(dressed)).toEqual(numbersOf(read(user.content)));
  });

  it('reads a stored reading as it read the prompt, and refuses that of another version', () => {
    const reading = read('Prove that the square root of 3 is irrational.');
    const { model: version, task, vector, certainty } = reading;
    const stored = structuredClone({ model: version, task, vector, certainty });
    const again = model.reread(stored);
    expect(again?.need).toBe(reading.need);
    expect(again?.pGood(ability(0.7))).toBe(reading.pGood(ability(0.7)));
    expect(again?.reasons()).toEqual([]);
    expect(model.reread({ ...stored, model: 'quality-0-00000000' })).toBeNull();
  });

  it('takes a short follow-up for part of what it refers to', () => {
    const hard = {
      role: 'user',
      content: 'Prove that every finite integral domain is a field, and generalise the proof.',
    };
    const answer = { role: 'assistant', content: 'Here it is.' };
    const followUp = { role: 'user', content: 'Why does the second step hold?' };
    const alone = read(followUp.content);
    const within = model.read({ model: 'auto', messages: [hard, answer, followUp] });
    expect(within.need).toBeGreaterThan(alone.need);
  });

  it('knows nothing of empty turns, images without text and made-up words', () => {
    const image = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    for (const content of ['', null, [], image, 'ʇxǝʇ ƃuᴉzɹǝʌǝɹ ɟo ǝɔǝᴉd', '請證明費馬小定理']) {
      expect(read(content).certainty, JSON.stringify(content)).toBeLessThan(0.25);
    }
    expect(model.read({ model: 'auto', messages: [] }).certainty).toBe(0);
    expect(read('What is the capital of France?').certainty).toBeGreaterThan(0.8);
  });

  it.each([
    ['a megabyte of one letter', 'a'.repeat(1_000_000)],
    ['a megabyte of line feeds', '\n'.repeat(1_000_000)],
    ['lone surrogates', '\ud800\udfff\udc00'.repeat(3_000)],
    ['null characters', '\0'.repeat(10_000)],
    ['choices without end', 'A. x\nB. y\n'.repeat(20_000)],
    ['digits without end', '1'.repeat(200_000)],
  ])('survives %s', (_, text) => {
    const reading = read(text);
    expect(reading.vector.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(reading.need)).toBe(true);
    expect(Array.isArray(reading.reasons())).toBe(true);
  });

  it('gives reasons that name signals and never repeat the prompt', () => {
    const reasons = read('Prove Zorn-Tukey-secretword equivalence using transfinite induction.').reasons();
    expect(reasons.length).toBeGreaterThan(0);
    expect(JSON.stringify(reasons).toLowerCase()).not.toContain('secretword');
    const weights = reasons.map(({ weight }) => Math.abs(weight));
    expect(weights).toEqual([...weights].sort((one, other) => other - one));
  });

  it('changes its version with its weights', () => {
    const other = Uint8Array.from(BYTES);
    other[other.length - 100] = (other[other.length - 100] ?? 0) ^ 1;
    expect(loadQualityModel(other).version).not.toBe(model.version);
    expect(model.version).toMatch(/^quality-\d+-[0-9a-f]{8}$/);
  });

  it('refuses bytes that are not weights, or not all of them', () => {
    expect(() => loadQualityModel(new Uint8Array(0))).toThrow('not router weights');
    expect(() => loadQualityModel(new Uint8Array(100))).toThrow('not router weights');
    expect(() => loadQualityModel(BYTES.subarray(0, BYTES.length / 2))).toThrow('cut short');
  });

  it('stays below 4 MB', () => {
    expect(BYTES.length).toBeLessThan(4 * 1024 * 1024);
  });
});

describe('abilities', () => {
  const of = (name: string, blendedUsdPerMillion: number | null, averageQuality: number | null) =>
    model.abilityOf({ name, blendedUsdPerMillion, averageQuality });

  it('are trained for known names, in any case of letters', () => {
    expect(of('GPT-4o-2024-08-06', null, null)).toEqual(of('gpt-4o-2024-08-06', 3, 0.1));
    expect(of('gpt-4o-2024-08-06', null, null).level).toBeGreaterThan(of('gpt-4o-mini-2024-07-18', null, null).level);
  });

  it('follow stated quality, then the price, then the middle', () => {
    expect(of('new', 1, 0.9).level).toBeGreaterThan(of('new', 1, 0.6).level);
    expect(of('new', 1, 0.9).isGuess).toBe(false);
    expect(of('new', 15, null).level).toBeGreaterThan(of('new', 0.1, null).level);
    expect(of('new', 15, null).isGuess).toBe(true);
    expect(of('new', null, null)).toEqual({ level: 0, slopes: [], isGuess: true });
    expect(of('free', 0, null).level).toBe(0);
  });
});

interface DevRow {
  readonly prompt: string;
  readonly source: string;
  readonly strong_model: string;
  readonly weak_model: string;
  readonly strong_score: number;
  readonly weak_score: number;
}

describe.skipIf(!existsSync(DEV))(
  'the shipped weights on public results (skipped where the routing data are absent)',
  () => {
    const rows = existsSync(DEV)
      ? readFileSync(DEV, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as DevRow)
          .map((row) => ({ ...row, reading: read(row.prompt) }))
      : [];
    const known = (name: string) => model.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });

    it.each([
      ['mmlu', 0.7],
      ['llmrouter', 0.68],
      ['math-l5', 0.52],
      ['mmlu-pro', 0.48],
    ])('recover on %s at least %d of the gap on average over all shares of strong calls', (source, floor) => {
      const own = rows.filter((row) => row.source === source);
      const scored = own.map((row) => ({
        score: row.reading.gain(known(row.strong_model), known(row.weak_model)),
        gain: row.strong_score - row.weak_score,
      }));
      expect(recovered(scored)).toBeGreaterThan(floor);
    });

    it('state chances that come true: within 4 points and twice the error of the sample in every tenth with 100 answers', () => {
      const bins = Array.from({ length: 10 }, () => ({ count: 0, stated: 0, good: 0 }));
      for (const row of rows) {
        for (const [name, score] of [
          [row.strong_model, row.strong_score],
          [row.weak_model, row.weak_score],
        ] as const) {
          const stated = row.reading.pGood(known(name));
          const bin = bins[Math.min(9, Math.floor(stated * 10))];
          if (bin === undefined) continue;
          bin.count += 1;
          bin.stated += stated;
          bin.good += score;
        }
      }
      for (const { count, stated, good } of bins.filter((bin) => bin.count >= 100)) {
        const chance = stated / count;
        const error = Math.sqrt((chance * (1 - chance)) / count);
        expect(Math.abs(stated - good) / count).toBeLessThan(0.04 + 2 * error);
      }
    });
  },
);

/** Area under the share of the gap recovered, over the share of strong calls (APGR with every score as a threshold). */
function recovered(scored: readonly { readonly score: number; readonly gain: number }[]): number {
  const sorted = [...scored].sort((one, other) => other.score - one.score);
  let sum = 0;
  let area = 0;
  for (const { gain } of sorted) {
    area += sum + gain / 2;
    sum += gain;
  }
  return area / sorted.length / sum;
}
