import type { ChatBody } from '@llm-cost-optimizer/contracts';
import type { ModelAbility, ModelFacts, PromptReading, QualityModel, StoredReading } from '../quality/quality-model.ts';

/** A quality model whose readings are written down: difficulty in logits and certainty by prompt. */
export function fakeQualityModel(
  judge: (prompt: string) => {
    readonly difficulty: number;
    readonly certainty?: number;
    readonly task?: StoredReading['task'];
  },
  levels: Readonly<Record<string, number>> = {},
): QualityModel {
  const version = 'quality-fake-1';
  const readingOf = (stored: StoredReading): PromptReading => {
    const difficulty = stored.vector[0] ?? 0;
    const pGood = ({ level }: ModelAbility) => 1 / (1 + Math.exp(difficulty - level));
    return {
      ...stored,
      need: pGood({ level: 1.5, slopes: [], isGuess: false }) - pGood({ level: -0.5, slopes: [], isGuess: false }),
      pGood,
      gain: (strong, weak) => pGood(strong) - pGood(weak),
      reasons: () => [{ signal: 'difficulty', weight: difficulty, detail: 'As the test says.' }],
    };
  };
  return {
    version,
    abilityOf(facts: ModelFacts): ModelAbility {
      const level = levels[facts.name];
      if (level !== undefined) return { level, slopes: [], isGuess: false };
      const price = facts.blendedUsdPerMillion;
      return { level: price === null ? 0 : Math.log10(price + 0.01), slopes: [], isGuess: true };
    },
    read(body: ChatBody) {
      const last = body.messages.findLast(({ role }) => role === 'user')?.content;
      const { difficulty, certainty = 1, task = 'other' } = judge(typeof last === 'string' ? last : '');
      return readingOf({ model: version, task, vector: [difficulty], certainty });
    },
    reread: (stored) => (stored.model === version ? readingOf(stored) : null),
  };
}
